using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Visits;

/// <summary>Which services to list; every filter narrows.</summary>
internal sealed record ServiceFilter(long? SiteId, bool? Active);

/// <summary>What is done at visits. Therapists see what is offered where they work.</summary>
internal static class ReadServices
{
    public static async Task<Ok<Page<ServiceView>>> List(
        [AsParameters] ServiceFilter filter, [AsParameters] Paging paging, Db db, Caller caller, CancellationToken ct)
    {
        var rows = await db.List<ServiceView>($"""
            {ServiceView.Select}
            where s.id > {paging.From} {Within(caller)} {Sql.If(filter.SiteId, $"and s.site_id = {filter.SiteId}")}
              {Sql.If(filter.Active, $"and s.active = {filter.Active}")}
            order by s.id limit {paging.Fetch}
            """, ct);
        return TypedResults.Ok(Page<ServiceView>.Of(rows, paging, service => service.Id));
    }

    public static async Task<Results<Ok<ServiceView>, Refused>> One(long id, Db db, Caller caller, CancellationToken ct) =>
        await db.Find<ServiceView>($"{ServiceView.Select} where s.id = {id} {Within(caller)}", ct) is { } service
            ? TypedResults.Ok(service)
            : PlatformProblems.NotFound.Refuse();

    private static Sql? Within(Caller caller)
    {
        var sites = caller.SitesFor(Permissions.ServicesRead);
        return Sql.If(sites, $"and s.site_id = any({sites ?? []})");
    }
}
