using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Visits;

/// <summary>What is kept of a client, given out or erased: most of them have no login, so it is asked for by the client.</summary>
internal static class EraseClient
{
    public static async Task<Results<Ok<ExportPerson.Answer>, Refused>> Export(
        long id, Db db, Caller caller, IReadOnlyList<Module> modules, AccessLog log, TimeProvider clock, CancellationToken ct)
    {
        var (subject, sites) = (Client.Subject(id), caller.SitesFor(Permissions.PeopleExport));
        Sql exists = $"select c.id from visits.clients c where c.id = {id} {Sql.If(sites, $"and c.site_id = any({sites ?? []})")}";
        if (await ExportPerson.Read(subject, exists, db, modules, ct) is not { } data)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        await log.Looked(caller, subject, "export", ct);
        return TypedResults.Ok(new ExportPerson.Answer(subject, clock.Micros(), data));
    }

    public static Task<Results<NoContent, Refused>> Handle(
        long id, Db db, Caller caller, IReadOnlyList<Module> modules, CancellationToken ct)
    {
        var subject = Client.Subject(id);
        return db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            var found = Client.Lock(change, id, Permissions.PeopleErase);
            HoldSubject.Lock(change, subject);
            var holds = HoldSubject.Standing(change, subject);
            var visits = RetireClient.ToCome(change, id);
            await change.Send();
            if (found.Value is null)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (holds.Value.Count > 0)
            {
                return PeopleProblems.Held.Refuse(new { holds = holds.Value });
            }

            if (visits.Value.Count > 0)
            {
                return VisitProblems.ClientHasVisits.Refuse(new { appointments = visits.Value });
            }

            foreach (var kind in modules.SelectMany(module => module.PersonalData))
            {
                kind.Erase(change, subject);
            }

            change.Event(VisitEvents.ClientErased, subject, new { client_id = id });
            return TypedResults.NoContent();
        }, ct);
    }
}
