using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.People;

/// <summary>Signs somebody in: for programs with a bearer token in the answer, for browsers with a cookie that no script can read.</summary>
internal static class SignIn
{
    /// <summary>Longer than the longest shift with its handover.</summary>
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(16);

    internal sealed record Request(
        [Required, StringLength(100)] string Username, [Required, StringLength(200)] string Password, [StringLength(10)] string? Code = null);

    /// <param name="ExpiresIn">Seconds.</param>
    internal sealed record BearerAnswer(string AccessToken, string TokenType, int ExpiresIn, Me User);

    internal sealed record CookieAnswer(int ExpiresIn, Me User);

    private sealed record Account(
        long Id, bool Active, string? PasswordHash, byte[]? TotpKey, DateTimeOffset? TotpConfirmedAt, long TotpStep);

    private sealed record Opened(string Token, Me User);

    public static async Task<Results<Ok<BearerAnswer>, Refused>> Bearer(
        Request request, HttpContext context, Db db, Caller caller, Passwords passwords, Throttle throttle, TimeProvider clock, CancellationToken ct)
    {
        var (opened, refused) = await Open(request, context, db, caller, passwords, throttle, clock, ct);
        return opened is null
            ? refused!
            : TypedResults.Ok(new BearerAnswer(opened.Token, "Bearer", (int)Lasts.TotalSeconds, opened.User));
    }

    public static async Task<Results<Ok<CookieAnswer>, Refused>> Cookie(
        Request request, HttpContext context, Db db, Caller caller, Passwords passwords, Throttle throttle, TimeProvider clock, CancellationToken ct)
    {
        var (opened, refused) = await Open(request, context, db, caller, passwords, throttle, clock, ct);
        if (opened is null)
        {
            return refused!;
        }

        context.Response.Cookies.Append(Gate.Cookie, opened.Token, CookieOf(context, Lasts));
        return TypedResults.Ok(new CookieAnswer((int)Lasts.TotalSeconds, opened.User));
    }

    public static CookieOptions CookieOf(HttpContext context, TimeSpan age) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        Path = "/",
        MaxAge = age,
        IsEssential = true,
    };

    private static async Task<(Opened? Opened, Refused? Refused)> Open(
        Request request, HttpContext context, Db db, Caller caller, Passwords passwords, Throttle throttle, TimeProvider clock, CancellationToken ct)
    {
        // One at a time from the look at the throttle to the count: else a hundred tries at once would all find it open.
        using var turn = await passwords.Turn(ct);
        var key = Throttle.Account(request.Username);
        if (await throttle.Wait(key, caller.Source, ct) is { } wait)
        {
            var seconds = (int)Math.Ceiling(wait.TotalSeconds);
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            return (null, PeopleProblems.Throttled.Refuse(new { retry_after = seconds }));
        }

        var account = await db.Find<Account>($"""
            select u.id, u.active, c.password_hash, c.totp_key, c.totp_confirmed_at, c.totp_step
            from people.users u join people.credentials c on c.user_id = u.id where lower(u.username) = lower({request.Username})
            """, ct);
        var (right, old) = passwords.Check(account?.PasswordHash, request.Password);
        if (account is not { Active: true } || !right)
        {
            await throttle.Failed(key, caller.Source, ct);
            return (null, PeopleProblems.BadCredentials.Refuse());
        }

        long? step = null;
        if (account is { TotpKey: { } totp, TotpConfirmedAt: not null })
        {
            if (string.IsNullOrWhiteSpace(request.Code))
            {
                return (null, PeopleProblems.CodeRequired.Refuse());
            }

            step = Totp.Match(totp, request.Code.Replace(" ", "", StringComparison.Ordinal), clock.GetUtcNow(), account.TotpStep);
            if (step is null)
            {
                await throttle.Failed(key, caller.Source, ct);
                return (null, PeopleProblems.CodeWrong.Refuse());
            }
        }

        var name = context.Request.Headers.UserAgent.ToString() is { Length: > 0 } agent ? agent[..Math.Min(agent.Length, 200)] : "unknown";
        return await Save(db, account, step, old ? passwords.Hash(request.Password) : null, key, name, ct);
    }

    private static async Task<(Opened? Opened, Refused? Refused)> Save(
        Db db, Account account, long? step, string? newHash, string throttleKey, string name, CancellationToken ct)
    {
        var (token, hash) = Token.New();
        // A caller of its own, without an Idempotency-Key: an answer that holds a secret is never stored.
        var self = Caller.Anonymous with { Actor = $"user:{account.Id}", UserId = account.Id };
        var result = await db.Write<Results<Ok<Me>, Refused>>(self, async change =>
        {
            var id = change.NextId("people.sessions");
            // A password that was changed, or an account that was closed, while this one was looked at opens nothing.
            change.Lock($"select from people.users where id = {account.Id} for no key update");
            var still = change.Find<bool>($"""
                select u.active and c.password_hash = {account.PasswordHash}
                from people.users u join people.credentials c on c.user_id = u.id where u.id = {account.Id}
                """);
            var fresh = step is null ? null : change.Find<long?>($"""
                update people.credentials set totp_step = {step} where user_id = {account.Id} and totp_step < {step} returning user_id
                """);
            await change.Send();

            if (!still.Value)
            {
                return PeopleProblems.BadCredentials.Refuse();
            }

            if (fresh is { Value: null })
            {
                return PeopleProblems.CodeWrong.Refuse();
            }

            change.Run($"""
                insert into people.sessions (id, user_id, kind, name, token_hash, created_at, used_at, expires_at)
                values ({id.Value}, {account.Id}, 'session', {name}, {hash}, {change.Now}, {change.Now}, {change.Now + Lasts})
                """);
            if (newHash is not null)
            {
                change.Run($"update people.credentials set password_hash = {newHash} where user_id = {account.Id}");
            }

            change.RunAny(Throttle.Unlock(throttleKey));
            change.Event(PeopleEvents.SessionStarted, $"user:{account.Id}", new { user_id = account.Id, session_id = id.Value });
            var me = change.One<Me>(Me.Select(account.Id));
            await change.Send();
            return TypedResults.Ok(me.Value);
        }, ct);
        return result.Result is Ok<Me> ok ? (new Opened(token, ok.Value!), null) : (null, (Refused)result.Result);
    }
}
