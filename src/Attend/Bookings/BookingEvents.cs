namespace Attend.Bookings;

/// <summary>What Bookings records beside its lifecycle.</summary>
internal static class BookingEvents
{
    public const string PlanChanged = "bookings.plan_changed";
    public const string BookingChanged = "bookings.booking_changed";

    public static readonly IReadOnlyList<(string Kind, string Sentence)> All =
    [
        (PlanChanged, "How a queue takes bookings was set."),
        (BookingChanged, "Whom a booking is for, or what is noted of it, was edited."),
    ];
}
