using Attend.Visits;
using NodaTime;
using Xunit;

namespace Attend.Tests.Visits;

/// <summary>The examples of RFC 5545 (3.8.5.3), as far as they speak of days, and what is refused.</summary>
public sealed class RecurrenceTests
{
    private static readonly DateTimeZone NewYork = DateTimeZoneProviders.Tzdb["America/New_York"];

    /// <summary>First day, rule, and the days of each month: <c>2..30/2</c> is every second from 2 to 30. EDT is four hours behind UTC, EST five.</summary>
    [Theory]
    [InlineData("1997-09-02", "FREQ=DAILY;COUNT=10", "EDT 1997-09 2..11")]
    [InlineData("1997-09-02", "FREQ=DAILY;UNTIL=19971224T000000Z", "EDT 1997-09 2..30; 1997-10 1..25; EST 1997-10 26..31; 1997-11 1..30; 1997-12 1..23")]
    [InlineData("1997-09-02", "FREQ=DAILY;INTERVAL=2", "EDT 1997-09 2..30/2; 1997-10 2..24/2; EST 1997-10 26..30/2; 1997-11 1..29/2; 1997-12 1 3")]
    [InlineData("1997-09-02", "FREQ=DAILY;INTERVAL=10;COUNT=5", "EDT 1997-09 2 12 22; 1997-10 2 12")]
    [InlineData("1998-01-01", "FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA", "EST 1998-01 1..31; 1999-01 1..31; 2000-01 1..31")]
    [InlineData("1998-01-01", "FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1", "EST 1998-01 1..31; 1999-01 1..31; 2000-01 1..31")]
    [InlineData("1997-09-02", "FREQ=WEEKLY;COUNT=10", "EDT 1997-09 2 9 16 23 30; 1997-10 7 14 21; EST 1997-10 28; 1997-11 4")]
    [InlineData("1997-09-02", "FREQ=WEEKLY;UNTIL=19971224T000000Z", "EDT 1997-09 2..30/7; 1997-10 7 14 21; EST 1997-10 28; 1997-11 4 11 18 25; 1997-12 2 9 16 23")]
    [InlineData("1997-09-02", "FREQ=WEEKLY;INTERVAL=2;WKST=SU", "EDT 1997-09 2 16 30; 1997-10 14; EST 1997-10 28; 1997-11 11 25; 1997-12 9 23; 1998-01 6 20; 1998-02 3 17")]
    [InlineData("1997-09-02", "FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH", "EDT 1997-09 2 4 9 11 16 18 23 25 30; 1997-10 2")]
    [InlineData("1997-09-02", "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", "EDT 1997-09 2 4 9 11 16 18 23 25 30; 1997-10 2")]
    [InlineData("1997-09-01", "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR",
        "EDT 1997-09 1 3 5 15 17 19 29; 1997-10 1 3 13 15 17; EST 1997-10 27 29 31; 1997-11 10 12 14 24 26 28; 1997-12 8 10 12 22")]
    [InlineData("1997-09-02", "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH", "EDT 1997-09 2 4 16 18 30; 1997-10 2 14 16")]
    [InlineData("1997-09-05", "FREQ=MONTHLY;COUNT=10;BYDAY=1FR",
        "EDT 1997-09 5; 1997-10 3; EST 1997-11 7; 1997-12 5; 1998-01 2; 1998-02 6; 1998-03 6; 1998-04 3; EDT 1998-05 1; 1998-06 5")]
    [InlineData("1997-09-05", "FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR", "EDT 1997-09 5; 1997-10 3; EST 1997-11 7; 1997-12 5")]
    [InlineData("1997-09-07", "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU", "EDT 1997-09 7 28; EST 1997-11 2 30; 1998-01 4 25; 1998-03 1 29; EDT 1998-05 3 31")]
    [InlineData("1997-09-22", "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "EDT 1997-09 22; 1997-10 20; EST 1997-11 17; 1997-12 22; 1998-01 19; 1998-02 16")]
    [InlineData("1997-09-28", "FREQ=MONTHLY;BYMONTHDAY=-3", "EDT 1997-09 28; EST 1997-10 29; 1997-11 28; 1997-12 29; 1998-01 29; 1998-02 26")]
    [InlineData("1997-09-02", "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15", "EDT 1997-09 2 15; 1997-10 2 15; EST 1997-11 2 15; 1997-12 2 15; 1998-01 2 15")]
    [InlineData("1997-09-30", "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1", "EDT 1997-09 30; 1997-10 1; EST 1997-10 31; 1997-11 1 30; 1997-12 1 31; 1998-01 1 31; 1998-02 1")]
    [InlineData("1997-09-10", "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15", "EDT 1997-09 10..15; EST 1999-03 10..13")]
    [InlineData("1997-09-02", "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU", "EDT 1997-09 2..30/7; EST 1997-11 4 11 18 25; 1998-01 6 13 20 27; 1998-03 3 10 17 24 31")]
    [InlineData("1997-06-10", "FREQ=YEARLY;COUNT=10;BYMONTH=6,7",
        "EDT 1997-06 10; 1997-07 10; 1998-06 10; 1998-07 10; 1999-06 10; 1999-07 10; 2000-06 10; 2000-07 10; 2001-06 10; 2001-07 10")]
    [InlineData("1997-03-10", "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3",
        "EST 1997-03 10; 1999-01 10; 1999-02 10; 1999-03 10; 2001-01 10; 2001-02 10; 2001-03 10; 2003-01 10; 2003-02 10; 2003-03 10")]
    [InlineData("1997-05-19", "FREQ=YEARLY;BYDAY=20MO", "EDT 1997-05 19; 1998-05 18; 1999-05 17")]
    [InlineData("1997-03-13", "FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "EST 1997-03 13 20 27; 1998-03 5 12 19 26; 1999-03 4 11 18 25")]
    [InlineData("1997-06-05", "FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8",
        "EDT 1997-06 5..26/7; 1997-07 3..31/7; 1997-08 7..28/7; 1998-06 4..25/7; 1998-07 2..30/7; 1998-08 6..27/7; 1999-06 3..24/7; 1999-07 1..29/7; 1999-08 5..26/7")]
    // The first start comes whatever the rule says; the RFC leaves it out by an exception.
    [InlineData("1997-09-02", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "EDT 1997-09 2; EST 1998-02 13; 1998-03 13; 1998-11 13; EDT 1999-08 13; 2000-10 13")]
    [InlineData("1997-09-13", "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
        "EDT 1997-09 13; 1997-10 11; EST 1997-11 8; 1997-12 13; 1998-01 10; 1998-02 7; 1998-03 7; EDT 1998-04 11; 1998-05 9; 1998-06 13")]
    [InlineData("1996-11-05", "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", "EST 1996-11 5; 2000-11 7; 2004-11 2")]
    [InlineData("1997-09-04", "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "EDT 1997-09 4; 1997-10 7; EST 1997-11 6")]
    [InlineData("1997-09-29", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
        "EDT 1997-09 29; EST 1997-10 30; 1997-11 27; 1997-12 30; 1998-01 29; 1998-02 26; 1998-03 30")]
    [InlineData("1997-08-05", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "EDT 1997-08 5 10 19 24")]
    [InlineData("1997-08-05", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "EDT 1997-08 5 17 19 31")]
    [InlineData("2007-01-15", "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "EST 2007-01 15 30; 2007-02 15; EDT 2007-03 15 30")]
    public void The_examples_of_the_RFC_come_out(string first, string rule, string days)
    {
        var expected = Days(days).ToList();
        var read = Recurrence.Read(rule).Rule!;
        var starts = read.Starts(LocalDate.FromDateOnly(DateOnly.Parse(first, null)) + new LocalTime(9, 0), NewYork);

        // Those that the RFC follows for ever it breaks off.
        var ends = read.Count is not null || read.Until is not null;
        Assert.Equal(expected, ends ? starts : starts.Take(expected.Count));
    }

    [Theory]
    // Nothing but what the first start says.
    [InlineData("2026-01-31", "FREQ=MONTHLY;COUNT=4", "2026-01-31 2026-03-31 2026-05-31 2026-07-31")]
    [InlineData("2024-02-29", "FREQ=YEARLY;COUNT=3", "2024-02-29 2028-02-29 2032-02-29")]
    [InlineData("2096-02-29", "FREQ=YEARLY;COUNT=2", "2096-02-29 2104-02-29")]
    // Days of the month without months are those of all, as BYMONTHDAY makes more of a year's days.
    [InlineData("2026-01-01", "FREQ=YEARLY;BYMONTHDAY=1;COUNT=3", "2026-01-01 2026-02-01 2026-03-01")]
    // A weekday is counted in the month where months are named, else in the year; the days of the month then only limit.
    [InlineData("2026-01-05", "FREQ=YEARLY;BYDAY=1MO;COUNT=2", "2026-01-05 2027-01-04")]
    [InlineData("2026-03-02", "FREQ=YEARLY;BYDAY=1MO;BYMONTH=3,6;COUNT=3", "2026-03-02 2026-06-01 2027-03-01")]
    [InlineData("2026-12-28", "FREQ=YEARLY;BYDAY=-1MO;COUNT=2", "2026-12-28 2027-12-27")]
    [InlineData("2028-12-31", "FREQ=YEARLY;BYDAY=53SU;COUNT=2", "2028-12-31 2034-12-31")]
    [InlineData("2026-06-01", "FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=1;COUNT=2", "2026-06-01 2027-02-01")]
    // The last working day of a quarter, and the positions of a week in whose middle it begins.
    [InlineData("2026-03-31", "FREQ=MONTHLY;INTERVAL=3;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3", "2026-03-31 2026-06-30 2026-09-30")]
    [InlineData("2026-05-06", "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=1,2;COUNT=3", "2026-05-06 2026-05-11 2026-05-13")]
    [InlineData("2026-01-01", "FREQ=YEARLY;BYMONTH=1,2;BYMONTHDAY=1;BYSETPOS=1,-1;COUNT=3", "2026-01-01 2026-02-01 2027-01-01")]
    // Weeks over the end of the year, by where they begin.
    [InlineData("2026-12-30", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE,SU;COUNT=3", "2026-12-30 2027-01-03 2027-01-13")]
    [InlineData("2026-12-30", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE,SU;WKST=SU;COUNT=3", "2026-12-30 2027-01-10 2027-01-13")]
    public void What_the_rule_leaves_open_is_as_at_first(string first, string rule, string days) => Assert.Equal(
        days.Split(' '),
        Recurrence.Read(rule).Rule!.Starts(LocalDate.FromDateOnly(DateOnly.Parse(first, null)).AtMidnight(), DateTimeZone.Utc)
            .Select(start => start.Wall.Date.ToString("uuuu-MM-dd", null)));

    [Fact]
    public void A_rule_by_which_nothing_comes_ends()
    {
        var never = Recurrence.Read("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30").Rule!;
        Assert.Equal([new LocalDateTime(2026, 2, 1, 9, 0)], never.Starts(new LocalDateTime(2026, 2, 1, 9, 0), NewYork).Select(start => start.Wall));
        Assert.False(never.Includes(new LocalDate(2026, 2, 1)));
        Assert.Equal(101, Recurrence.Read("FREQ=YEARLY").Rule!.Starts(new LocalDateTime(2026, 2, 1, 9, 0), NewYork).Count());
        Assert.Empty(Recurrence.Read("FREQ=YEARLY;INTERVAL=1000;UNTIL=20260101T000000Z").Rule!.Starts(new LocalDateTime(9998, 2, 1, 9, 0), NewYork));
    }

    [Theory]
    [InlineData("freq=weekly;byday=-0,mo", "BYDAY must be days such as MO, or 1MO and -1MO for the first and the last Monday, with commas between")]
    [InlineData("", "'' must be a part such as COUNT=10; semicolons stand only between parts", "FREQ must be one of DAILY, WEEKLY, MONTHLY, YEARLY")]
    [InlineData("FREQ=DAILY;", "'' must be a part such as COUNT=10; semicolons stand only between parts")]
    [InlineData("FREQ=DAILY;COUNT", "'COUNT' must be a part such as COUNT=10; semicolons stand only between parts")]
    [InlineData("COUNT=3", "FREQ must be one of DAILY, WEEKLY, MONTHLY, YEARLY")]
    [InlineData("FREQ=HOURLY;INTERVAL=3", "FREQ must be one of DAILY, WEEKLY, MONTHLY, YEARLY")]
    [InlineData("FREQ=DAILY;FREQ=DAILY", "FREQ must stand only once")]
    [InlineData("RRULE:FREQ=DAILY", "RRULE:FREQ is no part of a rule; these are: FREQ, UNTIL, COUNT, INTERVAL, BYDAY, BYMONTHDAY, BYMONTH, BYSETPOS, WKST",
        "FREQ must be one of DAILY, WEEKLY, MONTHLY, YEARLY")]
    [InlineData("FREQ=DAILY;X-EASTER=1", "X-EASTER is no part of a rule; these are: FREQ, UNTIL, COUNT, INTERVAL, BYDAY, BYMONTHDAY, BYMONTH, BYSETPOS, WKST")]
    [InlineData("FREQ=DAILY;BYHOUR=9,10;BYMINUTE=0,20,40;BYSECOND=1",
        "BYHOUR is not supported: every visit begins at the time of day of the first; write a series for each time of day",
        "BYMINUTE is not supported: every visit begins at the time of day of the first", "BYSECOND is not supported: every visit begins at the time of day of the first")]
    [InlineData("FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200", "BYYEARDAY is not supported: name the day by BYMONTH and BYMONTHDAY")]
    [InlineData("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "BYWEEKNO is not supported: name the week by BYMONTH and BYDAY, such as 2MO")]
    [InlineData("RSCALE=HEBREW;FREQ=YEARLY;SKIP=FORWARD", "RSCALE is not supported: days are those of the Gregorian calendar",
        "SKIP is not supported: a day that a month does not have is left out")]
    [InlineData("FREQ=DAILY;COUNT=1;UNTIL=20261231T000000Z", "COUNT must not stand beside UNTIL: one of them ends the rule")]
    [InlineData("FREQ=DAILY;COUNT=0", "COUNT must be a number from 1 to 1000")]
    [InlineData("FREQ=DAILY;COUNT=-1;INTERVAL=+1", "COUNT must be a number from 1 to 1000", "INTERVAL must be a number from 1 to 1000")]
    [InlineData("FREQ=DAILY;INTERVAL=99999999999", "INTERVAL must be a number from 1 to 1000")]
    [InlineData("FREQ=DAILY;INTERVAL=٣", "INTERVAL must be a number from 1 to 1000")]
    [InlineData("FREQ=DAILY;UNTIL=20261231", "UNTIL must be a moment in UTC such as 20261231T230000Z")]
    [InlineData("FREQ=DAILY;UNTIL=20261231T230000", "UNTIL must be a moment in UTC such as 20261231T230000Z")]
    [InlineData("FREQ=DAILY;UNTIL=20260230T230000Z", "UNTIL must be a moment in UTC such as 20261231T230000Z")]
    [InlineData("FREQ=MONTHLY;BYDAY=", "BYDAY must be days such as MO, or 1MO and -1MO for the first and the last Monday, with commas between")]
    [InlineData("FREQ=MONTHLY;BYDAY=MO,,TU", "BYDAY must be days such as MO, or 1MO and -1MO for the first and the last Monday, with commas between")]
    [InlineData("FREQ=YEARLY;BYDAY=54MO", "BYDAY must be days such as MO, or 1MO and -1MO for the first and the last Monday, with commas between")]
    [InlineData("FREQ=WEEKLY;BYDAY=1MO", "BYDAY must be without numbers in a rule with FREQ=WEEKLY; FREQ=MONTHLY counts the weekdays of a month")]
    [InlineData("FREQ=DAILY;BYDAY=MO,-1TU", "BYDAY must be without numbers in a rule with FREQ=DAILY; FREQ=MONTHLY counts the weekdays of a month")]
    [InlineData("FREQ=MONTHLY;BYDAY=6MO", "BYDAY must count from 1 to 5 or from -5 to -1: a month has no more of a weekday")]
    [InlineData("FREQ=YEARLY;BYDAY=-20MO;BYMONTH=5", "BYDAY must count from 1 to 5 or from -5 to -1: a month has no more of a weekday")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY must be numbers from 1 to 31 or from -31 to -1, with commas between")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=1,32", "BYMONTHDAY must be numbers from 1 to 31 or from -31 to -1, with commas between")]
    [InlineData("FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY must not stand in a rule with FREQ=WEEKLY; FREQ=MONTHLY has days of the month")]
    [InlineData("FREQ=YEARLY;BYMONTH=-1", "BYMONTH must be numbers from 1 to 12, with commas between")]
    [InlineData("FREQ=YEARLY;BYMONTH=13", "BYMONTH must be numbers from 1 to 12, with commas between")]
    [InlineData("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=367", "BYSETPOS must be numbers from 1 to 366 or from -366 to -1, with commas between")]
    [InlineData("FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS must stand beside BYDAY, BYMONTHDAY or BYMONTH, as it chooses from their days")]
    [InlineData("FREQ=WEEKLY;WKST=1MO", "WKST must be one of MO, TU, WE, TH, FR, SA, SU")]
    public void What_is_not_right_or_not_supported_is_refused_by_name(string rule, params string[] sentences)
    {
        var (read, refused) = Recurrence.Read(rule);
        Assert.Null(read);
        Assert.Equal(400, refused!.StatusCode);
        Assert.Equal(sentences, refused.Errors!["rule"]);
    }

    [Fact]
    public void Parts_may_stand_in_any_order_small_and_with_signs() => Assert.Equal(
        "FREQ=MONTHLY;UNTIL=20261231T230000Z;INTERVAL=2;BYDAY=1SU,-1SU;BYMONTHDAY=7,-7;BYMONTH=12,6;BYSETPOS=1,-1;WKST=SU",
        Recurrence.Read("wkst=su;bysetpos=+1,-01,1;bymonth=012,6;bymonthday=+7,-7;byday=+1su,-1Su;interval=02;until=20261231t230000z;Freq=monthly").Rule!.ToString());

    private static IEnumerable<(LocalDateTime Wall, Instant At)> Days(string text)
    {
        var behind = 0;
        foreach (var words in text.Split("; ").Select(month => month.Split(' ')))
        {
            behind = words[0] switch { "EDT" => 4, "EST" => 5, _ => behind };
            var month = words.SkipWhile(word => !word.Contains('-', StringComparison.Ordinal)).ToList();
            foreach (var day in month.Skip(1).SelectMany(Range))
            {
                var nine = LocalDate.FromDateOnly(DateOnly.Parse(month[0] + "-01", null)).PlusDays(day - 1) + new LocalTime(9, 0);
                yield return (nine, nine.PlusHours(behind).InUtc().ToInstant());
            }
        }
    }

    private static IEnumerable<int> Range(string text)
    {
        var numbers = text.Replace("..", "/", StringComparison.Ordinal).Split('/').Select(number => int.Parse(number, null)).ToList();
        var (from, to, step) = (numbers[0], numbers.ElementAtOrDefault(1), numbers.ElementAtOrDefault(2));
        for (var day = from; day <= Math.Max(from, to); day += Math.Max(1, step))
        {
            yield return day;
        }
    }
}
