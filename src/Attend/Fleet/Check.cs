using Attend.Platform.Access;
using Attend.Platform.Database;

namespace Attend.Fleet;

/// <summary>What was found at one point, in the words in which it was asked.</summary>
internal sealed record CheckedPoint(string Code, string Name, bool Ok, string? Note);

/// <summary>A vehicle looked over by a crew.</summary>
/// <param name="Mileage">Kilometres on the clock.</param>
/// <param name="Fuel">Per cent of the tank.</param>
/// <param name="Defects">How many points were not ok.</param>
/// <param name="Version">Of the list that it answers; null for checks of before lists had one.</param>
internal sealed record CheckView(
    long Id, long UnitId, long Member, string? Name, DateTimeOffset At, int? Mileage, int? Fuel, int Defects, long? Version,
    IReadOnlyList<CheckedPoint> Points)
{
    /// <summary>The view over <c>fleet.checks k</c>; the caller adds the where.</summary>
    public static Sql Select => Sql.Raw("""
        select k.id, k.vehicle_id as unit_id, k.user_id as member, m.full_name as name, k.at, k.mileage, k.fuel,
               (select count(*)::integer from jsonb_array_elements(k.points) p where not (p ->> 'ok')::boolean) as defects,
               k.list_version as version, k.points
        from fleet.checks k left join people.members m on m.id = k.user_id
        """);
}

/// <summary>The personal data of checks: somebody's own words about what was wrong.</summary>
internal static class CheckRecords
{
    private static readonly Sql Unsaid =
        Sql.Raw("points = (select coalesce(jsonb_agg(p || '{\"note\": null}'), '[]') from jsonb_array_elements(points) p)");

    private static readonly Sql Said = Sql.Raw("exists (select 1 from jsonb_array_elements(points) p where p ->> 'note' is not null)");

    public static readonly PersonalData Kind = new(
        "fleet.checks", "What somebody wrote down while looking over a vehicle; what was found stays.", 1095,
        (reads, subject) => reads.Find<System.Text.Json.JsonElement>($"""
            select jsonb_agg(jsonb_build_object('at', at, 'points', points) order by id) from fleet.checks
            where 'user:' || user_id = {subject} having count(*) > 0
            """),
        (change, subject) => change.RunAny($"update fleet.checks set {Unsaid} where 'user:' || user_id = {subject} and {Said}"),
        async (change, before, held, most) =>
        {
            var gone = change.List<long>($"""
                update fleet.checks set {Unsaid}
                where id in (
                    select id from fleet.checks where recorded_at < {before} and {Said} and 'user:' || user_id not in ({held}) order by id limit {most})
                returning id
                """);
            await change.Send();
            return gone.Value.Count;
        });
}
