using Attend.Dispatch;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Reports;

/// <summary>One interval of one priority, in seconds.</summary>
/// <param name="Count">Over how many it is taken.</param>
/// <param name="P50">Percentiles are nearest-rank: a value that was measured, never one between two.</param>
/// <param name="Target">What it should not exceed; null where nobody set one.</param>
/// <param name="InTarget">The share, 0 to 1, that did not.</param>
/// <param name="LeftOut">How many lack an end, or lie below zero.</param>
internal sealed record IntervalRow(
    Interval Interval, Priority Priority, long Count, double? Mean, double? P50, double? P90, double? P95, int? Target, double? InTarget, long LeftOut);

internal sealed record IntervalReport(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<IntervalRow> Items);

/// <summary>
/// How long things took, by the NEMSIS 3.5 interval formulas, per priority. Responses count by when they were assigned, calls by when
/// they were received; all of a unit's responses count, and calls that were linked into another one do not.
/// </summary>
internal static class ReportIntervals
{
    public static async Task<Results<Ok<IntervalReport>, FileContentHttpResult, Refused>> Handle(
        DateTimeOffset? from, DateTimeOffset? to, Priority? priority, HttpRequest request, Db db, Caller caller, TimeProvider clock, CancellationToken ct)
    {
        if (caller.SitesFor(Permissions.ReportsRead) is not null)
        {
            // A call belongs to no site.
            return PlatformProblems.Forbidden.Refuse(new { permission = Permissions.ReportsRead.Name });
        }

        var (span, refused) = ReportSpan.Of(from, to, clock);
        if (span is null)
        {
            return refused!;
        }

        var lengths = await db.Snapshot(reads => IntervalLengths.Read(reads, span, priority), ct);
        var targets = (await db.List<TargetView>(TargetView.Select, ct)).ToDictionary(target => (target.Interval, target.Priority), target => target.Seconds);
        var items = Enum.GetValues<Interval>()
            .SelectMany(interval => Enum.GetValues<Priority>().Where(each => priority is null || each == priority)
                .Select(each => Row(interval, each, lengths.Of(interval, each), targets.TryGetValue((interval, each), out var seconds) ? seconds : null)))
            .ToList();
        return Csv.Wanted(request)
            ? Csv.Of(items, "intervals")
            : TypedResults.Ok(new IntervalReport(span.From, span.To, items));
    }

    private static IntervalRow Row(Interval interval, Priority priority, Lengths lengths, int? target)
    {
        lengths.Sorted();
        return new IntervalRow(interval, priority, lengths.Tenths.Count, lengths.Mean, lengths.Rank(50), lengths.Rank(90), lengths.Rank(95), target,
            target is { } seconds ? lengths.Within(seconds) : null, lengths.LeftOut);
    }
}
