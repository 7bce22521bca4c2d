-- A next job has states of its own, so that taking and dropping it are recorded like everything else, and none is ever forgotten.
create sequence dispatch.next_jobs_id_seq;
alter table dispatch.next_jobs drop constraint next_jobs_pkey;
alter table dispatch.next_jobs add id bigint primary key default nextval('dispatch.next_jobs_id_seq');
alter table dispatch.next_jobs rename at to lined_up_at;
alter table dispatch.next_jobs add state text not null default 'LINED_UP';
alter table dispatch.next_jobs add state_since timestamptz;
alter table dispatch.next_jobs add version bigint not null default 1;
alter table dispatch.next_jobs add taken_at timestamptz;
alter table dispatch.next_jobs add dropped_at timestamptz;
-- A supervisor's reason to pass the staffing checks when it is taken; it moves into the call's notes then.
alter table dispatch.next_jobs add override_reason text;
update dispatch.next_jobs set state_since = lined_up_at;
alter table dispatch.next_jobs alter state_since set not null;
alter table dispatch.next_jobs alter state drop default;
alter table dispatch.next_jobs add constraint next_jobs_state check (state in ('LINED_UP', 'TAKEN', 'DROPPED'));
create unique index one_next_job_per_unit on dispatch.next_jobs (unit_id) where state = 'LINED_UP';
drop index dispatch.next_jobs_by_call;
create index next_jobs_by_call on dispatch.next_jobs (call_id) where state = 'LINED_UP';
