using System.Text.RegularExpressions;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;

namespace Attend.Queues;

/// <summary>
/// What a socket watches when it comes, by a queue's code or a number's token. All who come at once are looked up together: a waiting room's phones
/// lose the network at one moment, and have it back at one.
/// </summary>
internal sealed partial class Admission(Db db, TimeProvider clock)
{
    /// <summary>What a queue may be called by.</summary>
    public const string Code = "^[A-Z][A-Z0-9_]{0,15}$";

    private readonly Gathered<(string Code, long Site), QueueRef[]> queues = new(keys => Queues(db, keys));
    private readonly Gathered<string, TicketRef> tickets = new(hashes => Tickets(db, clock.Micros(), hashes));

    internal sealed record QueueRef(long Id, long SiteId);

    internal sealed record TicketRef(long Id, long QueueId, TicketState State, string Key);

    /// <summary>Whether a queue may be called so: what strangers write into an address is asked of nobody before.</summary>
    public static bool IsCode(string code) => Pattern().IsMatch(code);

    /// <summary>The queue of this code, at this site where one is named; null where there is none, or several.</summary>
    public async Task<QueueRef?> Queue(string code, long? site, CancellationToken ct) =>
        IsCode(code) && await queues.Ask((code, site ?? 0), ct) is [var queue] ? queue : null;

    /// <summary>The number that a token opens; null where it opens nothing, or nothing any more.</summary>
    public async Task<TicketRef?> Ticket(string token, CancellationToken ct) =>
        Token.LooksShort(token) ? await tickets.Ask(Convert.ToHexString(Token.Hash(token)), ct) : null;

    private sealed record QueueRow(string Code, long Site, long Id, long SiteId);

    private static async Task<IReadOnlyDictionary<(string, long), QueueRef[]>> Queues(Db db, IReadOnlyList<(string Code, long Site)> keys)
    {
        var rows = await db.List<QueueRow>($"""
            select k.code, k.site, q.id, q.site_id
            from unnest({keys.Select(key => key.Code).ToArray()}, {keys.Select(key => key.Site).ToArray()}) as k (code, site)
            join queues.queues q on q.code = k.code and (k.site = 0 or q.site_id = k.site)
            """);
        return rows.GroupBy(row => (row.Code, row.Site)).ToDictionary(same => same.Key, same => same.Select(row => new QueueRef(row.Id, row.SiteId)).ToArray());
    }

    [GeneratedRegex(Code)]
    private static partial Regex Pattern();

    private sealed record TicketRow(byte[] Token, long Id, long QueueId, TicketState State, string Key);

    private static async Task<IReadOnlyDictionary<string, TicketRef>> Tickets(Db db, DateTimeOffset now, IReadOnlyList<string> hashes)
    {
        var rows = await db.List<TicketRow>($"""
            select t.token, t.id, t.queue_id, t.state, queues.key(t.band, t.class, t.order_key, t.id) as key
            from queues.tickets t where t.token = any({hashes.Select(Convert.FromHexString).ToArray()}) and {MyTicket.Opens(now)}
            """);
        return rows.ToDictionary(row => Convert.ToHexString(row.Token), row => new TicketRef(row.Id, row.QueueId, row.State, row.Key));
    }
}
