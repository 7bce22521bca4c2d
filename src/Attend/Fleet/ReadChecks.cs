using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Fleet;

/// <summary>The checks that a vehicle had, in the order in which they were written down.</summary>
internal static class ReadChecks
{
    public static async Task<Results<Ok<Page<CheckView>>, Refused>> Handle(
        long id, [AsParameters] Paging paging, Db db, Caller caller, TimeProvider clock, CancellationToken ct)
    {
        var pending = await db.Read(reads => (
            Seen: reads.Find<long?>($"select id from fleet.units u where id = {id} and {Reach.Visible(caller, clock.Micros())}"),
            Rows: reads.List<CheckView>($"{CheckView.Select} where k.vehicle_id = {id} and k.id > {paging.From} order by k.id limit {paging.Fetch}")), ct);
        return pending.Seen.Value is null
            ? PlatformProblems.NotFound.Refuse()
            : TypedResults.Ok(Page<CheckView>.Of(pending.Rows.Value, paging, check => check.Id));
    }
}
