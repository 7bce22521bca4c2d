using System.Text.Json.Nodes;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.People;

/// <summary>Edits a site, closes it or opens it again, by a merge patch against the version seen.</summary>
internal static class EditSite
{
    public static Task<Results<Ok<SiteView>, Refused>> Handle(
        long id, JsonObject patch, IfMatch ifMatch, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<SiteView>, Refused>>(caller, async change =>
        {
            var mine = caller.SitesFor(Permissions.SitesManage);
            var found = change.Find<SiteView>($"""
                {SiteView.Select} where id = {id} and ({mine}::bigint[] is null or id = any({mine})) for no key update
                """);
            await change.Send();

            if (found.Value is not { } site)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (ifMatch.Refuse(site.Version) is { } stale)
            {
                return stale;
            }

            var facts = new SiteFacts(site.Name, site.Kind, site.Zone, site.Address, site.Latitude, site.Longitude, site.Active);
            var (edited, invalid) = MergePatch.Apply(facts, patch);
            if ((invalid ?? edited!.Refuse()) is { } refused)
            {
                return refused;
            }

            change.Run($"""
                update people.places set name = {edited!.Name.Trim()}, kind = {edited.Kind}, zone = {edited.Zone}, address = {edited.Address},
                    latitude = {edited.Latitude}, longitude = {edited.Longitude}, active = {edited.Active}, version = version + 1
                where id = {id}
                """);
            change.Event(PeopleEvents.SiteChanged, $"site:{id}", new { site_id = id });
            var view = change.One<SiteView>($"{SiteView.Select} where id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value);
        }, ct);
}
