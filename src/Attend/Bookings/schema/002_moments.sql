-- Published: what happened to a booking, for a patient's timeline. The ordinal is for what happened at one time.
create view bookings.moments as
select format('booking:%s:%s', b.id, m.kind) as id, m.at, 'booking.' || m.kind as kind, 'booking:' || b.id as subject, m.ordinal, b.id as booking_id, b.queue_id
from bookings.bookings b
cross join lateral (values
    (1::bigint, 'waitlisted', b.waitlisted_at), (2, 'booked', b.booked_at), (3, 'rescheduled', b.rescheduled_at), (4, 'arrived', b.arrived_at),
    (5, 'checked_in', b.checked_in_at), (6, 'fulfilled', b.fulfilled_at), (7, 'cancelled', b.cancelled_at), (8, 'no_show', b.no_show_at),
    (9, 'reinstated', b.reinstated_at)
) m (ordinal, kind, at)
where m.at is not null;
