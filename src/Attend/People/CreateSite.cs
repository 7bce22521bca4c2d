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

            var id = NextId(change);
            await change.Send();
            var view = Add(change, id.Value, request);
            await change.Send();
            return TypedResults.Created($"/api/sites/{id.Value}", view.Value);
        }, ct);

    public static Pending<long> NextId(Change change) => change.NextId("people.places");

    /// <summary>Queues a new site whose facts were found right.</summary>
    public static Pending<SiteView> Add(Change change, long id, SiteFacts facts)
    {
        change.Run($"""
            insert into people.places (id, name, kind, zone, address, latitude, longitude, active, created_at)
            values ({id}, {facts.Name.Trim()}, {facts.Kind}, {facts.Zone}, {facts.Address}, {facts.Latitude}, {facts.Longitude},
                {facts.Active}, {change.Now})
            """);
        change.Event(PeopleEvents.SiteCreated, $"site:{id}", new { site_id = id });
        return change.One<SiteView>($"{SiteView.Select} where id = {id}");
    }
}
