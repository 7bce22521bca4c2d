using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Fleet;

/// <summary>Somebody's time on a unit, half-open; <c>to</c> is null while it lasts.</summary>
internal sealed record SignOnView(
    long Id, long Member, string? Name, string Role, string? Certification, DateTimeOffset From, DateTimeOffset? To);

internal sealed record HistoryFilter(DateTimeOffset? From, DateTimeOffset? To);

/// <summary>Who was on a unit, optionally only those aboard at some time between <c>from</c> and <c>to</c>.</summary>
internal static class ReadUnitHistory
{
    public static async Task<Results<Ok<Page<SignOnView>>, Refused>> Handle(
        long id, [AsParameters] HistoryFilter filter, [AsParameters] Paging paging, Db db, Caller caller, TimeProvider clock,
        CancellationToken ct)
    {
        var pending = await db.Read(reads => (
            Seen: reads.Find<long?>($"select id from fleet.units u where id = {id} and {Reach.Visible(caller, clock.Micros())}"),
            Rows: reads.List<SignOnView>($"""
                select s.id, s.user_id as member, m.full_name as name, s.role, s.certification, s.from_at as "from", s.to_at as "to"
                from fleet.sign_ons s left join people.members m on m.id = s.user_id
                where s.vehicle_id = {id} and s.id > {paging.From}
                  {Sql.If(filter.To, $"and s.from_at < {filter.To}")}
                  {Sql.If(filter.From, $"and (s.to_at is null or s.to_at > {filter.From})")}
                order by s.id limit {paging.Fetch}
                """)), ct);
        return pending.Seen.Value is null
            ? PlatformProblems.NotFound.Refuse()
            : TypedResults.Ok(Page<SignOnView>.Of(pending.Rows.Value, paging, row => row.Id));
    }
}
