using System.Globalization;
using Attend.Platform;
using Attend.Platform.Web;
using NodaTime;
using NodaTime.Text;

namespace Attend.Visits;

internal enum Frequency
{
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// <summary>A day of the week in a rule.</summary>
/// <param name="Nth">
/// Which of them: of a month, or of the year where a yearly rule names no months; from the end when negative, each when 0.
/// </param>
internal readonly record struct RuleDay(IsoDayOfWeek Day, int Nth = 0)
{
    /// <summary>As RFC 5545 writes them, Monday first.</summary>
    public static readonly string[] Letters = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

    public override string ToString() => (Nth == 0 ? "" : Nth.ToString(CultureInfo.InvariantCulture)) + Letters[(int)Day - 1];
}

/// <summary>
/// When something comes again: a rule of RFC 5545 (3.3.10) made of the parts that speak of days. The time of day is that of the first
/// start, and so is every day that the rule leaves open.
/// </summary>
internal sealed record Recurrence(Frequency Frequency)
{
    /// <summary>The most that an interval may be, or a count.</summary>
    public const int Most = 1000;

    /// <summary>There are rules by which nothing ever comes (30 February): after so long nobody waits for it any more.</summary>
    public const int Years = 100;

    /// <summary>The calendar ends with the year 9999, which one interval beyond the last year must not pass.</summary>
    private const int LastYear = 9999 - Most;

    /// <summary>How a moment is written: <c>20261231T230000Z</c>.</summary>
    public static readonly InstantPattern Utc = InstantPattern.CreateWithInvariantCulture("uuuuMMdd'T'HHmmss'Z'");

    /// <summary>Every so many days, weeks, months or years.</summary>
    public int Interval { get; init; } = 1;

    /// <summary>How often it comes, the first start counted.</summary>
    public int? Count { get; init; }

    /// <summary>The last moment at which it may come.</summary>
    public Instant? Until { get; init; }

    public IReadOnlyList<RuleDay> Days { get; init; } = [];

    /// <summary>1 to 31, or from the end of the month -1 to -31.</summary>
    public IReadOnlyList<int> MonthDays { get; init; } = [];

    public IReadOnlyList<int> Months { get; init; } = [];

    /// <summary>Which of a period's days, when all others have chosen: from 1, or from the end -1.</summary>
    public IReadOnlyList<int> Positions { get; init; } = [];

    public IsoDayOfWeek WeekStart { get; init; } = IsoDayOfWeek.Monday;

    /// <summary>Reads <c>FREQ=WEEKLY;COUNT=10;BYDAY=TU,TH</c>. What it does not know it refuses, each part by its name.</summary>
    public static (Recurrence? Rule, Refused? Refused) Read(string text) => new RecurrenceReader(text).Read();

    /// <summary>As <see cref="Read"/> takes it; what goes without saying is not said.</summary>
    public override string ToString()
    {
        (string Name, string Value)[] parts =
        [
            ("FREQ", Words.Of(Frequency)),
            ("UNTIL", Until is { } until ? Utc.Format(until) : ""),
            ("COUNT", string.Concat(Count)),
            ("INTERVAL", Interval == 1 ? "" : string.Concat(Interval)),
            ("BYDAY", string.Join(',', Days)),
            ("BYMONTHDAY", string.Join(',', MonthDays)),
            ("BYMONTH", string.Join(',', Months)),
            ("BYSETPOS", string.Join(',', Positions)),
            ("WKST", WeekStart == IsoDayOfWeek.Monday ? "" : new RuleDay(WeekStart).ToString()),
        ];
        return string.Join(';', parts.Where(part => part.Value.Length > 0).Select(part => $"{part.Name}={part.Value}"));
    }

    /// <summary>Whether what begins on this day does so by the rule.</summary>
    public bool Includes(LocalDate first) => Dates(first).FirstOrDefault() == first;

