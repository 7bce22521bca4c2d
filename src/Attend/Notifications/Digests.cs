using Attend.Channels;
using Attend.Platform;
using Attend.Platform.Database;
using Attend.Platform.Work;

namespace Attend.Notifications;

/// <summary>
/// What repeats itself and does not matter now is said once: the first message of a kind goes out, those that follow within the window are
/// gathered, and one digest says how many they were. The inbox holds each of them all the same.
/// </summary>
internal static class Digests
{
    public const string Gathered = "in_digest";

    public static readonly TimeSpan Window = TimeSpan.FromHours(1);

    public static readonly DueKind Close =
        new("notifications.close_digests", "Windows in which messages were gathered are closed, each with one digest.", Run, Every: TimeSpan.FromMinutes(1));

    private const int AtOnce = 200;

    private sealed record Open(long UserId, string Kind, DateTimeOffset OpenedAt, int Held, string[] Ways);

    /// <summary>The plans as they are to be written: what would go out to somebody whose window is open is withheld for the digest.</summary>
    public static async Task<List<Planned>> Gather(Change change, string kind, List<Planned> plans)
    {
        var outgoing = plans.FindAll(plan => plan is { Withheld: false, Way: not Way.InApp });
        if (outgoing.Count == 0)
        {
            return plans;
        }

        long[] people = [.. outgoing.Select(plan => plan.UserId).Distinct().Order()];
        // Whoever closes the window meanwhile is waited for.
        change.Lock($"select user_id from notifications.digests where kind = {kind} and user_id = any({people}) order by user_id for update");
        var opened = change.List<long>($"""
            insert into notifications.digests (user_id, kind, opened_at, closes_at)
            select who, {kind}, {change.Now}, {change.Now + Window} from unnest({people}) as who
            on conflict (user_id, kind) do nothing returning user_id
            """);
        await change.Send();
        var first = opened.Value.ToHashSet();
        var held = outgoing.FindAll(plan => !first.Contains(plan.UserId));
        change.RunAny($"""
            update notifications.digests d set held = d.held + 1, ways = array(select distinct unnest(d.ways || h.ways) order by 1)
            from (
                select who, array_agg(distinct way) as ways
                from unnest({held.Select(plan => plan.UserId).ToArray()}, {held.Select(plan => Words.Of(plan.Way)).ToArray()}) as one (who, way) group by who
            ) h
            where d.user_id = h.who and d.kind = {kind}
            """);
        var gathered = held.Select(plan => plan.UserId).ToHashSet();
        return
        [
            .. plans.Select(plan => held.Contains(plan) ? plan with { Withheld = true, Reason = Gathered }
                // The digest leads there.
                : plan is { Way: Way.InApp, Withheld: true } && gathered.Contains(plan.UserId) ? plan with { Withheld = false, Reason = Gathered }
                : plan),
        ];
    }

    private static async Task Run(IServiceProvider services, Change change, DueItem item)
    {
        var due = change.List<Open>($"""
            select user_id, kind, opened_at, held, ways from notifications.digests
            where closes_at <= {change.Now} order by closes_at, user_id limit {AtOnce} for update skip locked
            """);
        await change.Send();
        var full = due.Value.Where(window => window.Held > 0).ToList();
        var ids = full.ConvertAll(_ => change.NextMessage());
        await change.Send();
        foreach (var (index, window) in full.Index())
        {
            var ways = window.Ways.Select(Words.Parse<Way>).ToArray();
            Messages.Say(change, ids[index].Value, Kind.Digest, $"user:{window.UserId}", Audience.Person(window.UserId),
                new { kind = window.Kind, count = window.Held, since = window.OpenedAt }, null, rungs: [Rung.AtOnce(ways)]);
            // The digest was one more: what follows it is gathered too.
            change.Run($"""
                update notifications.digests set opened_at = {change.Now}, closes_at = {change.Now + Window}, held = 0, ways = array[]::text[]
                where user_id = {window.UserId} and kind = {window.Kind}
                """);
        }

        long[] people = [.. due.Value.Where(window => window.Held == 0).Select(window => window.UserId)];
        string[] kinds = [.. due.Value.Where(window => window.Held == 0).Select(window => window.Kind)];
        change.RunAny($"delete from notifications.digests d using unnest({people}, {kinds}) as e (who, what) where d.user_id = e.who and d.kind = e.what");
        if (due.Value.Count == AtOnce)
        {
            change.Later(item.Kind, item.Key, change.Now);
        }

        await change.Send();
    }
}
