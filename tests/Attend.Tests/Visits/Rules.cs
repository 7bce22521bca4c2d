using Attend.Visits;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace Attend.Tests.Visits;

/// <summary>Rules as somebody could write them, and firsts to begin with.</summary>
internal static class Rules
{
    private static readonly string[] Zones = ["UTC", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca", "Europe/Berlin", "Asia/Manila"];

    /// <summary>Without an end.</summary>
    public static Gen<Recurrence> Endless =>
        from frequency in Gen.Elements(Enum.GetValues<Frequency>())
        from interval in Gen.Choose(1, 4)
        from months in Some(Gen.Choose(1, 12))
        from monthDays in frequency is Frequency.Weekly ? Gen.Constant(Array.Empty<int>()) : Some(Signed(31))
        from days in Some(Day(Weekdays(frequency, months)))
        from positions in months.Length + monthDays.Length + days.Length == 0 ? Gen.Constant(Array.Empty<int>()) : Some(Signed(Places(frequency)))
        from weekStart in Gen.Elements(Enum.GetValues<IsoDayOfWeek>().Where(day => day != IsoDayOfWeek.None))
        select new Recurrence(frequency)
        {
            Interval = interval, Months = months, MonthDays = monthDays, Days = days, Positions = positions, WeekStart = weekStart,
        };

    public static Gen<DateTimeZone> Zone => Gen.Elements(Zones).Select(zone => DateTimeZoneProviders.Tzdb[zone]);

    /// <summary>Any minute of some years, two of them leap years.</summary>
    public static Gen<LocalDateTime> First =>
        from day in Gen.Choose(0, 5 * 366)
        from minute in Gen.Choose(0, (24 * 60) - 1)
        select new LocalDateTime(2023, 12, 25, 0, 0).PlusDays(day).PlusMinutes(minute);

    /// <summary>That could be planned, with visits left out and visits moved.</summary>
    public static Gen<Series> Series =>
        from rule in Endless
        from zone in Zone
        from first in First
        from count in Gen.Choose(1, 40)
        from until in Gen.Elements(true, false)
        let starts = rule.Starts(first, zone).Skip(1).Take(count).ToList()
        where starts.Count == count
        let begins = starts[0].Wall
        let ends = until ? rule with { Until = starts[^1].At } : rule with { Count = count }
        let ids = ends.Starts(begins, zone).Select(start => start.Wall).ToList()
        from odd in Gen.Choose(0, 5).ArrayOf(count)
        from hours in Gen.Choose(-30, 30).ArrayOf(count)
        let leftOut = ids.Where((_, place) => place > 0 && odd[place] == 0)
        let changed = ids.Index().Where(id => odd[id.Index] == 1)
            .Select(id => new ChangedOccurrence(id.Item, zone.AtLeniently(id.Item.PlusHours(hours[id.Index])).ToDateTimeOffset(), TimeSpan.FromMinutes(90)))
        select new Series(ends, begins, zone.Id, TimeSpan.FromMinutes(45), [.. leftOut], [.. changed]);

    private static Gen<T[]> Some<T>(Gen<T> one) =>
        Gen.Frequency((3, Gen.Constant(0)), (2, Gen.Choose(1, 4))).SelectMany(many => one.ArrayOf(many)).Select(all => all.Distinct().ToArray());

    private static Gen<int> Signed(int most) => Gen.Choose(1, most).SelectMany(number => Gen.Elements(number, -number));

    private static Gen<RuleDay> Day(int most) =>
        from day in Gen.Elements(Enum.GetValues<IsoDayOfWeek>().Where(day => day != IsoDayOfWeek.None))
        from nth in most == 0 ? Gen.Constant(0) : Gen.OneOf(Gen.Constant(0), Signed(most))
        select new RuleDay(day, nth);

    /// <summary>How far weekdays are counted.</summary>
    private static int Weekdays(Frequency frequency, int[] months) => frequency switch
    {
        Frequency.Daily or Frequency.Weekly => 0,
        Frequency.Yearly when months.Length == 0 => 53,
        _ => 5,
    };

    private static int Places(Frequency frequency) => frequency switch
    {
        Frequency.Daily => 1,
        Frequency.Weekly => 7,
        Frequency.Monthly => 31,
        _ => 60,
    };
}
