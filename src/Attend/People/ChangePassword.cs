using System.ComponentModel.DataAnnotations;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.People;

/// <summary>Sets a password: one's own by proving the old one, somebody's by an administrator. All other sessions end.</summary>
internal static class ChangePassword
{
    internal sealed record Request(
        [Required, StringLength(200)] string Current, [Required, StringLength(200, MinimumLength = 10)] string Password);

    internal sealed record ResetRequest([Required, StringLength(200, MinimumLength = 10)] string Password);

    private sealed record Known(string Username, string? PasswordHash);

    public static async Task<Results<NoContent, Refused>> Handle(
        Request request, HttpContext context, Db db, Caller caller, Passwords passwords, Throttle throttle, Sessions sessions, CancellationToken ct)
    {
        using var turn = await passwords.Turn(ct);
        var known = await db.One<Known>($"""
            select u.username, c.password_hash from people.users u join people.credentials c on c.user_id = u.id where u.id = {caller.User}
            """, ct);
        var key = Throttle.Account(known.Username);
        if (await throttle.Wait(key, caller.Actor, ct) is { } wait)
        {
            return Proofs.Slowed(context, wait);
        }

        if (!passwords.Check(known.PasswordHash, request.Current).Right)
        {
            await throttle.Failed(key, caller.Actor, ct);
            return PeopleProblems.BadCredentials.Refuse();
        }

        return await Set(caller.User, $"true", request.Password, caller.SessionId, db, caller, passwords, sessions, ct);
    }

    public static Task<Results<NoContent, Refused>> Reset(
        long id, ResetRequest request, Db db, Caller caller, Passwords passwords, Sessions sessions, CancellationToken ct) =>
        Set(id, User.WithinWholly(caller, Permissions.PeopleManage), request.Password, null, db, caller, passwords, sessions, ct);

    private static async Task<Results<NoContent, Refused>> Set(
        long id, Sql within, string password, long? keptSession, Db db, Caller caller, Passwords passwords, Sessions sessions, CancellationToken ct)
    {
        var hash = passwords.Hash(password);
        var result = await db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            var username = change.Find<string>($"""
                select u.username from people.users u where u.id = {id} and u.erased_at is null and {within} for no key update of u
                """);
            var open = EndSessions.Open(change, id, keptSession);
            await change.Send();

            if (username.Value is null)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            change.Run($"update people.credentials set password_hash = {hash}, password_changed_at = {change.Now} where user_id = {id}");
            change.RunAny(Throttle.Unlock(Throttle.Account(username.Value)));
            EndSessions.End(change, id, open.Value);
            change.Event(PeopleEvents.PasswordChanged, $"user:{id}", new { user_id = id });
            return TypedResults.NoContent();
        }, ct);
        sessions.InvalidateUser(id);
        return result;
    }
}
