-- One fact may be told of several things to the same people: who leaves a desk can be the next one in two other lines.
alter table notifications.messages drop constraint one_message_per_event;
alter table notifications.messages add constraint one_message_per_event unique (event_epoch, event_id, kind, subject, audience);

-- What of a thing's messages still waits to be sent is found without reading what was sent: a queue that opens each day tells a hundred thousand.
create index deliveries_waiting on notifications.deliveries (message_id, id) where state = 'PENDING' and way <> 'in_app';
