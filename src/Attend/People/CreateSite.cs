using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.People;

/// <summary>Makes a site.</summary>
internal static class CreateSite
{
    public static Task<Results<Created<SiteView>, Refused>> Handle(SiteFacts request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Created<SiteView>, Refused>>(caller, async change =>
        {
            // Who administers some sites only does not make further ones.
            if (caller.SitesFor(Permissions.SitesManage) is not null)
            {
                return PlatformProblems.Forbidden.Refuse();
            }

            if (request.Refuse() is { } refused)
            {
                return refused;
            }

            var id = change.NextId("people.places");
            await change.Send();
            change.Run($"""
                insert into people.places (id, name, kind, zone, address, latitude, longitude, active, created_at)
                values ({id.Value}, {request.Name.Trim()}, {request.Kind}, {request.Zone}, {request.Address}, {request.Latitude},
                        {request.Longitude}, {request.Active}, {change.Now})
                """);
            change.Event(PeopleEvents.SiteCreated, $"site:{id.Value}", new { site_id = id.Value });
            var view = change.One<SiteView>($"{SiteView.Select} where id = {id.Value}");
            await change.Send();
            return TypedResults.Created($"/api/sites/{id.Value}", view.Value);
        }, ct);
}
