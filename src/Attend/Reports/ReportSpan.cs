using Attend.Platform;
using Attend.Platform.Web;

namespace Attend.Reports;

/// <summary>The time that a report covers: from <c>from</c> until before <c>to</c>; the last thirty days when not said.</summary>
internal sealed record ReportSpan(DateTimeOffset From, DateTimeOffset To)
{
    private static readonly TimeSpan Usual = TimeSpan.FromDays(30);

    /// <param name="most">How much at once, where the report does not bear any length.</param>
    public static (ReportSpan? Span, Refused? Refused) Of(DateTimeOffset? from, DateTimeOffset? to, TimeProvider clock, TimeSpan? most = null)
    {
        if (from is { } first && !Validation.Plausible(first) || to is { } last && !Validation.Plausible(last))
        {
            return (null, PlatformProblems.Invalid.Field("from", "from and to must lie between the years 1900 and 2200"));
        }

        var end = Clocks.Micros(to ?? clock.GetUtcNow());
        var begin = Clocks.Micros(from ?? end - Usual);
        return begin >= end ? (null, PlatformProblems.Invalid.Field(from is null ? "to" : "from", "from lies before to"))
            : most is { } days && end - begin > days ? (null, PlatformProblems.Invalid.Field("from", $"at most {days.TotalDays} days at once"))
            : (new ReportSpan(begin, end), null);
    }
}
