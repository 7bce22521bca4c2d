-- When a queue is open by its plan, by its site's clock. Written and read as a whole.
alter table queues.queues add weekly jsonb not null default '[]';
alter table queues.queues add holidays jsonb not null default '[]';
-- Whatever the plan says, until then.
alter table queues.queues add override_open boolean;
alter table queues.queues add override_until timestamptz;
alter table queues.queues add constraint override_is_whole check ((override_open is null) = (override_until is null));
