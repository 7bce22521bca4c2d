using System.Globalization;
using Attend.Platform.Database;
using NodaTime;

namespace Attend.People;

/// <param name="From">From when on the two show different times there.</param>
internal sealed record ZoneDifference(string Zone, DateTimeOffset From);

/// <summary>
/// The clocks of the world are known to two programs: to the server by its own copy of the tz database, which says when a queue opens, and to
/// PostgreSQL by the machine's, which says what day it is there. Countries change their minds within months, so an old copy is said at the start.
/// </summary>
internal static class ZoneRules
{
    private const int Days = 400;

    private sealed record Shown(string Zone, DateTimeOffset At, int Seconds);

    public static async Task Compare(WebApplication app, CancellationToken ct)
    {
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Attend.People.ZoneRules");
        var now = app.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        foreach (var (zone, from) in await Differences(app.Services.GetRequiredService<Db>(), DateTimeZoneProviders.Tzdb, now, ct))
        {
            log.LogWarning(
                "From {From} on PostgreSQL shows other times in {Zone} than this server, which knows {Version}: one of the two needs newer time zones.",
                from.ToString("u", CultureInfo.InvariantCulture), zone, DateTimeZoneProviders.Tzdb.VersionId);
        }
    }

    /// <summary>The zones of sites and people in which the two differ within the next 400 days, looked at once a day.</summary>
    public static async Task<IReadOnlyList<ZoneDifference>> Differences(Db db, IDateTimeZoneProvider known, DateTimeOffset now, CancellationToken ct)
    {
        var shown = await db.List<Shown>($"""
            select z.zone, d as at, extract(epoch from (d at time zone z.zone) - (d at time zone 'UTC'))::int as seconds
            from (select zone from people.sites where active union select zone from people.contacts) z
            cross join generate_series({now}, {now + TimeSpan.FromDays(Days)}, interval '1 day') d
            """, ct);
        return
        [
            .. shown.Where(one => known[one.Zone].GetUtcOffset(Instant.FromDateTimeOffset(one.At)).Seconds != one.Seconds)
                .GroupBy(one => one.Zone, one => one.At).Select(zone => new ZoneDifference(zone.Key, zone.Min())).OrderBy(one => one.Zone, StringComparer.Ordinal),
        ];
    }
}
