using System.ComponentModel.DataAnnotations;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.People;

/// <summary>Takes a passkey off: one's own by proving oneself once more, somebody's by an administrator when the phone is lost.</summary>
internal static class RemovePasskey
{
    internal sealed record Request([Required, StringLength(200)] string Password, [StringLength(10)] string? Code = null);

    public static async Task<Results<NoContent, Refused>> Own(
        long id, Request request, HttpContext context, Db db, Caller caller, Proofs proofs, CancellationToken ct)
    {
        var username = await db.One<string>($"select username from people.users where id = {caller.User}", ct);
        var (proof, refused) = await proofs.Check(username, request.Password, request.Code, caller.Actor, context, ct);
        if (proof is null)
        {
            return refused!;
        }

        return await db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            var refuse = proof.Again(change);
            var removed = change.Find<long?>($"delete from people.passkeys where id = {id} and user_id = {caller.User} returning user_id");
            await change.Send();

            if (refuse() is { } overtaken)
            {
                return overtaken;
            }

            if (removed.Value is null)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            proof.Accept(change);
            return Removed(change, caller.User, id);
        }, ct);
    }

    public static Task<Results<NoContent, Refused>> OfUser(long id, long passkeyId, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            var removed = change.Find<long?>($"""
                delete from people.passkeys k using people.users u
                where k.id = {passkeyId} and k.user_id = {id} and u.id = k.user_id and {User.WithinWholly(caller, Permissions.PeopleManage)}
                returning k.id
                """);
            await change.Send();
            return removed.Value is null ? PlatformProblems.NotFound.Refuse() : Removed(change, id, passkeyId);
        }, ct);

    private static NoContent Removed(Change change, long userId, long passkeyId)
    {
        change.Event(PeopleEvents.PasskeyRemoved, $"user:{userId}", new { user_id = userId, passkey_id = passkeyId });
        return TypedResults.NoContent();
    }
}
