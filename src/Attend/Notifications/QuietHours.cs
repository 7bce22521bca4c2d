using NodaTime;
using NodaTime.TimeZones;

namespace Attend.Notifications;

/// <summary>
/// When a person wants to be left alone, by the clock on their own wall: what it shows decides, whatever was done to it. A time that the
/// clock jumps over in spring means the first moment after the jump; an hour that it shows twice in autumn is quiet both times.
/// </summary>
/// <param name="From">The first moment that is quiet.</param>
/// <param name="To">The first moment that is not; before <paramref name="From"/> it is on the next day, the same as it means no quiet at all.</param>
/// <param name="Days">On which days quiet begins: ISO 8601, 1 is Monday.</param>
/// <param name="Zone">A time zone of the IANA database, such as <c>Europe/Berlin</c>; one that it does not know is UTC.</param>
internal sealed record QuietHours(TimeOnly From, TimeOnly To, IReadOnlyCollection<int> Days, string Zone)
{
    /// <summary>When it is quiet now, the first moment at which it is not; null when nobody need wait.</summary>
    public DateTimeOffset? Until(DateTimeOffset now)
    {
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(Zone) ?? DateTimeZone.Utc;
        var at = Instant.FromDateTimeOffset(now);
        Instant? until = null;
        while (End(zone.GetZoneInterval(at), at) is { } end)
        {
            // The clock may have been put so that it is quiet again, or still.
            until = at = end;
        }

        return until?.ToDateTimeOffset().ToOffset(now.Offset);
    }

    /// <summary>The end of the quiet at a moment as long as the clock is not changed; null when it is not quiet.</summary>
    private Instant? End(ZoneInterval clock, Instant at)
    {
        var shown = at.WithOffset(clock.WallOffset).LocalDateTime;
        foreach (var day in new[] { shown.Date.PlusDays(-1), shown.Date })
        {
            var (from, to) = Window(day);
            if (Days.Contains((int)day.DayOfWeek) && from <= shown && shown < to)
            {
                var end = to.WithOffset(clock.WallOffset).ToInstant();
                return clock.HasEnd && clock.End < end ? clock.End : end;
            }
        }

        return null;
    }

    private (LocalDateTime From, LocalDateTime To) Window(LocalDate day) =>
        (day + LocalTime.FromTimeOnly(From), day.PlusDays(To < From ? 1 : 0) + LocalTime.FromTimeOnly(To));
}
