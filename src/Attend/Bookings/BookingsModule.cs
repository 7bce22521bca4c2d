using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Web;
using Attend.Platform.Work;
using Attend.Queues;
using static Attend.Bookings.BookingProblems;
using static Attend.Platform.Web.PlatformProblems;

namespace Attend.Bookings;

/// <summary>Clinic appointments, up to the ticket that checking in makes: its table of contents.</summary>
internal static class BookingsModule
{
    /// <summary>Looks, by one who is not signed in: a house shares an address on the network.</summary>
    private const int LooksPerMinute = 120;

    /// <summary>Bookings by such a one: a family's, and not a clinic's whole month.</summary>
    private const int PerHour = 20;

    public static void Add(Module module)
    {
        module.Lifecycles.Add(BookingLifecycle.Table.Table);
        module.Problems.AddRange(BookingProblems.All);
        module.Events.AddRange(BookingEvents.All);
        module.PersonalData.AddRange(BookingRecords.Kinds);
        module.Subscriptions.Add(FollowTicket.Subscription);
        module.Due.Add(new DueKind(LapseBooking.Work, "A slot has come, and whoever waits for it or is booked has not.", LapseBooking.Run));
        module.Due.Add(new DueKind(PromoteWaiting.Work, "More places became free at once than people are given one at a time.", PromoteWaiting.Run));
        module.Projections.Add(BookingNews.Projection);
        module.Invariants.AddRange(BookingsInvariants.All);
        module.Routes.Add(Bookings);
        module.Routes.Add(Plans);
        module.Routes.Add(Holders);
        module.Constraints["one_booking_per_place"] = SlotFull;
        module.Constraints["one_booking_per_patient"] = AlreadyBooked;
    }

    private static void Bookings(IEndpointRouteBuilder routes)
    {
        var bookings = routes.Native("/api/bookings").WithTags("Bookings");
        bookings.MapGet("", ReadBookings.List).Needs(Permissions.BookingsRead);
        bookings.MapPost("", BookSlot.Handle).Needs(Permission.Anyone).LimitsDevice(PerHour, TimeSpan.FromHours(1)).Refuses(
            QueueProblems.UnknownQueue, NoBookings, NoSelfBooking, OnlyYourself, NobodyNamed, QueueProblems.UnknownPatient,
            QueueProblems.UnknownLevel, UnknownSlot, SlotOver, OutsideHorizon, SlotFull, AlreadyBooked);
        bookings.MapGet("/{id:long}", ReadBookings.One).Needs(Permissions.BookingsRead).Refuses(NotFound);
        bookings.MapPatch("/{id:long}", EditBooking.Handle).Needs(Permissions.BookingsKeep).Refuses(
            NotFound, NobodyNamed, QueueProblems.UnknownPatient, QueueProblems.UnknownLevel, HasTicket, AlreadyBooked, PreconditionRequired,
            PreconditionFailed);
        bookings.MapPost("/{id:long}/arrive", BookingKeys.Arrive).Needs(Permissions.BookingsKeep).Refuses(NotFound, WrongState);
        bookings.MapPost("/{id:long}/check-in", CheckIn.Handle).Needs(Permissions.BookingsMake).Refuses(
            NotFound, WrongState, CheckInNotOpen, NoSelfCheckIn, QueueProblems.Closed, QueueProblems.Closing, QueueProblems.Paused,
            QueueProblems.AlreadyWaiting);
        bookings.MapPost("/{id:long}/cancel", BookingKeys.Cancel).Needs(Permissions.BookingsMake).Refuses(NotFound, WrongState);
        bookings.MapPost("/{id:long}/no-show", BookingKeys.NoShow).Needs(Permissions.BookingsKeep).Refuses(NotFound, WrongState);
        bookings.MapPost("/{id:long}/reinstate", BookingKeys.Reinstate).Needs(Permissions.BookingsKeep).Refuses(
            NotFound, WrongState, HasTicket, SlotOver, SlotFull, AlreadyBooked);
        bookings.MapPost("/{id:long}/reschedule", RescheduleBooking.Handle).Needs(Permissions.BookingsMake).Refuses(
            NotFound, WrongState, SameSlot, UnknownSlot, SlotOver, OutsideHorizon, SlotFull, AlreadyBooked);
    }

    private static void Plans(IEndpointRouteBuilder routes)
    {
        var queues = routes.Native("/api/queues/{id:long}").WithTags("Bookings");
        queues.MapGet("/slots", ReadSlots.Handle).Needs(Permission.Anyone).LimitsDevice(LooksPerMinute, TimeSpan.FromMinutes(1)).Refuses(NotFound, NoBookings);
        queues.MapGet("/booking-plan", KeepPlan.Read).Needs(Permission.Anyone).LimitsDevice(LooksPerMinute, TimeSpan.FromMinutes(1)).Refuses(NotFound);
        queues.MapPut("/booking-plan", KeepPlan.Set).Needs(Permissions.QueuesManage).Refuses(NotFound, Invalid, PreconditionRequired, PreconditionFailed);
    }

    /// <summary>Whoever holds a booking: the token is the right to.</summary>
    private static void Holders(IEndpointRouteBuilder routes)
    {
        var mine = routes.Native("/api/my-bookings/{token}").WithTags("Bookings").LimitsDevice(LooksPerMinute, TimeSpan.FromMinutes(1));
        mine.MapGet("", MyBooking.Show).Needs(Permission.Anyone).Refuses(NotFound);
        mine.MapPost("/cancel", MyBooking.Cancel).Needs(Permission.Anyone).Refuses(NotFound, WrongState);
        mine.MapPost("/check-in", MyBooking.CheckIn).Needs(Permission.Anyone).Refuses(
            NotFound, WrongState, CheckInNotOpen, NoSelfCheckIn, QueueProblems.Closed, QueueProblems.Closing, QueueProblems.Paused,
            QueueProblems.AlreadyWaiting);
    }
}
