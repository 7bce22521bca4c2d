-- Published: who is driven to an appointment now, in which car, and where it stops until they are there; nobody's name.
create view trips.rides as
select t.id as trip_id, t.appointment_id, t.state, r.vehicle_id, d.eta_at,
       array(select p.user_id from trips.passengers p where p.trip_id = t.id and p.user_id is not null order by p.number) as riders,
       coalesce((select jsonb_agg(jsonb_build_object('latitude', s.latitude, 'longitude', s.longitude) order by s.number)
                 from trips.stops s where s.run_id = r.id and s.done_at is null and s.number <= d.number), '[]') as stops
from trips.trips t
join trips.runs r on r.id = t.run_id
join trips.stops d on d.run_id = r.id and d.trip_id = t.id and d.kind = 'drop_off'
where t.leg = 'outbound' and t.appointment_id is not null and t.state in ('EN_ROUTE_PICKUP', 'AT_PICKUP', 'ON_BOARD');
