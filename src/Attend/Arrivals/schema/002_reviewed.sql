-- Whoever was received or came no more, for those who look back; those who are still to be received have an index of their own.
create index arrivals_by_queue on arrivals.arrivals (queue_id, id);
