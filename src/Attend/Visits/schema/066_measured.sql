-- Published: what may be measured of one therapist's part of a visit; nobody's name, and no place.
create view visits.measured_visits as
select p.id as place_id, p.appointment_id, a.site_id, p.therapist_id, p.starts_at, p.ends_at, p.state, a.state as appointment_state, p.started_at, p.ended_at,
       p.released_at, a.cancelled_at, a.no_show_at, a.reason_code,
       -- Who entered it: "user:5".
       (select e.actor from platform.events e
        where e.subject = 'appointment:' || a.id and e.kind = 'visits.appointment_cancelled' order by e.id desc limit 1) as cancelled_by,
       p.evv_exception, p.started_latitude is not null as started_placed, p.ended_latitude is not null as ended_placed,
       exists (select from visits.appointment_services s where s.appointment_id = a.id) as service_known
from visits.appointments a join visits.places p on p.appointment_id = a.id;
