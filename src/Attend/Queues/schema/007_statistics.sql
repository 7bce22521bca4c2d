-- Of those who came in a time.
create index stages_by_arrival on queues.stages (queue_id, joined_at);
-- What a desk did lately, and when somebody was at it.
create index deeds_by_desk on queues.deeds (desk_id, at) where undone_at is null;

-- Published: what may be measured of the ways of visits through queues, those that are under way among them.
create view queues.ways as
select ticket_id, stage, queue_id, scale_id, level, joined_at, in_service_at, ended_at, ended, desk_id from queues.stages
union all
select id, stage, queue_id, scale_id, level, joined_at, in_service_at, null, null, desk_id
from queues.tickets where state in ('WAITING', 'CALLED', 'IN_SERVICE', 'ON_HOLD');

-- Published: what those who are called are classed by.
create view queues.scale_classes as
select scale_id, place, name, target_minutes from queues.levels;

create view queues.desk_names as
select id, site_id, name, retired_at from queues.desks;

-- Published: which queues a desk serves.
create view queues.desk_service as
select desk_id, queue_id from queues.desk_queues;

-- Published: when a desk was open; to_at is null while it is. The log of events says when each of its states began, as it does of everything:
-- a table beside it would only say so a second time, and could come to disagree. A desk has a few events a day, found by their subject.
create view queues.desk_times as
select d.id as desk_id, e.at as from_at, coalesce(e.next_at, d.retired_at) as to_at
from queues.desks d
cross join lateral (
    select at, to_state, lead(at) over (order by id) as next_at from platform.events where subject = 'desk:' || d.id and to_state is not null
) e
where e.to_state = 'OPEN';

-- Published: when somebody was at a desk, from the call (or the beginning, where nobody had to be called) until the key that ended it there;
-- to_at is null while they are. Not the stage: whoever is held or put back has been at a desk, and their way goes on. A key that was taken
-- back ended nothing.
create view queues.desk_visits as
select desk_id, coalesce(before ->> 'called_at', before ->> 'in_service_at')::timestamptz as from_at, at as to_at
from queues.deeds
where undone_at is null and desk_id is not null and before ->> 'state' in ('CALLED', 'IN_SERVICE')
  and action in ('complete', 'no_show', 'hold', 'put_back', 'transfer', 'cancel', 'expire', 'lapse')
union all
select desk_id, coalesce(called_at, in_service_at), null from queues.tickets where state in ('CALLED', 'IN_SERVICE');
