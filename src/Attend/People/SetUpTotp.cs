using System.ComponentModel.DataAnnotations;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.People;

/// <summary>
/// An authenticator as the second proof: a key is drawn, a first code confirms that the app has it, from then on every sign-in needs
/// one. Taken off again by a code, or by an administrator when the phone is lost.
/// </summary>
internal static class SetUpTotp
{
    internal sealed record Answer(string Secret, string Address);

    internal sealed record CodeRequest([Required, StringLength(10)] string Code);

    private sealed record Known(string Username, byte[]? TotpKey, DateTimeOffset? TotpConfirmedAt, long TotpStep);

    public static async Task<Results<Ok<Answer>, Refused>> Handle(Db db, Caller caller, CancellationToken ct)
    {
        var key = Totp.NewKey();
        // Without an Idempotency-Key: the answer holds a secret and is never stored.
        return await db.Write<Results<Ok<Answer>, Refused>>(caller with { Command = null }, async change =>
        {
            var known = Lock(change, caller.User);
            await change.Send();
            if (known.Value.TotpConfirmedAt is not null)
            {
                return PeopleProblems.TotpOn.Refuse();
            }

            change.Run($"update people.credentials set totp_key = {key} where user_id = {caller.User}");
            return TypedResults.Ok(new Answer(Totp.Text(key), Totp.Address(known.Value.Username, key)));
        }, ct);
    }

    public static Task<Results<NoContent, Refused>> Confirm(
        CodeRequest request, Db db, Caller caller, Throttle throttle, CancellationToken ct) =>
        ByCode(request, db, caller, throttle, known => known.TotpConfirmedAt is null ? null : PeopleProblems.TotpOn.Refuse(), (change, step) =>
        {
            change.Run($"update people.credentials set totp_confirmed_at = {change.Now}, totp_step = {step} where user_id = {caller.User}");
            change.Event(PeopleEvents.TotpAdded, caller.Actor, new { user_id = caller.User });
        }, ct);

    public static Task<Results<NoContent, Refused>> Remove(
        CodeRequest request, Db db, Caller caller, Throttle throttle, CancellationToken ct) =>
        ByCode(request, db, caller, throttle, _ => null, (change, _) => Clear(change, caller.User), ct);

    /// <summary>An administrator takes somebody's authenticator off.</summary>
    public static Task<Results<NoContent, Refused>> Reset(long id, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            var found = change.Find<bool?>($"""
                select c.totp_key is not null from people.users u join people.credentials c on c.user_id = u.id
                where u.id = {id} and {User.WithinWholly(caller, Permissions.PeopleManage)} for no key update of c
                """);
            await change.Send();
            if (found.Value is null)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (found.Value is true)
            {
                Clear(change, id);
            }

            return TypedResults.NoContent();
        }, ct);

    private static void Clear(Change change, long id)
    {
        change.Run($"update people.credentials set totp_key = null, totp_confirmed_at = null where user_id = {id}");
        change.Event(PeopleEvents.TotpRemoved, $"user:{id}", new { user_id = id });
    }

    private static async Task<Results<NoContent, Refused>> ByCode(
        CodeRequest request, Db db, Caller caller, Throttle throttle, Func<Known, Refused?> refuse, Action<Change, long> act, CancellationToken ct)
    {
        // Six digits are soon tried through by whoever found an unlocked screen.
        var key = $"totp:{caller.User}";
        if (await throttle.Wait(key, caller.Actor, ct) is { } wait)
        {
            return PeopleProblems.Throttled.Refuse(new { retry_after = (int)Math.Ceiling(wait.TotalSeconds) });
        }

        var result = await db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            var known = Lock(change, caller.User);
            await change.Send();
            if (known.Value is not { TotpKey: { } totp })
            {
                return PeopleProblems.TotpNotStarted.Refuse();
            }

            if (refuse(known.Value) is { } refused)
            {
                return refused;
            }

            if (Totp.Match(totp, request.Code, change.Now, known.Value.TotpStep) is not { } step)
            {
                return PeopleProblems.CodeWrong.Refuse();
            }

            act(change, step);
            return TypedResults.NoContent();
        }, ct);
        if (result.Result is Refused { Problem.Code: "code_wrong" })
        {
            await throttle.Failed(key, caller.Actor, ct);
        }

        return result;
    }

    private static Pending<Known> Lock(Change change, long userId) => change.One<Known>($"""
        select u.username, c.totp_key, c.totp_confirmed_at, c.totp_step
        from people.credentials c join people.users u on u.id = c.user_id where c.user_id = {userId} for no key update of c
        """);
}
