using System.ComponentModel.DataAnnotations;
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

    internal sealed record Opened(string Token, Me User);

    public static async Task<Results<Ok<BearerAnswer>, Refused>> Bearer(
        Request request, HttpContext context, Db db, Caller caller, Proofs proofs, CancellationToken ct)
    {
        var (opened, refused) = await Open(request, context, db, caller, proofs, ct);
        return opened is null
            ? refused!
            : TypedResults.Ok(new BearerAnswer(opened.Token, "Bearer", (int)Lasts.TotalSeconds, opened.User));
    }

    public static async Task<Results<Ok<CookieAnswer>, Refused>> Cookie(
        Request request, HttpContext context, Db db, Caller caller, Proofs proofs, CancellationToken ct)
    {
        var (opened, refused) = await Open(request, context, db, caller, proofs, ct);
        return opened is null ? refused! : WithCookie(context, opened);
    }

    public static Ok<CookieAnswer> WithCookie(HttpContext context, Opened opened)
    {
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

    /// <summary>The end of every way to sign in: what was proved is asked again under the account's lock, and a session begins.</summary>
    public static async Task<(Opened? Opened, Refused? Refused)> Save(Db db, HttpContext context, IProof proof, CancellationToken ct)
    {
        var (token, hash) = Token.New();
        var name = context.Request.Headers.UserAgent.ToString() is { Length: > 0 } agent ? agent[..Math.Min(agent.Length, 200)] : "unknown";
        var userId = proof.UserId;
        // A caller of its own, without an Idempotency-Key: an answer that holds a secret is never stored.
        var self = Caller.Anonymous with { Actor = $"user:{userId}", UserId = userId };
        var result = await db.Write<Results<Ok<Me>, Refused>>(self, async change =>
        {
            var id = change.NextId("people.sessions");
            var refuse = proof.Again(change);
            await change.Send();

            if (refuse() is { } refused)
            {
                return refused;
            }

            change.Run($"""
                insert into people.sessions (id, user_id, kind, name, token_hash, created_at, used_at, expires_at)
                values ({id.Value}, {userId}, 'session', {name}, {hash}, {change.Now}, {change.Now}, {change.Now + Lasts})
                """);
            proof.Accept(change);
            change.Event(PeopleEvents.SessionStarted, $"user:{userId}", proof.PasskeyId is { } passkey
                ? new { user_id = userId, session_id = id.Value, passkey_id = passkey }
                : new { user_id = userId, session_id = id.Value });
            var me = change.One<Me>(Me.Select(userId));
            await change.Send();
            return TypedResults.Ok(me.Value);
        }, ct);
        return result.Result is Ok<Me> ok ? (new Opened(token, ok.Value!), null) : (null, (Refused)result.Result);
    }

    private static async Task<(Opened? Opened, Refused? Refused)> Open(
        Request request, HttpContext context, Db db, Caller caller, Proofs proofs, CancellationToken ct)
    {
        var (proof, refused) = await proofs.Check(request.Username, request.Password, request.Code, caller.Source, context, ct);
        return proof is null ? (null, refused) : await Save(db, context, proof, ct);
    }
}
