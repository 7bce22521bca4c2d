using Attend.People;
using NodaTime;
using Xunit;

namespace Attend.Tests.People;

/// <summary>The plan against the clock on the wall, minute by minute, over both of its changes.</summary>
public sealed class WeekPlanTests
{
    private static readonly string[] Zones = ["Africa/Casablanca", "Asia/Manila", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"];

    public static TheoryData<string, string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, string>();
            foreach (var zone in Zones)
            {
                cases.Add(zone, "08:00", "17:00");
                cases.Add(zone, "22:00", "06:00");
                cases.Add(zone, "02:15", "02:45");
                cases.Add(zone, "00:00", "00:00");
            }

            return cases;
        }
    }

    /// <summary>Around every change of the clock in a year, and an ordinary day.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void What_it_says_of_each_minute_is_what_the_wall_says(string name, string from, string to)
    {
        var zone = DateTimeZoneProviders.Tzdb[name];
        var hours = new WeekPlan([.. Enumerable.Range(1, 7).Select(day => new DayHours(day, from, to))], [], name);
        var year = zone.GetZoneIntervals(Instant.FromUtc(2026, 1, 1, 0, 0), Instant.FromUtc(2027, 1, 1, 0, 0)).Where(interval => interval.HasStart).Select(interval => interval.Start);
        foreach (var change in year.Where(at => at >= Instant.FromUtc(2026, 1, 1, 0, 0)).Append(Instant.FromUtc(2026, 5, 20, 12, 0)))
        {
            var next = (DateTimeOffset?)null;
            for (var minute = -1_500; minute <= 1_500; minute += 1)
            {
                var at = (change + Duration.FromMinutes(minute)).ToDateTimeOffset();
                var (open, changes) = hours.At(at);
                Assert.True(changes is null || changes > at, $"{name} {at:u} changes at {changes:u}");
                if (next is { } told)
                {
                    // What was said before of when it changes was so.
                    Assert.Equal(changes == told, at < told);
                }

                next = changes;
                var shown = Instant.FromDateTimeOffset(at).InZone(zone);
                if (zone.MapLocal(shown.LocalDateTime).Count == 1 && !Jumped(zone, shown))
                {
                    Assert.Equal(Inside(shown.TimeOfDay, from, to), open);
                }
            }
        }
    }

    [Fact]
    public void A_window_that_the_clock_jumps_over_begins_after_the_jump_and_an_hour_shown_twice_does_not_close_it()
    {
        // Berlin: on 29 March 2026 the clock goes from 02:00 to 03:00, on 25 October from 03:00 back to 02:00.
        var night = new WeekPlan([new DayHours(7, "02:30", "04:00")], [], "Europe/Berlin");
        Assert.Equal((false, Utc(3, 29, 1, 0)), night.At(Utc(3, 29, 0, 59)));
        Assert.Equal((true, Utc(3, 29, 2, 0)), night.At(Utc(3, 29, 1, 0)));
        // From the first 02:30 to 04:00: two hours and a half.
        Assert.Equal((true, Utc(10, 25, 3, 0)), night.At(Utc(10, 25, 0, 30)));
        Assert.Equal((true, Utc(10, 25, 3, 0)), night.At(Utc(10, 25, 1, 15)));
    }

    [Fact]
    public void Special_days_stand_for_their_weekday_windows_that_meet_are_one_and_no_plan_is_closed()
    {
        // 1 May 2026 is a Friday.
        var plan = new WeekPlan(
            [.. Enumerable.Range(1, 5).SelectMany(day => new[] { new DayHours(day, "08:00", "12:00"), new DayHours(day, "12:00", "16:00") })],
            [new SpecialDay(new DateOnly(2026, 5, 1), "Labour Day"), new SpecialDay(new DateOnly(2026, 5, 4), "Half a day", "08:00", "10:00")], "UTC");
        Assert.Equal((true, Utc(4, 30, 16, 0)), plan.At(Utc(4, 30, 9, 0)));
        Assert.Equal((false, Utc(5, 4, 8, 0)), plan.At(Utc(4, 30, 16, 0)));
        Assert.Equal((true, Utc(5, 4, 10, 0)), plan.At(Utc(5, 4, 9, 0)));
        Assert.Equal((false, null), new WeekPlan([], [], "UTC").At(Utc(5, 4, 9, 0)));
    }

    /// <summary>Against the wall's answer for every minute, over both changes of the clock.</summary>
    [Theory]
    [InlineData("Europe/Berlin", "2026-03-27", "22:00", "06:00")]
    [InlineData("Europe/Berlin", "2026-10-23", "22:00", "06:00")]
    [InlineData("Australia/Lord_Howe", "2026-04-03", "20:15", "08:00")]
    [InlineData("America/St_Johns", "2026-11-01", "08:00", "12:00")]
    public void What_is_said_of_a_stretch_is_what_is_said_of_its_minutes(string zone, string day, string from, string to)
    {
        var plan = new WeekPlan([.. Enumerable.Range(1, 7).SelectMany(one => new[] { new DayHours(one, from, to), new DayHours(one, "12:00", "12:30") })], [], zone);
        var first = plan.Day(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture)).From;
        var open = Enumerable.Range(0, 3 * 1440).Select(minute => plan.At(first.AddMinutes(minute)).Open).ToList();
        var random = new Random(7);
        for (var i = 0; i < 300; i++)
        {
            var start = random.Next(open.Count - 1);
            var end = start + 1 + random.Next(open.Count - start - 1);
            var (begins, ends) = (first.AddMinutes(start), first.AddMinutes(end));
            Assert.Equal(open[start..end].TrueForAll(one => one), plan.Covers(begins, ends));
            var windows = plan.Between(begins, ends);
            Assert.Equal(open[start..end].Count(one => one), windows.Sum(window => (window.To - window.From).TotalMinutes));
            Assert.All(windows, window => Assert.True(plan.Covers(window.From, window.To) && begins <= window.From && window.To <= ends));
            Assert.All(windows.Zip(windows.Skip(1)), pair => Assert.True(pair.First.To < pair.Second.From));
            var worked = open[start..end].Count(one => one);
            Assert.True(worked == 0 || plan.After(begins, TimeSpan.FromMinutes(worked)) <= ends);
            Assert.True(plan.After(begins, TimeSpan.FromMinutes(worked + 1)) > ends);
        }
    }

    [Fact]
    public void A_day_without_its_hour_is_a_day_and_what_is_never_open_is_never_worked_in()
    {
        var plan = new WeekPlan([], [], "Europe/Berlin");
        Assert.Equal((Utc(3, 28, 23, 0), Utc(3, 29, 22, 0)), plan.Day(new DateOnly(2026, 3, 29)));
        Assert.Equal(new DateOnly(2026, 3, 29), plan.DayOf(Utc(3, 28, 23, 0)));
        Assert.Null(plan.After(Utc(3, 28, 23, 0), TimeSpan.FromMinutes(1)));
        Assert.Empty(plan.Between(Utc(1, 1, 0, 0), Utc(12, 1, 0, 0)));
        Assert.False(plan.Covers(Utc(1, 1, 0, 0), Utc(1, 1, 0, 1)));
    }

    private static DateTimeOffset Utc(int month, int day, int hour, int minute) => new(2026, month, day, hour, minute, 0, TimeSpan.Zero);

    private static bool Inside(LocalTime time, string from, string to)
    {
        var (begin, end, now) = (Minutes(from), Minutes(to), time.Hour * 60 + time.Minute);
        return begin < end ? now >= begin && now < end : begin == end || now >= begin || now < end;
    }

    private static int Minutes(string clock) => int.Parse(clock[..2], System.Globalization.CultureInfo.InvariantCulture) * 60 + int.Parse(clock[3..], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Whether the clock was put forward or back within the last three hours: there the window's own rule holds, not the wall's.</summary>
    private static bool Jumped(DateTimeZone zone, ZonedDateTime at)
    {
        var interval = zone.GetZoneInterval(at.ToInstant());
        return (interval.HasStart && at.ToInstant() - interval.Start < Duration.FromHours(3)) || (interval.HasEnd && interval.End - at.ToInstant() < Duration.FromHours(3));
    }
}
