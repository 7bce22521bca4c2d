-- What was given for somebody who never came is nobody's way, and whoever was received without a call was at a desk from then on.
create or replace view queues.ways as
select ticket_id, stage, queue_id, scale_id, level, joined_at, in_service_at, ended_at, ended, desk_id from queues.stages where ended <> 'withdrawn'
union all
select id, stage, queue_id, scale_id, level, joined_at, in_service_at, null, null, desk_id
from queues.tickets where state in ('WAITING', 'CALLED', 'IN_SERVICE', 'ON_HOLD');

create or replace view queues.desk_visits as
select desk_id, coalesce((before ->> 'called_at')::timestamptz, (before ->> 'in_service_at')::timestamptz) as from_at, at as to_at
from queues.deeds
where undone_at is null and desk_id is not null and before ->> 'state' in ('CALLED', 'IN_SERVICE')
  and action in ('complete', 'no_show', 'hold', 'put_back', 'transfer', 'cancel', 'expire', 'lapse')
union all
select desk_id, coalesce(called_at, in_service_at), null from queues.tickets where state in ('CALLED', 'IN_SERVICE');
