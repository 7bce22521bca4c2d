-- The last response that a call had when somebody opened it again: what came before is history and neither ends the call nor moves it.
alter table dispatch.calls add column reopened_after bigint;
update dispatch.calls c set reopened_after = coalesce((select max(r.id) from dispatch.responses r where r.call_id = c.id), 0)
where c.reopened_at is not null and c.state = 'RECEIVED';
