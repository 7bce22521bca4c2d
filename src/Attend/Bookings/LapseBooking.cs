using Attend.Platform.Database;
using Attend.Platform.Work;

namespace Attend.Bookings;

/// <summary>
/// A slot has come: whoever only waited for it waits in vain, and whoever is booked and has not come some time later does not come. Who is in the
/// house already is nobody's no-show but a person's.
/// </summary>
internal static class LapseBooking
{
    public const string Work = "bookings.slot";

    /// <summary>Queues the look at a booking's slot, or takes it back.</summary>
    public static void Watch(Change change, long id, BookingState state, Slot slot, BookingPlanRow plan)
    {
        if (Due(state, change.Now, slot, plan) is { } due)
        {
            change.Later(Work, id, due);
        }
        else
        {
            change.NotLater(Work, id);
        }
    }

    public static async Task Run(IServiceProvider services, Change change, DueItem item)
    {
        var step = BookingStep.Load(change, $"b.id = {item.KeyId}");
        await change.Send();
        var row = step.Row;
        if (Due(row.State, row.StateSince, row.Slot, step.Plan) is not { } due)
        {
            return;
        }

        if (due > change.Now)
        {
            // The plan gives more time than when this was put down.
            change.Later(Work, row.Id, due);
            return;
        }

        await step.Save(row.State is BookingState.Waitlist ? BookingAction.Lapse : BookingAction.NoShow);
    }

    /// <summary>Whoever is booked when the slot has begun has the time from then on.</summary>
    private static DateTimeOffset? Due(BookingState state, DateTimeOffset since, Slot slot, BookingPlanRow plan) => state switch
    {
        BookingState.Waitlist => slot.StartsAt,
        BookingState.Booked => (slot.StartsAt > since ? slot.StartsAt : since) + TimeSpan.FromMinutes(plan.NoShowMinutes),
        _ => null,
    };
}
