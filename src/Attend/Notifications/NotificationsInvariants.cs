using Attend.Platform;

namespace Attend.Notifications;

/// <summary>What must hold over any database of Notifications.</summary>
internal static class NotificationsInvariants
{
    public static readonly IReadOnlyList<Invariant> All =
    [
        new("I6 every delivery ends", "No delivery that has a deadline waits a minute past it, unless somebody is sending it.", """
            select format('delivery %s waits past its deadline', d.id)
            from notifications.deliveries d
            where d.state = 'PENDING' and d.deadline < (select max(at) from platform.events) - interval '1 minute'
              and (d.lease_until is null or d.lease_until < now())
            """),
        new("I6 nobody is left out", "A message whose people are all written down has a delivery for each of them and each of its ways.", """
            select format('message %s is for %s people and has deliveries for %s', m.id, m.people, count(distinct d.user_id))
            from notifications.messages m left join notifications.deliveries d on d.message_id = m.id
            where m.written_at is not null
            group by m.id having count(distinct d.user_id) <> m.people
            union all
            select format('message %s has no delivery by %s for user %s', m.id, w.way, d.user_id)
            from notifications.messages m
            join (select distinct message_id, user_id from notifications.deliveries) d on d.message_id = m.id
            cross join lateral jsonb_object_keys(m.plan) as w (way)
            where not exists (
                select from notifications.deliveries o where o.message_id = m.id and o.user_id = d.user_id and o.way = w.way)
            """),
        new("I6 tries are told", "What was sent, failed or is in doubt by a provider's answer has a try that says so.", """
            select format('delivery %s is %s and its tries say nothing of it', d.id, d.state)
            from notifications.deliveries d
            where d.way <> 'in_app' and d.state in ('SENT', 'UNKNOWN') and not exists (
                select from notifications.tries t where t.delivery_id = d.id
                  and t.outcome = case d.state when 'SENT' then 'accepted' else 'unsure' end)
            """),
        new("I7 deliveries and events agree", "The last event of a delivery names the state it is in.", """
            select format('delivery %s is %s but its last event says %s', d.id, d.state, e.to_state)
            from notifications.deliveries d
            join (
                select distinct on ((n.data ->> 'delivery_id')::bigint) (n.data ->> 'delivery_id')::bigint as delivery_id, n.to_state
                from platform.events n where n.kind like 'notifications.delivery_%' and n.to_state is not null
                order by (n.data ->> 'delivery_id')::bigint, n.id desc
            ) e on e.delivery_id = d.id
            where e.to_state <> d.state
            """),
    ];
}
