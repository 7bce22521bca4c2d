using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Visits;

internal sealed record AddServiceRequest([Required] long? SiteId, [Required] ServiceFacts? Service);

/// <summary>Says what is done at visits: adds, edits, takes out of what can be asked for. Visits that were agreed stay as they were agreed.</summary>
internal static class KeepServices
{
    public static Task<Results<Created<ServiceView>, Refused>> Add(AddServiceRequest request, Db db, Caller caller, CancellationToken ct) =>
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
                insert into visits.services (id, site_id, name, minutes, price, currency, skills, proof_required, created_at)
                values ({newId.Value}, {siteId}, {facts.Name.Trim()}, {facts.Minutes}, {facts.Price}, {facts.Currency}, {facts.NeededSkills}, {facts.ProofRequired},
                    {change.Now})
                """);
            change.Event(VisitEvents.ServiceAdded, Subject(newId.Value), new { service_id = newId.Value, site_id = siteId, version = 1 });
            var view = change.One<ServiceView>($"{ServiceView.Select} where s.id = {newId.Value}");
            await change.Send();
            return TypedResults.Created($"/api/services/{newId.Value}", view.Value);
        }, ct);

    /// <summary>As a merge patch over the version that the client has seen.</summary>
    public static Task<Results<Ok<ServiceView>, Refused>> Edit(long id, JsonObject patch, IfMatch version, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<ServiceView>, Refused>>(caller, async change =>
        {
            var found = Lock(change, id);
            await change.Send();
            if (found.Value is not { } before)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (version.Refuse(before.Version) is { } stale)
            {
                return stale;
            }

            var (facts, malformed) = MergePatch.Apply(
                new ServiceFacts(before.Name, before.Minutes, before.Price, before.Currency, before.Skills, before.ProofRequired), patch);
            if ((malformed ?? facts?.Refuse()) is { } refused)
            {
                return refused;
            }

            change.Run($"""
                update visits.services set name = {facts!.Name.Trim()}, minutes = {facts.Minutes}, price = {facts.Price}, currency = {facts.Currency},
                    skills = {facts.NeededSkills}, proof_required = {facts.ProofRequired}, version = version + 1
                where id = {id}
                """);
            change.Event(VisitEvents.ServiceChanged, Subject(id), new { service_id = id, version = before.Version + 1 });
            var view = change.One<ServiceView>($"{ServiceView.Select} where s.id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value);
        }, ct);

    public static Task<Results<Ok<ServiceView>, Refused>> Retire(long id, Db db, Caller caller, CancellationToken ct) =>
        Offer(id, active: false, VisitEvents.ServiceRetired, db, caller, ct);

    public static Task<Results<Ok<ServiceView>, Refused>> Reinstate(long id, Db db, Caller caller, CancellationToken ct) =>
        Offer(id, active: true, VisitEvents.ServiceReinstated, db, caller, ct);

    private static Task<Results<Ok<ServiceView>, Refused>> Offer(long id, bool active, string kind, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<ServiceView>, Refused>>(caller, async change =>
        {
            var found = Lock(change, id);
            await change.Send();
            if (found.Value is not { } service)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (service.Active == active)
            {
                return TypedResults.Ok(service);
            }

            change.Run($"update visits.services set active = {active}, version = version + 1 where id = {id}");
            change.Event(kind, Subject(id), new { service_id = id, version = service.Version + 1 });
            return TypedResults.Ok(service with { Active = active, Version = service.Version + 1 });
        }, ct);

    private static string Subject(long id) => $"service:{id}";

    /// <summary>Queues the lock of a service and the reading of it after that; none where the caller may not keep it.</summary>
    private static Pending<ServiceView?> Lock(Change change, long id)
    {
        change.Lock($"select from visits.services where id = {id} for no key update");
        var sites = change.Caller.SitesFor(Permissions.ServicesKeep);
        return change.Find<ServiceView>($"{ServiceView.Select} where s.id = {id} {Sql.If(sites, $"and s.site_id = any({sites ?? []})")}");
    }
}
