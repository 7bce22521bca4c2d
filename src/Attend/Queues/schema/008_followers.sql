-- Whom it is told that a queue opens and closes: every patient of its site, or those alone who asked for it.
alter table queues.queues add tells text not null default 'site' constraint queues_tells check (tells in ('site', 'followers'));

-- Who wants to hear of a queue wherever they are.
create table queues.followers (
    queue_id bigint not null references queues.queues (id),
    -- People's; another module's table is not referred to.
    user_id bigint not null,
    followed_at timestamptz not null,
    primary key (queue_id, user_id)
);
create index followed_queues on queues.followers (user_id, queue_id);

-- Published: who follows which queue.
create view queues.following as
select queue_id, user_id from queues.followers;

-- Published: what may be said of a ticket, and to whom; nobody's name.
create view queues.ticket_facts as
select t.id, t.number, t.site_id, t.queue_id, t.patient_id, t.stage, t.state, t.band = 0 or t.source = 'ambulance' as urgent,
       t.desk_id, t.held_at, t.worse_at, coalesce(t.reassessed_at, t.joined_at) + make_interval(mins => l.reassess_minutes) as reassess_at
from queues.tickets t
join queues.levels l on l.scale_id = t.scale_id and l.place = t.level;

-- Published: those who will be called next, one for each open desk. Who is at another desk is passed over, as when somebody is called.
create function queues.next_in_line(asked bigint) returns setof bigint language sql stable as $$
    select t.id from queues.tickets t
    where t.queue_id = asked and t.state = 'WAITING' and (t.patient_id is null or not exists (
        select from queues.tickets o where o.patient_id = t.patient_id and o.state in ('CALLED', 'IN_SERVICE')))
    order by t.band, t.class, t.order_key, t.id
    limit (
        select count(*) from queues.desk_queues s join queues.desks d on d.id = s.desk_id join queues.queues q on q.id = s.queue_id
        where s.queue_id = asked and d.state = 'OPEN' and q.state in ('OPEN', 'CLOSING'))
$$;

-- Published: those who said that they would be late, and behind whom somebody was called since.
create function queues.passed_over(asked bigint) returns setof bigint language sql stable as $$
    select t.id from queues.tickets t
    where t.queue_id = asked and t.state = 'ON_HOLD' and t.late and exists (
        select from queues.tickets o
        where o.queue_id = asked and o.state in ('CALLED', 'IN_SERVICE') and o.called_at >= t.held_at
          and (o.band, o.class, o.order_key, o.id) > (t.band, t.class, t.order_key, t.id))
$$;
