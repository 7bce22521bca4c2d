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
        new("I6 nobody is left out", "A rung whose people are all written down has a delivery for each of them and each of its ways.", """
            select format('message %s, rung %s, is for %s people and has deliveries for %s', r.message_id, r.number, r.people, count(distinct d.user_id))
            from notifications.rungs r
            left join notifications.deliveries d on d.message_id = r.message_id and d.way <> 'webhook' and (d.rung = r.number or d.way = 'in_app' and 'in_app' = any(r.ways))
            where r.written_at is not null and r.people is not null
            group by r.message_id, r.number
            having case when r.number > 0
                or exists (select from notifications.rungs o where o.message_id = r.message_id and o.number > 0 and 'in_app' = any(o.ways) and 'in_app' = any(r.ways))
                then count(distinct d.user_id) < r.people else count(distinct d.user_id) <> r.people end
            union all
            select format('message %s, rung %s, has no delivery by %s for user %s', r.message_id, r.number, w.way, d.user_id)
            from notifications.rungs r
            join (select distinct message_id, rung, user_id from notifications.deliveries where way <> 'webhook') d on d.message_id = r.message_id and d.rung = r.number
            cross join lateral unnest(r.ways) as w (way)
            where r.people is not null and not exists (
                select from notifications.deliveries o where o.message_id = r.message_id and o.user_id = d.user_id and o.way = w.way
                  and (o.rung = r.number or o.way = 'in_app'))
            """),
        new("I6 nobody is told twice", "Each rung of a message tells a person by a way, and on a device, once; and it lies in their inbox once, whatever its rungs.", """
            select format('message %s has %s deliveries by %s for user %s', d.message_id, count(*), d.way, d.user_id)
            from notifications.deliveries d
            group by d.message_id, d.user_id, d.way, d.device_id, case when d.way <> 'in_app' then d.rung end
            having count(*) > 1
            """),
        new("I6 every rung is climbed", "A message that is still said and whose next rung is not written has the work for it.", """
            select format('message %s has no work for rung %s', m.id, r.number)
            from notifications.messages m join notifications.rungs r on r.message_id = m.id
            where m.state = 'SAID' and r.written_at is null
              and (r.number = 0 or exists (
                  select from notifications.rungs p where p.message_id = m.id and p.number = r.number - 1 and p.written_at is not null))
              and not exists (
                  select from platform.work w where w.kind = 'notifications.tell' and w.key in (m.id || '.' || r.number, m.id::text))
            """),
        new("I6 one end", "A delivery that failed, expired or was withheld did so once, and nothing followed but what its person did.", """
            select format('delivery %s ended %s times', e.data ->> 'delivery_id', count(*))
            from platform.events e
            where e.kind in ('notifications.delivery_failed', 'notifications.delivery_expired', 'notifications.delivery_withheld', 'notifications.delivery_withdrawn')
            group by e.data ->> 'delivery_id' having count(*) > 1
            """),
        new("I6 nothing waits for what is over", "No delivery waits to be sent a minute after its message was answered or over.", """
            select format('delivery %s waits, and message %s is %s', d.id, m.id, m.state)
            from notifications.deliveries d join notifications.messages m on m.id = d.message_id
            where d.state = 'PENDING' and d.way <> 'in_app' and m.state <> 'SAID'
              and m.state_since < (select max(at) from platform.events) - interval '1 minute' and m.state_since > (select max(at) from platform.events) - interval '20 hours'
              and (d.lease_until is null or d.lease_until < now())
            """),
        new("I6 nobody climbs after an answer", "No further rung of a ladder is written after somebody answered or its cause was over.", """
            select format('message %s was over, and then rung %s told user %s', m.id, d.rung, d.user_id)
            from notifications.messages m
            join platform.events e on e.subject = 'message:' || m.id and e.kind in ('notifications.message_acknowledged', 'notifications.message_withdrawn')
            join notifications.deliveries d on d.message_id = m.id and d.rung > 0
            join platform.events p on p.subject = 'user:' || d.user_id and p.kind in ('notifications.delivery_planned', 'notifications.delivery_withheld')
              and (p.data ->> 'delivery_id')::bigint = d.id and (p.epoch, p.id) > (e.epoch, e.id)
            where m.state <> 'SAID'
            """),
        new("I6 one person answers", "A message that somebody acknowledged has one acknowledgement among its events.", """
            select format('message %s was acknowledged %s times', m.id, count(e.id))
            from notifications.messages m
            left join platform.events e on e.subject = 'message:' || m.id and e.kind = 'notifications.message_acknowledged'
            where m.state = 'ACKNOWLEDGED'
            group by m.id having count(e.id) <> 1
            """),
        new("I6 tries are told", "What was sent, failed or is in doubt by a provider's answer has a try that says so.", """
            select format('delivery %s is %s and its tries say nothing of it', d.id, d.state)
            from notifications.deliveries d
            where d.way <> 'in_app' and d.state in ('SENT', 'UNKNOWN') and not exists (
                select from notifications.tries t where t.delivery_id = d.id
                  and (t.outcome = 'accepted' and d.state = 'SENT' or t.outcome in ('unsure', 'cut_off')))
            """),
        new("I7 messages and events agree", "The last event of a message names the state it is in.", """
            select format('message %s is %s but its last event says %s', m.id, m.state, e.to_state)
            from notifications.messages m
            join (
                select distinct on (n.subject) n.subject, n.to_state from platform.events n where n.kind like 'notifications.message_%'
                order by n.subject, n.id desc
            ) e on e.subject = 'message:' || m.id
            where e.to_state <> m.state
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
