-- When somebody who waits was last found to wait much longer than they had been told.
alter table queues.standings add grew_at timestamptz;
