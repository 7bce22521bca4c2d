using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;

namespace Attend.People;

/// <summary>Answers the gate: which session a token opens, and what its user's roles amount to now.</summary>
internal static class FindSession
{
    private static readonly TimeSpan UseIsNoted = TimeSpan.FromMinutes(5);

    private sealed record Row(long Id, long UserId, DateTimeOffset ExpiresAt, IReadOnlyList<HeldRole> Roles)
    {
        public Session Session => new(Id, ExpiresAt, new Caller($"user:{UserId}", UserId, Id, Permissions.Of(Roles)));
    }

    public static SessionSource Source(Db db, TimeProvider clock) => new(
        (hash, ct) => ByHash(db, clock.Micros(), hash, ct),
        async (ids, ct) => [.. (await db.List<Row>($"{Select(clock.Micros())} and s.id = any({ids.ToArray()})", ct)).Select(row => row.Session)],
        PeopleEvents.EndSessions);

    private static async Task<Session?> ByHash(Db db, DateTimeOffset now, byte[] hash, CancellationToken ct)
    {
        var row = await db.Read(reads =>
        {
            reads.Run($"update people.sessions set used_at = {now} where token_hash = {hash} and used_at < {now - UseIsNoted} and ended_at is null");
            return reads.Find<Row>($"{Select(now)} and s.token_hash = {hash}");
        }, ct);
        return row.Value?.Session;
    }

    private static Sql Select(DateTimeOffset now) => $"""
        select s.id, s.user_id, s.expires_at, {User.Roles} as roles
        from people.sessions s join people.users u on u.id = s.user_id
        where u.active and s.ended_at is null and s.expires_at > {now}
        """;
}
