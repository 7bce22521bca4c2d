-- Since when the passengers of a trip wait: since it was asked for, or since the time for which it was, where that is later. What a breakdown
-- ended before they were picked up is the same wait.
create function trips.waits_since(trip bigint) returns timestamptz language sql stable as $$
    with recursive before as (
        select t.id, t.instead_of, t.requested_at, t.pick_up_at from trips.trips t where t.id = trip
        union all
        select t.id, t.instead_of, t.requested_at, t.pick_up_at from before b join trips.trips t on t.id = b.instead_of where t.on_board_at is null
    )
    select greatest(requested_at, pick_up_at) from before order by id limit 1
$$;

-- Published: what may be measured of drivers, of what they were under way with, and of whom they drove; nobody's name.
create view trips.measured_drivers as
select user_id, site_id, active from trips.drivers;

create view trips.measured_runs as
select id, site_id, driver_id, vehicle_id, starts_at, started_at, ended_at from trips.runs where started_at is not null;

-- What was erased has no place any more.
create view trips.measured_trips as
select t.id, t.run_id, t.state, (select count(*) from trips.passengers p where p.trip_id = t.id) as passengers,
       case when t.instead_of is null then greatest(t.requested_at, t.pick_up_at) else trips.waits_since(t.id) end as waits_since,
       coalesce(t.at_pickup_at, t.on_board_at) as at_pickup_at, t.on_board_at, t.dropped_off_at, t.ended_at,
       case when t.from_word is distinct from 'erased' then t.from_latitude end as from_latitude, case when t.from_word is distinct from 'erased' then t.from_longitude end as from_longitude,
       case when t.to_word is distinct from 'erased' then t.to_latitude end as to_latitude, case when t.to_word is distinct from 'erased' then t.to_longitude end as to_longitude
from trips.trips t where t.run_id is not null;
