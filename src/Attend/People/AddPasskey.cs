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
/// Adds a passkey to the signed-in user. Because it will stand for password and code together, both are asked for once more before the
/// device is; its answer is looked at by the framework.
/// </summary>
internal static class AddPasskey
{
    /// <summary>More than anybody has devices.</summary>
    private const int Most = 20;

    // Where a device says how it is reached: browsers show the right picture for it. Other words are not kept.
    private static readonly string[] Transports = ["ble", "hybrid", "internal", "nfc", "smart-card", "usb"];

    internal sealed record ChallengeRequest([Required, StringLength(200)] string Password, [StringLength(10)] string? Code = null);

    /// <param name="Credential">What <c>navigator.credentials.create()</c> gave, as its <c>toJSON()</c> writes it.</param>
    internal sealed record Request(
        [Required, StringLength(22, MinimumLength = 22)] string Challenge, [Required, StringLength(100)] string Name, JsonElement Credential);

    private sealed record Known(string Username, string FullName);

    public static async Task<Results<Ok<PasskeyChallenge.Answer>, Refused>> Challenge(
        ChallengeRequest request, HttpContext context, Db db, Caller caller, Proofs proofs, IPasskeyHandler<PasskeyOwner> passkeys,
        Settings settings, CancellationToken ct)
    {
        if (PasskeyChallenge.Domain(context.Request, settings) is not { } domain)
        {
            return PeopleProblems.PasskeysNotHere.Refuse();
        }

        var known = await db.One<Known>(
            $"select u.username, m.full_name from people.users u join people.members m on m.id = u.id where u.id = {caller.User}", ct);
        var (proof, refused) = await proofs.Check(known.Username, request.Password, request.Code, caller.Actor, context, ct);
        if (proof is null)
        {
            return refused!;
        }

        var made = await passkeys.MakeCreationOptionsAsync(
            new PasskeyUserEntity { Id = new PasskeyOwner(caller.User).Handle, Name = known.Username, DisplayName = known.FullName }, context);
        // Without an Idempotency-Key: the answer holds a secret and is never stored.
        return await db.Write<Results<Ok<PasskeyChallenge.Answer>, Refused>>(caller with { Command = null }, async change =>
        {
            var refuse = proof.Again(change);
            var held = Count(change, caller.User);
            await change.Send();

            if (refuse() is { } overtaken)
            {
                return overtaken;
            }

            if (held.Value >= Most)
            {
                return PeopleProblems.PasskeyLimit.Refuse();
            }

            proof.Accept(change);
            var token = PasskeyChallenge.Keep(change, caller.User, domain, made.AttestationState!);
            return TypedResults.Ok(new PasskeyChallenge.Answer(token, JsonElement.Parse(made.CreationOptionsJson)));
        }, ct);
    }

    public static async Task<Results<Created<PasskeyView>, Refused>> Handle(
        Request request, HttpContext context, Db db, Caller caller, IPasskeyHandler<PasskeyOwner> passkeys, Settings settings,
        TimeProvider clock, CancellationToken ct)
    {
        var domain = PasskeyChallenge.Domain(context.Request, settings);
        if (await PasskeyChallenge.Take(request.Challenge, caller.User, domain, db, clock, ct) is not { } state)
        {
            // Through the door of writes: when this was done before, under the same key, it answers what it answered then.
            return await db.Write<Results<Created<PasskeyView>, Refused>>(
                caller, _ => Task.FromResult<Results<Created<PasskeyView>, Refused>>(PeopleProblems.ChallengeGone.Refuse()), ct);
        }

        var made = await passkeys.PerformAttestationAsync(new PasskeyAttestationContext
        {
            HttpContext = context,
            CredentialJson = request.Credential.GetRawText(),
            AttestationState = state,
        });
        PasskeyChallenge.Blame(made.Failure);
        return made.Succeeded ? await Save(request.Name.Trim(), domain!, made.Passkey, db, caller, ct) : PeopleProblems.PasskeyUnfit.Refuse();
    }

    private static Task<Results<Created<PasskeyView>, Refused>> Save(
        string name, string domain, UserPasskeyInfo passkey, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Created<PasskeyView>, Refused>>(caller, async change =>
        {
            change.Lock($"select from people.users where id = {caller.User} for no key update");
            var held = Count(change, caller.User);
            var id = change.NextId("people.passkeys");
            await change.Send();

            if (held.Value >= Most)
            {
                return PeopleProblems.PasskeyLimit.Refuse();
            }

            change.Run($"""
                insert into people.passkeys (id, user_id, name, domain, credential_id, public_key, sign_count, transports, backup_eligible,
                    backed_up, created_at)
                values ({id.Value}, {caller.User}, {name}, {domain}, {passkey.CredentialId}, {passkey.PublicKey}, {(long)passkey.SignCount},
                    {Transports.Intersect(passkey.Transports ?? []).ToArray()}, {passkey.IsBackupEligible}, {passkey.IsBackedUp}, {change.Now})
                """);
            change.Event(PeopleEvents.PasskeyAdded, caller.Actor, new { user_id = caller.User, passkey_id = id.Value });
            var view = change.One<PasskeyView>($"{PasskeyView.Select} where k.id = {id.Value}");
            await change.Send();
            return TypedResults.Created($"/api/auth/passkeys/{id.Value}", view.Value);
        }, ct);

    private static Pending<long> Count(Change change, long userId) => change.One<long>($"select count(*) from people.passkeys where user_id = {userId}");
}
