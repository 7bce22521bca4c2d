using Attend.Platform.Web;

namespace Attend.Bookings;

/// <summary>What Bookings refuses, in one line each.</summary>
internal static class BookingProblems
{
    public static readonly Problem NoBookings = new("no_bookings", 409, "This queue takes no bookings.");
    public static readonly Problem NoSelfBooking = new("no_self_booking", 403, "Bookings of this queue are made at the desk.");
    public static readonly Problem OnlyYourself = new("only_yourself", 403, "Only staff book for somebody else, or say how urgent somebody is.");
    public static readonly Problem NobodyNamed = new("nobody_named", 400, "Say for whom: a patient, or a name.");
    public static readonly Problem UnknownSlot = new("unknown_slot", 404, "No slot of this queue begins then.");
    public static readonly Problem SlotOver = new("slot_over", 409, "That slot is over.");
    public static readonly Problem OutsideHorizon = new("outside_horizon", 409, "That slot is too near, or too far ahead, to be booked by yourself.");
    public static readonly Problem SlotFull = new("slot_full", 409, "That slot has no free place.");
    public static readonly Problem SameSlot = new("same_slot", 409, "The booking is for that slot already.");
    public static readonly Problem AlreadyBooked = new("already_booked", 409, "This patient has a booking at that time.");
    public static readonly Problem HasTicket = new("has_ticket", 409, "They have checked in; what becomes of their number is for the desk.");
    public static readonly Problem CheckInNotOpen = new("check_in_not_open", 409, "It is too early to check in.");
    public static readonly Problem NoSelfCheckIn = new("no_self_check_in", 403, "Check in at the desk.");

    public static readonly IReadOnlyList<Problem> All =
    [
        NoBookings, NoSelfBooking, OnlyYourself, NobodyNamed, UnknownSlot, SlotOver, OutsideHorizon, SlotFull, SameSlot, AlreadyBooked, HasTicket,
        CheckInNotOpen, NoSelfCheckIn,
    ];
}
