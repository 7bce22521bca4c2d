-- What a call is called, for lists and messages that need no more.
create view dispatch.call_names as
select id, call_number, priority, emergency_type from dispatch.calls;
