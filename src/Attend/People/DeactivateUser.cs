using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.People;

/// <summary>Ends somebody's access, and gives it back: no sign-in, every session over, not assignable. Their history stays.</summary>
internal static class DeactivateUser
{
    public static Task<Results<Ok<UserView>, Refused>> Handle(long id, Db db, Caller caller, Sessions sessions, CancellationToken ct) =>
        Set(id, false, db, caller, sessions, ct);

    public static Task<Results<Ok<UserView>, Refused>> Undo(long id, Db db, Caller caller, Sessions sessions, CancellationToken ct) =>
        Set(id, true, db, caller, sessions, ct);

    private static async Task<Results<Ok<UserView>, Refused>> Set(
        long id, bool active, Db db, Caller caller, Sessions sessions, CancellationToken ct)
    {
        var result = await db.Write<Results<Ok<UserView>, Refused>>(caller, async change =>
        {
            var admins = User.LockAdmins(change);
            var was = change.Find<bool?>($"""
                select u.active from people.users u
                where u.id = {id} and u.erased_at is null and {User.WithinWholly(caller, Permissions.PeopleManage)} for no key update of u
                """);
            var open = EndSessions.Open(change, id);
            await change.Send();

            if (was.Value is null)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (!active && admins.Value is [var last] && last == id)
            {
                return PeopleProblems.LastAdmin.Refuse();
            }

            // Asking twice is answered with the user as they are.
            if (was.Value != active)
            {
                change.Run($"""
                    update people.users set active = {active}, deactivated_at = {(active ? (DateTimeOffset?)null : change.Now)}, version = version + 1
                    where id = {id}
                    """);
                EndSessions.End(change, id, open.Value);
                change.Event(active ? PeopleEvents.UserReactivated : PeopleEvents.UserDeactivated, $"user:{id}", new { user_id = id });
            }

            var view = change.One<UserView>($"{UserView.Select(change.Now)} where u.id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value);
        }, ct);
        sessions.InvalidateUser(id);
        return result;
    }
}
