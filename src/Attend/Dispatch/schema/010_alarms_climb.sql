-- Whom an alarm is meant for at the height it has climbed to; a distress is everybody's from the first.
alter table dispatch.alarms add meant_for text not null default 'dispatcher';
alter table dispatch.alarms add constraint alarms_meant_for check (meant_for in ('crew', 'dispatcher', 'supervisor', 'everybody'));
update dispatch.alarms set meant_for = 'everybody' where kind = 'distress';
alter table dispatch.alarms alter meant_for drop default;
