using System.Globalization;
using Attend.Channels;
using Attend.Platform;
using Attend.Platform.Database;
using Attend.Platform.Work;

namespace Attend.Notifications;

/// <summary>
/// Climbs a message's ladder: writes down whom the next rung tells and by which ways, at most a thousand rows at a time. No transaction is
/// long, and what others do goes on between two of them. Once somebody has answered it climbs no further.
/// </summary>
internal static class TellAudience
{
    public const string Work = "notifications.tell";

    private const int Chunk = 1_000;

    private sealed record RungRow(
        string Kind, Urgency Urgency, MessageState State, string? Reason, DateTimeOffset CreatedAt, DateTimeOffset? Deadline, string Audience, string[] Ways,
        int AfterSeconds, DateTimeOffset? WrittenAt, long WrittenTo, int? NextAfterSeconds, bool SharesInbox);

    public static string Key(long messageId, int rung) => string.Create(CultureInfo.InvariantCulture, $"{messageId}.{rung}");

    public static async Task Run(IServiceProvider services, Change change, DueItem item)
    {
        var (id, number) = Read(item.Key);
        // Rungs that fall due together are written side by side: each holds the message as it is, and its own row; one that goes into inboxes also
        // the first rung's, for those are written once.
        var found = change.Find<RungRow>($"""
            select m.kind, m.urgency, m.state, m.reason, m.created_at, m.deadline, r.audience, r.ways, r.after_seconds, r.written_at, r.written_to,
                   n.after_seconds as next_after_seconds,
                   exists (select from notifications.rungs o where o.message_id = m.id and o.number <> r.number and 'in_app' = any(o.ways)) as shares_inbox
            from notifications.messages m
            join notifications.rungs r on r.message_id = m.id and r.number = {number}
            join notifications.rungs inbox on inbox.message_id = m.id and inbox.number = case when 'in_app' = any(r.ways) then 0 else r.number end
            left join notifications.rungs n on n.message_id = m.id and n.number = {number + 1}
            where m.id = {id} for share of m for no key update of r, inbox
            """);
        await change.Send();
        if (found.Value is not { WrittenAt: null } rung || (rung.State is not MessageState.Said && number > 0))
        {
            return;
        }

        Way[] ways = [.. rung.Ways.Distinct().Select(Words.Parse<Way>)];
        var most = Chunk / Math.Max(1, ways.Length);
        var people = change.List<Recipient>(Recipient.Of(rung.Audience, rung.Kind, rung.WrittenTo, most, change.Now));
        await change.Send();
        var (plans, told) = (new List<Planned>(), 0);
        foreach (var person in people.Value)
        {
            var own = ways.SelectMany(way => For(rung, person, way, change.Now)).ToList();
            if (told > 0 && plans.Count + own.Count > Chunk)
            {
                // Somebody has many browsers.
                break;
            }

            plans.AddRange(own);
            told++;
        }

        if (rung.Urgency is Urgency.Low && number == 0 && rung.Kind != Kind.Digest.Name)
        {
            plans = await Digests.Gather(change, rung.Kind, plans);
        }

        Write(change, DeliveryAction.Plan, id, number, rung, plans.FindAll(plan => !plan.Withheld));
        Write(change, DeliveryAction.Withhold, id, number, rung, plans.FindAll(plan => plan.Withheld));
        if (rung is { WrittenTo: 0, State: MessageState.Said } && number == 0)
        {
            Webhooks.Plan(change, id, rung.Kind, rung.Deadline);
        }

        var all = told == people.Value.Count && told < most;
        change.Run($"""
            update notifications.rungs set written_to = {(told > 0 ? people.Value[told - 1].UserId : rung.WrittenTo)},
                written_at = {(all ? change.Now : (DateTimeOffset?)null)}, people = people + {told}
            where message_id = {id} and number = {number}
            """);
        if (!all)
        {
            change.Later(Work, item.Key, change.Now);
        }

        if (rung is { WrittenTo: 0, State: MessageState.Said, NextAfterSeconds: { } wait })
        {
            // Counted from when it was said, not from when somebody got round to it.
            change.Later(Work, Key(id, number + 1), rung.CreatedAt + TimeSpan.FromSeconds(wait));
        }

        await change.Send();
    }

    /// <summary>What comes too late, or was over before its people were known, lies in the inbox all the same: whoever asks later finds it.</summary>
    private static IEnumerable<Planned> For(RungRow rung, Recipient person, Way way, DateTimeOffset now) =>
        way is not Way.InApp && (rung.State is not MessageState.Said ? rung.Reason ?? "ended" : rung.Deadline <= now ? Policy.TooLate : null) is { } why
            ? [new Planned(person.UserId, way, 0, now, why, Withheld: true)]
            : Policy.For(person, way, rung.Urgency, Later(rung.CreatedAt + TimeSpan.FromSeconds(rung.AfterSeconds), now), rung.Deadline);

    /// <summary>What comes late is judged by the time it comes at: quiet may have begun since.</summary>
    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static void Write(Change change, DeliveryAction action, long messageId, int number, RungRow rung, IReadOnlyList<Planned> plans)
    {
        if (plans.Count == 0)
        {
            return;
        }

        var (users, ways) = (plans.Select(plan => plan.UserId).ToArray(), plans.Select(plan => Words.Of(plan.Way)).ToArray());
        var (devices, reasons) = (plans.Select(plan => plan.DeviceId).ToArray(), plans.Select(plan => plan.Reason).ToArray());
        var times = plans.Select(plan => plan.At).ToArray();
        // What lies in an inbox lies there until it is read, and once, whichever of two rungs was faster.
        Sql once = $"""
            where w.way <> 'in_app' or not exists (
                select from notifications.deliveries o where o.message_id = {messageId} and o.user_id = w.user_id and o.way = 'in_app')
            """;
        change.AddAll(DeliveryLifecycle.Table, action, "message_id, rung, clinical, deadline, user_id, way, device_id, reason, next_at", $"""
            select {messageId}::bigint, {number}::int, {rung.Urgency is Urgency.Clinical}, case when w.way <> 'in_app' then {rung.Deadline}::timestamptz end,
                   w.user_id, w.way, w.device_id, w.reason, w.next_at
            from unnest({users}, {ways}, {devices}, {reasons}, {times}) as w (user_id, way, device_id, reason, next_at)
            {(rung.SharesInbox ? once : null)}
            """);
    }

    private static (long MessageId, int Rung) Read(string key)
    {
        // Work that was put down before there were ladders names the message alone.
        var dot = key.IndexOf('.', StringComparison.Ordinal);
        return dot < 0
            ? (long.Parse(key, CultureInfo.InvariantCulture), 0)
            : (long.Parse(key.AsSpan(0, dot), CultureInfo.InvariantCulture), int.Parse(key.AsSpan(dot + 1), CultureInfo.InvariantCulture));
    }
}
