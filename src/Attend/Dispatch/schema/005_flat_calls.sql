-- Published: a call in one line, for those who know calls with one caller, one patient and one unit. The unit is the one that is on the
-- call, else the last that served it to the end; its first crew member speaks for the crew.
create view dispatch.flat_calls as
select c.id, c.call_number, c.state, c.emergency_type, c.priority, c.description, c.address, c.latitude, c.longitude, c.version,
       k.id as caller_id, k.name as caller_name, k.phone as caller_phone,
       p.id as patient_id, p.name as patient_name, p.age as patient_age, p.condition as patient_condition,
       r.id as response_id, r.state as response_state, r.units, r.unit_id, u.unit_number, w.member as crew_member, w.name as crew_name,
       r.assigned_by as dispatcher_id, d.full_name as dispatcher_name, h.id as hospital_id, s.name as hospital_name,
       coalesce(c.received_at, c.created_at) as received_at, c.dispatched_at, c.en_route_at, c.on_scene_at, c.transporting_at, c.at_hospital_at,
       c.closed_at, c.cancelled_at, c.created_at, c.updated_at
from dispatch.calls c
left join lateral (select id, name, phone from dispatch.callers where call_id = c.id order by id limit 1) k on true
left join lateral (select id, name, age, condition, destination_id from dispatch.patients where call_id = c.id order by id limit 1) p on true
left join lateral (
    select id, state, unit_id, assigned_by, hospital_id, count(*) filter (where state <> 'CLEARED') over () as units
    from dispatch.responses where call_id = c.id and state not in ('DECLINED', 'STOOD_DOWN', 'FAILED')
    order by (state = 'CLEARED'), id desc limit 1
) r on true
left join fleet.unit_names u on u.id = r.unit_id
left join lateral (
    select member, name from dispatch.crew where response_id = r.id order by to_at desc nulls first, from_at desc, member limit 1
) w on true
left join people.members d on d.id = r.assigned_by
left join dispatch.hospitals h on h.id = coalesce(r.hospital_id, p.destination_id)
left join people.sites s on s.id = h.site_id;
