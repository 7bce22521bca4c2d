using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Trips;

/// <summary>Which runs to list; every filter narrows.</summary>
internal sealed record RunFilter(long? SiteId, long? DriverId, RunState[]? State, DateTimeOffset? From, DateTimeOffset? To);

/// <summary>Runs with their stops. A driver reads their own.</summary>
internal static class ReadRuns
{
    public static async Task<Ok<Page<RunView>>> List(
        [AsParameters] RunFilter filter, [AsParameters] Paging paging, Db db, Caller caller, AccessLog log, CancellationToken ct)
    {
        var states = filter.State is { Length: > 0 } some ? some : null;
        var rows = await db.List<RunView>($"""
            {RunView.Select}
            where r.id > {paging.From} {Within(caller)} {Sql.If(filter.SiteId, $"and r.site_id = {filter.SiteId}")}
              {Sql.If(filter.DriverId, $"and r.driver_id = {filter.DriverId}")} {Sql.If(states, $"and r.state = any({states ?? []})")}
              {Sql.If(filter.From, $"and r.ends_at > {filter.From}")} {Sql.If(filter.To, $"and r.starts_at < {filter.To}")}
            order by r.id limit {paging.Fetch}
            """, ct);
        await log.Looked(caller, rows.SelectMany(run => run.TripIds).Select(trip => $"trip:{trip}"), "list", ct);
        return TypedResults.Ok(Page<RunView>.Of(rows, paging, run => run.Id));
    }

    public static async Task<Results<Ok<RunView>, Refused>> One(long id, Db db, Caller caller, AccessLog log, CancellationToken ct)
    {
        if (await db.Find<RunView>($"{RunView.Select} where r.id = {id} {Within(caller)}", ct) is not { } run)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        await log.Looked(caller, run.TripIds.Select(trip => $"trip:{trip}"), "read", ct);
        return TypedResults.Ok(run);
    }

    private static Sql? Within(Caller caller)
    {
        var sites = caller.SitesFor(Permissions.TripsRead);
        return Sql.If(sites, $"and (r.site_id = any({sites ?? []}) or r.driver_id = {caller.UserId})");
    }
}
