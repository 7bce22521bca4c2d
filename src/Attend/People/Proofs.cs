using System.Globalization;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;

namespace Attend.People;

/// <summary>
/// What somebody proves themselves with: the password, and the code of their authenticator where one is set up. Asked for to sign in, and
/// again before a passkey, which stands for both, is added or taken off.
/// </summary>
internal sealed class Proofs(Db db, Passwords passwords, Throttle throttle, TimeProvider clock)
{
    /// <param name="source">Where failures are counted beside the account: a stranger's device, or the user whose session it is.</param>
    public async Task<(Proof? Proof, Refused? Refused)> Check(
        string username, string password, string? code, string source, HttpContext context, CancellationToken ct)
    {
        // One at a time from the look at the throttle to the count: else a hundred tries at once would all find it open.
        using var turn = await passwords.Turn(ct);
        var key = Throttle.Account(username);
        if (await throttle.Wait(key, source, ct) is { } wait)
        {
            return (null, Slowed(context, wait));
        }

        var account = await db.Find<Account>($"""
            select u.id, u.active, c.password_hash, c.totp_key, c.totp_confirmed_at, c.totp_step
            from people.users u join people.credentials c on c.user_id = u.id where lower(u.username) = lower({username})
            """, ct);
        var (right, old) = passwords.Check(account?.PasswordHash, password);
        if (account is not { Active: true } || !right)
        {
            await throttle.Failed(key, source, ct);
            return (null, PeopleProblems.BadCredentials.Refuse());
        }

        long? step = null;
        if (account is { TotpKey: { } totp, TotpConfirmedAt: not null })
        {
            if (string.IsNullOrWhiteSpace(code))
            {
                return (null, PeopleProblems.CodeRequired.Refuse());
            }

            step = Totp.Match(totp, code.Replace(" ", "", StringComparison.Ordinal), clock.GetUtcNow(), account.TotpStep);
            if (step is null)
            {
                await throttle.Failed(key, source, ct);
                return (null, PeopleProblems.CodeWrong.Refuse());
            }
        }

        return (new Proof(account.Id, account.PasswordHash, step, old ? passwords.Hash(password) : null, key), null);
    }

    /// <summary>The answer to who tries too often, with how long to wait.</summary>
    public static Refused Slowed(HttpContext context, TimeSpan wait)
    {
        var seconds = (int)Math.Ceiling(wait.TotalSeconds);
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return PeopleProblems.Throttled.Refuse(new { retry_after = seconds });
    }

    private sealed record Account(
        long Id, bool Active, string? PasswordHash, byte[]? TotpKey, DateTimeOffset? TotpConfirmedAt, long TotpStep);
}

/// <summary>What was found right, for the transaction of what it was asked for: a password with its code, or a passkey.</summary>
internal interface IProof
{
    long UserId { get; }

    /// <summary>Known once <see cref="Again"/> was sent; null where it was no passkey.</summary>
    long? PasskeyId { get; }

    /// <summary>
    /// Locks the account and asks once more: what was changed or closed while the proof was looked at opens nothing. What it answers with
    /// is asked once the statements were sent.
    /// </summary>
    Func<Refused?> Again(Change change);

    /// <summary>What a proof that held leaves behind.</summary>
    void Accept(Change change);
}

/// <param name="Step">The step of the code, where one was needed: it opens once.</param>
/// <param name="NewHash">The password hashed again, where the cost has been raised since.</param>
/// <param name="Key">What the account's failures are counted under.</param>
internal sealed record Proof(long UserId, string? PasswordHash, long? Step, string? NewHash, string Key) : IProof
{
    public long? PasskeyId => null;

    public Func<Refused?> Again(Change change)
    {
        change.Lock($"select from people.users where id = {UserId} for no key update");
        var still = change.Find<bool>($"""
            select u.active and c.password_hash = {PasswordHash}
            from people.users u join people.credentials c on c.user_id = u.id where u.id = {UserId}
            """);
        var fresh = Step is null ? null : change.Find<long?>($"""
            update people.credentials set totp_step = {Step} where user_id = {UserId} and totp_step < {Step} returning user_id
            """);
        return () => !still.Value ? PeopleProblems.BadCredentials.Refuse()
            : fresh is { Value: null } ? PeopleProblems.CodeWrong.Refuse()
            : null;
    }

    public void Accept(Change change)
    {
        if (NewHash is not null)
        {
            change.Run($"update people.credentials set password_hash = {NewHash} where user_id = {UserId}");
        }

        change.RunAny(Throttle.Unlock(Key));
    }
}
