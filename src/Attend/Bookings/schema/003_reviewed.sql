-- What still tells something about somebody. Retention takes the oldest from the beginning of it, however long the history has grown.
create index bookings_telling on bookings.bookings (ends_at, id) where name is not null or note is not null;

-- The bookings of a day over all queues of a site, for whoever sits at its entrance.
create index bookings_of_site on bookings.bookings (site_id, starts_at);

-- The places of a queue's plan that nobody has in a stretch of time. Whoever asks for another slot gives up their own place and is not counted.
drop function bookings.free_places(bigint, timestamptz, timestamptz);
create function bookings.free_places(asked bigint, from_at timestamptz, to_at timestamptz, but bigint default null) returns setof integer language sql stable as $$
    select n from bookings.plans p, generate_series(1, p.places) n where p.queue_id = asked
    except
    select place from bookings.bookings where queue_id = asked and holds and during && tstzrange(from_at, to_at, '[)') and id is distinct from but
$$;
