using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Visits;

internal sealed record AddServiceRequest([Required] long? SiteId, [Required] ServiceFacts? Service);

/// <summary>Adds something that is done at visits.</summary>
internal static class AddService
{
    public static Task<Results<Created<ServiceView>, Refused>> Handle(AddServiceRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Created<ServiceView>, Refused>>(caller, async change =>
        {
            var (siteId, facts) = (request.SiteId!.Value, request.Service!);
            var site = change.Find<long?>($"select id from people.sites where id = {siteId} and active");
            var newId = change.NextId("visits.services");
            await change.Send();
            if (site.Value is null || !caller.Reaches(Permissions.ServicesKeep, siteId))
            {
                return PeopleProblems.UnknownSite.Refuse(new { field = "site_id" });
            }

            if (facts.Refuse("service.") is { } refused)
            {
                return refused;
            }

            change.Run($"""
                insert into visits.services (id, site_id, name, minutes, price, currency, skills, created_at)
                values ({newId.Value}, {siteId}, {facts.Name.Trim()}, {facts.Minutes}, {facts.Price}, {facts.Currency}, {facts.NeededSkills}, {change.Now})
                """);
            change.Event(VisitEvents.ServiceAdded, Service.Subject(newId.Value), new { service_id = newId.Value, site_id = siteId, version = 1 });
            var view = change.One<ServiceView>($"{ServiceView.Select} where s.id = {newId.Value}");
            await change.Send();
            return TypedResults.Created($"/api/services/{newId.Value}", view.Value);
        }, ct);
}
