create schema trips;

-- Whoever drives for a company, in which car and how many sit in it beside them.
create table trips.drivers (
    user_id bigint primary key,
    site_id bigint not null,
    -- Of Fleet; null: not at the moment.
    vehicle_id bigint,
    seats integer not null check (seats between 1 and 60),
    -- Since when nothing is driven: the end of the last run. Who waits longest has the smallest.
    free_since timestamptz not null,
    -- How many offers they got and took.
    offered integer not null default 0,
    accepted integer not null default 0,
    active boolean not null default true,
    version bigint not null default 1,
    constraint one_driver_per_vehicle unique (vehicle_id)
);
create index drivers_by_site on trips.drivers (site_id);

-- A driver's stops in order. Whoever has one that is not over is not free; nothing else says so.
create sequence trips.runs_id_seq;
create table trips.runs (
    id bigint primary key default nextval('trips.runs_id_seq'),
    site_id bigint not null,
    driver_id bigint not null references trips.drivers (user_id),
    vehicle_id bigint not null,
    seats integer not null,
    state text not null,
    state_since timestamptz not null,
    version bigint not null,
    starts_at timestamptz not null,
    -- As it was estimated when its stops were last planned.
    ends_at timestamptz not null,
    during tstzrange not null generated always as (tstzrange(starts_at, ends_at, '[)')) stored,
    holds boolean not null generated always as (state in ('PLANNED', 'ACTIVE')) stored,
    planned_at timestamptz,
    started_at timestamptz,
    ended_at timestamptz,
    constraint run_state check (state in ('PLANNED', 'ACTIVE', 'DONE', 'CANCELLED')),
    constraint run_has_length check (ends_at > starts_at),
    constraint runs_of_one_driver_apart exclude using gist (driver_id with =, during with &&) where (holds)
);
create unique index one_active_run_per_driver on trips.runs (driver_id) where state = 'ACTIVE';
create unique index one_active_run_per_vehicle on trips.runs (vehicle_id) where state = 'ACTIVE';
create index runs_by_time on trips.runs (site_id, starts_at);
create index runs_open on trips.runs (driver_id) where state in ('PLANNED', 'ACTIVE');

create sequence trips.trips_id_seq;
create table trips.trips (
    id bigint primary key default nextval('trips.trips_id_seq'),
    site_id bigint not null,
    -- Of Visits.
    appointment_id bigint,
    leg text not null check (leg in ('outbound', 'return', 'other')),
    urgency text not null check (urgency in ('normal', 'urgent')),
    state text not null,
    state_since timestamptz not null,
    version bigint not null,
    -- Where nobody wrote an address there is a word for what it is; what was erased has no other.
    from_address text,
    from_word text check (from_word in ('home', 'car', 'erased')),
    from_latitude double precision not null check (from_latitude between -90 and 90),
    from_longitude double precision not null check (from_longitude between -180 and 180),
    to_address text,
    to_word text check (to_word in ('home', 'car', 'erased')),
    to_latitude double precision not null check (to_latitude between -90 and 90),
    to_longitude double precision not null check (to_longitude between -180 and 180),
    -- Whether its end at the appointment is where that is, and goes with it.
    follows boolean not null default false,
    -- Its passengers were sent elsewhere than was asked for.
    sent_elsewhere boolean not null default false,
    -- Null: as soon as may be.
    pick_up_at timestamptz,
    -- Whether drivers are asked for it until one takes it; else it waits for an operator.
    seeking boolean not null,
    -- Since when it is known that nobody is free for it; null where it is not, or a driver has it.
    unserved_since timestamptz,
    -- When its passengers are to be there, where that is known.
    arrive_by timestamptz,
    needed_skills text[] not null,
    note text,
    run_id bigint references trips.runs (id),
    driver_id bigint references trips.drivers (user_id),
    -- Of the trip that a breakdown ended before this one.
    instead_of bigint references trips.trips (id),
    requested_by bigint,
    reason_code text,
    reason text,
    eta_at timestamptz,
    requested_at timestamptz,
    offered_at timestamptz,
    assigned_at timestamptz,
    en_route_at timestamptz,
    at_pickup_at timestamptz,
    on_board_at timestamptz,
    dropped_off_at timestamptz,
    ended_at timestamptz,
    constraint trip_state check (state in (
        'REQUESTED', 'OFFERED', 'ASSIGNED', 'EN_ROUTE_PICKUP', 'AT_PICKUP', 'ON_BOARD', 'DROPPED_OFF', 'CANCELLED', 'PASSENGER_NO_SHOW', 'FAILED')),
    constraint unserved_while_nobody_has_it check (unserved_since is null or run_id is null),
    constraint ends_are_said check (num_nonnulls(from_address, from_word) = 1 and num_nonnulls(to_address, to_word) = 1),
    constraint run_while_driven check ((run_id is null) = (driver_id is null)
        and (run_id is not null or state not in ('ASSIGNED', 'EN_ROUTE_PICKUP', 'AT_PICKUP', 'ON_BOARD', 'DROPPED_OFF')))
);
create index trips_waiting on trips.trips (site_id, requested_at) where state in ('REQUESTED', 'OFFERED');
create index trips_open on trips.trips (site_id, coalesce(pick_up_at, requested_at)) where state in ('REQUESTED', 'OFFERED', 'ASSIGNED', 'EN_ROUTE_PICKUP', 'AT_PICKUP', 'ON_BOARD');
create index trips_of_run on trips.trips (run_id) where run_id is not null;
create index trips_of_appointment on trips.trips (appointment_id, id) where appointment_id is not null;

