using Attend.Platform;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.People;

/// <summary>Sites, one or many. Every signed-in user may know them.</summary>
internal static class ListSites
{
    internal sealed record Filter(string? Kind, bool? Active);

    public static async Task<Results<Ok<Page<SiteView>>, Refused>> Handle(
        [AsParameters] Filter filter, [AsParameters] Paging paging, Db db, CancellationToken ct)
    {
        if (filter.Kind is not null && !Words.TryParse<SiteKind>(filter.Kind, out _))
        {
            return PlatformProblems.Invalid.Field("kind", $"must be one of {string.Join(", ", Words.All<SiteKind>())}");
        }

        var rows = await db.List<SiteView>($"""
            {SiteView.Select}
            where id > {paging.From} {Sql.If(filter.Kind, $"and kind = {filter.Kind}")}
              {Sql.If(filter.Active, $"and active = {filter.Active}")}
            order by id limit {paging.Fetch}
            """, ct);
        return TypedResults.Ok(Page<SiteView>.Of(rows, paging, site => site.Id));
    }

    public static async Task<Results<Ok<SiteView>, Refused>> One(long id, Db db, CancellationToken ct) =>
        await db.Find<SiteView>($"{SiteView.Select} where id = {id}", ct) is { } site ? TypedResults.Ok(site) : PlatformProblems.NotFound.Refuse();
}
