using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;

namespace Attend.People;

/// <summary>Answers the gate: which session a token opens, and what its user's roles amount to now.</summary>
internal static class FindSession
{
    private static readonly TimeSpan UseIsNoted = TimeSpan.FromMinutes(5);

    private sealed record Row(long Id, byte[] TokenHash, long UserId, DateTimeOffset ExpiresAt, IReadOnlyList<HeldRole> Roles)
    {
        public Session Session => new(Id, ExpiresAt, new Caller($"user:{UserId}", UserId, Id, Permissions.Of(Roles)));
    }

    public static SessionSource Source(Db db, TimeProvider clock)
    {
        var together = new Gathered<string, Session>(hashes => ByHash(db, clock.Micros(), hashes));
        return new(
            (hash, ct) => together.Ask(Convert.ToHexString(hash), ct),
            async (ids, ct) => [.. (await db.List<Row>($"{Select(clock.Micros())} and s.id = any({ids.ToArray()})", ct)).Select(row => row.Session)],
            PeopleEvents.EndSessions);
    }

    private static async Task<IReadOnlyDictionary<string, Session>> ByHash(Db db, DateTimeOffset now, IReadOnlyList<string> hashes)
    {
        var asked = hashes.Select(Convert.FromHexString).ToArray();
        // One that is being ended or noted by another node is passed over: that it is used is noted the next time.
        var rows = await db.List<Row>($"""
            with used as (
                update people.sessions set used_at = {now} where id in (
                    select id from people.sessions
                    where token_hash = any({asked}) and used_at < {now - UseIsNoted} and ended_at is null order by id for update skip locked)
            )
            {Select(now)} and s.token_hash = any({asked})
            """);
        return rows.ToDictionary(row => Convert.ToHexString(row.TokenHash), row => row.Session);
    }

    private static Sql Select(DateTimeOffset now) => $"""
        select s.id, s.token_hash, s.user_id, s.expires_at, {User.Roles} as roles
        from people.sessions s join people.users u on u.id = s.user_id
        where u.active and s.ended_at is null and s.expires_at > {now}
        """;
}
