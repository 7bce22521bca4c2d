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
        new("who is served is at an open desk", "Nobody takes a break, or goes home, from somebody.", """
            select format('ticket %s is %s at desk %s, which is %s', t.id, t.state, d.id, d.state)
            from queues.tickets t join queues.desks d on d.id = t.desk_id
            where t.state in ('CALLED', 'IN_SERVICE') and (d.state <> 'OPEN' or d.retired_at is not null)
            """),
        new("numbers have no gaps", "Of a queue's service day every number up to the last was given, but for those that somebody of an earlier day still had.", """
            select format('queue %s of %s never gave %s', d.issued_by, d.service_day, queues.number(q.code, n))
            from (select issued_by, service_day, max(serial) as last from queues.tickets group by issued_by, service_day) d
            join queues.queues q on q.id = d.issued_by
            cross join lateral generate_series(1, d.last) n
            where not exists (select from queues.tickets t where t.issued_by = d.issued_by and t.service_day = d.service_day and t.serial = n)
              and not exists (
                select from queues.tickets o where o.site_id = q.site_id and o.number = queues.number(q.code, n) and o.service_day < d.service_day
                  and coalesce(o.completed_at, o.ended_at, 'infinity') > d.service_day)
            """),
        new("a closed queue has nobody inside", "In a queue that is closed nobody waits or is served.", """
            select format('ticket %s is %s in queue %s, which is closed', t.id, t.state, q.id)
            from queues.tickets t join queues.queues q on q.id = t.queue_id
            where q.state = 'CLOSED' and t.state in ('WAITING', 'CALLED', 'IN_SERVICE', 'ON_HOLD')
            """),
        new("the order is the scheme's", "Where somebody waits follows from the queue's scheme, their class and since when they wait, and from nothing else.", """
            select format('ticket %s stands at %s by the scheme %s', t.id, queues.key(t.band, t.class, t.order_key, t.id), q.scheme)
            from queues.tickets t
            join queues.queues q on q.id = t.queue_id
            join queues.levels l on l.scale_id = t.scale_id and l.place = t.level
            where t.state = 'WAITING' and (
                t.class <> case q.scheme when 'strict' then t.level * 2 - t.considered::int else 0 end
                or (l.emergency and t.band <> 0)
                or (q.scheme <> 'credits' and t.order_key <> t.arrived_at)
                or (q.scheme = 'credits' and t.order_key not between t.arrived_at - make_interval(mins => l.credit_minutes + 600) and t.arrived_at - make_interval(mins => l.credit_minutes)))
            """),
        new("I7 tickets and events agree", "The last event of a ticket that changed its state names the state it is in.", """
            select format('ticket %s is %s but its last event says %s', t.id, t.state, coalesce(e.to_state, 'nothing'))
            from queues.tickets t
            left join lateral (
                select to_state from platform.events e where e.subject = 'ticket:' || t.id and e.to_state is not null order by e.id desc limit 1
            ) e on true
            where e.to_state is distinct from t.state
            """),
        new("a forecast is kept while there is something to learn", "What a forecast was made of is kept until its stage was learned from, and no longer.", """
            select format('ticket %s has the standing of stage %s, which was learned from', s.ticket_id, s.stage)
            from queues.standings s join queues.stages g on g.ticket_id = s.ticket_id and g.stage = s.stage where g.learned
            """),
        new("every end has its stage", "A ticket that is over has the record of its last way through a queue, and one that is not has none.", """
            select format('ticket %s is %s and its stage %s is%s on record', t.id, t.state, t.stage, case when s.ticket_id is null then ' not' else '' end)
            from queues.tickets t left join queues.stages s on s.ticket_id = t.id and s.stage = t.stage
            where (t.state in ('COMPLETED', 'NO_SHOW', 'CANCELLED', 'EXPIRED')) <> (s.ticket_id is not null)
            """),
    ];
}
