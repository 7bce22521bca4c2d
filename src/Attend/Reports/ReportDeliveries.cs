using Attend.Channels;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Reports;

/// <summary>What became of the messages of one kind by one way. Times are seconds from when it was said; percentiles are nearest-rank.</summary>
/// <param name="Kind">Null: all kinds together.</param>
/// <param name="Planned">For so many people and browsers it was written down, whatever became of it.</param>
/// <param name="Suppressed">Of these, not told this way, for the reasons that follow.</param>
/// <param name="Withdrawn">It was to be sent, and was over before.</param>
/// <param name="Waiting">Still to be sent, or lying unseen in an inbox.</param>
/// <param name="Sent">A provider took it. Nothing is sent to an inbox.</param>
/// <param name="Delivered">The person's own client or the provider said that it came, or the person read it.</param>
/// <param name="FailedShare">Failed or expired.</param>
/// <param name="Failed">All tries were used up, or it was refused for good.</param>
/// <param name="Unknown">It may have been taken; nobody said.</param>
/// <param name="SentShare">Null for an inbox.</param>
/// <param name="DeliveredShare">Of those that were not suppressed, 0 to 1; so for the other shares.</param>
internal sealed record DeliveriesRow(
    string? Kind, Way Way, long Planned, long Suppressed, long NotWanted, long NoAddress, long NoDevice, long QuietHours, long Withdrawn, long Waiting,
    long Sent, long Delivered, long Read, long Acknowledged, long Failed, long Expired, long Unknown,
    double? SentShare, double? DeliveredShare, double? ReadShare, double? AcknowledgedShare, double? FailedShare,
    double? SentP50, double? SentP90, double? SentP95, double? DeliveredP50, double? DeliveredP90, double? DeliveredP95,
    double? AcknowledgedP50, double? AcknowledgedP90, double? AcknowledgedP95);

/// <param name="Ways">All kinds together, by way.</param>
internal sealed record DeliveriesReport(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<DeliveriesRow> Ways, IReadOnlyList<DeliveriesRow> Items);

/// <summary>
/// Whether people were told, and how fast, by kind and way, of what was said in the time. The database counts how many took how long, to the
/// tenth of a second; so a report over a million is as exact as one over ten, and no statement answers more than its times differ.
/// </summary>
internal static class ReportDeliveries
{
    public static async Task<Results<Ok<DeliveriesReport>, FileContentHttpResult, Refused>> Handle(
        DateTimeOffset? from, DateTimeOffset? to, HttpRequest request, Db db, Caller caller, TimeProvider clock, CancellationToken ct)
    {
        if (caller.SitesFor(Permissions.ReportsRead) is not null)
        {
            // A message belongs to no site.
            return PlatformProblems.Forbidden.Refuse(new { permission = Permissions.ReportsRead.Name });
        }

        var (span, refused) = ReportSpan.Of(from, to, clock);
        if (span is null)
        {
            return refused!;
        }

        var told = await db.Snapshot(reads => Read(reads, span), ct);
        var items = told.OrderBy(one => one.Key.Kind, StringComparer.Ordinal).ThenBy(one => one.Key.Way)
            .Select(one => one.Value.Row(one.Key.Kind, one.Key.Way)).ToList();
        if (Csv.Wanted(request))
        {
            return Csv.Of(items, "deliveries");
        }

        var ways = told.GroupBy(one => one.Key.Way, one => one.Value).OrderBy(way => way.Key).Select(way => DeliveryTally.Of(way).Row(null, way.Key));
        return TypedResults.Ok(new DeliveriesReport(span.From, span.To, [.. ways], items));
    }

    private static async Task<Dictionary<(string Kind, Way Way), DeliveryTally>> Read(Reads reads, ReportSpan span)
    {
        var told = new Dictionary<(string, Way), DeliveryTally>();
        await IntervalLengths.Slices(reads, span, "notifications.measured_deliveries", "said_at", async slice =>
        {
            Sql within = $"from notifications.measured_deliveries d where d.said_at >= {slice.From} and d.said_at < {slice.To}";
            var counts = reads.List<DeliveryCounts>($"""
                select d.kind, d.way, count(*) as planned, count(*) filter (where d.state = 'SUPPRESSED') as suppressed,
                       {Why("not_wanted")}, {Why("no_address")}, {Why("no_device")}, {Why("quiet_hours")},
                       count(*) filter (where d.state = 'SUPPRESSED' and d.planned_at is not null) as withdrawn,
                       count(*) filter (where d.state = 'PENDING') as waiting, count(d.sent_at) as sent, count(d.delivered_at) as delivered,
                       count(d.read_at) as read, count(d.acknowledged_at) as acknowledged, count(*) filter (where d.state = 'FAILED') as failed,
                       count(*) filter (where d.state = 'EXPIRED') as expired, count(*) filter (where d.state = 'UNKNOWN') as unknown
                {within} group by d.kind, d.way
                """);
            var times = reads.List<Times>($"""
                select d.kind, d.way, t.step, {IntervalLengths.Length("d.said_at", "t.at")} as tenths, count(*) as count
                from notifications.measured_deliveries d
                cross join lateral (values ('sent', d.sent_at), ('delivered', d.delivered_at), ('acknowledged', d.acknowledged_at)) as t (step, at)
                where d.said_at >= {slice.From} and d.said_at < {slice.To} and t.at is not null
                group by d.kind, d.way, t.step, tenths
                """);
            await reads.Send();
            foreach (var row in counts.Value)
            {
                Of(row.Kind, row.Way).Add(row);
            }

            foreach (var row in times.Value)
            {
                Of(row.Kind, row.Way).Add(row.Step, row.Tenths, row.Count);
            }
        });
        return told;

        DeliveryTally Of(string kind, Way way) => told.TryGetValue((kind, way), out var known) ? known : told[(kind, way)] = new DeliveryTally();
    }

    /// <summary>Withheld from the beginning, and why.</summary>
    private static Sql Why(string reason) =>
        Sql.Raw($"count(*) filter (where d.state = 'SUPPRESSED' and d.planned_at is null and d.reason = '{reason}') as {reason}");

    private sealed record Times(string Kind, Way Way, string Step, int Tenths, long Count);
}
