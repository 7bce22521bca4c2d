using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.People;

/// <summary>
/// Makes a person unrecognisable in every module: the id and the facts stay, what tells who it was goes. Their access ends with it.
/// </summary>
internal static class ErasePerson
{
    public static async Task<Results<NoContent, Refused>> Handle(
        long id, Db db, Caller caller, IReadOnlyList<Module> modules, Sessions sessions, CancellationToken ct)
    {
        var subject = $"user:{id}";
        var result = await db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            HoldSubject.Lock(change, subject);
            var admins = User.LockAdmins(change);
            var known = change.Find<string>($"""
                select u.username from people.users u
                where u.id = {id} and u.erased_at is null and {User.WithinWholly(caller, Permissions.PeopleErase)} for update of u
                """);
            var holds = HoldSubject.Standing(change, subject);
            var open = EndSessions.Open(change, id);
            await change.Send();

            if (known.Value is null)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (holds.Value.Count > 0)
            {
                return PeopleProblems.Held.Refuse(new { holds = holds.Value });
            }

            if (admins.Value is [var last] && last == id)
            {
                return PeopleProblems.LastAdmin.Refuse();
            }

            EndSessions.End(change, id, open.Value);
            change.RunAny(Throttle.Unlock(Throttle.Account(known.Value)));
            foreach (var kind in modules.SelectMany(module => module.PersonalData))
            {
                kind.Erase(change, subject);
            }

            change.Event(PeopleEvents.UserErased, subject, new { user_id = id });
            return TypedResults.NoContent();
        }, ct);
        sessions.InvalidateUser(id);
        return result;
    }
}
