-- A message's number is drawn by whoever causes it or by whoever writes it, both from one sequence, which goes on where this one stood.
select setval('platform.messages_id_seq', (select last_value from notifications.messages_id_seq));
alter table notifications.messages alter column id drop identity;
