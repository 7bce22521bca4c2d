-- Since when there is this unit: the last column, because a view only grows at its end.
create or replace view fleet.units as
select v.id, v.unit_number, v.kind, v.level, v.seats, v.equipment,
       v.home_site_id, h.name as home_name, h.latitude as home_latitude, h.longitude as home_longitude,
       case
           when v.retired_at is not null then 'OUT_OF_SERVICE'
           when r.activity is not null then r.activity
           when v.hold_status is not null then v.hold_status
           when c.crew is null then 'UNSTAFFED'
           else 'AVAILABLE'
       end as status,
       coalesce(v.retired_at, r.since, v.hold_since, v.free_since) as status_since,
       v.hold_status, v.hold_reason, v.hold_since, v.hold_until,
       coalesce(c.crew, '[]'::jsonb) as crew,
       r.holder_kind, r.holder_id, r.request_id, r.taken_at as held_since,
       v.version, v.retired_at, v.created_at
from fleet.vehicles v
left join people.sites h on h.id = v.home_site_id
left join fleet.reservations r on r.vehicle_id = v.id and r.released_at is null
left join lateral (
    select jsonb_agg(jsonb_build_object('member', s.user_id, 'name', m.full_name, 'certification', s.certification, 'role', s.role)
                     order by s.from_at, s.user_id) as crew
    from fleet.sign_ons s
    left join people.members m on m.id = s.user_id
    where s.vehicle_id = v.id and s.to_at is null
) c on true;
