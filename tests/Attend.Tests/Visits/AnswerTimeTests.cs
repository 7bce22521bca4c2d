using Attend.People;
using Attend.Visits;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Attend.Tests.Visits;

/// <summary>How long somebody has to answer, and when they are reminded.</summary>
public sealed class AnswerTimeTests
{
    private static readonly string[] Zones = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "Africa/Casablanca", "UTC", "Australia/Lord_Howe"];

    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    /// <summary>Nine to five on weekdays.</summary>
    private static WeekPlan Office(string zone = "UTC") => new([.. Enumerable.Range(1, 5).Select(day => new DayHours(day, "09:00", "17:00"))], [], zone);

    [Theory]
    // A quarter of what is left.
    [InlineData(8, 2, 1)]
    // At least a quarter of an hour.
    [InlineData(0.8, 0.25, 0.125)]
    // At most a day.
    [InlineData(400, 24, 12)]
    // Half of what is left, where an hour before would be too near.
    [InlineData(0.4, 0.2, 0.1)]
    public void Around_the_clock(double left, double by, double reminded)
    {
        var time = AnswerTime.Of(null, Monday, Monday.AddHours(left));
        Assert.Equal(Monday.AddHours(by), time.By, TimeSpan.FromMilliseconds(1));
        Assert.Equal(Monday.AddHours(reminded), time.RemindAt, TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public void Only_hours_of_work_count()
    {
        // Six hours of a visit a day ahead: one from nine on Monday, the night does not count.
        var evening = Monday.AddHours(8);
        var time = AnswerTime.Of(Office(), evening, evening.AddHours(24));
        Assert.Equal(Monday.AddDays(1).AddHours(6), time.By);
        // Of the six hours one was on Monday; half of them are over at eleven on Tuesday.
        Assert.Equal(Monday.AddDays(1).AddHours(3), time.RemindAt);
    }

    [Fact]
    public void A_weekend_does_not_answer_for_a_visit_on_Monday_morning()
    {
        var friday = new DateTimeOffset(2026, 3, 6, 20, 0, 0, TimeSpan.Zero);
        var time = AnswerTime.Of(Office(), friday, friday.AddDays(2).AddHours(14));
        Assert.Equal(new DateTimeOffset(2026, 3, 9, 9, 0, 0, TimeSpan.Zero), time.By);
    }

    [Fact]
    public void A_visit_that_should_have_begun_is_answered_at_once() =>
        Assert.Equal(Monday.AddMinutes(15), AnswerTime.Of(Office(), Monday, Monday.AddHours(-1)).By);

    /// <summary>Whatever the zone, the hours, the lead and the clock that changes in between.</summary>
    [Fact]
    public void It_is_always_in_time()
    {
        var windows = Gen.Choose(1, 7).SelectMany(_ => Gen.Choose(0, 23), (day, from) => (day, from)).SelectMany(_ => Gen.Choose(0, 23), (one, to) =>
            new DayHours(one.day, $"{one.from:00}:00", $"{to:00}:30"));
        var cases = Gen.Elements(Zones).SelectMany(_ => Gen.ListOf(windows), (zone, weekly) => new WeekPlan([.. weekly.Take(14)], [], zone))
            .SelectMany(_ => Gen.Choose(0, 366 * 24 * 60), (plan, minute) => (plan, Now: Monday.AddMinutes(minute)))
            .SelectMany(_ => Gen.Choose(-120, 60 * 24 * 60), (one, lead) => (one.plan, one.Now, StartsAt: one.Now.AddMinutes(lead)));
        Prop.ForAll(Arb.From(cases), one =>
        {
            var (plan, now, startsAt) = one;
            var left = startsAt - now;
            var time = AnswerTime.Of(plan, now, startsAt);
            Assert.True(now < time.RemindAt && time.RemindAt <= time.By, $"{now} {time} {startsAt}");
            if (left <= TimeSpan.Zero)
            {
                Assert.Equal(now.AddMinutes(15), time.By);
                return;
            }

            var hourBefore = startsAt.AddHours(-1);
            Assert.True(time.By <= (hourBefore > now + left / 2 ? hourBefore : now + left / 2), $"{time} is too late for {startsAt}");
            var worked = plan.Between(now, time.By).Aggregate(TimeSpan.Zero, (sum, open) => sum + (open.To - open.From));
            Assert.True(worked <= TimeSpan.FromHours(24), $"{worked} of work");
            Assert.True(worked <= Max(left / 4, TimeSpan.FromMinutes(15)), $"{worked} of {left}");
            var atLeast = AnswerTime.Of(null, now, startsAt).By;
            Assert.True(time.By >= atLeast - TimeSpan.FromMilliseconds(1), $"{time.By} is sooner than {atLeast}, which counts every hour");
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>More time is never less time to answer.</summary>
    [Fact]
    public void A_later_visit_is_never_answered_sooner()
    {
        var cases = Gen.Elements(Zones).SelectMany(_ => Gen.Choose(1, 20_000), (zone, lead) => (zone, lead)).SelectMany(_ => Gen.Choose(0, 3_000), (one, more) => (one.zone, one.lead, more));
        Prop.ForAll(Arb.From(cases), one =>
        {
            var (zone, lead, more) = one;
            Assert.True(AnswerTime.Of(Office(zone), Monday, Monday.AddMinutes(lead)).By <= AnswerTime.Of(Office(zone), Monday, Monday.AddMinutes(lead + more)).By);
        }).QuickCheckThrowOnFailure();
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
