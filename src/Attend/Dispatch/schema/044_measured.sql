-- Published: what may be measured. Left joins, so that a question that does not name the call's columns is not slowed by the call.

-- Calls that stand for themselves; those that were linked into another one are counted there.
create view dispatch.measured_calls as
select id, priority, emergency_type, received_at, latitude, longitude from dispatch.calls where merged_into is null;

create view dispatch.measured_rings as
select call_id, ringing_at, answered_at from dispatch.callers;

-- A response may go to several hospitals. Its times are those of the last leg, except that it left the scene on the first.
create view dispatch.measured_responses as
select r.id, r.call_id, r.unit_id, r.hospital_id, c.priority, r.assigned_at, r.en_route_at, r.on_scene_at,
       case when r.leg = 1 then r.transporting_at else dispatch.leg_stamp(r.id, 'transporting_at', 1) end as left_scene_at,
       r.transporting_at, r.at_hospital_at, r.transferred_care_at, r.cleared_at, r.ended_at
from dispatch.responses r left join dispatch.calls c on c.id = r.call_id;

-- The legs before the last.
create view dispatch.measured_earlier_legs as
select r.id as response_id, c.priority, r.assigned_at, l.leg,
       dispatch.leg_stamp(r.id, 'transporting_at', l.leg) as transporting_at, dispatch.leg_stamp(r.id, 'at_hospital_at', l.leg) as at_hospital_at
from dispatch.responses r left join dispatch.calls c on c.id = r.call_id cross join lateral generate_series(1, r.leg - 1) as l (leg)
where r.leg > 1;

-- What a hospital is called, for lists that need no more.
create view dispatch.hospital_names as
select h.id, h.site_id, s.name from dispatch.hospitals h join people.sites s on s.id = h.site_id;
