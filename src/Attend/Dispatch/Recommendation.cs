using System.Globalization;
using Attend.Fleet;

namespace Attend.Dispatch;

/// <summary>Why something stands where it does: a stable word for programs, a sentence for people.</summary>
internal sealed record ReasonView(string Reason, string Text);

/// <param name="LevelNeeded">The care that the call asks for; <c>level_met</c> of a unit compares with it.</param>
/// <param name="Basis">Where travel times come from: <c>estimate</c> as long as there is no road network.</param>
internal sealed record RecommendationView(
    long CallId, string Call, CareLevel LevelNeeded, string Basis, DateTimeOffset At, IReadOnlyList<RankedUnitView> Units,
    IReadOnlyList<RankedHospitalView> Hospitals);

/// <param name="TravelSeconds">The way alone; null when nobody knows where the unit or the call is.</param>
/// <param name="ArrivalSeconds">From now until it is there: mobilisation, release and travel.</param>
/// <param name="FreeAt">When a unit at hospital is expected to be free.</param>
/// <param name="Stale">The position is not from a fresh fix.</param>
/// <param name="PositionFrom"><c>fix</c>, <c>base</c> or <c>hospital</c>.</param>
/// <param name="ResponseId">What it would be redirected from, or clears from.</param>
internal sealed record RankedUnitView(
    int Rank, long UnitId, string UnitNumber, UnitKind Kind, CareLevel Level, bool LevelMet, UnitStatus Status, Availability Availability,
    double? TravelSeconds, double? Metres, double? ArrivalSeconds, DateTimeOffset? FreeAt, string? PositionFrom, DateTimeOffset? PositionAt,
    bool Stale, long? ResponseId, long? CallId, Priority? CallPriority, IReadOnlyList<ReasonView> Reasons)
{
    public static RankedUnitView Of(UnitChoice choice, int rank, UnitNeed need, DateTimeOffset now)
    {
        var (unit, travel) = (choice.Unit, choice.Travel);
        var known = travel.Located && double.IsFinite(travel.Seconds);
        return new(
            rank, unit.UnitId, unit.UnitNumber, unit.Kind, unit.Level, unit.Level >= need.Level, unit.Status, choice.Availability,
            known ? Math.Round(travel.Seconds) : null, known ? Math.Round(travel.Metres) : null, known ? Math.Round(choice.Arrival) : null,
            choice.FreeAt, travel.Located ? From(choice.Marks, travel) : null, travel.FixAt, travel.Stale, unit.ResponseId, unit.CallId,
            unit.Priority, [.. Explain(choice, need, now)]);
    }

    private static string From(UnitMarks marks, Ranked travel) => marks.HasFlag(UnitMarks.FromHospital) ? "hospital" : travel.PositionFrom;

    private static IEnumerable<ReasonView> Explain(UnitChoice choice, UnitNeed need, DateTimeOffset now)
    {
        var (unit, marks) = (choice.Unit, choice.Marks);
        if (double.IsFinite(choice.Arrival))
        {
            yield return new("arrival", $"There in about {Spoken.Minutes(choice.Arrival)}, {Spoken.Kilometres(choice.Travel.Metres)} away");
        }

        yield return marks.HasFlag(UnitMarks.LevelShort)
            ? new("level_short", $"{Spoken.Level(unit.Level)} on board, {Spoken.Level(need.Level)} needed")
            : new("level_met", $"{Spoken.Level(unit.Level)} on board");
        foreach (var (mark, reason) in Marked(choice, now))
        {
            if (marks.HasFlag(mark))
            {
                yield return reason;
            }
        }
    }

    private static (UnitMarks Mark, ReasonView Reason)[] Marked(UnitChoice choice, DateTimeOffset now) =>
    [
        (UnitMarks.CannotCarry, new("cannot_carry", "Cannot carry a patient")),
        (UnitMarks.NoFireGear, new("no_fire_gear", "No fire engine")),
        (UnitMarks.NoCrew, new("no_crew", "Nobody is signed on; a crew must be found first")),
        (UnitMarks.SoonFree, new("soon_free",
            $"At hospital, expected to be free in {Spoken.Minutes(((choice.FreeAt ?? now) - now).TotalSeconds)}")),
        (UnitMarks.Redirected, new("redirect", $"On its way to a call of priority {choice.Unit.Priority?.ToString().ToUpperInvariant()}")),
        (UnitMarks.LeavesCallAlone, new("leaves_call_alone", "That call would be left without a unit")),
        (UnitMarks.Stale, new("stale_position", choice.Travel.FixAt is { } at
            ? $"Its last position is {Spoken.Minutes((now - at).TotalSeconds)} old" : "Its position is not fresh")),
        (UnitMarks.FromBase, new("from_base", "No fresh position: counted from its base")),
        (UnitMarks.FromHospital, new("from_hospital", "No fresh position: counted from the hospital")),
        (UnitMarks.Unlocated, new("unlocated", "Nobody knows where it is")),
    ];
}

