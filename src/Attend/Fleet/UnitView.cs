using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;

namespace Attend.Fleet;

internal sealed record HomeView(long Id, string? Name, double? Latitude, double? Longitude);

internal sealed record HoldView(string Reason, DateTimeOffset? Until);

/// <summary>Where a unit is taken to be.</summary>
/// <param name="Speed">Metres per second.</param>
/// <param name="Heading">Degrees clockwise from north.</param>
/// <param name="Accuracy">Metres.</param>
/// <param name="At">When the newest fix was taken, by the device's corrected clock; null when there is none.</param>
/// <param name="Stale">No fix within the last 60 s.</param>
/// <param name="PositionFrom"><c>fix</c>, or <c>base</c> for a free unit without a fresh one.</param>
internal sealed record PositionView(
    double Latitude, double Longitude, double? Speed, double? Heading, double? Accuracy, DateTimeOffset? At, bool Stale,
    string PositionFrom)
{
    /// <summary>What the device said, to a tenth; null where it did not.</summary>
    public static double? Known(float value) => float.IsFinite(value) ? Math.Round(value, 1) : null;
}

/// <summary>A unit's newest place, as it is told to who watches; <c>id</c> is the unit's.</summary>
internal sealed record LocationView(
    long Id, double Latitude, double Longitude, double? Speed, double? Heading, double? Accuracy, DateTimeOffset At)
{
    public static LocationView Of(Located located) => new(
        located.UnitId, located.Fix.Latitude, located.Fix.Longitude, PositionView.Known(located.Fix.Speed),
        PositionView.Known(located.Fix.Heading), PositionView.Known(located.Fix.Accuracy), located.Fix.At);
}

/// <summary>A unit as clients see it.</summary>
internal sealed record UnitView(
    long Id, string UnitNumber, UnitKind Kind, CareLevel Level, int Seats, string[] Equipment, HomeView Home,
    UnitStatus Status, DateTimeOffset StatusSince, HoldView? Hold, IReadOnlyList<CrewMember> Crew, PositionView? Position, Holder? HeldBy,
    long Version, DateTimeOffset? RetiredAt, DateTimeOffset CreatedAt, IReadOnlyList<string> Actions)
{
    public static UnitView Of(VehicleRow row, Positions positions, DateTimeOffset now, Caller caller) => new(
        row.Id, row.UnitNumber, row.Kind, row.Level, row.Seats, row.Equipment,
        new HomeView(row.HomeSiteId, row.HomeName, row.HomeLatitude, row.HomeLongitude),
        row.Status, row.StatusSince, row.HoldReason is { } reason ? new HoldView(reason, row.HoldUntil) : null, row.Crew,
        Locate(row.Free, row.Home, positions.Find(row.Id), now), row.Holder, row.Version, row.RetiredAt, row.CreatedAt, UnitActions.For(row, caller));

    private static PositionView? Locate(bool free, GeoPoint? home, Fix? fix, DateTimeOffset now)
    {
        var fresh = fix?.FreshAt(now) ?? false;
        if (free && !fresh && home is { } place)
        {
            return new PositionView(place.Latitude, place.Longitude, null, null, null, fix?.At, true, Whereabouts.Base);
        }

        return fix is { } known
            ? new PositionView(
                known.Latitude, known.Longitude, PositionView.Known(known.Speed), PositionView.Known(known.Heading),
                PositionView.Known(known.Accuracy), known.At, !fresh, Whereabouts.Fix)
            : null;
    }
}

/// <summary>What may be done with a unit now, and under which permission; the routes of Dispatch on units stand here too.</summary>
internal static class UnitActions
{
    private static readonly (string Action, Permission Permission, Func<VehicleRow, bool> Possible)[] Table =
    [
        ("sign_on", Permissions.UnitsCrew, _ => true),
        ("sign_off", Permissions.UnitsCrew, row => row.Crew.Count > 0),
        ("hold", Permissions.UnitsCrew, row => row.Holder is null),
        ("release", Permissions.UnitsCrew, row => row.Holder is null && row.HoldReason is not null),
        ("next_job", Permissions.CallsDispatch, row => row.Status is UnitStatus.AtHospital),
        ("fail", Permissions.ResponsesStep, row => row.Status is not (UnitStatus.OutOfService or UnitStatus.Maintenance)),
        ("distress", Permissions.UnitsDistress, row => row.Crew.Count > 0 || row.Holder is not null),
        ("edit", Permissions.UnitsManage, _ => true),
        ("retire", Permissions.UnitsManage, row => row.Holder is null),
    ];

    public static IReadOnlyList<string> For(VehicleRow row, Caller caller) => row.RetiredAt is not null
        ? []
        : [.. Table.Where(line => line.Possible(row) && (Reach.Covers(caller, line.Permission, row) || line.Action == "sign_on" && SignsOn(caller))
            && (line.Action != "release" || Holds.MayEnd(row, caller))).Select(line => line.Action)];

    /// <summary>Crew may sign itself on to any unit that it sees.</summary>
    private static bool SignsOn(Caller caller) => caller.MayAtAll(Permissions.UnitsCrew);
}
