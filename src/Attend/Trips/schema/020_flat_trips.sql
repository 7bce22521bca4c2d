-- Published: a trip in one line, with who rides, who is asked, and what its driver answered, or whoever was asked last.
create view trips.flat_trips as
select t.id, t.site_id, t.appointment_id, t.leg, t.urgency, t.state, t.state_since, t.note, t.from_address, t.from_word, t.driver_id, m.full_name as driver_name, t.eta_at,
       t.requested_at, t.assigned_at, t.en_route_at, t.at_pickup_at, t.on_board_at, t.dropped_off_at,
       array(select p.user_id from trips.passengers p where p.trip_id = t.id and p.user_id is not null order by p.number) as riders,
       array(select o.driver_id from trips.offers o where o.trip_id = t.id and o.state = 'OPEN' order by o.id) as asked,
       (select max(o.answered_at) from trips.offers o where o.trip_id = t.id and o.driver_id = t.driver_id and o.state = 'ACCEPTED') as accepted_at,
       d.driver_id as declined_by, d.reason as decline_reason, d.answered_at as declined_at
from trips.trips t
left join people.members m on m.id = t.driver_id
left join lateral (
    select o.driver_id, o.reason, o.answered_at from trips.offers o
    where o.trip_id = t.id and o.state = 'DECLINED' order by o.answered_at desc, o.id desc limit 1
) d on t.driver_id is null;
