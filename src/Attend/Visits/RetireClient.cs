using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Visits;

/// <summary>Somebody is no client any more, or is one again. Not while visits to them are to come.</summary>
internal static class RetireClient
{
    public static Task<Results<Ok<ClientView>, Refused>> Handle(long id, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<ClientView>, Refused>>(caller, async change =>
        {
            var found = Client.Lock(change, id, Permissions.ClientsKeep);
            var visits = ToCome(change, id);
            await change.Send();
            if (found.Value is not { } client)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (visits.Value.Count > 0)
            {
                return VisitProblems.ClientHasVisits.Refuse(new { appointments = visits.Value });
            }

            if (!client.Active)
            {
                return TypedResults.Ok(client);
            }

            change.Run($"update visits.clients set active = false, retired_at = {change.Now}, version = version + 1 where id = {id}");
            change.Event(VisitEvents.ClientRetired, Client.Subject(id), new { client_id = id, version = client.Version + 1 });
            return TypedResults.Ok(client with { Active = false, Version = client.Version + 1 });
        }, ct);

    public static Task<Results<Ok<ClientView>, Refused>> Undo(long id, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<ClientView>, Refused>>(caller, async change =>
        {
            var found = Client.Lock(change, id, Permissions.ClientsKeep);
            await change.Send();
            if (found.Value is not { } client)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (client.Active)
            {
                return TypedResults.Ok(client);
            }

            var another = Client.Another(change, client.SiteId, client.Facts, but: id);
            await change.Send();
            if (another() is { } exists)
            {
                return exists;
            }

            change.Run($"update visits.clients set active = true, retired_at = null, version = version + 1 where id = {id}");
            change.Event(VisitEvents.ClientReinstated, Client.Subject(id), new { client_id = id, version = client.Version + 1 });
            return TypedResults.Ok(client with { Active = true, Version = client.Version + 1 });
        }, ct);

    /// <summary>Queues the question for visits that hold the time of a client who is locked.</summary>
    public static Pending<IReadOnlyList<long>> ToCome(Change change, long id) =>
        change.List<long>($"select a.id from visits.appointments a where a.client_id = {id} and a.holds order by a.starts_at, a.id limit 200");
}
