using Attend.Dispatch;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using Interval = Attend.Dispatch.Interval;

namespace Attend.Reports;

[LowerWords]
internal enum Bucket
{
    Day,

    /// <summary>From Monday on.</summary>
    Week,
}

/// <summary>One interval of one priority in one day or week, in seconds.</summary>
/// <param name="From">The first moment of it that the report covers.</param>
/// <param name="InTarget">The share, 0 to 1, that did not exceed the target; null where nobody set one.</param>
internal sealed record TrendRow(
    DateTimeOffset From, Priority Priority, long Count, double? P50, double? P90, double? InTarget, long LeftOut);

/// <param name="Targets">What the interval should not exceed, in seconds, where somebody said so.</param>
internal sealed record TrendReport(
    DateTimeOffset From, DateTimeOffset To, Interval Interval, Bucket Bucket, string Zone, IReadOnlyList<TargetView> Targets, IReadOnlyList<TrendRow> Items);

/// <summary>How one interval went from day to day or week to week: the formulas of <see cref="ReportIntervals"/>, a bucket of time after the other.</summary>
internal static class ReportTrend
{
    /// <summary>More than a year by days is no picture any more.</summary>
    public const int Most = 400;

    public static async Task<Results<Ok<TrendReport>, FileContentHttpResult, Refused>> Handle(
        string? interval, string? bucket, string? zone, DateTimeOffset? from, DateTimeOffset? to, Priority? priority, HttpRequest request, Db db,
        Caller caller, TimeProvider clock, CancellationToken ct)
    {
        if (caller.SitesFor(Permissions.ReportsRead) is not null)
        {
            // A call belongs to no site.
            return PlatformProblems.Forbidden.Refuse(new { permission = Permissions.ReportsRead.Name });
        }

        if (!Words.TryParse<Interval>(interval ?? "response", out var which))
        {
            return PlatformProblems.Invalid.Field("interval", $"must be one of {string.Join(", ", Words.All<Interval>())}");
        }

        if (!Words.TryParse<Bucket>(bucket ?? "day", out var size))
        {
            return PlatformProblems.Invalid.Field("bucket", $"must be one of {string.Join(", ", Words.All<Bucket>())}");
        }

        var ((span, refused), (place, unknown)) = (ReportSpan.Of(from, to, clock), ReportZone.Of(zone));
        if (span is null || place is null)
        {
            return refused ?? unknown!;
        }

        var buckets = Buckets(span, size, place).Take(Most + 1).ToList();
        if (buckets.Count > Most)
        {
            return PlatformProblems.Invalid.Field("from", $"at most {Most} of them; ask for a shorter time, or for weeks");
        }

        var targets = await db.List<TargetView>($"{TargetView.Select} where interval = {which}", ct);
        var items = await db.Snapshot(reads => Rows(reads, buckets, which, priority, targets), ct);
        return Csv.Wanted(request)
            ? Csv.Of(items, "trend")
            : TypedResults.Ok(new TrendReport(span.From, span.To, which, size, place.Id, targets, items));
    }

    private static async Task<List<TrendRow>> Rows(
        Reads reads, List<ReportSpan> buckets, Interval which, Priority? priority, IReadOnlyList<TargetView> targets)
    {
        var rows = new List<TrendRow>();
        foreach (var bucket in buckets)
        {
            var lengths = await IntervalLengths.Read(reads, bucket, priority);
            foreach (var each in Enum.GetValues<Priority>().Where(each => priority is null || each == priority))
            {
                var known = lengths.Of(which, each).Sorted();
                var target = targets.FirstOrDefault(target => target.Priority == each);
                rows.Add(new TrendRow(bucket.From, each, known.Tenths.Count, known.Rank(50), known.Rank(90),
                    target is null ? null : known.Within(target.Seconds), known.LeftOut));
            }
        }

        return rows;
    }

    /// <summary>The days or weeks of a place that the time touches; the first and the last may be parts of one.</summary>
    private static IEnumerable<ReportSpan> Buckets(ReportSpan span, Bucket size, DateTimeZone zone)
    {
        var day = Instant.FromDateTimeOffset(span.From).InZone(zone).Date;
        for (var from = span.From; from < span.To;)
        {
            day = size is Bucket.Day ? day.PlusDays(1) : day.Next(IsoDayOfWeek.Monday);
            var next = zone.AtStartOfDay(day).ToDateTimeOffset().ToUniversalTime();
            var to = Clocks.Earlier(next, span.To);
            yield return new ReportSpan(from, to);
            from = to;
        }
    }
}
