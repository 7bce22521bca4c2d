using Attend.Platform;

namespace Attend.Bookings;

/// <summary>What must hold over any database of Bookings.</summary>
internal static class BookingsInvariants
{
    public static readonly IReadOnlyList<Invariant> All =
    [
        new("I1 no booking overlaps", "No place is given twice at one time, and no patient has two bookings at one time.", """
            select format('place %s of queue %s is in bookings %s and %s', a.place, a.queue_id, a.id, b.id)
            from bookings.bookings a join bookings.bookings b on b.queue_id = a.queue_id and b.place = a.place and b.during && a.during and b.id > a.id
            where a.holds and b.holds
            union all
            select format('patient %s has bookings %s and %s', a.patient_id, a.id, b.id)
            from bookings.bookings a join bookings.bookings b on b.patient_id = a.patient_id and b.during && a.during and b.id > a.id
            where (a.holds or a.state = 'waitlist') and (b.holds or b.state = 'waitlist')
            """),
        new("who is booked has a place", "A booking that is to come or has come has one of its slot's places, and no other has one.", """
            select format('booking %s is %s and has %s', id, state, coalesce('place ' || place, 'no place')) from bookings.bookings
            where (ticket_id is not null or state in ('booked', 'arrived')) <> (place is not null)
            """),
        new("who has checked in has a ticket", "From checking in on a booking has its ticket, of its site and its patient; and every ticket of an appointment has its booking.", """
            select format('booking %s is %s and has no ticket', id, state) from bookings.bookings
            where ticket_id is null and state in ('checked-in', 'fulfilled')
            union all
            select format('booking %s has ticket %s, which is not its own', b.id, b.ticket_id)
            from bookings.bookings b left join queues.visits v on v.ticket_id = b.ticket_id
            where b.ticket_id is not null
              and (v.ticket_id is null or v.source <> 'appointment' or v.site_id <> b.site_id or v.patient_id is distinct from b.patient_id)
            union all
            select format('ticket %s came by an appointment that is not there', v.ticket_id) from queues.visits v
            where v.source = 'appointment' and not exists (select from bookings.bookings b where b.ticket_id = v.ticket_id)
            """),
        new("who is on time waits from their slot on", "A ticket's seniority is its booking's slot, or the checking in.", """
            select format('ticket %s of booking %s waits since %s', v.ticket_id, b.id, v.arrived_at)
            from bookings.bookings b join queues.visits v on v.ticket_id = b.ticket_id
            where v.arrived_at not in (b.starts_at, b.checked_in_at)
            """),
        new("a booking follows its ticket", "What has been heard of a ticket is what its booking says.", """
            select format('booking %s is %s and its ticket was heard to be %s', b.id, b.state, e.to_state)
            from bookings.bookings b
            cross join lateral (
                select epoch, tx, id, to_state from platform.events e where e.subject = 'ticket:' || b.ticket_id and e.to_state is not null order by e.id desc limit 1
            ) e
            join platform.subscriptions s on s.name = 'bookings.tickets' and (e.epoch, e.tx, e.id) <= (s.epoch, s.tx, s.id)
            where b.ticket_id is not null and b.state <> case e.to_state
                when 'COMPLETED' then 'fulfilled' when 'NO_SHOW' then 'noshow' when 'CANCELLED' then 'cancelled' when 'EXPIRED' then 'cancelled' else 'checked-in' end
            """),
        new("I7 bookings and events agree", "The last event of a booking that changed its state names the state it is in.", """
            select format('booking %s is %s but its last event says %s', b.id, b.state, coalesce(e.to_state, 'nothing'))
            from bookings.bookings b
            left join lateral (
                select to_state from platform.events e where e.subject = 'booking:' || b.id and e.to_state is not null order by e.id desc limit 1
            ) e on true
            where e.to_state is distinct from b.state
            """),
    ];
}
