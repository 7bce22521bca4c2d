-- A number that was given for somebody who never came: taken back, and nobody left.
alter table queues.stages drop constraint stages_ended_check;
alter table queues.stages add constraint stages_ended_check
    check (ended in ('completed', 'transferred', 'no_show', 'cancelled', 'expired', 'withdrawn'));

-- Published: the classes of a queue, the most urgent first.
create view queues.classes as
select q.id as queue_id, l.place, l.code, l.name, l.colour, l.target_minutes, l.emergency
from queues.queues q join queues.levels l on l.scale_id = q.scale_id;

-- Published: how a visit stands, for those who brought it about. Touched: somebody has done anything to the number. Decided: somebody has said
-- how urgent it is or where it goes, or has begun; what was taken back counts for neither.
create view queues.ticket_states as
select t.id, t.site_id, t.queue_id, t.number, t.state, t.source, t.patient_id,
       exists (select from queues.deeds d where d.ticket_id = t.id and d.undone_at is null) as touched,
       exists (
           select from queues.deeds d where d.ticket_id = t.id and d.undone_at is null
             and d.action in ('receive', 'start', 'complete', 'transfer', 'no_show', 'cancel', 'expire', 'withdraw', 'set_priority', 'reassess')
       ) as decided
from queues.tickets t;

-- Published: what happened to a number on its way through each queue, for a patient's timeline.
create view queues.moments as
select format('ticket:%s:%s:%s', s.ticket_id, s.stage, m.kind) as id, m.at, 'ticket.' || m.kind as kind, 'ticket:' || s.ticket_id as subject,
       s.stage * 10::bigint + m.ordinal as ordinal, s.ticket_id, s.queue_id
from (
    select ticket_id, stage, queue_id, joined_at, called_at, in_service_at, ended_at, ended from queues.stages
    union all
    select id, stage, queue_id, joined_at, called_at, in_service_at, null, null
    from queues.tickets where state in ('WAITING', 'CALLED', 'IN_SERVICE', 'ON_HOLD')
) s
cross join lateral (values (1, 'joined', s.joined_at), (2, 'called', s.called_at), (3, 'in_service', s.in_service_at), (4, s.ended, s.ended_at)) m (ordinal, kind, at)
where m.at is not null;
