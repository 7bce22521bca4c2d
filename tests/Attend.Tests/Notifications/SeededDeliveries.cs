using Attend.Channels;
using Attend.Notifications;
using Attend.Platform;

namespace Attend.Tests.Notifications;

/// <summary>A delivery as a test wants it to have been.</summary>
internal sealed record Past(
    string Kind, Way Way, DeliveryState State, DateTimeOffset Said, string? Reason = null, TimeSpan? Planned = null, TimeSpan? Sent = null,
    TimeSpan? Delivered = null, TimeSpan? Read = null, TimeSpan? Acknowledged = null);

/// <summary>Deliveries that lie in the past, without the weeks that they would take.</summary>
internal static class SeededDeliveries
{
    /// <summary>Each with a message of its own; their ids.</summary>
    public static async Task<IReadOnlyList<long>> Told(this World world, long userId, string subject, IReadOnlyList<Past> all)
    {
        // Text, for a time may be missing.
        string?[] At(Func<Past, TimeSpan?> after) => [.. all.Select(one => after(one) is { } passed ? Clocks.Text(one.Said + passed) : null)];
        var (kinds, ways, states, said) = (
            all.Select(one => one.Kind).ToArray(), all.Select(one => Words.Of(one.Way)).ToArray(), all.Select(one => Words.Of(one.State)).ToArray(),
            all.Select(one => one.Said).ToArray());
        var reasons = all.Select(one => one.Reason).ToArray();
        return await world.Db.List<long>($"""
            with given as (
                select nextval('platform.messages_id_seq') as message_id, g.*
                from unnest({kinds}, {ways}, {states}, {said}, {reasons}, {At(one => one.Planned)}, {At(one => one.Sent)}, {At(one => one.Delivered)},
                            {At(one => one.Read)}, {At(one => one.Acknowledged)})
                    as g (kind, way, state, said_at, reason, planned_at, sent_at, delivered_at, read_at, acknowledged_at)
            ), said as (
                insert into notifications.messages (id, kind, urgency, subject, facts, audience, state, state_since, version, created_at)
                select message_id, kind, 'normal', {subject}, jsonb_build_object('call', 'CALL-1', 'unit', 'M1'), {"user:" + userId}, 'SAID', said_at, 1, said_at
                from given returning id
            ), climbed as (
                insert into notifications.rungs (message_id, number, after_seconds, audience, ways, written_at, people)
                select message_id, 0, 0, {"user:" + userId}, array[way], said_at, 1 from given
            )
            insert into notifications.deliveries
                (message_id, rung, user_id, way, state, state_since, version, reason, next_at, planned_at, sent_at, delivered_at, read_at, acknowledged_at, lease_until)
            select g.message_id, 0, {userId}, g.way, g.state, g.said_at, 1, g.reason, g.said_at, g.planned_at::timestamptz, g.sent_at::timestamptz,
                   g.delivered_at::timestamptz, g.read_at::timestamptz, g.acknowledged_at::timestamptz,
                   -- Somebody is sending what waits, so that nobody begins to.
                   case when g.state = 'PENDING' then now() + interval '1 hour' end
            from given g join said s on s.id = g.message_id order by g.message_id returning id
            """);
    }
}
