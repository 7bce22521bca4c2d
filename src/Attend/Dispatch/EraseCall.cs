using System.Text.Json;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <summary>
/// What is kept of those who called, of patients and of what was written, given out or erased for one call: nobody of them has a login,
/// so the call is what is asked for.
/// </summary>
internal static class EraseCall
{
    public static async Task<Results<Ok<ExportPerson.Answer>, Refused>> Export(
        long id, Db db, Caller caller, IReadOnlyList<Module> modules, AccessLog log, TimeProvider clock, CancellationToken ct)
    {
        var subject = $"call:{id}";
        // A call belongs to no site and to no user: who may export some people only, may export none of it.
        if (caller.SitesFor(Permissions.PeopleExport) is not null
            || await ExportPerson.Read(subject, $"select id from dispatch.calls where id = {id}", db, modules, ct) is not { } data)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        await log.Looked(caller, subject, "export", ct);
        return TypedResults.Ok(new ExportPerson.Answer(subject, clock.Micros(), data));
    }

    public static Task<Results<NoContent, Refused>> Handle(
        long id, Db db, Caller caller, IReadOnlyList<Module> modules, CancellationToken ct)
    {
        var subject = $"call:{id}";
        return db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            var sheet = CallSheet.Lock(change, id);
            HoldSubject.Lock(change, subject);
            var holds = HoldSubject.Standing(change, subject);
            await change.Send();
            if (sheet.Found is not { } call)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (call.Open)
            {
                return DispatchProblems.CallOpen.Refuse(new { state = call.State });
            }

            if (holds.Value.Count > 0)
            {
                return PeopleProblems.Held.Refuse(new { holds = holds.Value });
            }

            foreach (var kind in modules.SelectMany(module => module.PersonalData))
            {
                kind.Erase(change, subject);
            }

            change.Run($"update dispatch.calls set version = version + 1, updated_at = {change.Now} where id = {id}");
            change.Event(DispatchEvents.CallErased, subject, new { call_id = id });
            return TypedResults.NoContent();
        }, ct);
    }
}
