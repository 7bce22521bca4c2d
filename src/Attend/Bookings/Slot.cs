using Attend.People;
using Attend.Platform.Web;
using Attend.Queues;

namespace Attend.Bookings;

/// <summary>A stretch of time that is booked as a whole.</summary>
internal sealed record Slot(DateTimeOffset StartsAt, DateTimeOffset EndsAt)
{
    /// <summary>
    /// Those that begin on a day of the site. Each window of the plan is cut from its beginning on, by time that passes: an hour that the clock shows
    /// twice has slots twice, one that it jumps over has none. What would overlap the slot before it, or reach beyond its window, is none.
    /// </summary>
    public static IReadOnlyList<Slot> On(WeekPlan hours, TimeSpan length, DateOnly day)
    {
        var slots = new List<Slot>();
        foreach (var (from, to) in hours.On(day.AddDays(-1)).Concat(hours.On(day)).OrderBy(window => window.From))
        {
            for (var at = from; at + length <= to; at += length)
            {
                if (slots.Count == 0 || at >= slots[^1].EndsAt)
                {
                    slots.Add(new Slot(at, at + length));
                }
            }
        }

        return slots.FindAll(slot => hours.DayOf(slot.StartsAt) == day);
    }

    /// <summary>Where slots come from: the plan's own windows or the queue's opening hours, and the queue's holidays.</summary>
    public static WeekPlan Hours(BookingPlanRow plan, QueueRow queue, KeepHours.Row hours) => new(plan.Weekly ?? hours.Weekly, hours.Holidays, queue.Zone);

    /// <summary>The one that begins at a time, or why it cannot be had whether or not it has a free place.</summary>
    /// <param name="alone">By somebody who books by themselves.</param>
    public static (Slot? Slot, Refused? Refused) Choose(BookingPlanRow plan, WeekPlan hours, DateTimeOffset at, DateTimeOffset now, bool alone) =>
        On(hours, TimeSpan.FromMinutes(plan.SlotMinutes), hours.DayOf(at)).FirstOrDefault(slot => slot.StartsAt == at) is not { } found
            ? (null, BookingProblems.UnknownSlot.Refuse(new { field = "starts_at" }))
            : found.Refuse(plan, now, alone) is { } refused ? (null, refused) : (found, null);

    /// <summary>Whether a place that is given up still goes to whoever waits for it: once the slot has begun nobody is sent for.</summary>
    public bool IsWaitedFor(DateTimeOffset now) => StartsAt > now;

    /// <summary>Why it cannot be had, whether or not it has a free place.</summary>
    public Refused? Refuse(BookingPlanRow plan, DateTimeOffset now, bool alone)
    {
        var (from, to) = (now + TimeSpan.FromMinutes(plan.LeadMinutes), now + TimeSpan.FromDays(plan.HorizonDays));
        return EndsAt <= now ? BookingProblems.SlotOver.Refuse()
            : alone && (StartsAt < from || StartsAt > to) ? BookingProblems.OutsideHorizon.Refuse(new { from, to })
            : null;
    }
}
