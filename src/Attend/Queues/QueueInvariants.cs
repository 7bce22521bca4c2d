using Attend.Platform;

namespace Attend.Queues;

/// <summary>What must hold over any database of Queues.</summary>
internal static class QueueInvariants
{
    public static readonly IReadOnlyList<Invariant> All =
    [
        new("I1 a ticket is at one desk", "No desk has two tickets, and no patient is at two desks.", """
            select format('desk %s has tickets %s', desk_id, string_agg(id::text, ', ' order by id)) from queues.tickets
            where state in ('CALLED', 'IN_SERVICE') group by desk_id having count(*) > 1
            union all
            select format('patient %s is at desks %s', patient_id, string_agg(desk_id::text, ', ' order by id)) from queues.tickets
            where state in ('CALLED', 'IN_SERVICE') and patient_id is not null group by patient_id having count(*) > 1
            union all
            select format('ticket %s is %s at no desk', id, state) from queues.tickets where state in ('CALLED', 'IN_SERVICE') and desk_id is null
            """),
        new("numbers have no gaps", "Of a queue's service day every number up to the last was given, but for those that somebody of an earlier day still had.", """
            select format('queue %s of %s gave %s numbers up to %s', issued_by, service_day, count(*), max(serial)) from queues.tickets t
            group by issued_by, service_day
            having count(*) <> max(serial) and not exists (
                select from queues.tickets o where o.issued_by = t.issued_by and o.service_day < t.service_day
                  and coalesce(o.completed_at, o.ended_at, 'infinity') > t.service_day)
            """),
        new("a closed queue has nobody inside", "In a queue that is closed nobody waits or is served.", """
            select format('ticket %s is %s in queue %s, which is closed', t.id, t.state, q.id)
            from queues.tickets t join queues.queues q on q.id = t.queue_id
            where q.state = 'CLOSED' and t.state in ('WAITING', 'CALLED', 'IN_SERVICE', 'ON_HOLD')
            """),
        new("I7 tickets and events agree", "The last event of a ticket that changed its state names the state it is in.", """
            select format('ticket %s is %s but its last event says %s', t.id, t.state, e.to_state)
            from queues.tickets t
            join lateral (
                select to_state from platform.events e where e.subject = 'ticket:' || t.id and e.to_state is not null order by e.id desc limit 1
            ) e on e.to_state <> t.state
            """),
        new("every end has its stage", "A ticket that is over has the record of its last way through a queue, and one that is not has none.", """
            select format('ticket %s is %s and its stage %s is%s on record', t.id, t.state, t.stage, case when s.ticket_id is null then ' not' else '' end)
            from queues.tickets t left join queues.stages s on s.ticket_id = t.id and s.stage = t.stage
            where (t.state in ('COMPLETED', 'NO_SHOW', 'CANCELLED', 'EXPIRED')) <> (s.ticket_id is not null)
            """),
    ];
}
