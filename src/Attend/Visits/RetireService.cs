using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Visits;

/// <summary>Takes a service out of what can be asked for, or back. Visits that were agreed are made.</summary>
internal static class RetireService
{
    public static Task<Results<Ok<ServiceView>, Refused>> Handle(long id, Db db, Caller caller, CancellationToken ct) =>
        Set(id, active: false, VisitEvents.ServiceRetired, db, caller, ct);

    public static Task<Results<Ok<ServiceView>, Refused>> Undo(long id, Db db, Caller caller, CancellationToken ct) =>
        Set(id, active: true, VisitEvents.ServiceReinstated, db, caller, ct);

    private static Task<Results<Ok<ServiceView>, Refused>> Set(long id, bool active, string kind, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<ServiceView>, Refused>>(caller, async change =>
        {
            var found = Service.Lock(change, id);
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
            change.Event(kind, Service.Subject(id), new { service_id = id, version = service.Version + 1 });
            return TypedResults.Ok(service with { Active = active, Version = service.Version + 1 });
        }, ct);
}
