using System.Security.Cryptography;
using System.Text;
using Attend.Platform.Database;

namespace Attend.Platform.Access;

/// <summary>
/// Slows repeated failures to prove oneself, by account and by source: the first few are free, then each doubles the wait. It stands
/// only before signing in; a session that is open never meets it. Kept in the database, so that all nodes count together.
/// </summary>
internal sealed class Throttle(Db db, TimeProvider clock)
{
    /// <summary>A typing person is not slowed; a source may be a whole ward behind one address.</summary>
    private const int FreeByAccount = 5;
    private const int FreeBySource = 30;
    private const int LongestWaitSeconds = 300;

    private static readonly TimeSpan Forgotten = TimeSpan.FromHours(1);

    /// <summary>The key of an account by its name; a digest, because people type passwords into name fields.</summary>
    public static string Account(string name) =>
        "account:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name.ToLowerInvariant())).AsSpan(0, 16));

    /// <summary>How long the next try has to wait, or null.</summary>
    public Task<TimeSpan?> Wait(string account, string source, CancellationToken ct) => Wait([account, Source(source)], ct);

    /// <summary>The same where a proof names no account until it is right.</summary>
    public Task<TimeSpan?> Wait(string source, CancellationToken ct) => Wait([Source(source)], ct);

    public async Task Failed(string account, string source, CancellationToken ct)
    {
        await db.Run(Count(account, FreeByAccount, source, clock.Micros()), ct);
        await Failed(source, ct);
    }

    public async Task Failed(string source, CancellationToken ct) =>
        await db.Run(Count(Source(source), FreeBySource, null, clock.Micros()), ct);

    /// <summary>For the transaction of a success, or of a supervisor who unlocks: the account and the source that last failed for it.</summary>
    public static Sql Unlock(string account) => $"""
        delete from platform.throttles t
        where t.key = {account} or t.key = (select 'source:' || a.source from platform.throttles a where a.key = {account})
        """;

    /// <summary>What is old enough to be forgotten anyway.</summary>
    public static Sql Tidy(DateTimeOffset now) => $"delete from platform.throttles where last_at < {now - Forgotten} and wait_until < {now}";

    private static string Source(string source) => "source:" + source;

    private async Task<TimeSpan?> Wait(string[] keys, CancellationToken ct)
    {
        var now = clock.Micros();
        var until = await db.One<DateTimeOffset?>(
            $"select max(wait_until) from platform.throttles where key = any({keys}) and wait_until > {now}", ct);
        return until - now;
    }

    private static Sql Count(string key, int free, string? source, DateTimeOffset now) => $"""
        insert into platform.throttles as t (key, failures, last_at, wait_until, source)
        values ({key}, 1, {now}, {now}, {source})
        on conflict (key) do update set
            failures = case when t.last_at < {now - Forgotten} then 1 else t.failures + 1 end,
            last_at = {now},
            wait_until = case
                when t.last_at < {now - Forgotten} or t.failures < {free} then {now}
                else {now} + interval '1 second' * least({LongestWaitSeconds}, power(2, least(t.failures - {free}, 16))) end,
            source = excluded.source
        """;
}
