using Attend.People;
using Attend.Platform;
using Attend.Platform.Lifecycles;
using static Attend.Bookings.BookingState;

namespace Attend.Bookings;

/// <summary>In the words of FHIR's Appointment.</summary>
[LowerWords]
internal enum BookingState { Waitlist, Booked, Arrived, [Spelled("checked-in")] CheckedIn, Fulfilled, Cancelled, [Spelled("noshow")] NoShow }

[LowerWords]
internal enum BookingAction { Book, Wait, Promote, Reschedule, Arrive, CheckIn, Cancel, NoShow, Lapse, Reinstate, Fulfil, Leave, Miss, Resume }

/// <summary>
/// A booking from being made to being served. From checking in on it follows its ticket (<see cref="FollowTicket"/>): what a desk did is taken
/// back at the desk.
/// </summary>
internal static class BookingLifecycle
{
    public static readonly Lifecycle<BookingState, BookingAction> Table =
        new Lifecycle<BookingState, BookingAction>(
            "booking", "bookings.bookings", "'booking:' || id", "'queue_id', queue_id, 'site_id', site_id, 'patient_id', patient_id, 'starts_at', starts_at")
            .On(BookingAction.Book, [], Booked, "bookings.booking_made", "booked_at", Permissions.BookingsMake)
            .On(BookingAction.Wait, [], Waitlist, "bookings.booking_waitlisted", "waitlisted_at", Permissions.BookingsMake)
            .On(BookingAction.Promote, [Waitlist], Booked, "bookings.booking_promoted", "booked_at")
            .On(BookingAction.Reschedule, [Waitlist, Booked, Arrived], null, "bookings.booking_rescheduled", "rescheduled_at", Permissions.BookingsMake)
            .On(BookingAction.Arrive, [Booked], Arrived, "bookings.patient_arrived", "arrived_at", Permissions.BookingsKeep)
            .On(BookingAction.CheckIn, [Booked, Arrived], CheckedIn, "bookings.patient_checked_in", "checked_in_at", Permissions.BookingsMake)
            .On(BookingAction.Cancel, [Waitlist, Booked, Arrived], Cancelled, "bookings.booking_cancelled", "cancelled_at", Permissions.BookingsMake)
            .On(BookingAction.NoShow, [Booked, Arrived], BookingState.NoShow, "bookings.patient_no_show", "no_show_at", Permissions.BookingsKeep)
            .On(BookingAction.Lapse, [Waitlist], Cancelled, "bookings.waiting_lapsed", "cancelled_at")
            .On(BookingAction.Reinstate, [Cancelled, BookingState.NoShow], Booked, "bookings.booking_reinstated", "reinstated_at", Permissions.BookingsKeep)
            .On(BookingAction.Fulfil, [CheckedIn], Fulfilled, "bookings.booking_fulfilled", "fulfilled_at")
            .On(BookingAction.Leave, [CheckedIn], Cancelled, "bookings.patient_left", "cancelled_at")
            .On(BookingAction.Miss, [CheckedIn], BookingState.NoShow, "bookings.call_missed", "no_show_at")
            .On(BookingAction.Resume, [Fulfilled, Cancelled, BookingState.NoShow], CheckedIn, "bookings.booking_resumed");
}
