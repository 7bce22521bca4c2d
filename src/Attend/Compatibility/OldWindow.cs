using Attend.People;
using Attend.Queues;
using NodaTime;

namespace Attend.Compatibility;

/// <summary>
/// A department's hours as the old screens know them: from when to when, and on which days. Of a plan with several windows it is the one that
/// lasts now, else the one that begins next, with every day that has the same.
/// </summary>
/// <param name="StartTime">By the site's clock: <c>08:00:00</c>.</param>
/// <param name="DaysOfWeek">0 is Monday.</param>
internal sealed record OldWindow(string StartTime, string EndTime, IReadOnlyList<int> DaysOfWeek)
{
    private const string Midnight = "00:00";

    /// <summary>The old screens take the time for closed when the end is not after the beginning.</summary>
    private const string LastSecond = "23:59:59";

    private const int Day = 24 * 60;
    private const int Week = 7 * Day;

    /// <summary>Null where nobody planned any.</summary>
    public static OldWindow? Of(IReadOnlyList<DayHours> weekly, string zone, DateTimeOffset now)
    {
        if (weekly.Count == 0)
        {
            return null;
        }

        var local = Instant.FromDateTimeOffset(now).InZone(DateTimeZoneProviders.Tzdb[zone]);
        var minute = ((int)local.DayOfWeek - 1) * Day + local.Hour * 60 + local.Minute;
        var nearest = weekly.MinBy(hours => Until(hours, minute))!;
        return new OldWindow(
            nearest.From + ":00", nearest.To == Midnight ? LastSecond : nearest.To + ":00",
            [.. weekly.Where(hours => (hours.From, hours.To) == (nearest.From, nearest.To)).Select(hours => hours.Day - 1).Distinct().Order()]);
    }

    /// <summary>How many minutes until it begins; none while it lasts.</summary>
    private static int Until(DayHours hours, int minute)
    {
        var (from, to) = (Minute(hours.From), Minute(hours.To));
        var since = (minute - (hours.Day - 1) * Day - from + Week) % Week;
        return since < (to <= from ? to + Day : to) - from ? 0 : Week - since;
    }

    private static int Minute(string clock) => int.Parse(clock.AsSpan(0, 2), System.Globalization.CultureInfo.InvariantCulture) * 60
        + int.Parse(clock.AsSpan(3, 2), System.Globalization.CultureInfo.InvariantCulture);
}
