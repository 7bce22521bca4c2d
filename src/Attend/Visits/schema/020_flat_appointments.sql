-- Published: an appointment in one line, for those who know appointments without places.
create view visits.flat_appointments as
select a.id, a.site_id, s.zone, a.client_id, c.name as client_name, a.starts_at, a.ends_at, a.address, a.latitude, a.longitude, a.notes, a.state, a.state_since,
       a.payment, a.reason,
       -- Who said that nothing comes of it: "user:5".
       case when a.state in ('CANCELLED', 'NO_SHOW') then (
           select e.actor from platform.events e
           where e.subject = 'appointment:' || a.id and e.kind in ('visits.appointment_cancelled', 'visits.client_absent') order by e.id desc limit 1) end as ended_by,
       a.booked_by, a.booked_at, a.rescheduled_at, a.en_route_at, a.arrived_at, a.started_at, a.completed_at, a.cancelled_at,
       array(select v.service_id from visits.appointment_services v where v.appointment_id = a.id order by v.number) as services,
       coalesce((select jsonb_agg(jsonb_build_object('id', v.service_id, 'name', v.name, 'duration_minutes', v.minutes, 'price', v.price) order by v.number)
                 from visits.appointment_services v where v.appointment_id = a.id), '[]') as services_details
from visits.appointments a
join visits.clients c on c.id = a.client_id
join people.sites s on s.id = a.site_id;

-- Published: its places, each with who came last to say that they do not want it, while no operator has said what becomes of that.
create view visits.flat_places as
select p.id, p.appointment_id, p.number, p.therapist_id, m.full_name as therapist_name, p.state, p.state_since, p.accepted_at,
       p.started_at is not null and p.started_latitude is not null as begun_there,
       exists (select from visits.appointment_services v where v.appointment_id = p.appointment_id and v.proof_required)
           and not exists (select from visits.proofs f where f.place_id = p.id) as unproved,
       r.therapist_id as rejected_by, r.reason as rejection_reason, r.at as rejected_at
from visits.places p
left join people.members m on m.id = p.therapist_id
left join lateral (
    select f.therapist_id, f.reason, f.at from visits.refusals f
    where f.place_id = p.id and f.how = 'rejected' and f.reviewed_at is null order by f.id desc limit 1
) r on p.state = 'OPEN';
