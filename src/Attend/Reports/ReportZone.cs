using Attend.People;
using Attend.Platform.Web;
using NodaTime;

namespace Attend.Reports;

/// <summary>By whose clock a report's days and hours are told: a zone of the IANA database, UTC when none was named.</summary>
internal static class ReportZone
{
    public static (DateTimeZone? Zone, Refused? Refused) Of(string? name) =>
        DateTimeZoneProviders.Tzdb.GetZoneOrNull(name ?? "UTC") is { } zone
            ? (zone, null)
            : (null, PlatformProblems.Invalid.Field("zone", "must be an IANA time zone such as Europe/Berlin"));
}
