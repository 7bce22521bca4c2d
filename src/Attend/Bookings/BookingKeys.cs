using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Bookings;

/// <summary>The plain keys of a booking; checking in and another slot have files of their own.</summary>
internal static class BookingKeys
{
    /// <summary>They are in the house, and the counter takes nobody yet. The place stays theirs, and no clock makes a no-show of them.</summary>
    public static Task<Results<Ok<BookingView>, Refused>> Arrive(long id, Db db, Caller caller, CancellationToken ct) =>
        BookingStep.Press(id, Permissions.BookingsKeep, db, caller, _ => step => Do(step.Save(BookingAction.Arrive, step.Row.Place)), ct);

    /// <summary>They do not come, and said so.</summary>
    public static Task<Results<Ok<BookingView>, Refused>> Cancel(long id, Db db, Caller caller, CancellationToken ct) =>
        BookingStep.Press(id, Permissions.BookingsMake, db, caller, _ => step => Do(step.Save(BookingAction.Cancel)), ct);

    /// <summary>They do not come, and did not say so.</summary>
    public static Task<Results<Ok<BookingView>, Refused>> NoShow(long id, Db db, Caller caller, CancellationToken ct) =>
        BookingStep.Press(id, Permissions.BookingsKeep, db, caller, _ => step => Do(step.Save(BookingAction.NoShow)), ct);

    /// <summary>They come after all, on that day and if the slot has a place.</summary>
    public static Task<Results<Ok<BookingView>, Refused>> Reinstate(long id, Db db, Caller caller, CancellationToken ct) =>
        BookingStep.Press(id, Permissions.BookingsKeep, db, caller, change =>
        {
            var free = change.One<int?>($"select min(n) from bookings.bookings b cross join lateral bookings.free_places(b.queue_id, b.starts_at, b.ends_at) n where b.id = {id}");
            return async step =>
            {
                step.Expect(BookingAction.Reinstate);
                if (step.Row.TicketId is { } ticket)
                {
                    return BookingProblems.HasTicket.Refuse(new { ticket_id = ticket });
                }

                if (step.Hours.DayOf(step.Row.EndsAt) < step.Hours.DayOf(step.Now))
                {
                    return BookingProblems.SlotOver.Refuse();
                }

                if (free.Value is not { } place)
                {
                    return BookingProblems.SlotFull.Refuse();
                }

                await step.Save(BookingAction.Reinstate, place);
                return null;
            };
        }, ct);

    private static async Task<Refused?> Do(Task save)
    {
        await save;
        return null;
    }
}
