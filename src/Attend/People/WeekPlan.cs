using System.ComponentModel.DataAnnotations;
using Attend.Platform.Web;
using NodaTime;
using NodaTime.TimeZones;

namespace Attend.People;

/// <summary>From when to when on one day of the week (ISO 8601: 1 is Monday), by the clock of the plan's zone; an end at or before its beginning is on the next day.</summary>
internal sealed record DayHours(
    [Range(1, 7)] int Day, [Required, RegularExpression(WeekPlan.Clock)] string From, [Required, RegularExpression(WeekPlan.Clock)] string To);

/// <summary>A day that is not like its weekday: off, or at other times.</summary>
/// <param name="From">Null, as is <paramref name="To"/>: off all day.</param>
internal sealed record SpecialDay(
    DateOnly Date, [Required, StringLength(100, MinimumLength = 1)] string Name, [RegularExpression(WeekPlan.Clock)] string? From = null,
    [RegularExpression(WeekPlan.Clock)] string? To = null)
{
    /// <summary>Refuses a day that has one time without the other.</summary>
    /// <param name="field">What the list is called on the wire.</param>
    public static Refused? Refuse(string field, IReadOnlyList<SpecialDay>? days)
    {
        var half = (days ?? []).Index().FirstOrDefault(one => one.Item.From is null != one.Item.To is null);
        return half.Item is null ? null : PlatformProblems.Invalid.Field($"{field}[{half.Index}].{(half.Item.From is null ? "from" : "to")}", "is required with the other time");
    }
}

/// <summary>
/// When a queue is open, or somebody works, by their plan. A window begins at the first moment at which the clock shows its beginning or, in spring,
/// has jumped over it; it ends at the last moment at which the clock shows its end, so that an hour shown twice does not end it in between.
/// </summary>
/// <param name="Zone">A time zone of the IANA database, such as <c>Europe/Berlin</c>.</param>
internal sealed record WeekPlan(IReadOnlyList<DayHours> Weekly, IReadOnlyList<SpecialDay> SpecialDays, string Zone)
{
    public const string Clock = "^([01][0-9]|2[0-3]):[0-5][0-9]$";

    /// <summary>How far is looked for the next change: a year of special days is none.</summary>
    private const int Days = 400;

