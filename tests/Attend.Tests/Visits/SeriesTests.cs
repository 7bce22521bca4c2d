using System.Globalization;
using Attend.Visits;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using NodaTime.TimeZones;
using Xunit;

namespace Attend.Tests.Visits;

/// <summary>Visits by the clock of a place, through everything that is done to it, and what may be changed of them.</summary>
public sealed class SeriesTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Every change of a clock in a year, and for each quarter of the day a visit that comes daily over it.</summary>
    [Fact]
    public void In_every_zone_a_daily_visit_keeps_its_time_by_the_clock_through_every_change()
    {
        var (begin, end) = (Instant.FromUtc(2026, 1, 1, 0, 0), Instant.FromUtc(2027, 1, 1, 0, 0));
        var zones = TzdbDateTimeZoneSource.Default.CanonicalIdMap.Values.Distinct().Select(id => DateTimeZoneProviders.Tzdb[id]).ToList();
        var changes = (from zone in zones
                       from clock in zone.GetZoneIntervals(begin, end)
                       select (Zone: zone, At: clock.HasStart && clock.Start >= begin ? clock.Start : begin)).Distinct().ToList();
        Assert.True(changes.Select(change => change.Zone).Distinct().Count() == zones.Count && changes.Count > zones.Count + 200);

        foreach (var (zone, at) in changes)
        {
            var day = at.InZone(zone).Date.PlusDays(-2);
            foreach (var minute in Enumerable.Range(0, 24 * 4).Select(quarter => quarter * 15).Concat([1, 59, 61, 119, 121, 179, 181, 1439]))
            {
                var first = day.AtMidnight().PlusMinutes(minute);
                var visits = Made("FREQ=DAILY;COUNT=5", first, zone.Id).Occurrences();
                Assert.Equal(Enumerable.Range(0, 5).Select(first.PlusDays), visits.Select(visit => visit.Id));
                Assert.All(visits, visit =>
                {
                    Assert.Equal(ByTheClock(zone, at, visit.Id).ToDateTimeOffset(), visit.StartsAt);
                    Assert.Equal(visit.StartsAt + Hour, visit.EndsAt);
                });
            }
        }
    }

    [Theory]
    // Spring in Berlin: half past two is meant by the winter's clock. Autumn: the first of two.
    [InlineData("Europe/Berlin", "2026-03-28T02:30", "2026-03-28T01:30Z 2026-03-29T01:30Z 2026-03-30T00:30Z")]
    [InlineData("Europe/Berlin", "2026-10-24T02:30", "2026-10-24T00:30Z 2026-10-25T00:30Z 2026-10-26T01:30Z")]
    [InlineData("America/St_Johns", "2026-03-07T02:30", "2026-03-07T06:00Z 2026-03-08T06:00Z 2026-03-09T05:00Z")]
    [InlineData("America/St_Johns", "2026-10-31T01:30", "2026-10-31T04:00Z 2026-11-01T04:00Z 2026-11-02T05:00Z")]
    // There the clock once went back from one minute past midnight, into the day before.
    [InlineData("America/St_Johns", "2010-11-05T23:30", "2010-11-06T02:00Z 2010-11-07T02:00Z 2010-11-08T03:00Z")]
    // Half an hour.
    [InlineData("Australia/Lord_Howe", "2026-10-03T02:15", "2026-10-02T15:45Z 2026-10-03T15:45Z 2026-10-04T15:15Z")]
    [InlineData("Australia/Lord_Howe", "2026-04-04T01:45", "2026-04-03T14:45Z 2026-04-04T14:45Z 2026-04-05T15:15Z")]
    // Winter time for Ramadan.
    [InlineData("Africa/Casablanca", "2026-02-14T02:30", "2026-02-14T01:30Z 2026-02-15T01:30Z 2026-02-16T02:30Z")]
    [InlineData("Africa/Casablanca", "2026-03-21T02:30", "2026-03-21T02:30Z 2026-03-22T02:30Z 2026-03-23T01:30Z")]
    // A Friday that never was is no visit, and is not counted.
    [InlineData("Pacific/Apia", "2011-12-29T09:00", "2011-12-29T19:00Z 2011-12-30T19:00Z 2011-12-31T19:00Z")]
    public void A_time_that_there_is_not_is_by_the_clock_before_and_one_that_there_is_twice_is_the_first(string zone, string first, string starts) => Assert.Equal(
        starts.Split(' ').Select(Utc), Made("FREQ=DAILY;COUNT=3", Wall(first), zone).Occurrences().Select(visit => visit.StartsAt));

    [Fact]
    public void A_night_lasts_as_long_as_ever_and_ends_by_the_clock_when_it_does()
    {
        var spring = Made("FREQ=DAILY;COUNT=2", Wall("2026-03-28T22:00"), "Europe/Berlin") with { Length = TimeSpan.FromHours(9) };
        Assert.Equal(
            [
                new(Wall("2026-03-28T22:00"), Utc("2026-03-28T21:00Z"), Utc("2026-03-29T06:00Z")),
                new(Wall("2026-03-29T22:00"), Utc("2026-03-29T20:00Z"), Utc("2026-03-30T05:00Z")),
            ],
            spring.Occurrences());
        var autumn = spring with { First = Wall("2026-10-31T22:00"), Zone = "America/St_Johns" };
        Assert.Equal([Utc("2026-11-01T09:30Z"), Utc("2026-11-02T10:30Z")], autumn.Occurrences().Select(visit => visit.EndsAt));
    }

    [Theory]
    [InlineData("FREQ=DAILY;COUNT=366", null)]
    [InlineData("FREQ=DAILY;COUNT=367", "COUNT or UNTIL must end it after at most 366 visits")]
    [InlineData("FREQ=DAILY", "COUNT or UNTIL must end it after at most 366 visits")]
    [InlineData("FREQ=DAILY;UNTIL=20270506T090000Z", null)]
    [InlineData("FREQ=DAILY;UNTIL=20270507T090000Z", "COUNT or UNTIL must end it after at most 366 visits")]
    [InlineData("FREQ=DAILY;UNTIL=20260506T085959Z", "UNTIL must not be before the first visit")]
    [InlineData("FREQ=WEEKLY;BYDAY=TH;COUNT=3", "must be one by which a visit comes on the first day, 2026-05-06")]
    [InlineData("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30;COUNT=3", "must be one by which a visit comes on the first day, 2026-05-06")]
    [InlineData("FREQ=YEARLY;INTERVAL=40;COUNT=4", "COUNT must be at most 3: no more come within 100 years")]
    public void What_cannot_be_planned_is_refused(string rule, string? sentence)
    {
        var refused = Made(rule, Wall("2026-05-06T09:00"), "UTC").Refuse();
        Assert.Equal(sentence, refused is null ? null : Assert.Single(refused.Errors!["rule"]));
    }

    [Fact]
    public void A_first_day_that_is_only_where_counting_begins_is_left_out()
    {
        // Every Friday the 13th (RFC 5545, 3.8.5.3).
        var fridays = Made("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;UNTIL=20010101T000000Z", Wall("1997-09-02T09:00"), "America/New_York");
        Assert.NotNull(fridays.Refuse());
        var left = fridays with { LeftOut = [fridays.First] };
        Assert.Null(left.Refuse());
        Assert.Equal(
            ["1998-02-13T14:00Z", "1998-03-13T14:00Z", "1998-11-13T14:00Z", "1999-08-13T13:00Z", "2000-10-13T13:00Z"],
            left.Occurrences().Select(visit => Text(visit.StartsAt)));
    }

    /// <summary>What was cancelled is left out, what is at another time or takes longer is so, and what was ended with the rest is no visit of it.</summary>
    [Fact]
    public void What_became_of_single_visits_is_said_of_them()
    {
        var series = Made("FREQ=DAILY;COUNT=5", Wall("2026-05-01T22:00"), "UTC");
        var known = series.With(
        [
            new(Wall("2026-05-01T22:00"), Utc("2026-05-01T22:00Z"), Utc("2026-05-01T23:00Z"), true),
            new(Wall("2026-05-02T22:00"), Utc("2026-05-02T22:00Z"), Utc("2026-05-02T23:00Z"), false),
            new(Wall("2026-05-03T22:00"), Utc("2026-05-20T10:00Z"), Utc("2026-05-20T11:00Z"), true),
            new(Wall("2026-05-04T22:00"), Utc("2026-05-04T22:00Z"), Utc("2026-05-05T00:00Z"), true),
            new(Wall("2026-05-05T22:00"), Utc("2026-05-03T12:00Z"), Utc("2026-05-03T12:30Z"), true),
            new(Wall("2026-05-06T22:00"), Utc("2026-05-06T22:00Z"), Utc("2026-05-06T23:00Z"), false),
        ]);
        Assert.Equal([Wall("2026-05-02T22:00")], known.LeftOut);
        Assert.Equal(
            [
                new(Wall("2026-05-03T22:00"), Utc("2026-05-20T10:00Z"), null), new(Wall("2026-05-04T22:00"), null, 2 * Hour),
                new(Wall("2026-05-05T22:00"), Utc("2026-05-03T12:00Z"), Hour / 2),
            ],
            known.Changed);
        Assert.Equal([1, 5, 4, 3], Days(known.Occurrences()));
    }

    [Fact]
    public void Only_what_is_a_visit_by_the_rule_can_be_followed_by_others()
    {
        var series = Made("FREQ=WEEKLY;COUNT=3", Wall("2026-05-04T09:00"), "UTC");
        foreach (var id in new[] { "2026-05-12T09:00", "2026-05-04T10:00", "2026-05-25T09:00" }.Select(Wall))
        {
            Assert.Equal(404, series.ChangeFollowing(id, id, Hour).Refused!.StatusCode);
        }
    }

    [Fact]
    public void This_and_following_is_another_series()
    {
        var series = Made("FREQ=WEEKLY;BYDAY=MO,TH;COUNT=8", Wall("2026-05-04T09:00"), "Europe/Berlin") with
        {
            LeftOut = [Wall("2026-05-07T09:00"), Wall("2026-05-21T09:00")],
            Changed = [new(Wall("2026-05-25T09:00"), Utc("2026-05-26T13:00Z"), null), new(Wall("2026-05-28T09:00"), null, Hour)],
        };

        var (after, refused) = series.ChangeFollowing(Wall("2026-05-14T09:00"), Wall("2026-05-14T10:30"), 2 * Hour);
        Assert.Null(refused);
        Assert.Equal("FREQ=WEEKLY;COUNT=5;BYDAY=MO,TH", after!.Rule.ToString());
        Assert.Equal(
            [("2026-05-14T08:30Z", 2), ("2026-05-18T08:30Z", 2), ("2026-05-26T13:00Z", 2), ("2026-05-28T08:30Z", 1)],
            after.Occurrences().Select(visit => (Text(visit.StartsAt), (visit.EndsAt - visit.StartsAt).Hours)));

        // By a rule of its own the days may be others.
        var tuesdays = series.ChangeFollowing(series.First, Wall("2026-05-05T09:00"), Hour, Recurrence.Read("FREQ=WEEKLY;COUNT=4").Rule);
        Assert.Equal([5, 12, 19, 26], Days(tuesdays.Series!.Occurrences()));
        Assert.Empty(tuesdays.Series.LeftOut);
        Assert.Equal(400, series.ChangeFollowing(series.First, Wall("2026-05-05T09:00"), Hour).Refused!.StatusCode);

        // A first one that does not take place does not at its new time either: from there it is counted.
        var later = series.ChangeFollowing(Wall("2026-05-07T09:00"), Wall("2026-05-07T10:00"), Hour).Series!;
        Assert.Equal([Wall("2026-05-07T10:00"), Wall("2026-05-21T10:00")], later.LeftOut);
        Assert.Equal([11, 14, 18, 25, 28], Days(later.Occurrences()).Order());
    }

    [Fact]
    public void To_change_nothing_changes_nothing() => Prop.ForAll(Rules.Series.ToArbitrary(), series =>
    {
        Assert.Null(series.Refuse());
        var visits = series.Occurrences();
        Assert.Equal(visits, (series with { LeftOut = [], Changed = [] }).With(
            [
                .. visits.Select(visit => new BookedOccurrence(visit.Id, visit.StartsAt, visit.EndsAt, true)),
                .. series.LeftOut.Select(id => new BookedOccurrence(id, default, default, false)),
            ]).Occurrences());
        foreach (var id in visits.Select(visit => visit.Id).Except(series.Changed.Select(one => one.Id)).Concat(series.LeftOut))
        {
            var (after, refused) = series.ChangeFollowing(id, id, series.Length);
            Assert.Null(refused);
            Assert.Equal(visits.Where(visit => visit.Id >= id), after!.Occurrences());
        }
    }).QuickCheckThrowOnFailure();

    /// <summary>By the offsets before and after a change alone, as RFC 5545 (3.3.5) has it.</summary>
    private static Instant ByTheClock(DateTimeZone zone, Instant change, LocalDateTime wall)
    {
        var offsets = new[] { zone.GetUtcOffset(change - Duration.FromNanoseconds(1)), zone.GetUtcOffset(change) };
        var shown = offsets.Select(offset => wall.WithOffset(offset)).Where(at => zone.GetUtcOffset(at.ToInstant()) == at.Offset).ToList();
        return shown.Count > 0 ? shown.Min(at => at.ToInstant()) : wall.WithOffset(offsets[0]).ToInstant();
    }

    private static Series Made(string rule, LocalDateTime first, string zone) => new(Recurrence.Read(rule).Rule!, first, zone, Hour, [], []);

    private static IEnumerable<int> Days(IEnumerable<Occurrence> visits) => visits.Select(visit => visit.Id.Day);

    private static LocalDateTime Wall(string text) =>
        LocalDateTime.FromDateTime(DateTime.ParseExact(text, "yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture));

    private static string Text(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
