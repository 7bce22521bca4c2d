using Attend.Notifications;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using NodaTime.TimeZones;
using Xunit;

namespace Attend.Tests.Notifications;

/// <summary>Quiet by the clock on the wall, in every zone and through everything that was ever done to its clock.</summary>
public sealed class QuietHoursTests
{
    private const int Day = 24 * 60;
    private const int EveryDay = 0b1111_1110;

    private static readonly int[] Always = [1, 2, 3, 4, 5, 6, 7];

    private static bool Long => Environment.GetEnvironmentVariable("ATTEND_LONG") == "1";

    [Theory]
    // Over midnight, and outside of it.
    [InlineData("UTC", "22:00", "07:00", "2026-03-02T23:30Z", "2026-03-03T07:00Z")]
    [InlineData("UTC", "22:00", "07:00", "2026-03-02T06:59Z", "2026-03-02T07:00Z")]
    [InlineData("UTC", "22:00", "07:00", "2026-03-02T07:00Z", null)]
    [InlineData("UTC", "13:00", "14:00", "2026-03-02T13:00Z", "2026-03-02T14:00Z")]
    [InlineData("UTC", "13:00", "13:00", "2026-03-02T13:00Z", null)]
    // Spring: the night is an hour shorter; what would end at 02:30 ends when the clock jumps; what would begin then begins after the jump.
    [InlineData("Europe/Berlin", "22:00", "07:00", "2026-03-28T21:00Z", "2026-03-29T05:00Z")]
    [InlineData("Europe/Berlin", "22:00", "02:30", "2026-03-29T00:59Z", "2026-03-29T01:00Z")]
    [InlineData("Europe/Berlin", "02:30", "06:00", "2026-03-29T00:59Z", null)]
    [InlineData("Europe/Berlin", "02:30", "06:00", "2026-03-29T01:00Z", "2026-03-29T04:00Z")]
    [InlineData("Europe/Berlin", "02:10", "02:50", "2026-03-29T01:00Z", null)]
    // Autumn: an hour longer; half past two is quiet both times, and what ends at half past is over between.
    [InlineData("Europe/Berlin", "22:00", "07:00", "2026-10-24T20:00Z", "2026-10-25T06:00Z")]
    [InlineData("Europe/Berlin", "22:00", "02:30", "2026-10-25T00:10Z", "2026-10-25T00:30Z")]
    [InlineData("Europe/Berlin", "22:00", "02:30", "2026-10-25T00:40Z", null)]
    [InlineData("Europe/Berlin", "22:00", "02:30", "2026-10-25T01:10Z", "2026-10-25T01:30Z")]
    // Half an hour, two hours, fourteen hours ahead, midnight itself, and a Friday that never was.
    [InlineData("Australia/Lord_Howe", "22:00", "07:00", "2026-04-04T12:00Z", "2026-04-04T20:30Z")]
    [InlineData("Antarctica/Troll", "22:00", "07:00", "2026-03-28T23:00Z", "2026-03-29T05:00Z")]
    [InlineData("Pacific/Kiritimati", "22:00", "07:00", "2026-03-02T09:00Z", "2026-03-02T17:00Z")]
    [InlineData("America/Sao_Paulo", "00:00", "06:00", "2018-11-04T03:00Z", "2018-11-04T08:00Z")]
    [InlineData("America/Sao_Paulo", "21:00", "00:00", "2018-11-04T02:59Z", "2018-11-04T03:00Z")]
    [InlineData("Pacific/Apia", "22:00", "07:00", "2011-12-30T09:00Z", "2011-12-30T17:00Z")]
    public void Quiet_ends_when_the_wall_clock_says_so(string zone, string from, string to, string now, string? until) => Assert.Equal(
        until is null ? null : Moment(until), new QuietHours(TimeOnly.Parse(from, null), TimeOnly.Parse(to, null), Always, zone).Until(Moment(now)));

    [Fact]
    public void The_days_are_those_on_which_quiet_begins()
    {
        var nights = new QuietHours(new TimeOnly(22, 0), new TimeOnly(7, 0), [5], "UTC");
        Assert.Null(nights.Until(Moment("2026-03-06T03:00Z")));
        Assert.Equal(Moment("2026-03-07T07:00Z"), nights.Until(Moment("2026-03-06T23:00Z")));
        Assert.Equal(Moment("2026-03-07T07:00Z"), nights.Until(Moment("2026-03-07T03:00Z")));
        Assert.Null(nights.Until(Moment("2026-03-07T23:00Z")));
        Assert.Null((nights with { Days = [] }).Until(Moment("2026-03-06T23:00Z")));
    }

