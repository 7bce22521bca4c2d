using System.Text.Json.Nodes;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Visits;

/// <summary>Edits a service, as a merge patch over the version that the client has seen. Visits that were agreed stay as they were agreed.</summary>
internal static class EditService
{
    public static Task<Results<Ok<ServiceView>, Refused>> Handle(long id, JsonObject patch, IfMatch version, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<ServiceView>, Refused>>(caller, async change =>
        {
            var found = Service.Lock(change, id);
            await change.Send();
            if (found.Value is not { } before)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (version.Refuse(before.Version) is { } stale)
            {
                return stale;
            }

            var (facts, malformed) = MergePatch.Apply(new ServiceFacts(before.Name, before.Minutes, before.Price, before.Currency, before.Skills), patch);
            if ((malformed ?? facts?.Refuse()) is { } refused)
            {
                return refused;
            }

            change.Run($"""
                update visits.services set name = {facts!.Name.Trim()}, minutes = {facts.Minutes}, price = {facts.Price}, currency = {facts.Currency},
                    skills = {facts.NeededSkills}, version = version + 1
                where id = {id}
                """);
            change.Event(VisitEvents.ServiceChanged, Service.Subject(id), new { service_id = id, version = before.Version + 1 });
            var view = change.One<ServiceView>($"{ServiceView.Select} where s.id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value);
        }, ct);
}
