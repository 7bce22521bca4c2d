using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.People;

/// <summary>Ends sessions and API tokens: one's own, somebody's by an administrator, or all of a user's.</summary>
internal static class EndSessions
{
    /// <summary>Ends one session (or revokes one token).</summary>
    public static async Task<Results<NoContent, Refused>> Handle(long id, Db db, Caller caller, Sessions sessions, CancellationToken ct)
    {
        var result = await db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            var owner = change.Find<long?>($"""
                select s.user_id from people.sessions s join people.users u on u.id = s.user_id
                where s.id = {id} and {Reach(caller)} for no key update of s
                """);
            var open = change.List<long>($"select id from people.sessions where id = {id} and ended_at is null");
            await change.Send();

            if (owner.Value is not { } userId)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            End(change, userId, open.Value);
            return TypedResults.NoContent();
        }, ct);
        sessions.Invalidate(id);
        return result;
    }

    /// <summary>Ends all sessions and tokens of a user at once: a lost phone.</summary>
    public static async Task<Results<NoContent, Refused>> All(long id, Db db, Caller caller, Sessions sessions, CancellationToken ct)
    {
        var result = await db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            var found = change.Find<long?>($"select u.id from people.users u where u.id = {id} and {Reach(caller)}");
            var open = Open(change, id);
            await change.Send();

            if (found.Value is null)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            End(change, id, open.Value);
            return TypedResults.NoContent();
        }, ct);
        sessions.InvalidateUser(id);
        return result;
    }

    /// <summary>Locks a user's open sessions, for a slice that will end them; <paramref name="except"/> stays.</summary>
    public static Pending<IReadOnlyList<long>> Open(Change change, long userId, long? except = null) => change.List<long>($"""
        select id from people.sessions where user_id = {userId} and ended_at is null and id is distinct from {except} order by id
        for no key update
        """);

    public static void End(Change change, long userId, IReadOnlyList<long> open)
    {
        if (open.Count == 0)
        {
            return;
        }

        change.Run($"update people.sessions set ended_at = {change.Now} where id = any({open.ToArray()})", open.Count);
        foreach (var session in open)
        {
            change.Event(PeopleEvents.SessionEnded, $"user:{userId}", new { user_id = userId, session_id = session });
        }
    }

    /// <summary>One's own always; others' with the permission, as far as it reaches.</summary>
    public static Sql Reach(Caller caller) => caller.MayAtAll(Permissions.SessionsManage)
        ? (Sql)$"(u.id = {caller.User} or {User.Within(caller, Permissions.SessionsManage)})"
        : (Sql)$"u.id = {caller.User}";
}
