using Attend.Bookings;
using Attend.People;
using Attend.Queues;
using NodaTime;
using Xunit;

namespace Attend.Tests.Bookings;

public sealed class SlotTests(World world) : IClassFixture<World>
{
    private static readonly string[] Zones = ["Africa/Casablanca", "Asia/Manila", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"];

    public static TheoryData<string, string, string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, string, int>();
            foreach (var zone in Zones)
            {
                cases.Add(zone, "08:00", "17:00", 15);
                cases.Add(zone, "22:10", "06:00", 50);
                cases.Add(zone, "01:30", "04:30", 20);
                cases.Add(zone, "00:00", "00:00", 60);
            }

            return cases;
        }
    }

    /// <summary>Day by day around every change of the clock in a year: each slot on one day, none over another, all of them while it is open.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_slot_is_whole_within_the_hours_and_on_one_day(string name, string from, string to, int minutes)
    {
        var zone = DateTimeZoneProviders.Tzdb[name];
        var hours = new WeekPlan([.. Enumerable.Range(1, 7).Select(day => new DayHours(day, from, to))], [], name);
        var changes = zone.GetZoneIntervals(Instant.FromUtc(2026, 1, 1, 0, 0), Instant.FromUtc(2027, 1, 1, 0, 0))
            .Where(interval => interval.HasStart && interval.Start >= Instant.FromUtc(2026, 1, 1, 0, 0)).Select(interval => interval.Start).Append(Instant.FromUtc(2026, 5, 20, 12, 0));
        foreach (var change in changes)
        {
            var today = change.InZone(zone).Date.ToDateOnly();
            var slots = Enumerable.Range(-2, 5).SelectMany(day => Slot.On(hours, TimeSpan.FromMinutes(minutes), today.AddDays(day))).ToList();
            Assert.NotEmpty(slots);
            Assert.All(slots.Zip(slots.Skip(1)), pair => Assert.True(pair.First.EndsAt <= pair.Second.StartsAt, $"{pair}"));
            Assert.All(slots, slot =>
            {
                Assert.Equal(TimeSpan.FromMinutes(minutes), slot.EndsAt - slot.StartsAt);
                var (open, until) = hours.At(slot.StartsAt);
                Assert.True(open && (until is null || until >= slot.EndsAt), $"{slot} is not within the hours, which end {until:u}");
            });
        }
    }

    [Fact]
    public void An_hour_that_is_shown_twice_has_slots_twice_and_one_that_is_jumped_over_has_none()
    {
        // Berlin: on 29 March 2026 the clock goes from 02:00 to 03:00, on 25 October from 03:00 back to 02:00; both are Sundays.
        var night = new WeekPlan([new DayHours(7, "01:00", "05:00")], [], "Europe/Berlin");
        Assert.Equal([Utc(3, 29, 0), Utc(3, 29, 1), Utc(3, 29, 2)], Beginnings(night, new DateOnly(2026, 3, 29)));
        Assert.Equal([Utc(10, 24, 23), Utc(10, 25, 0), Utc(10, 25, 1), Utc(10, 25, 2), Utc(10, 25, 3)], Beginnings(night, new DateOnly(2026, 10, 25)));
    }

    [Fact]
    public void Holidays_stand_for_their_weekday_and_a_night_belongs_to_both_of_its_days()
    {
        // 1 May 2026 is a Friday.
        var plan = new WeekPlan(
            [.. Enumerable.Range(1, 5).Select(day => new DayHours(day, "08:00", "10:30"))],
            [new SpecialDay(new DateOnly(2026, 5, 1), "Labour Day"), new SpecialDay(new DateOnly(2026, 5, 4), "Half a day", "09:00", "10:00")], "UTC");
        Assert.Equal([Utc(4, 30, 8), Utc(4, 30, 9)], Beginnings(plan, new DateOnly(2026, 4, 30)));
        Assert.Empty(Beginnings(plan, new DateOnly(2026, 5, 1)));
        Assert.Equal([Utc(5, 4, 9)], Beginnings(plan, new DateOnly(2026, 5, 4)));
        var night = new WeekPlan([new DayHours(4, "22:30", "02:30"), new DayHours(5, "01:00", "04:00")], [], "UTC");
        Assert.Equal([Utc(4, 30, 22).AddMinutes(30), Utc(4, 30, 23).AddMinutes(30)], Beginnings(night, new DateOnly(2026, 4, 30)));
        // What the second window would cut across the first one is not there.
        Assert.Equal([Utc(5, 1, 0).AddMinutes(30), Utc(5, 1, 1).AddMinutes(30), Utc(5, 1, 3)], Beginnings(night, new DateOnly(2026, 5, 1)));
    }

    [Fact]
    public async Task A_day_is_shown_by_the_sites_clock_with_what_is_free_across_both_changes()
    {
        var practice = await Practice.Open(world, new { slot_minutes = 60, places = 2, horizon_days = 400 });
        world.Clock.Now = new DateTimeOffset(2026, 3, 27, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(23, await Count("2026-03-29"));
        Assert.Equal(24, await Count("2026-03-30"));
        Assert.Equal(25, await Count("2026-10-25"));
        // The second time that the clock shows half past two.
        var twice = Utc(10, 25, 1);
        await practice.Book(twice);
        Assert.Equal((1, 2), (await practice.Free(twice), await practice.Free(twice.AddHours(-1))));
        var today = (await world.Stranger.Get($"/api/queues/{practice.Queue}/slots")).Is(200);
        Assert.Equal(("2026-03-27", "Europe/Berlin", 2), (today["date"].GetString(), today["zone"].GetString(), today["places"].GetInt32()));
        Assert.Equal([false, true], today["slots"].EnumerateArray().Select(slot => slot.GetProperty("self_booking").GetBoolean()).Distinct());
        (await world.Stranger.Get("/api/queues/999999/slots")).Refused(404, "not_found");
        (await world.Stranger.Get($"/api/queues/{practice.Queue}/slots?date=0001-01-01")).Refused(400, "invalid");

        async Task<int> Count(string day) => (await world.Stranger.Get($"/api/queues/{practice.Queue}/slots?date={day}")).Is(200)["slots"].GetArrayLength();
    }

    private static IEnumerable<DateTimeOffset> Beginnings(WeekPlan hours, DateOnly day) => Slot.On(hours, TimeSpan.FromHours(1), day).Select(slot => slot.StartsAt);

    private static DateTimeOffset Utc(int month, int day, int hour) => new(2026, month, day, hour, 0, 0, TimeSpan.Zero);
}
