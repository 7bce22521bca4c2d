-- Published: whom the units that left for a hospital carry, as it stands now; one row for each patient, and one without a patient where nobody
-- has written any down. A paper response, entered complete, is history and carries nobody.
create view dispatch.carried as
select r.id as response_id, r.call_id, r.unit_id, r.state, r.leg, c.priority, p.id as patient_id, r.hospital_id,
       -- Whoever stayed behind where an earlier leg ended.
       case when r.leg > 1 and p.response_id = r.id and p.destination_id <> r.hospital_id and exists (
           select from dispatch.pre_alerts e where e.response_id = r.id and e.leg < r.leg and e.hospital_id = p.destination_id)
           then p.destination_id end as left_at,
       r.transporting_at, r.at_hospital_at, r.transferred_care_at, r.ended_at,
       case when p.id is null then c.disposition else p.disposition end as disposition,
       -- A place may have a number behind it, in somebody's words.
       split_part(coalesce(p.handed_to, r.handed_to), ' ', 1) as handed_to,
       a.eta, a.eta_from, a.eta_at
from dispatch.responses r
join dispatch.calls c on c.id = r.call_id
-- Those who were given to the unit; else, where it is alone there, all whom nobody has yet. A unit that failed at the door leaves its patients there.
left join dispatch.patients p on p.call_id = r.call_id and (
    p.response_id = r.id
    or p.response_id is null and p.disposition is null and r.ended_at is null
        and not exists (select from dispatch.responses o where o.call_id = r.call_id and o.id <> r.id and o.ended_at is null)
        and not exists (select from dispatch.patients o where o.response_id = r.id and o.disposition is null)
    or p.response_id is null and p.disposition is null and r.state = 'FAILED' and p.destination_id = r.hospital_id
        and r.id = (select max(o.id) from dispatch.responses o where o.call_id = r.call_id and o.at_hospital_at is not null))
left join lateral (
    select eta, eta_from, sent_at as eta_at from dispatch.pre_alerts where response_id = r.id and leg = r.leg order by id desc limit 1
) a on true
where (r.transporting_at is not null or r.at_hospital_at is not null or r.transferred_care_at is not null)
  and (p.id is not null or not exists (select from dispatch.patients o where o.call_id = r.call_id))
  and not exists (
      select from dispatch.stamps s where s.response_id = r.id and s.step = 'assigned_at' and s.source = 'entry' and s.to_state = 'CLEARED');

-- Published: who the patients of calls are to others: an id, who has or had them, and what tells two of one call apart. No name.
create view dispatch.patient_names as
select id, call_id, response_id, destination_id, age, sex from dispatch.patients;

-- Published: what happened on a call, for a patient's timeline. Whoever reads it takes of a call the call's own, of its responses those that had the
-- patient, and of its patients the one. The ordinal is for what happened to one thing at one time.
create view dispatch.moments as
select format('call:%s:%s', c.id, m.kind) as id, m.at, 'call.' || m.kind as kind, 'call:' || c.id as subject, m.ordinal, c.id as call_id,
       null::bigint as response_id, null::bigint as patient_id, null::bigint as unit_id, null::bigint as hospital_id
from dispatch.calls c
cross join lateral (values (1::bigint, 'received', c.received_at), (2, 'closed', c.closed_at), (3, 'cancelled', c.cancelled_at)) m (ordinal, kind, at)
where m.at is not null
union all
-- Of each step on each leg the newest word, as the stamps of the response are.
select format('stamp:%s', s.id), s.at, 'response.' || regexp_replace(s.step, '_at$', ''), 'response:' || s.response_id, s.id, r.call_id, r.id, null, r.unit_id,
       case when s.step in ('transporting_at', 'at_hospital_at', 'transferred_care_at') then coalesce(
           (select e.hospital_id from dispatch.pre_alerts e where e.response_id = r.id and e.leg = s.leg order by e.id desc limit 1), r.hospital_id) end
from dispatch.responses r
join dispatch.stamps s on s.response_id = r.id and s.undone_at is null
where not exists (
    select from dispatch.stamps n where n.response_id = s.response_id and n.step = s.step and n.leg = s.leg and n.undone_at is null and n.id > s.id)
union all
select format('patient:%s:disposition', p.id), p.disposition_at, 'patient.' || lower(p.disposition), 'patient:' || p.id, 1, p.call_id, p.response_id, p.id, null,
       p.destination_id
from dispatch.patients p where p.disposition_at is not null and p.disposition is not null;