-- Who rides. Nobody waits for two cars on one way.
create table trips.passengers (
    trip_id bigint not null references trips.trips (id),
    -- Null: somebody without a login, who has a name, or had one until it was erased.
    user_id bigint,
    name text,
    number integer not null,
    -- The trip's, kept here for the guard.
    appointment_id bigint,
    leg text not null,
    waiting boolean not null,
    -- They sit in the car. The next may come for them meanwhile: who rides home is fetched there.
    riding boolean not null default false,
    primary key (trip_id, number),
    constraint somebody check (num_nonnulls(user_id, name) <= 1)
);
-- Without an appointment too: what somebody else drives them to waits until they are there.
create unique index one_trip_per_passenger_and_leg on trips.passengers (appointment_id, leg, user_id) nulls not distinct where waiting and user_id is not null;
create unique index one_car_per_passenger on trips.passengers (user_id) where riding;

-- Where a run stops, in order: for whom, and when that will be.
create table trips.stops (
    run_id bigint not null references trips.runs (id),
    number integer not null,
    trip_id bigint not null references trips.trips (id),
    kind text not null check (kind in ('pick_up', 'drop_off')),
    latitude double precision not null,
    longitude double precision not null,
    eta_at timestamptz not null,
    done_at timestamptz,
    primary key (run_id, number),
    constraint one_stop_of_a_kind unique (run_id, trip_id, kind)
);

-- A trip that a driver was asked to drive, or told to: both are answered, or their time runs out.
create sequence trips.offers_id_seq;
create table trips.offers (
    id bigint primary key default nextval('trips.offers_id_seq'),
    trip_id bigint not null references trips.trips (id),
    driver_id bigint not null references trips.drivers (user_id),
    -- Those of one wave were asked at once.
    wave integer not null,
    -- Told to, by hand or because it is urgent: the trip is theirs until they say no.
    binding boolean not null,
    state text not null,
    state_since timestamptz not null,
    version bigint not null,
    -- Null while it is kept from a driver who is moving: the time begins when it is shown.
    expires_at timestamptz,
    reason text,
    held_at timestamptz,
    made_at timestamptz,
    answered_at timestamptz,
    constraint offer_state check (state in ('HELD', 'OPEN', 'ACCEPTED', 'DECLINED', 'EXPIRED', 'WITHDRAWN')),
    constraint time_once_shown check (state in ('HELD', 'WITHDRAWN') or expires_at is not null)
);
create unique index one_open_offer_per_driver on trips.offers (driver_id) where state in ('HELD', 'OPEN');
-- Whoever said no, or nothing, is not asked again for the same trip.
create unique index never_twice_to_one_who_declined on trips.offers (trip_id, driver_id) where state in ('HELD', 'OPEN', 'DECLINED', 'EXPIRED');
create index offers_of_trip on trips.offers (trip_id, id);

-- Published: what may be said of a trip and of an offer, and to whom; nobody's name.
create view trips.trip_facts as
select t.id, t.site_id, t.state, t.urgency, t.driver_id, t.eta_at,
       array(select p.user_id from trips.passengers p where p.trip_id = t.id and p.user_id is not null order by p.number) as passengers
from trips.trips t;
create view trips.offer_facts as
select o.id, o.trip_id, o.driver_id, o.state, o.binding, o.expires_at from trips.offers o;
