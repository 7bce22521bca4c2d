-- What a supervisor wrote stays while the drop can be taken back. Retention finds it here, however many jobs there were.
create index next_jobs_telling on dispatch.next_jobs (dropped_at) where override_reason is not null;
