-- Published: what a visit's number is, where it stands and since when it waits; nobody's name.
create view queues.visits as
select id as ticket_id, number, site_id, queue_id, patient_id, source, state, arrived_at from queues.tickets;
