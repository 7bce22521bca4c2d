using Attend.Platform;

namespace Attend.Visits;

/// <summary>What must hold over any database of Visits.</summary>
internal static class VisitsInvariants
{
    public static readonly IReadOnlyList<Invariant> All =
    [
        new("I1 nobody is booked twice", "No therapist has two places at one time, and no client two visits, unless somebody said why.", """
            select format('therapist %s has places %s and %s', a.therapist_id, a.id, b.id)
            from visits.places a join visits.places b on b.therapist_id = a.therapist_id and b.during && a.during and b.id > a.id
            where a.holds and b.holds
            union all
            select format('client %s has appointments %s and %s', a.client_id, a.id, b.id)
            from visits.appointments a join visits.appointments b on b.client_id = a.client_id and b.during && a.during and b.id > a.id
            where a.holds and b.holds and a.overlap_reason is null and b.overlap_reason is null
            """),
        new("an appointment is what its places are", "The state of an appointment follows from the states of its places.", """
            select format('appointment %s is %s and its places say %s', a.id, a.state, s.state)
            from visits.appointments a
            cross join lateral (
                select count(*) filter (where p.state <> 'RELEASED') as live, array_agg(p.state) filter (where p.state <> 'RELEASED') as states,
                       bool_or(p.state = 'OPEN' and exists (
                           select from visits.refusals r where r.place_id = p.id and r.how = 'rejected' and r.reviewed_at is null)) as awaits_review,
                       bool_or(p.state = 'OPEN' and coalesce((
                           select r.how = 'expired' and r.at > coalesce(a.rescheduled_at, '-infinity')
                           from visits.refusals r where r.place_id = p.id order by r.id desc limit 1), false)) as unanswered
                from visits.places p where p.appointment_id = a.id
            ) f
            cross join lateral (select case
                when a.state in ('CANCELLED', 'NO_SHOW') then case when f.states && array['OPEN', 'ASKED', 'ACCEPTED', 'EN_ROUTE', 'ARRIVED', 'IN_PROGRESS'] then 'that somebody comes' else a.state end
                when f.live = 0 then 'that nobody comes'
                when f.states <@ array['COMPLETED'] then 'COMPLETED'
                when f.states && array['IN_PROGRESS', 'COMPLETED'] then 'IN_PROGRESS'
                when f.states && array['ARRIVED'] then 'ARRIVED'
                when f.states && array['EN_ROUTE'] then 'EN_ROUTE'
                when f.awaits_review then 'REJECTED'
                when f.states <@ array['ACCEPTED'] then 'CONFIRMED'
                when f.unanswered and f.states <@ array['OPEN'] then 'EXPIRED'
                else 'PENDING' end as state) s
            where s.state <> a.state
            """),
        new("a place has its appointment's time", "Whoever moves an appointment moves its places.", """
            select format('place %s is not when appointment %s is', p.id, a.id)
            from visits.places p join visits.appointments a on a.id = p.appointment_id
            where (p.starts_at, p.ends_at) <> (a.starts_at, a.ends_at)
            """),
        new("a visit that is over is verified", "Every completed place has the six elements of verification, and the proof that its services ask for, or a code that says why not.", """
            select format('place %s is completed and has neither all six elements nor a code', v.place_id)
            from visits.verified_visits v where not v.complete and v.evv_exception is null
            union all
            select format('place %s is completed and has neither the proof that is asked for nor a code', v.place_id)
            from visits.verified_visits v
            where not v.proved and v.evv_exception is null
              and exists (select from visits.appointment_services s where s.appointment_id = v.appointment_id and s.proof_required)
            union all
            select format('the record of place %s was put right and no code says why', p.id)
            from visits.places p where p.evv_exception is null and exists (select from visits.corrections k where k.place_id = p.id)
            """),
        new("I7 stamps of a place are in order", "No stamp of a place lies before the one before it.", """
            select format('place %s: %s', p.id, s.step)
            from visits.places p
            cross join lateral (values
                ('accepted_at', p.asked_at, p.accepted_at), ('en_route_at', p.accepted_at, p.en_route_at),
                ('arrived_at', coalesce(p.en_route_at, p.accepted_at), p.arrived_at),
                ('started_at', coalesce(p.arrived_at, p.en_route_at, p.accepted_at), p.started_at),
                ('ended_at', coalesce(p.started_at, p.arrived_at, p.en_route_at, p.accepted_at), p.ended_at)) s (step, before, after)
            where s.after < s.before
            """),
        new("somebody is asked until a moment", "A place has a time until which an answer is waited for, and the clock runs, exactly while somebody is asked.", """
            select format('place %s is %s and %s', p.id, p.state, case when p.state = 'ASKED' then 'no clock runs' else 'a clock runs' end)
            from visits.places p
            where (p.state = 'ASKED') <> exists (select from platform.work w where w.kind = 'visits.answer' and w.key = p.id::text)
            union all
            select format('place %s is asked until no time', p.id) from visits.places p where p.state = 'ASKED' and p.answer_by is null
            """),
        new("whoever is with a client is watched", "A clock runs over whoever is with a client, until somebody was told that they do not end, and over nobody else.", """
            select format('place %s is %s and a clock runs over its therapist', p.id, p.state)
            from visits.places p join platform.work w on w.kind = 'visits.lone_worker' and w.key = p.id::text where p.state <> 'IN_PROGRESS'
            union all
            select format('place %s is IN_PROGRESS, no clock runs over its therapist and the operators were not told', p.id)
            from visits.places p
            where p.state = 'IN_PROGRESS' and not exists (select from platform.work w where w.kind = 'visits.lone_worker' and w.key = p.id::text)
              and not exists (
                  select from platform.events e
                  where e.subject = 'appointment:' || p.appointment_id and e.kind = 'visits.no_end' and e.data ->> 'for' = 'operator' and (e.data ->> 'place_id')::bigint = p.id)
            """),
        new("I7 visits and events agree", "The last event of an appointment or a place that changed its state names the state it is in.", """
            select format('appointment %s is %s but its last event says %s', a.id, a.state, coalesce(e.to_state, 'nothing'))
            from visits.appointments a
            left join lateral (
                select to_state from platform.events e
                where e.subject = 'appointment:' || a.id and e.to_state is not null and not e.data ? 'place_id' order by e.id desc limit 1
            ) e on true
            where e.to_state is distinct from a.state
            union all
            select format('place %s is %s but its last event says %s', p.id, p.state, coalesce(e.to_state, 'nothing'))
            from visits.places p
            left join lateral (
                select to_state from platform.events e
                where e.subject = 'appointment:' || p.appointment_id and e.to_state is not null and (e.data ->> 'place_id')::bigint = p.id order by e.id desc limit 1
            ) e on true
            where e.to_state is distinct from p.state
            """),
    ];
}
