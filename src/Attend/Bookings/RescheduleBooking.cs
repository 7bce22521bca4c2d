using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Bookings;

/// <param name="StartsAt">When the other slot begins.</param>
/// <param name="Wait">Where that is full: whether to give this place up and wait for one there.</param>
internal sealed record RescheduleRequest([Required] DateTimeOffset? StartsAt, bool Wait = false);

/// <summary>Another slot of the same queue. Whoever was in the house already is expected anew.</summary>
internal static class RescheduleBooking
{
    public static Task<Results<Ok<BookingView>, Refused>> Handle(long id, RescheduleRequest request, Db db, Caller caller, CancellationToken ct) =>
        BookingStep.Press(id, Permissions.BookingsMake, db, caller, change =>
        {
            var at = request.StartsAt!.Value;
            var free = BookSlot.FreePlace(change, $"select queue_id from bookings.bookings where id = {id}", at, but: id);
            return async step =>
            {
                step.Expect(BookingAction.Reschedule);
                if (at == step.Row.StartsAt)
                {
                    return BookingProblems.SameSlot.Refuse();
                }

                var (slot, refused) = Slot.Choose(step.Plan, step.Hours, at, step.Now, alone: !step.Staff(Permissions.BookingsMake));
                if (slot is null)
                {
                    return refused;
                }

                if (free.Value is null && !(request.Wait && slot.IsWaitedFor(step.Now)))
                {
                    return BookingProblems.SlotFull.Refuse();
                }

                // Whoever has a place already was booked when they got it; whoever waits for another slot waits there from now on.
                var (state, stamp) = (free.Value, step.Row.State) switch
                {
                    (null, _) => (BookingState.Waitlist, (Sql)$", waitlisted_at = {step.Now}"),
                    (_, BookingState.Waitlist) => (BookingState.Booked, (Sql)$", booked_at = {step.Now}"),
                    _ => (BookingState.Booked, Sql.Raw("")),
                };
                await step.Save(
                    BookingAction.Reschedule, free.Value, slot, state, $"arrived_at = null{stamp}", new { starts_at = at, from_starts_at = step.Row.StartsAt });
                return null;
            };
        }, ct);
}
