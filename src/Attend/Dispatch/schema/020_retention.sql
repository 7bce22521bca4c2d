-- What still tells something about somebody. Retention takes the oldest from the beginning of these, however long the history has grown.
create index callers_telling on dispatch.callers (call_id) where name is not null or phone is not null;
create index patients_telling on dispatch.patients (call_id) where name is not null or condition is not null;
create index notes_telling on dispatch.notes (call_id) where text <> '';
create index photos_telling on dispatch.photos (call_id) where octet_length(content) > 0;
create index calls_telling on dispatch.calls (id)
    where description <> '' or address is not null or drop_off_address is not null or end_reason <> 'duplicate';
create index responses_telling on dispatch.responses (call_id) where end_reason is not null;
create index stamps_telling on dispatch.stamps (response_id) where reason is not null;
create index pre_alerts_telling on dispatch.pre_alerts (call_id) where reason is not null;
create index crew_telling on dispatch.crew (to_at) where name <> '';
create index alarms_telling on dispatch.alarms (raised_at) where facts <> '{}';