    /// <summary>
    /// All zones, every change of their clocks in the years named, hours that begin and end near a change and elsewhere, any days: always
    /// what somebody would say who looks at the clock each minute.
    /// </summary>
    [Fact]
    public async Task In_every_zone_through_every_change_it_is_as_a_clock_that_is_watched_each_minute()
    {
        var changes = (from zone in TzdbDateTimeZoneSource.Default.CanonicalIdMap.Values.Distinct().Order(StringComparer.Ordinal).Select(id => DateTimeZoneProviders.Tzdb[id])
                       from year in Long ? Enumerable.Range(1990, 45) : [2011, 2018, 2026]
                       from clock in zone.GetZoneIntervals(Instant.FromUtc(year, 1, 1, 0, 0), Instant.FromUtc(year + 1, 1, 1, 0, 0))
                       where clock.HasStart && clock.Start >= Instant.FromUtc(year, 1, 1, 0, 0)
                       select (Zone: zone, At: clock.Start)).ToList();
        Assert.True(changes.Count > 500 && changes.Select(change => change.Zone.Id).Distinct().Count() > 100);

        var config = Config.QuickThrowOnFailure.WithMaxTest(Long ? 10 : 1).WithQuietOnSuccess(true).WithReplay(20261122, 1);
        await Task.Run(() =>
        {
            foreach (var (zone, at) in changes)
            {
                Check.One($"{zone.Id} {at}", config, Prop.ForAll(Arb.From(HoursNear(zone, at)), hours => Agree(zone, at, hours)));
            }

            foreach (var zone in DateTimeZoneProviders.Tzdb.Ids.Select(id => DateTimeZoneProviders.Tzdb[id]))
            {
                Agree(zone, Instant.FromUtc(2026, 6, 1, 0, 0), new Hours(22 * 60, 7 * 60, EveryDay));
            }
        }, TestContext.Current.CancellationToken);
    }

    private static Gen<Hours> HoursNear(DateTimeZone zone, Instant at)
    {
        var shown = new[] { at - Duration.FromNanoseconds(1), at }.Select(moment => moment.InZone(zone).TimeOfDay.TickOfDay / TimeSpan.TicksPerMinute).ToArray();
        var minute = Gen.Frequency(
            (3, Gen.Elements(shown).SelectMany(near => Gen.Choose(-70, 70).Select(off => (int)(near + off + Day) % Day))), (1, Gen.Choose(0, Day - 1)));
        return minute.SelectMany(from => minute.SelectMany(to => Gen.Frequency((1, Gen.Constant(EveryDay)), (1, Gen.Choose(0, EveryDay))).Select(days => new Hours(from, to, days))));
    }

    private static void Agree(DateTimeZone zone, Instant change, Hours hours)
    {
        var begin = change.Minus(Duration.FromHours(30));
        var quiet = Enumerable.Range(0, 90 * 60).Select(minute => hours.Quiet((begin + Duration.FromMinutes(minute)).InZone(zone).LocalDateTime)).ToArray();
        var rule = new QuietHours(
            TimeOnly.MinValue.AddMinutes(hours.From), TimeOnly.MinValue.AddMinutes(hours.To), [.. Always.Where(hours.On)], zone.Id);
        for (var minute = 0; minute < 60 * 60; minute += Math.Abs(minute - (30 * 60)) < 100 ? 1 : 11)
        {
            var end = quiet[minute] ? Array.IndexOf(quiet, false, minute) : -1;
            Assert.Equal(
                end < 0 ? null : (begin + Duration.FromMinutes(end)).ToDateTimeOffset(), rule.Until((begin + Duration.FromMinutes(minute)).ToDateTimeOffset()));
        }
    }

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, null);

    /// <summary>Quiet hours in minutes of the day, the days as bits, Monday the second.</summary>
    private sealed record Hours(int From, int To, int Days)
    {
        public bool On(int day) => (Days & (1 << day)) != 0;

        public bool Quiet(LocalDateTime shown)
        {
            var (today, minute) = ((int)shown.DayOfWeek, (shown.Hour * 60) + shown.Minute);
            return From <= To
                ? On(today) && minute >= From && minute < To
                : (On(today) && minute >= From) || (On(today == 1 ? 7 : today - 1) && minute < To);
        }
    }
}
