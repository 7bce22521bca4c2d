-- Published: what whoever holds the link of an appointment follows; it is found by the digest of the link's token. Of those who come it says their
-- first names. Where the client was erased there is nothing to follow.
create view visits.followed_visits as
select a.id, a.token, s.name as site_name, s.zone, a.state, a.state_since, a.version, a.starts_at, a.ends_at, a.late_minutes, a.code,
       -- From when on nothing happens there any more: it came to an end, its time passed without anybody setting out, or nobody ended it for days.
       case when a.state in ('COMPLETED', 'CANCELLED', 'NO_SHOW') then a.state_since
            when a.state not in ('EN_ROUTE', 'ARRIVED', 'IN_PROGRESS') then a.ends_at
            else a.ends_at + interval '2 days' end as over_at,
       array(select v.name from visits.appointment_services v where v.appointment_id = a.id order by v.number) as services,
       coalesce((select jsonb_agg(jsonb_build_object('therapist_id', p.therapist_id, 'name', m.first_name, 'state', p.state,
                     'proved', exists (select from visits.proofs f where f.place_id = p.id)) order by p.number)
                 from visits.places p join people.members m on m.id = p.therapist_id
                 where p.appointment_id = a.id and p.state in ('ACCEPTED', 'EN_ROUTE', 'ARRIVED', 'IN_PROGRESS', 'COMPLETED')), '[]') as people
from visits.appointments a
join visits.clients c on c.id = a.client_id
join people.sites s on s.id = a.site_id
where c.name <> '';
