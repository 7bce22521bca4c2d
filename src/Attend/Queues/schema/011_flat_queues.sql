-- Published: a queue in one line, for those who know queues with one number that is being served, and one person who opened or closed it last.
create view queues.flat_queues as
select q.id, q.site_id, q.code, q.weekly, s.zone, t.number as serving, l.changed_by, m.full_name as changed_by_name,
       coalesce(l.changed_at, q.created_at) as changed_at, q.created_at, q.updated_at
from queues.queues q
join people.sites s on s.id = q.site_id
left join lateral (
    select number from queues.tickets where queue_id = q.id and state in ('CALLED', 'IN_SERVICE') order by coalesce(called_at, in_service_at) desc, id limit 1
) t on true
left join lateral (select changed_by, changed_at from queues.status_log where queue_id = q.id order by id desc limit 1) l on true
left join people.members m on m.id = l.changed_by;

-- Whoever knows nothing of a ticket but its number asks by this.
create index tickets_by_number on queues.tickets (number, id);
