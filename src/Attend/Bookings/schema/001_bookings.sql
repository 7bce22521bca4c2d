-- Nobody has two things at one time: equality and overlap in one index. PostgreSQL's own, and made by whoever owns the database.
create extension if not exists btree_gist;

create schema bookings;

-- How a queue takes bookings; a queue without a plan takes none.
create table bookings.plans (
    -- A queue of Queues, and its site.
    queue_id bigint primary key,
    site_id bigint not null,
    slot_minutes integer not null check (slot_minutes between 5 and 480),
    -- So many in a slot.
    places integer not null check (places between 1 and 50),
    -- When slots are, by the site's clock; null: whenever the queue is open by its plan. Written and read as a whole.
    weekly jsonb,
    -- Whether people book by themselves, and then not later than so many minutes before and not more than so many days ahead.
    self_booking boolean not null,
    lead_minutes integer not null check (lead_minutes between 0 and 43200),
    horizon_days integer not null check (horizon_days between 1 and 400),
    -- Whether they check in by themselves.
    self_check_in boolean not null,
    -- From so early on they can check in; so late they are still on time; so late without a word they do not come.
    early_minutes integer not null check (early_minutes between 0 and 1440),
    late_minutes integer not null check (late_minutes between 0 and 480),
    no_show_minutes integer not null check (no_show_minutes between 0 and 1440),
    version bigint not null,
    updated_at timestamptz not null,
    constraint late_before_no_show check (late_minutes <= no_show_minutes)
);

-- Short and to be spoken: 6 letters and digits without those that look or sound like another (Crockford's base 32). The id times an odd number
-- modulo 2^30, so no two bookings share one and nobody can count them.
create function bookings.reference(id bigint) returns text language sql immutable as $$
    select string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((n >> (5 * k)) & 31)::integer + 1, 1), '' order by k desc)
    from (select (id % 1073741824) * 654435761 % 1073741824 as n) h, generate_series(0, 5) k
$$;

create sequence bookings.bookings_id_seq;
create table bookings.bookings (
    id bigint primary key default nextval('bookings.bookings_id_seq'),
    reference text not null generated always as (bookings.reference(id)) stored,
    -- The digest of what whoever booked has in hand.
    token bytea not null,
    queue_id bigint not null references bookings.plans (queue_id),
    site_id bigint not null,
    -- Somebody whom People knows; else what they said they are called.
    patient_id bigint,
    name text,
    -- Of the queue's scale; null: nobody has classed them.
    level integer,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    during tstzrange not null generated always as (tstzrange(starts_at, ends_at, '[)')) stored,
    -- Which of the slot's places, from 1.
    place integer check (place > 0),
    state text not null,
    state_since timestamptz not null,
    version bigint not null,
    -- Of Queues, from checking in on. What becomes of it becomes of the booking.
    ticket_id bigint,
    -- Whether its place is gone for others. Whoever has checked in keeps it, whatever the desk does: that can be taken back.
    holds boolean not null generated always as (ticket_id is not null or state in ('booked', 'arrived')) stored,
    note text,
    booked_by bigint,
    booked_at timestamptz,
    waitlisted_at timestamptz,
    rescheduled_at timestamptz,
    arrived_at timestamptz,
    checked_in_at timestamptz,
    fulfilled_at timestamptz,
    cancelled_at timestamptz,
    no_show_at timestamptz,
    reinstated_at timestamptz,
    constraint bookings_state check (state in ('waitlist', 'booked', 'arrived', 'checked-in', 'fulfilled', 'cancelled', 'noshow')),
    constraint bookings_token unique (token),
    constraint bookings_reference unique (reference),
    constraint slot_has_length check (ends_at > starts_at),
    constraint place_while_held check (holds = (place is not null)),
    constraint ticket_from_check_in check (ticket_id is not null or state not in ('checked-in', 'fulfilled')),
    constraint one_booking_per_ticket unique (ticket_id),
    constraint one_booking_per_place exclude using gist (queue_id with =, place with =, during with &&) where (holds),
    -- Whoever waits for a place is in it the moment somebody gives it up, so they wait for one thing at a time.
    constraint one_booking_per_patient exclude using gist (patient_id with =, during with &&) where (patient_id is not null and (holds or state = 'waitlist'))
);
create index bookings_by_slot on bookings.bookings (queue_id, starts_at);
create index bookings_of_patient on bookings.bookings (patient_id, id) where patient_id is not null;
create index bookings_in_line on bookings.bookings (queue_id, waitlisted_at, id) where state = 'waitlist';

-- The places of a queue's plan that nobody has in a stretch of time.
create function bookings.free_places(asked bigint, from_at timestamptz, to_at timestamptz) returns setof integer language sql stable as $$
    select n from bookings.plans p, generate_series(1, p.places) n where p.queue_id = asked
    except
    select place from bookings.bookings where queue_id = asked and holds and during && tstzrange(from_at, to_at, '[)')
$$;

-- Published: whoever is booked for the day of a time by their site's clock, and has not checked in. A function, because the clock is the asker's.
create function bookings.today(at timestamptz) returns table (queue_id bigint, site_id bigint, patient_id bigint) language sql stable as $$
    select b.queue_id, b.site_id, b.patient_id
    from bookings.bookings b join people.sites s on s.id = b.site_id
    where b.state in ('booked', 'arrived') and b.patient_id is not null
      and b.starts_at between at - interval '25 hours' and at + interval '25 hours'
      and (b.starts_at at time zone s.zone)::date = (at at time zone s.zone)::date
$$;

-- Published.
create view bookings.names as
select id, site_id, queue_id, reference, patient_id, starts_at, ends_at, state, ticket_id from bookings.bookings;
