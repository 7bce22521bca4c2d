using System.Data.Common;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Microsoft.AspNetCore.Identity;

namespace Attend.People;

/// <summary>
/// The question that a passkey answers with its signature. Kept in the database, so that any node may hear the answer: taken once, within
/// five minutes, at the domain it was asked at, and for what it was asked for.
/// </summary>
internal static class PasskeyChallenge
{
    public static readonly TimeSpan Lasts = TimeSpan.FromMinutes(5);

    /// <param name="Challenge">Comes back with the answer.</param>
    /// <param name="Options">For <c>navigator.credentials</c>, in the JSON of WebAuthn Level 3.</param>
    internal sealed record Answer(string Challenge, JsonElement Options);

    /// <summary>
    /// What holds for every passkey: it is found without a name, its device made sure of the person, and the page that asked was ours, by the
    /// same measure as for every other request.
    /// </summary>
    public static void Rules(IdentityPasskeyOptions options, Settings settings)
    {
        options.ServerDomain = settings.Domain;
        options.ResidentKeyRequirement = "required";
        options.UserVerificationRequirement = "required";
        options.AuthenticatorTimeout = Lasts;
        options.ValidateOrigin = page => ValueTask.FromResult(!page.CrossOrigin && Origins.SameHost(page.Origin, page.HttpContext.Request));
    }

    /// <summary>The domain that a passkey is made for at this address; null where there can be none, because browsers take names only.</summary>
    public static string? Domain(HttpRequest request, Settings settings)
    {
        var host = request.Host.Host;
        return settings.Domain is { } domain
            ? host == domain || host.EndsWith("." + domain, StringComparison.Ordinal) ? domain : null
            : Uri.CheckHostName(host) is UriHostNameType.Dns ? host : null;
    }

    /// <summary>Saves a question; the token that comes with its answer.</summary>
    /// <param name="userId">Who adds a passkey; null when somebody signs in.</param>
    public static string Keep(Change change, long? userId, string domain, string state)
    {
        var (text, hash) = Token.NewShort();
        change.RunAny(Tidy(change.Now, most: 50));
        change.Run($"""
            insert into people.passkey_challenges (token_hash, user_id, domain, state, expires_at)
            values ({hash}, {userId}, {domain}, {state}, {change.Now + Lasts})
            """);
        return text;
    }

    /// <summary>Takes a question out, whatever becomes of its answer; null when there is none like it any more.</summary>
    public static Task<string?> Take(string token, long? userId, string? domain, Db db, TimeProvider clock, CancellationToken ct) =>
        db.Find<string>($"""
            delete from people.passkey_challenges
            where token_hash = {Token.Hash(token)} and user_id is not distinct from {userId} and domain = {domain} and expires_at > {clock.Micros()}
            returning state
            """, ct);

    /// <summary>What nobody answered: some with each new question, so that the table stays as small as five minutes are, and all once a day.</summary>
    public static Sql Tidy(DateTimeOffset now, int? most) => $"""
        delete from people.passkey_challenges where token_hash in (
            select token_hash from people.passkey_challenges where expires_at <= {now} order by expires_at limit {most} for update skip locked)
        """;

    /// <summary>The framework takes whatever was thrown for the passkey's fault; when it was the database's, nothing was found out.</summary>
    public static void Blame(PasskeyException? failure)
    {
        if (failure?.InnerException is DbException or TimeoutException or OperationCanceledException)
        {
            ExceptionDispatchInfo.Throw(failure.InnerException);
        }
    }
}
