using Attend.Platform;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Attend.Queues;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Bookings;

/// <param name="Date">By the site's calendar; today when not given.</param>
internal sealed record SlotFilter(DateOnly? Date);

/// <param name="Free">How many places nobody has.</param>
/// <param name="SelfBooking">Whether somebody who books by themselves may have it now, if it is free.</param>
internal sealed record SlotView(DateTimeOffset StartsAt, DateTimeOffset EndsAt, int Free, bool SelfBooking);

/// <param name="Zone">Of the site, by whose clock the day is meant.</param>
internal sealed record SlotsView(long QueueId, DateOnly Date, string Zone, int Places, IReadOnlyList<SlotView> Slots);

/// <summary>What can be booked on a day: numbers only, for anybody.</summary>
internal static class ReadSlots
{
    private sealed record Counted(DateTimeOffset StartsAt, DateTimeOffset EndsAt, int Free);

    public static async Task<Results<Ok<SlotsView>, Refused>> Handle(long id, [AsParameters] SlotFilter filter, Db db, TimeProvider clock, CancellationToken ct)
    {
        var read = await db.Read(reads => (
            Queue: reads.Find<QueueRow>($"{QueueRow.Select} where q.id = {id}"), Hours: reads.Find<KeepHours.Row>(KeepHours.Select(id)),
            Plan: reads.Find<BookingPlanRow>($"{BookingPlanRow.Select} where p.queue_id = {id}")), ct);
        if (read.Queue.Value is not { } queue)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        if (read.Plan.Value is not { } plan)
        {
            return BookingProblems.NoBookings.Refuse();
        }

        var (hours, now) = (Slot.Hours(plan, queue, read.Hours.Value!), clock.Micros());
        var day = filter.Date ?? hours.DayOf(now);
        var slots = Slot.On(hours, TimeSpan.FromMinutes(plan.SlotMinutes), day);
        var counted = await db.List<Counted>($"""
            select s.starts_at, s.ends_at, (select count(*) from bookings.free_places({id}, s.starts_at, s.ends_at))::int as free
            from unnest({slots.Select(slot => slot.StartsAt).ToArray()}, {slots.Select(slot => slot.EndsAt).ToArray()}) as s (starts_at, ends_at) order by s.starts_at
            """, ct);
        return TypedResults.Ok(new SlotsView(id, day, queue.Zone, plan.Places,
            [.. counted.Select(slot => new SlotView(slot.StartsAt, slot.EndsAt, slot.Free, plan.SelfBooking && new Slot(slot.StartsAt, slot.EndsAt).Refuse(plan, now, alone: true) is null))]));
    }
}
