using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Fleet;

/// <summary>One thing to look at before a vehicle goes out.</summary>
/// <param name="Code">What keeps it the same from list to list, whatever it is called.</param>
internal sealed record CheckPoint(string Code, string Name);

/// <summary>What vehicles of a kind are checked for.</summary>
/// <param name="ChangedAt">Null while it is the list that came with the program.</param>
internal sealed record KindChecklistView(UnitKind Kind, long Version, DateTimeOffset? ChangedAt, IReadOnlyList<CheckPoint> Points);

/// <summary>What a vehicle is checked for, and what was found last time.</summary>
internal sealed record ChecklistView(long UnitId, UnitKind Kind, long Version, IReadOnlyList<CheckPoint> Points, CheckView? Last);

/// <summary>Check lists are read; each version stands as it was.</summary>
internal static class Checklist
{
    /// <summary>The list that a vehicle is checked by: the one named, or the one that holds now.</summary>
    public static Sql Of(long unitId, long? version = null) => $"""
        select l.kind, l.version, l.changed_at, l.points from fleet.check_lists l join fleet.vehicles v on v.kind = l.kind
        where v.id = {unitId} {Sql.If(version, $"and l.version = {version}")} order by l.version desc limit 1
        """;

    public static Sql Of(UnitKind kind) =>
        $"select kind, version, changed_at, points from fleet.check_lists where kind = {kind} order by version desc limit 1";

    public static async Task<Ok<Page<KindChecklistView>>> List(Db db, CancellationToken ct)
    {
        var lists = await db.List<KindChecklistView>(
            $"select distinct on (kind) kind, version, changed_at, points from fleet.check_lists order by kind, version desc", ct);
        return TypedResults.Ok(new Page<KindChecklistView>([.. lists.OrderBy(list => list.Kind)], null));
    }

    public static async Task<Results<Ok<KindChecklistView>, Refused>> One(string kind, Db db, CancellationToken ct) =>
        Words.TryParse<UnitKind>(kind, out var which)
            ? TypedResults.Ok(await db.One<KindChecklistView>(Of(which), ct))
            : PlatformProblems.NotFound.Refuse();

    public static async Task<Results<Ok<ChecklistView>, Refused>> OfUnit(
        long id, Db db, Caller caller, TimeProvider clock, CancellationToken ct)
    {
        var pending = await db.Read(reads => (
            Unit: reads.Find<VehicleRow>($"select * from fleet.units u where id = {id} and {Reach.Visible(caller, clock.Micros())}"),
            List: reads.Find<KindChecklistView>(Of(id)),
            Last: reads.Find<CheckView>($"{CheckView.Select} where k.vehicle_id = {id} order by k.id desc limit 1")), ct);
        return pending is { Unit.Value: { } unit, List.Value: { } list }
            ? TypedResults.Ok(new ChecklistView(id, unit.Kind, list.Version, list.Points, pending.Last.Value))
            : PlatformProblems.NotFound.Refuse();
    }
}
