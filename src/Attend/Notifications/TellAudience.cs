using System.Globalization;
using System.Text.Json;
using Attend.Channels;
using Attend.Platform;
using Attend.Platform.Database;
using Attend.Platform.Work;

namespace Attend.Notifications;

/// <summary>
/// Writes down whom a message goes to and by which ways, at most a thousand people at a time: no transaction is long, and what others do
/// goes on between two of them.
/// </summary>
internal static class TellAudience
{
    public const string Work = "notifications.tell";

    private const int Chunk = 1_000;

    private sealed record MessageRow(
        string Kind, Urgency Urgency, string Audience, Dictionary<string, int> Plan, DateTimeOffset CreatedAt, DateTimeOffset? Deadline,
        DateTimeOffset? WithdrawnAt, DateTimeOffset? WrittenAt, long WrittenTo);

    public static async Task Run(IServiceProvider services, Change change, DueItem item)
    {
        var id = long.Parse(item.Key, CultureInfo.InvariantCulture);
        var found = change.Find<MessageRow>($"""
            select kind, urgency, audience, plan, created_at, deadline, withdrawn_at, written_at, written_to
            from notifications.messages where id = {id} for no key update
            """);
        await change.Send();
        if (found.Value is not { WithdrawnAt: null, WrittenAt: null } message || message.Deadline <= change.Now)
        {
            return;
        }

        var people = change.List<Recipient>(Recipient.Of(message.Audience, message.Kind, message.WrittenTo, Chunk, change.Now));
        await change.Send();
        var plans = people.Value.SelectMany(person => message.Plan.SelectMany(way =>
            Policy.For(person, Words.Parse<Way>(way.Key), message.Urgency, message.CreatedAt + TimeSpan.FromSeconds(way.Value), message.Deadline))).ToList();
        Write(change, DeliveryAction.Plan, id, message.Deadline, plans.FindAll(plan => !plan.Withheld));
        Write(change, DeliveryAction.Withhold, id, message.Deadline, plans.FindAll(plan => plan.Withheld));
        var all = people.Value.Count < Chunk;
        change.Run($"""
            update notifications.messages set written_to = {(people.Value.Count > 0 ? people.Value[^1].UserId : message.WrittenTo)},
                written_at = {(all ? change.Now : (DateTimeOffset?)null)}, people = people + {people.Value.Count}
            where id = {id}
            """);
        if (!all)
        {
            change.Later(Work, item.Key, change.Now);
        }

        await change.Send();
    }

    private static void Write(Change change, DeliveryAction action, long messageId, DateTimeOffset? deadline, IReadOnlyList<Planned> plans)
    {
        if (plans.Count == 0)
        {
            return;
        }

        var (users, ways) = (plans.Select(plan => plan.UserId).ToArray(), plans.Select(plan => Words.Of(plan.Way)).ToArray());
        var (devices, reasons) = (plans.Select(plan => plan.DeviceId).ToArray(), plans.Select(plan => plan.Reason).ToArray());
        var times = plans.Select(plan => plan.At).ToArray();
        // What lies in an inbox lies there until it is read.
        change.AddAll(DeliveryLifecycle.Table, action, "message_id, deadline, user_id, way, device_id, reason, next_at", $"""
            select {messageId}::bigint, case when w.way <> 'in_app' then {deadline}::timestamptz end, w.user_id, w.way, w.device_id, w.reason, w.next_at
            from unnest({users}, {ways}, {devices}, {reasons}, {times}) as w (user_id, way, device_id, reason, next_at)
            """);
    }
}
