using System.Globalization;
using Attend.Visits;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Xunit;

namespace Attend.Tests.Visits;

/// <summary>What holds for every rule.</summary>
public sealed class RecurrencePropertiesTests
{
    private static Arbitrary<Recurrence> Rule => Rules.Endless.ToArbitrary();

    private static Arbitrary<LocalDateTime> First => Rules.First.ToArbitrary();

    private static Arbitrary<DateTimeZone> Zone => Rules.Zone.ToArbitrary();

    [Fact]
    public void It_comes_on_those_days_that_fit_the_rule_and_on_no_others() => Prop.ForAll(Rule, First, (rule, first) =>
    {
        var end = first.Date.PlusYears(5);
        // Whole periods, as positions are counted from their ends too.
        var days = Enumerable.Range(-366, Period.DaysBetween(first.Date, end) + (2 * 366)).Select(first.Date.PlusDays);
        var expected = days.Where(day => Fits(rule, first.Date, day)).GroupBy(day => Steps(rule, first.Date, day))
            .SelectMany(period => period.Where((_, place) =>
                rule.Positions.Count == 0 || rule.Positions.Any(one => (one > 0 ? one - 1 : period.Count() + one) == place)))
            .Where(day => day >= first.Date && day < end).ToList();
        // The first start comes even if it does not fit.
        Assert.Equal(
            expected.Prepend(first.Date).Distinct(), rule.Starts(first, DateTimeZone.Utc).Select(start => start.Wall.Date).TakeWhile(day => day < end));
        Assert.Equal(expected.Contains(first.Date), rule.Includes(first.Date));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_count_ends_it_after_so_many_and_until_with_the_last_that_is_not_after_it() => Prop.ForAll(Rule, First, Zone, (rule, first, zone) =>
    {
        var all = rule.Starts(first, zone).Take(30).ToList();
        foreach (var (place, start) in all.Index())
        {
            Assert.Equal(all.Take(place + 1), (rule with { Count = place + 1 }).Starts(first, zone));
            Assert.Equal(all.Take(place + 1), (rule with { Until = start.At }).Starts(first, zone));
            Assert.Equal(all.Take(place), (rule with { Until = start.At - Duration.FromSeconds(1) }).Starts(first, zone));
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void It_comes_in_order_at_the_same_time_of_day_first_at_first() => Prop.ForAll(Rule, First, Zone, (rule, first, zone) =>
    {
        var all = rule.Starts(first, zone).Take(400).ToList();
        Assert.Equal(first, all[0].Wall);
        Assert.All(all, start => Assert.Equal(first.TimeOfDay, start.Wall.TimeOfDay));
        Assert.All(all.Zip(all.Skip(1)), pair => Assert.True(pair.First.Wall < pair.Second.Wall && pair.First.At < pair.Second.At));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_written_is_what_was_read() => Prop.ForAll(Written.ToArbitrary(), written =>
    {
        var read = Recurrence.Read(written.Text).Rule!;
        var (rule, text) = (written.Rule, read.ToString());
        Assert.Equal((rule.Frequency, rule.Interval, rule.WeekStart), (read.Frequency, read.Interval, read.WeekStart));
        Assert.Equal((rule.Count, rule.Until), (read.Count, read.Until));
        Assert.Equal(rule.Days, read.Days);
        Assert.Equal(rule.MonthDays, read.MonthDays);
        Assert.Equal(rule.Months, read.Months);
        Assert.Equal(rule.Positions, read.Positions);
        Assert.StartsWith("FREQ=", text, StringComparison.Ordinal);
        Assert.Equal(text, Recurrence.Read(text).Rule!.ToString());
        Assert.Equal(rule.ToString(), text);
    }).QuickCheckThrowOnFailure();

    /// <summary>A rule and how somebody might write it.</summary>
    private static Gen<(Recurrence Rule, string Text)> Written =>
        from rule in Rules.Endless
        from seconds in Gen.Choose(0, int.MaxValue)
        from end in Gen.Choose(0, 2)
        let ended = rule with { Count = end == 1 ? (seconds % 1000) + 1 : null, Until = end == 2 ? Instant.FromUnixTimeSeconds(seconds) : null }
        from parts in Gen.Shuffle(Parts(ended).ToArray())
        from small in Gen.Elements(true, false)
        let text = string.Join(';', parts)
        select (ended, small ? text.ToLowerInvariant() : text);

    private static IEnumerable<string> Parts(Recurrence rule)
    {
        yield return "FREQ=" + rule.Frequency.ToString().ToUpperInvariant();
        yield return $"INTERVAL={rule.Interval}";
        yield return $"WKST={Letters(rule.WeekStart)}";
        var lists = new (string Name, IEnumerable<string> Values)[]
        {
            ("COUNT", rule.Count is { } count ? [$"{count}"] : []),
            ("UNTIL", rule.Until is { } until ? [until.ToDateTimeOffset().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)] : []),
            ("BYDAY", rule.Days.Select(day => (day.Nth == 0 ? "" : $"{day.Nth:+0;-0}") + Letters(day.Day))),
            ("BYMONTHDAY", rule.MonthDays.Select(number => $"{number:00}")), ("BYMONTH", rule.Months.Select(number => $"{number}")),
            ("BYSETPOS", rule.Positions.Select(number => $"{number}")),
        };
        foreach (var (name, values) in lists.Where(list => list.Values.Any()))
        {
            yield return $"{name}={string.Join(',', values)}";
        }
    }

    private static string Letters(IsoDayOfWeek day) => day.ToString()[..2].ToUpperInvariant();

    /// <summary>How many periods after that of the first a day is; below zero before it.</summary>
    private static int Steps(Recurrence rule, LocalDate first, LocalDate day)
    {
        var week = Enumerable.Range(0, 7).Select(back => first.PlusDays(-back)).First(one => one.DayOfWeek == rule.WeekStart);
        return rule.Frequency switch
        {
            Frequency.Daily => Period.DaysBetween(first, day),
            Frequency.Weekly => (int)Math.Floor(Period.DaysBetween(week, day) / 7.0),
            Frequency.Monthly => ((day.Year - first.Year) * 12) + day.Month - first.Month,
            _ => day.Year - first.Year,
        };
    }

    /// <summary>Whether a day is by the rule, asked of the day alone; positions apart.</summary>
    private static bool Fits(Recurrence rule, LocalDate first, LocalDate day)
    {
        var open = rule.Days.Count == 0 && rule.MonthDays.Count == 0;
        var asFirst = rule.Frequency switch
        {
            Frequency.Daily => true,
            Frequency.Weekly => day.DayOfWeek == first.DayOfWeek,
            Frequency.Monthly => day.Day == first.Day,
            _ => day.Day == first.Day && (rule.Months.Count > 0 || day.Month == first.Month),
        };
        var next = day.PlusMonths(1).With(DateAdjusters.StartOfMonth);
        var steps = Steps(rule, first, day);
        return steps >= 0 && steps % rule.Interval == 0
            && (!open || asFirst)
            && (rule.Months.Count == 0 || rule.Months.Contains(day.Month))
            && (rule.MonthDays.Count == 0 || rule.MonthDays.Any(number => number > 0 ? number == day.Day : day.PlusDays(-number) == next))
            && (rule.Days.Count == 0 || rule.Days.Any(one => one.Day == day.DayOfWeek && (one.Nth == 0 || Nth(rule, day, one.Nth))));
    }

    /// <summary>Counts the weekdays of the month or year one after the other.</summary>
    private static bool Nth(Recurrence rule, LocalDate day, int nth)
    {
        var year = rule.Frequency is Frequency.Yearly && rule.Months.Count == 0;
        var same = Enumerable.Range(-53, 107).Select(day.PlusWeeks).Where(one => one.Year == day.Year && (year || one.Month == day.Month)).ToList();
        return day == (nth > 0 ? same.ElementAtOrDefault(nth - 1) : same.ElementAtOrDefault(same.Count + nth));
    }
}
