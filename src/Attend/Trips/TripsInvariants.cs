using Attend.Platform;

namespace Attend.Trips;

/// <summary>What must hold over any database of Trips.</summary>
internal static class TripsInvariants
{
    public static readonly IReadOnlyList<Invariant> All =
    [
        new("who drives is reserved", "A driver with an active run is reserved with the run's vehicle, and no run holds anybody else.", """
            select format('run %s is active and its driver %s is not reserved for it', r.id, r.driver_id) from trips.runs r
            where r.state = 'ACTIVE' and not exists (
                select from fleet.held_people h where h.person_id = r.driver_id and h.holder_kind = 'trip' and h.holder_id = r.id)
            union all
            select format('run %s is active and vehicle %s is not reserved for it', r.id, r.vehicle_id) from trips.runs r
            where r.state = 'ACTIVE' and not exists (
                select from fleet.units u where u.id = r.vehicle_id and u.holder_kind = 'trip' and u.holder_id = r.id)
            union all
            select format('user %s is held by run %s, which is not theirs or not active', h.person_id, h.holder_id) from fleet.held_people h
            where h.holder_kind = 'trip' and not exists (select from trips.runs r where r.id = h.holder_id and r.state = 'ACTIVE' and r.driver_id = h.person_id)
            union all
            select format('vehicle %s is held by run %s, which is not its own or not active', u.id, u.holder_id) from fleet.units u
            where u.holder_kind = 'trip' and not exists (select from trips.runs r where r.id = u.holder_id and r.state = 'ACTIVE' and r.vehicle_id = u.id)
            """),
        new("a run lasts as long as its trips", "A run is planned or active exactly while one of its trips is driven, and a trip that is driven has such a run, of its driver.", """
            select format('run %s is %s and %s of its trips are driven', r.id, r.state, n.driven)
            from trips.runs r
            cross join lateral (
                select count(*) as driven from trips.trips t where t.run_id = r.id and t.state in ('ASSIGNED', 'EN_ROUTE_PICKUP', 'AT_PICKUP', 'ON_BOARD')
            ) n
            where (r.state in ('PLANNED', 'ACTIVE')) <> (n.driven > 0)
            union all
            select format('trip %s is driven by %s and run %s by %s', t.id, t.driver_id, r.id, r.driver_id)
            from trips.trips t join trips.runs r on r.id = t.run_id where t.driver_id <> r.driver_id
            union all
            select format('trip %s is %s in run %s, which is only planned', t.id, t.state, r.id)
            from trips.trips t join trips.runs r on r.id = t.run_id
            where r.state = 'PLANNED' and t.state in ('EN_ROUTE_PICKUP', 'AT_PICKUP', 'ON_BOARD')
            """),
        new("everybody has a seat", "On no part of a run's way are there more passengers than seats.", """
            select format('run %s has %s passengers behind stop %s and %s seats', l.run_id, l.aboard, l.number, l.seats)
            from (
                select s.run_id, s.number, r.seats, sum(case s.kind when 'pick_up' then n.passengers else -n.passengers end) over (partition by s.run_id order by s.number) as aboard
                from trips.stops s
                join trips.runs r on r.id = s.run_id and r.state in ('PLANNED', 'ACTIVE')
                join trips.trips t on t.id = s.trip_id and t.state not in ('FAILED')
                cross join lateral (select count(*) as passengers from trips.passengers p where p.trip_id = s.trip_id) n
            ) l
            where l.aboard > l.seats
            """),
        new("stops follow the trips", "A trip that is driven has its stops in its run, the drop-off behind the pick-up, and what is done is done.", """
            select format('trip %s is %s and has not its stops', t.id, t.state)
            from trips.trips t
            left join trips.stops p on p.run_id = t.run_id and p.trip_id = t.id and p.kind = 'pick_up'
            left join trips.stops d on d.run_id = t.run_id and d.trip_id = t.id and d.kind = 'drop_off'
            where t.state in ('ASSIGNED', 'EN_ROUTE_PICKUP', 'AT_PICKUP', 'ON_BOARD')
              and (p.number is null or d.number is null or d.number < p.number or d.done_at is not null or (p.done_at is not null) <> (t.state = 'ON_BOARD'))
            union all
            select format('run %s stops for trip %s, which it does not drive', s.run_id, s.trip_id)
            from trips.stops s join trips.trips t on t.id = s.trip_id
            where s.done_at is null and (t.run_id is distinct from s.run_id or t.state not in ('ASSIGNED', 'EN_ROUTE_PICKUP', 'AT_PICKUP', 'ON_BOARD'))
            """),
        new("one is asked one thing", "No driver has two offers without an answer, and each of them is of a trip that can be taken.", """
            select format('driver %s has %s open offers', driver_id, count(*)) from trips.offers where state in ('HELD', 'OPEN') group by driver_id having count(*) > 1
            union all
            select format('offer %s is open and trip %s is %s', o.id, t.id, t.state) from trips.offers o join trips.trips t on t.id = o.trip_id
            where o.state in ('HELD', 'OPEN') and not case when o.binding then t.state = 'ASSIGNED' and t.driver_id = o.driver_id else t.state = 'OFFERED' end
            """),
        new("nobody is asked again", "Whoever declined a trip, or did not answer, has no later offer of it and does not drive it.", """
            select format('driver %s said no to trip %s and was asked again', a.driver_id, a.trip_id)
            from trips.offers a join trips.offers b on b.trip_id = a.trip_id and b.driver_id = a.driver_id and b.id > a.id
            where a.state in ('DECLINED', 'EXPIRED')
            union all
            select format('driver %s said no to trip %s and drives it', t.driver_id, t.id)
            from trips.trips t join trips.offers o on o.trip_id = t.id and o.driver_id = t.driver_id and o.state in ('DECLINED', 'EXPIRED')
            where t.state in ('ASSIGNED', 'EN_ROUTE_PICKUP', 'AT_PICKUP', 'ON_BOARD')
            """),
        new("an offer has its clock", "An offer without an answer is due work, and so is a run that is planned.", """
            select format('nothing ends offer %s', o.id) from trips.offers o
            where o.state in ('HELD', 'OPEN') and not exists (select from platform.work w where w.kind = 'trips.offer' and w.key = o.id::text)
            union all
            select format('nothing begins run %s', r.id) from trips.runs r
            where r.state = 'PLANNED' and not exists (select from platform.work w where w.kind = 'trips.run_start' and w.key = r.id::text)
            """),
        new("I1 nobody drives twice", "No driver and no vehicle has two runs at one time.", """
            select format('driver %s has runs %s and %s at one time', a.driver_id, a.id, b.id)
            from trips.runs a join trips.runs b on b.driver_id = a.driver_id and b.id > a.id and b.state in ('PLANNED', 'ACTIVE')
            where a.state in ('PLANNED', 'ACTIVE') and (a.during && b.during or a.state = 'ACTIVE' and b.state = 'ACTIVE')
            union all
            select format('vehicle %s is under way with runs %s and %s', a.vehicle_id, a.id, b.id)
            from trips.runs a join trips.runs b on b.vehicle_id = a.vehicle_id and b.id > a.id and b.state = 'ACTIVE' where a.state = 'ACTIVE'
            """),
        new("I1 nobody rides twice", "No passenger is on board of two trips, and of each it is said whether they are on board.", """
            select format('user %s is on board of %s trips', p.user_id, count(*))
            from trips.passengers p join trips.trips t on t.id = p.trip_id
            where p.user_id is not null and t.state = 'ON_BOARD' group by p.user_id having count(*) > 1
            union all
            select format('passenger %s of trip %s, which is %s, is said to be on board: %s', p.number, t.id, t.state, p.riding)
            from trips.passengers p join trips.trips t on t.id = p.trip_id
            where p.riding <> (p.user_id is not null and t.state = 'ON_BOARD')
            """),
        new("one trip for one way", "No passenger has two open trips for one leg of an appointment, or without one, and whoever waits has an open trip.", """
            select format('user %s has %s open trips for the %s leg of appointment %s', user_id, count(*), leg, appointment_id)
            from trips.passengers where waiting and user_id is not null group by appointment_id, leg, user_id having count(*) > 1
            union all
            select format('passenger %s of trip %s, which is %s, is said to be waiting: %s', p.number, t.id, t.state, p.waiting)
            from trips.passengers p join trips.trips t on t.id = p.trip_id
            where p.waiting <> (t.state not in ('DROPPED_OFF', 'CANCELLED', 'PASSENGER_NO_SHOW', 'FAILED'))
            """),
        new("I7 trips and events agree", "The last event of a trip, a run or an offer that changed its state names the state it is in.", """
            select format('%s is %s but its last event says %s', x.subject, x.state, coalesce(e.to_state, 'nothing'))
            from (
                select 'trip:' || id as subject, state from trips.trips union all select 'run:' || id, state from trips.runs
                union all select 'offer:' || id, state from trips.offers
            ) x
            left join lateral (
                select to_state from platform.events e where e.subject = x.subject and e.to_state is not null order by e.id desc limit 1
            ) e on true
            where e.to_state is distinct from x.state
            """),
    ];
}
