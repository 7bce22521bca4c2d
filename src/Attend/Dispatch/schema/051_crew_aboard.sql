-- Published: who rides with a response, or was last aboard when it ended.
create view dispatch.crew_aboard as
select w.response_id, r.unit_id, w.member as user_id, r.ended_at is null as active
from dispatch.crew w join dispatch.responses r on r.id = w.response_id
where w.to_at is null or w.to_at >= r.ended_at;
