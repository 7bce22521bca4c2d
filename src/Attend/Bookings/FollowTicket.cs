using Attend.Platform;
using Attend.Platform.Database;
using Attend.Platform.Events;
using Attend.Queues;

namespace Attend.Bookings;

/// <summary>
/// What becomes of a booking's ticket becomes of the booking, back again too when a desk takes back what it did. How the ticket stands is read, not
/// added up from events: heard twice, or late, it is the same.
/// </summary>
internal static class FollowTicket
{
    public const string Name = "bookings.tickets";

    /// <summary>Whatever ends a visit, or begins it anew.</summary>
    public static readonly Subscription Subscription = new(
        Name, [.. TicketLifecycle.Table.Table.Steps.Where(step => step.From.Any(Over) || (step.To is { } to && Over(to))).Select(step => step.Event).Distinct()], React);

    private sealed record Followed(long Id, BookingState State, TicketState Ticket);

    private static async Task React(IServiceProvider services, Change change, EventRow row)
    {
        // The booking alone is locked: its place stays as it is, whatever becomes of the number.
        change.Lock($"select from bookings.bookings where ticket_id = {row.SubjectId} for no key update");
        var found = change.Find<Followed>($"""
            select b.id, b.state, v.state as ticket from bookings.bookings b join queues.visits v on v.ticket_id = b.ticket_id where b.ticket_id = {row.SubjectId}
            """);
        await change.Send();
        if (found.Value is not { } booking)
        {
            return;
        }

        var end = End(booking.Ticket);
        if (booking.State == (end is { } over ? BookingLifecycle.Table.Step(over).To : BookingState.CheckedIn))
        {
            return;
        }

        if (booking.State is not BookingState.CheckedIn)
        {
            // An end that was taken back was none, and stands in no timeline.
            var stamp = BookingLifecycle.Table.Table.Steps.First(step => step.To == Words.Of(booking.State) && step.Stamp is not null).Stamp!;
            change.Move(BookingLifecycle.Table, booking.Id, BookingAction.Resume, set: $"{Sql.Raw(stamp)} = null");
        }

        if (end is { } action)
        {
            change.Move(BookingLifecycle.Table, booking.Id, action);
        }
    }

    private static bool Over(string state) => !TicketLifecycle.Active.Contains(Words.Parse<TicketState>(state));

    /// <summary>How the booking ends with the ticket; null while that is still to be served.</summary>
    private static BookingAction? End(TicketState ticket) => ticket switch
    {
        TicketState.Completed => BookingAction.Fulfil,
        TicketState.NoShow => BookingAction.Miss,
        TicketState.Cancelled or TicketState.Expired => BookingAction.Leave,
        _ => null,
    };
}
