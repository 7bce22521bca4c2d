-- An undo asks which job of its unit the tap had dropped.
create index next_jobs_dropped_of_unit on dispatch.next_jobs (unit_id, dropped_at) where state = 'DROPPED';