/// <param name="BedsLeft">Available beds less expected inbound.</param>
/// <param name="Suits">Whether it has the specialty that the type asks for; null when none is asked for.</param>
internal sealed record RankedHospitalView(
    int Rank, long HospitalId, string Name, double? TravelSeconds, double? Metres, bool? Suits, HospitalLoad Load, int AvailableBeds,
    int ExpectedInbound, int BedsLeft, bool OnDiversion, string? DiversionReason, DateTimeOffset? DiversionUntil,
    double? Latitude, double? Longitude, IReadOnlyList<ReasonView> Reasons)
{
    public static RankedHospitalView Of(HospitalChoice choice, int rank, EmergencyType type)
    {
        var hospital = choice.Hospital;
        var known = double.IsFinite(choice.Seconds);
        var suits = RankHospitals.Suits(type, hospital.Specialties);
        return new(
            rank, hospital.Id, hospital.Name, known ? Math.Round(choice.Seconds) : null, known ? Math.Round(choice.Metres) : null, suits,
            hospital.Load, hospital.AvailableBeds, hospital.ExpectedInbound, choice.BedsLeft,
            choice.Marks.HasFlag(HospitalMarks.OnDiversion), hospital.DiversionReason, hospital.DiversionUntil,
            hospital.Latitude, hospital.Longitude, [.. Explain(choice, suits, type)]);
    }

    private static IEnumerable<ReasonView> Explain(HospitalChoice choice, bool? suits, EmergencyType type)
    {
        if (double.IsFinite(choice.Seconds))
        {
            yield return new("travel", $"About {Spoken.Minutes(choice.Seconds)} from the call, {Spoken.Kilometres(choice.Metres)}");
        }

        if (suits is { } has)
        {
            var word = type.ToString().ToLowerInvariant();
            yield return has ? new("specialty", $"Has the specialty for {word}") : new("no_specialty", $"Lacks the specialty for {word}");
        }

        (HospitalMarks Mark, ReasonView Reason)[] marked =
        [
            (HospitalMarks.OnDiversion, new("on_diversion", "On diversion")),
            (HospitalMarks.Full, new("full", "Emergency department full")),
            (HospitalMarks.VeryBusy, new("very_busy", "Emergency department under high load")),
            (HospitalMarks.Busy, new("busy", "Emergency department under moderate load")),
            (HospitalMarks.NoBeds, new("no_beds", "No bed left after those on their way")),
            (HospitalMarks.Unlocated, new("unlocated", "The way there is not known")),
        ];
        foreach (var (mark, reason) in marked)
        {
            if (choice.Marks.HasFlag(mark))
            {
                yield return reason;
            }
        }
    }
}

/// <summary>Numbers and levels as people say them.</summary>
internal static class Spoken
{
    public static string Minutes(double seconds) => seconds < 90
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, Math.Round(seconds / 10) * 10):0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Round(seconds / 60):0} min");

    public static string Kilometres(double metres) => string.Create(CultureInfo.InvariantCulture, $"{metres / 1000:0.0} km");

    public static string Level(CareLevel level) => level switch
    {
        CareLevel.Critical => "Critical care",
        CareLevel.Advanced => "ALS",
        _ => "BLS",
    };
}
