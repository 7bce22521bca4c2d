-- How often somebody of a class is looked at again while they wait; null: nobody is reminded.
alter table queues.levels add reassess_minutes integer check (reassess_minutes > 0);
update queues.levels l set reassess_minutes = greatest(l.target_minutes, 5) from queues.scales s where s.id = l.scale_id and s.code <> 'plain';

create function queues.level(l queues.levels) returns jsonb language sql immutable as $$
    select jsonb_build_object('place', l.place, 'code', l.code, 'name', l.name, 'colour', l.colour, 'target_minutes', l.target_minutes,
        'emergency', l.emergency, 'credit_minutes', l.credit_minutes, 'reassess_minutes', l.reassess_minutes)
$$;

-- The scale by which somebody was classed is theirs, whatever the queue uses later.
alter table queues.tickets add scale_id bigint references queues.scales (id);
update queues.tickets t set scale_id = q.scale_id from queues.queues q where q.id = t.queue_id;
alter table queues.tickets alter scale_id set not null;
alter table queues.stages add scale_id bigint references queues.scales (id);
update queues.stages s set scale_id = q.scale_id from queues.queues q where q.id = s.queue_id;
alter table queues.stages alter scale_id set not null;

-- Said by the holder: passed over until they say that they are here.
alter table queues.tickets add late boolean not null default false;
update queues.tickets set late = true, hold_reason = null where hold_reason = 'late';
update queues.deeds d set before = d.before || jsonb_build_object('scale_id', t.scale_id, 'late', coalesce(d.before ->> 'hold_reason' = 'late', false))
    from queues.tickets t where t.id = d.ticket_id;

-- So many minutes after the door was shut the numbers of those who still wait end; null: all of them are served.
alter table queues.queues add send_home_minutes integer check (send_home_minutes between 0 and 1440);

-- A list by state reads one of these.
drop index queues.tickets_of_queue;
create index tickets_at_desks on queues.tickets (queue_id, id) where state in ('CALLED', 'IN_SERVICE');
create index tickets_on_hold on queues.tickets (queue_id, id) where state = 'ON_HOLD';
create index tickets_over on queues.tickets (queue_id, state_since) where state in ('COMPLETED', 'NO_SHOW', 'CANCELLED', 'EXPIRED');

-- A device has one number of the queue that gave it, wherever that was sent since.
drop index queues.one_ticket_per_device;
create unique index one_ticket_per_device on queues.tickets (issued_by, device)
    where device is not null and state in ('WAITING', 'CALLED', 'IN_SERVICE', 'ON_HOLD');