    /// <summary>
    /// When it comes, by the clock of a place and as moments, in order, as far as somebody asks, and no further than <see cref="Years"/>
    /// years. The first start comes even when the rule would not give it (3.8.5.3).
    /// </summary>
    /// <remarks>
    /// A time that the clock jumps over is meant by the clock before the jump, one that it shows twice is the first (3.3.5). Of the former
    /// 3.3.10 says in one place so and in another that it does not count. Nobody is to go without a visit because of a clock: what does not
    /// count is only a whole day that the calendar does not have, or that the place never had.
    /// </remarks>
    public IEnumerable<(LocalDateTime Wall, Instant At)> Starts(LocalDateTime first, DateTimeZone zone)
    {
        var starts = Dates(first.Date).Prepend(first.Date).Distinct()
            .Where(day => !Skipped(day, zone))
            .Select(day => day + first.TimeOfDay)
            .Select(wall => (Wall: wall, At: zone.AtLeniently(wall).ToInstant()))
            .TakeWhile(start => Until is null || start.At <= Until);
        return Count is { } count ? starts.Take(count) : starts;
    }

    /// <summary>
    /// Days by the rule from the first on. Parts are applied in the RFC's order: of the days of a period those that months, days of the
    /// month and days of the week allow, then positions among them. As no part speaks of hours, to expand and to limit come to the same.
    /// </summary>
    private IEnumerable<LocalDate> Dates(LocalDate first)
    {
        var rule = On(first);
        var last = Math.Min(first.Year + Years, LastYear);
        for (var period = PeriodOf(first); period.Year <= last; period = Later(period, Interval))
        {
            var end = Later(period, 1);
            var days = new List<LocalDate>();
            for (var day = period; day < end; day = day.PlusDays(1))
            {
                if (rule.Allows(day))
                {
                    days.Add(day);
                }
            }

            for (var place = 0; place < days.Count; place++)
            {
                // The places of a period are counted from its beginning, though the first start may be in the middle.
                var chosen = Positions.Count == 0 || Positions.Contains(place + 1) || Positions.Contains(place - days.Count);
                if (chosen && days[place] >= first)
                {
                    yield return days[place];
                }
            }
        }
    }

    /// <summary>The rule with what it leaves open, which is as on the first day.</summary>
    private Recurrence On(LocalDate first)
    {
        var open = Days.Count == 0 && MonthDays.Count == 0;
        return this with
        {
            Days = open && Frequency is Frequency.Weekly ? [new RuleDay(first.DayOfWeek)] : Days,
            MonthDays = open && Frequency is Frequency.Monthly or Frequency.Yearly ? [first.Day] : MonthDays,
            Months = open && Frequency is Frequency.Yearly && Months.Count == 0 ? [first.Month] : Months,
        };
    }

    private LocalDate PeriodOf(LocalDate day) => Frequency switch
    {
        Frequency.Daily => day,
        Frequency.Weekly => day.PlusDays(-(((int)day.DayOfWeek - (int)WeekStart + 7) % 7)),
        Frequency.Monthly => new LocalDate(day.Year, day.Month, 1),
        _ => new LocalDate(day.Year, 1, 1),
    };

    private LocalDate Later(LocalDate period, int periods) => Frequency switch
    {
        Frequency.Daily => period.PlusDays(periods),
        Frequency.Weekly => period.PlusWeeks(periods),
        Frequency.Monthly => period.PlusMonths(periods),
        _ => period.PlusYears(periods),
    };

    private bool Allows(LocalDate day)
    {
        var length = day.Calendar.GetDaysInMonth(day.Year, day.Month);
        return (Months.Count == 0 || Months.Contains(day.Month))
            && (MonthDays.Count == 0 || MonthDays.Contains(day.Day) || MonthDays.Contains(day.Day - length - 1))
            && (Days.Count == 0 || Days.Any(one => one.Day == day.DayOfWeek && (one.Nth == 0 || IsNth(day, one.Nth))));
    }

    private bool IsNth(LocalDate day, int nth)
    {
        var (place, length) = Frequency is Frequency.Yearly && Months.Count == 0
            ? (day.DayOfYear, day.Calendar.GetDaysInYear(day.Year))
            : (day.Day, day.Calendar.GetDaysInMonth(day.Year, day.Month));
        return nth > 0 ? nth == ((place - 1) / 7) + 1 : -nth == ((length - place) / 7) + 1;
    }

    /// <summary>Places have changed sides of the date line: for Samoa there was no 30 December 2011.</summary>
    private static bool Skipped(LocalDate day, DateTimeZone zone) =>
        zone.MapLocal(day.AtMidnight()) is { Count: 0 } gap && gap.LateInterval.IsoLocalStart >= day.PlusDays(1).AtMidnight();
}
