using Attend.People;
using Attend.Platform;

namespace Attend.Visits;

/// <summary>Until when somebody who is asked for a visit has time to answer, and when they are reminded. Pure.</summary>
/// <param name="By">From then on nobody waits for them.</param>
internal readonly record struct AnswerTime(DateTimeOffset RemindAt, DateTimeOffset By)
{
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan Most = TimeSpan.FromHours(24);

    /// <summary>Somebody else has to be found and to get there.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromHours(1);

    /// <summary>
    /// A quarter of the time that is left, at least a quarter of an hour and at most a day, counted in working hours only; never later than an hour
    /// before the beginning or, where that is too near, half of what is left. For a visit that should have begun it is a quarter of an hour.
    /// </summary>
    /// <param name="hours">When they work; null: nobody has said, and every hour counts.</param>
    public static AnswerTime Of(WeekPlan? hours, DateTimeOffset now, DateTimeOffset startsAt)
    {
        var left = startsAt - now;
        if (left <= TimeSpan.Zero)
        {
            return new AnswerTime(now + Least / 2, now + Least);
        }

        var latest = Later(startsAt - Before, now + left / 2);
        var by = Clocks.Earlier(After(hours, now, Clamp(left / 4)), latest);
        var counted = hours?.Between(now, by).Aggregate(TimeSpan.Zero, (sum, open) => sum + (open.To - open.From)) ?? TimeSpan.Zero;
        // Between two days of work there is no half of the work: then the clock has one.
        var half = counted > TimeSpan.Zero ? Clocks.Earlier(After(hours, now, counted / 2), by) : now + (by - now) / 2;
        return new AnswerTime(Clocks.Micros(half), Clocks.Micros(by));
    }

    private static DateTimeOffset After(WeekPlan? hours, DateTimeOffset now, TimeSpan open) =>
        hours is null ? now + open : hours.After(now, open) ?? DateTimeOffset.MaxValue;

    private static TimeSpan Clamp(TimeSpan time) => time < Least ? Least : time > Most ? Most : time;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
