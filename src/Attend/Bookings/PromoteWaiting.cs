using Attend.Platform.Database;
using Attend.Platform.Work;

namespace Attend.Bookings;

/// <summary>Whoever waits for a place gets it in the transaction that frees it: the longest waiting of those who can have one.</summary>
internal static class PromoteWaiting
{
    public const string Work = "bookings.promote";

    /// <summary>In one transaction: a plan that has many more places now is not held for all who wait.</summary>
    private const int AtOnce = 100;

    private sealed record Waiting(long Id, DateTimeOffset StartsAt, DateTimeOffset EndsAt, int Place);

    /// <summary>
    /// Gives all free places of a queue whose plan is locked to those who wait for them. One place that is given up may be several: slots that were
    /// cut longer lie over two of today's.
    /// </summary>
    public static async Task All(Change change, long queueId)
    {
        var left = AtOnce;
        while (left > 0 && await Next(change, queueId))
        {
            left--;
        }

        if (left == 0)
        {
            change.Later(Work, queueId, change.Now);
        }
    }

    public static async Task Run(IServiceProvider services, Change change, DueItem item)
    {
        BookingPlanRow.Lock(change, $"{item.KeyId}::bigint");
        await change.Send();
        await All(change, item.KeyId);
    }

    /// <summary>Gives one.</summary>
    /// <returns>Whether there was one, and anybody for it.</returns>
    private static async Task<bool> Next(Change change, long queueId)
    {
        var plan = change.One<BookingPlanRow>($"{BookingPlanRow.Select} where p.queue_id = {queueId}");
        // Written out, because the index is over those who wait.
        var next = change.Find<Waiting>($"""
            select b.id, b.starts_at, b.ends_at, f.place
            from bookings.bookings b
            cross join lateral (select min(n) as place from bookings.free_places(b.queue_id, b.starts_at, b.ends_at) n) f
            where b.queue_id = {queueId} and b.state = 'waitlist' and b.starts_at > {change.Now} and f.place is not null
            order by b.waitlisted_at, b.id limit 1
            """);
        await change.Send();
        if (next.Value is not { } waiting)
        {
            return false;
        }

        change.Move(BookingLifecycle.Table, waiting.Id, BookingAction.Promote, set: $"place = {waiting.Place}");
        LapseBooking.Watch(change, waiting.Id, BookingState.Booked, new Slot(waiting.StartsAt, waiting.EndsAt), plan.Value);
        await change.Send();
        return true;
    }
}
