create schema arrivals;

create sequence arrivals.arrivals_id_seq;
create table arrivals.arrivals (
    id bigint primary key default nextval('arrivals.arrivals_id_seq'),
    state text not null,
    state_since timestamptz not null,
    version bigint not null,
    -- Of Dispatch: who comes, with which unit on which leg, and where to. No patient: nobody wrote one down, and the unit stands for whom it brings.
    call_id bigint not null,
    response_id bigint not null,
    unit_id bigint not null,
    leg integer not null,
    patient_id bigint,
    hospital_id bigint not null,
    -- Of Queues: the emergency queue of the hospital's site, and how urgent the patient seems from afar.
    site_id bigint not null,
    queue_id bigint not null,
    level integer not null,
    emergency boolean not null,
    -- As it was announced; how it looks from where the unit is now is reckoned by whoever asks.
    eta timestamptz,
    eta_from text,
    eta_at timestamptz,
    -- What the crew said of the transfer of care, if it was first.
    care_transferred_at timestamptz,
    handed_to text,
    -- The number, once they are there.
    ticket_id bigint,
    -- What the nurse said.
    place text check (place in ('bay', 'waiting_room')),
    announced_at timestamptz not null,
    arrived_at timestamptz,
    handed_over_at timestamptz,
    withdrawn_at timestamptz,
    constraint arrivals_state check (state in ('ARRIVING', 'ARRIVED', 'HANDED_OVER', 'WITHDRAWN'))
);
-- Nobody arrives twice at once.
create unique index one_arrival_per_patient on arrivals.arrivals (patient_id) where patient_id is not null and state in ('ARRIVING', 'ARRIVED');
create unique index one_arrival_per_unit on arrivals.arrivals (response_id) where patient_id is null and state in ('ARRIVING', 'ARRIVED');
create unique index one_arrival_per_ticket on arrivals.arrivals (ticket_id) where ticket_id is not null;
create index arrivals_of_queue on arrivals.arrivals (queue_id, id) where state in ('ARRIVING', 'ARRIVED');
create index arrivals_by_call on arrivals.arrivals (call_id);
create index arrivals_by_response on arrivals.arrivals (response_id);
create index arrivals_by_patient on arrivals.arrivals (patient_id, id) where patient_id is not null;

-- What happened to an arrival, for a patient's timeline.
create view arrivals.moments as
select format('arrival:%s:%s', a.id, m.kind) as id, m.at, 'arrival.' || m.kind as kind, 'arrival:' || a.id as subject, m.ordinal, a.id as arrival_id, a.unit_id, a.hospital_id,
       a.queue_id
from arrivals.arrivals a
cross join lateral (values
    (1::bigint, 'announced', a.announced_at), (2, 'arrived', a.arrived_at), (3, 'handed_over', a.handed_over_at), (4, 'withdrawn', a.withdrawn_at)
) m (ordinal, kind, at)
where m.at is not null;
