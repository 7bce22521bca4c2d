-- When whoever is away was to be asked back; null: nobody planned it.
alter table queues.tickets add column back_at timestamptz;

-- Up to which of its stages the forecasts have learned from a ticket.
alter table queues.tickets add column learned_to integer not null default 0;
update queues.tickets t set learned_to = s.stage
from (select ticket_id, max(stage) as stage from queues.stages where learned group by ticket_id) s where s.ticket_id = t.id;

-- Of tickets that are over: those that still say who it was or why something was done, until that is old enough to be forgotten.
create index tickets_telling on queues.tickets (id)
    where state in ('COMPLETED', 'NO_SHOW', 'CANCELLED', 'EXPIRED') and (name is not null or hold_reason is not null or device is not null);
create index deeds_telling on queues.deeds (ticket_id) where reason is not null or before ->> 'hold_reason' is not null;
