-- The calls that a next job came from by link, the last one last, as with callers: unlink takes it back the same way.
alter table dispatch.next_jobs add column linked_from bigint[] not null default '{}';
create index next_jobs_dropped on dispatch.next_jobs (call_id) where state = 'DROPPED';
