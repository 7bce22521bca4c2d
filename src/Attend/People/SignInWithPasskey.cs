using System.Buffers.Text;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;

namespace Attend.People;

/// <summary>
/// Signs a browser in by a passkey, without a name typed. Its device has made sure of the person, so it is two proofs in one and no code is
/// asked for. Nothing about it can be guessed: the throttle counts by device only, to spare the server.
/// </summary>
internal static class SignInWithPasskey
{
    /// <param name="Credential">What <c>navigator.credentials.get()</c> gave, as its <c>toJSON()</c> writes it.</param>
    internal sealed record Request([Required, StringLength(22, MinimumLength = 22)] string Challenge, JsonElement Credential);

    public static async Task<Results<Ok<PasskeyChallenge.Answer>, Refused>> Challenge(
        HttpContext context, Db db, Caller caller, IPasskeyHandler<PasskeyOwner> passkeys, Settings settings, CancellationToken ct)
    {
        if (PasskeyChallenge.Domain(context.Request, settings) is not { } domain)
        {
            return PeopleProblems.PasskeysNotHere.Refuse();
        }

        var made = await passkeys.MakeRequestOptionsAsync(null, context);
        // Without an Idempotency-Key: the answer holds a secret and is never stored.
        return await db.Write<Results<Ok<PasskeyChallenge.Answer>, Refused>>(caller with { Command = null }, change =>
        {
            var token = PasskeyChallenge.Keep(change, null, domain, made.AssertionState!);
            return Task.FromResult<Results<Ok<PasskeyChallenge.Answer>, Refused>>(
                TypedResults.Ok(new PasskeyChallenge.Answer(token, JsonElement.Parse(made.RequestOptionsJson))));
        }, ct);
    }

    public static async Task<Results<Ok<SignIn.CookieAnswer>, Refused>> Handle(
        Request request, HttpContext context, Db db, Caller caller, IPasskeyHandler<PasskeyOwner> passkeys, Settings settings, Throttle throttle,
        TimeProvider clock, CancellationToken ct)
    {
        if (await throttle.Wait(caller.Source, ct) is { } wait)
        {
            return Proofs.Slowed(context, wait);
        }

        var domain = PasskeyChallenge.Domain(context.Request, settings);
        if (await PasskeyChallenge.Take(request.Challenge, null, domain, db, clock, ct) is not { } state)
        {
            return PeopleProblems.ChallengeGone.Refuse();
        }

        var found = await passkeys.PerformAssertionAsync(new PasskeyAssertionContext
        {
            HttpContext = context,
            CredentialJson = request.Credential.GetRawText(),
            AssertionState = state,
        });
        PasskeyChallenge.Blame(found.Failure);
        if (!found.Succeeded)
        {
            await throttle.Failed(caller.Source, ct);
            return PeopleProblems.BadPasskey.Refuse(new { unknown = await Unknown(request.Credential, db, ct) });
        }

        var proof = new Signed(found.User.Id, domain!, found.Passkey);
        var (opened, refused) = await SignIn.Save(db, context, proof, ct);
        if (proof.WentBack)
        {
            await Doubt(proof, db, ct);
        }

        return opened is null ? refused! : SignIn.WithCookie(context, opened);
    }

    /// <summary>
    /// Whether it was removed, so that the browser need not offer it any more. Nobody learns anything by it: an id is drawn at random by the
    /// device and told to nobody else.
    /// </summary>
    private static async Task<bool> Unknown(JsonElement credential, Db db, CancellationToken ct)
    {
        // As it was written: half of a surrogate pair cannot be read, and no id has anything to escape.
        var id = credential.ValueKind is JsonValueKind.Object && credential.TryGetProperty("id", out var named) ? named.GetRawText().Trim('"') : "";
        return Base64Url.IsValid(id)
            && await db.Find<long?>($"select id from people.passkeys where credential_id = {Base64Url.DecodeFromChars(id)}", ct) is null;
    }

    /// <summary>What may have been copied opens nothing any more, whichever of the two asks next. Its owner has the password.</summary>
    private static Task Doubt(Signed proof, Db db, CancellationToken ct) => db.Write<Results<NoContent, Refused>>(Caller.Anonymous, async change =>
    {
        var doubted = change.Find<long?>($"""
            update people.passkeys set doubted_at = {change.Now} where id = {proof.PasskeyId} and doubted_at is null returning id
            """);
        await change.Send();
        if (doubted.Value is not null)
        {
            change.Event(PeopleEvents.PasskeyDoubted, $"user:{proof.UserId}", new { user_id = proof.UserId, passkey_id = proof.PasskeyId });
        }

        return TypedResults.NoContent();
    }, ct);

    /// <summary>A right signature, for the session's transaction.</summary>
    private sealed class Signed(long userId, string domain, UserPasskeyInfo passkey) : IProof
    {
        private Row? known;

        public long UserId => userId;

        public long? PasskeyId => known?.Id;

        /// <summary>Whether the device has counted no further than we had: two hold the same key. One that does not count stays at zero.</summary>
        public bool WentBack => known is { DoubtedAt: null } && passkey.SignCount <= known.SignCount && (passkey.SignCount | known.SignCount) != 0;

        public Func<Refused?> Again(Change change)
        {
            change.Lock($"select from people.users where id = {userId} for no key update");
            var active = change.Find<bool>($"select active from people.users where id = {userId}");
            var row = change.Find<Row>($"""
                select id, sign_count, doubted_at from people.passkeys
                where credential_id = {passkey.CredentialId} and user_id = {userId} and domain = {domain} for no key update
                """);
            return () =>
            {
                known = active.Value ? row.Value : null;
                return known is null ? PeopleProblems.BadPasskey.Refuse()
                    : WentBack || known.DoubtedAt is not null ? PeopleProblems.PasskeyDoubted.Refuse()
                    : null;
            };
        }

        public void Accept(Change change) => change.Run($"""
            update people.passkeys set sign_count = {(long)passkey.SignCount}, backed_up = {passkey.IsBackedUp}, used_at = {change.Now}
            where id = {PasskeyId}
            """);

        private sealed record Row(long Id, long SignCount, DateTimeOffset? DoubtedAt);
    }
}