    private static readonly ZoneLocalMappingResolver Begin = Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);
    private static readonly ZoneLocalMappingResolver End = Resolvers.CreateMappingResolver(Resolvers.ReturnLater, Resolvers.ReturnStartOfIntervalAfter);

    /// <summary>Whether it is open by its plan, and when that changes next; null when it does not within a year.</summary>
    public (bool Open, DateTimeOffset? Changes) At(DateTimeOffset now)
    {
        var at = Instant.FromDateTimeOffset(now);
        foreach (var (from, to) in Stretches(at))
        {
            // Open around the clock.
            var forever = to - at > Duration.FromDays(Days - 2);
            return from > at ? (false, from.ToDateTimeOffset()) : (true, forever ? null : to.ToDateTimeOffset());
        }

        return (false, null);
    }

    /// <summary>Whether it is open over the whole stretch; windows that meet are one.</summary>
    public bool Covers(DateTimeOffset from, DateTimeOffset to) => Between(from, to) is [var only] && only.From <= from && only.To >= to;

    /// <summary>What of a stretch of time it is open, in order; windows that meet are one.</summary>
    public IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> Between(DateTimeOffset from, DateTimeOffset to)
    {
        var (first, last) = (Instant.FromDateTimeOffset(from), Instant.FromDateTimeOffset(to));
        return
        [
            .. Stretches(first, last).Where(open => open.From < last)
                .Select(open => (Instant.Max(open.From, first).ToDateTimeOffset(), Instant.Min(open.To, last).ToDateTimeOffset())),
        ];
    }

    /// <summary>When it will have been open for so long since a moment; null when it will not within a year.</summary>
    public DateTimeOffset? After(DateTimeOffset from, TimeSpan open)
    {
        var (at, left) = (Instant.FromDateTimeOffset(from), Duration.FromTimeSpan(open));
        foreach (var stretch in Stretches(at))
        {
            var begins = Instant.Max(stretch.From, at);
            if (left <= stretch.To - begins)
            {
                return (begins + left).ToDateTimeOffset();
            }

            left -= stretch.To - begins;
        }

        return null;
    }

    /// <summary>The windows that begin on one day, as they stand in the plan.</summary>
    public IEnumerable<(DateTimeOffset From, DateTimeOffset To)> On(DateOnly day) =>
        OnDay(LocalDate.FromDateOnly(day)).Select(window => (window.From.ToDateTimeOffset(), window.To.ToDateTimeOffset()));

    /// <summary>The day that the calendar of the plan's zone shows.</summary>
    public DateOnly DayOf(DateTimeOffset at) => Instant.FromDateTimeOffset(at).InZone(DateTimeZoneProviders.Tzdb[Zone]).Date.ToDateOnly();

    /// <summary>When a day of that calendar begins, and the next one does.</summary>
    public (DateTimeOffset From, DateTimeOffset To) Day(DateOnly day)
    {
        var (zone, date) = (DateTimeZoneProviders.Tzdb[Zone], LocalDate.FromDateOnly(day));
        return (zone.AtStartOfDay(date).ToDateTimeOffset(), zone.AtStartOfDay(date.PlusDays(1)).ToDateTimeOffset());
    }

    /// <summary>Windows that end later, those that meet or overlap as one, in order. Read as far as they are asked for.</summary>
    /// <param name="until">What begins later is not asked for.</param>
    private IEnumerable<(Instant From, Instant To)> Stretches(Instant at, Instant? until = null)
    {
        (Instant From, Instant To)? open = null;
        foreach (var (from, to) in Windows(at).TakeWhile(window => until is null || window.From <= until))
        {
            if (open is { } so && from <= so.To)
            {
                open = (so.From, Instant.Max(so.To, to));
                continue;
            }

            if (open is { } whole)
            {
                yield return whole;
            }

            open = (from, to);
        }

        if (open is { } last)
        {
            yield return last;
        }
    }

    /// <summary>Those that end later, in the order in which they begin: a day's all begin before the next day's. Read as far as they are asked for.</summary>
    private IEnumerable<(Instant From, Instant To)> Windows(Instant at)
    {
        var today = at.InZone(DateTimeZoneProviders.Tzdb[Zone]).Date;
        return Enumerable.Range(-1, Days + 2).SelectMany(offset => OnDay(today.PlusDays(offset)).OrderBy(window => window.From)).Where(window => window.To > at);
    }

    private IEnumerable<(Instant From, Instant To)> OnDay(LocalDate day)
    {
        var zone = DateTimeZoneProviders.Tzdb[Zone];
        foreach (var (from, to) in OfDay(day))
        {
            var begins = zone.ResolveLocal(day + from, Begin).ToInstant();
            var ends = zone.ResolveLocal((to <= from ? day.PlusDays(1) : day) + to, End).ToInstant();
            if (ends > begins)
            {
                yield return (begins, ends);
            }
        }
    }

    private IEnumerable<(LocalTime From, LocalTime To)> OfDay(LocalDate day)
    {
        var special = SpecialDays.Where(one => LocalDate.FromDateOnly(one.Date) == day).ToList();
        return special.Count > 0
            ? special.Where(one => one.From is not null).Select(one => (Time(one.From!), Time(one.To!)))
            : Weekly.Where(hours => hours.Day == (int)day.DayOfWeek).Select(hours => (Time(hours.From), Time(hours.To)));
    }

    private static LocalTime Time(string clock) => LocalTime.FromTimeOnly(TimeOnly.ParseExact(clock, "HH:mm", System.Globalization.CultureInfo.InvariantCulture));
}
