using System.ComponentModel.DataAnnotations;
using NodaTime;
using NodaTime.TimeZones;

namespace Attend.Queues;

/// <summary>From when to when on one day of the week (ISO 8601: 1 is Monday), by the clock of the site; an end at or before its beginning is on the next day.</summary>
internal sealed record DayHours(
    [Range(1, 7)] int Day, [Required, RegularExpression(OpeningHours.Clock)] string From, [Required, RegularExpression(OpeningHours.Clock)] string To);

/// <summary>A day that is not like its weekday: closed, or open at other times.</summary>
/// <param name="From">Null, as is <paramref name="To"/>: closed all day.</param>
internal sealed record Holiday(
    DateOnly Date, [Required, StringLength(100, MinimumLength = 1)] string Name, [RegularExpression(OpeningHours.Clock)] string? From = null,
    [RegularExpression(OpeningHours.Clock)] string? To = null);

/// <summary>
/// When a queue is open by its plan. A window begins at the first moment at which the site's clock shows its beginning or, in spring, has
/// jumped over it; it ends at the last moment at which the clock shows its end, so that an hour shown twice does not close it in between.
/// </summary>
/// <param name="Zone">A time zone of the IANA database, such as <c>Europe/Berlin</c>.</param>
internal sealed record OpeningHours(IReadOnlyList<DayHours> Weekly, IReadOnlyList<Holiday> Holidays, string Zone)
{
    public const string Clock = "^([01][0-9]|2[0-3]):[0-5][0-9]$";

    /// <summary>How far is looked for the next change: a year of holidays is none.</summary>
    private const int Days = 400;

    private static readonly ZoneLocalMappingResolver Begin = Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);
    private static readonly ZoneLocalMappingResolver End = Resolvers.CreateMappingResolver(Resolvers.ReturnLater, Resolvers.ReturnStartOfIntervalAfter);

    /// <summary>Whether it is open by its plan, and when that changes next; null when it does not within a year.</summary>
    public (bool Open, DateTimeOffset? Changes) At(DateTimeOffset now)
    {
        var at = Instant.FromDateTimeOffset(now);
        Instant? openUntil = null;
        foreach (var (from, to) in Windows(at))
        {
            if (openUntil is { } until)
            {
                // Windows that meet or overlap are one.
                if (from > until)
                {
                    break;
                }

                openUntil = Instant.Max(until, to);
            }
            else if (from > at)
            {
                return (false, from.ToDateTimeOffset());
            }
            else if (to > at)
            {
                openUntil = to;
            }
        }

        // Open around the clock.
        var forever = openUntil - at > Duration.FromDays(Days - 2);
        return (openUntil is not null, forever ? null : openUntil?.ToDateTimeOffset());
    }

    /// <summary>The windows that begin on one day of the site, as they stand in the plan.</summary>
    public IEnumerable<(DateTimeOffset From, DateTimeOffset To)> On(DateOnly day) =>
        OnDay(LocalDate.FromDateOnly(day)).Select(window => (window.From.ToDateTimeOffset(), window.To.ToDateTimeOffset()));

    /// <summary>The day that the site's calendar shows.</summary>
    public DateOnly DayOf(DateTimeOffset at) => Instant.FromDateTimeOffset(at).InZone(DateTimeZoneProviders.Tzdb[Zone]).Date.ToDateOnly();

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
        var special = Holidays.Where(holiday => LocalDate.FromDateOnly(holiday.Date) == day).ToList();
        return special.Count > 0
            ? special.Where(holiday => holiday.From is not null).Select(holiday => (Time(holiday.From!), Time(holiday.To!)))
            : Weekly.Where(hours => hours.Day == (int)day.DayOfWeek).Select(hours => (Time(hours.From), Time(hours.To)));
    }

    private static LocalTime Time(string clock) => LocalTime.FromTimeOnly(TimeOnly.ParseExact(clock, "HH:mm", System.Globalization.CultureInfo.InvariantCulture));
}
