using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Reports;

/// <summary>
/// How those who came to a queue fared: all of them, those of one class, of one hour of the day, or of both. Each is in one of the counts from
/// <paramref name="Waiting"/> on. The wait is from when they came into the queue until their service began, in seconds; percentiles are nearest-rank.
/// </summary>
/// <param name="Level">Of the scale by which they were classed, 1 being the most urgent; null: all classes.</param>
/// <param name="Hour">In which they came, 0 to 23 by the clock of the site; null: all hours.</param>
/// <param name="Waiting">Not seen yet, and still here.</param>
/// <param name="InService">Seen, and not done yet.</param>
/// <param name="Served">Seen, and done here.</param>
/// <param name="LeftUnseen">Did not come when called, or gave up, before anybody saw them.</param>
/// <param name="SentOn">Sent to another queue before anybody saw them here.</param>
/// <param name="Expired">Unseen when the door was shut.</param>
/// <param name="InTarget">The share, 0 to 1, of those seen whom somebody saw in their class's time; null where none was measured, as of a class that is to be seen at once.</param>
internal sealed record QueueStatisticsRow(
    int? Level, string? LevelName, int? Hour, long Joined, long Waiting, long InService, long Served, long LeftUnseen, long SentOn, long Expired, double? P50, double? P90,
    double? InTarget);

/// <summary>What one desk did, for whatever queue.</summary>
/// <param name="BusyHours">With somebody called or served.</param>
/// <param name="Utilisation">The share of the open hours that was busy, 0 to 1; null when it was never open.</param>
/// <param name="Served">Of this queue, of those who came in the time.</param>
internal sealed record DeskUtilisationRow(long DeskId, string Name, double OpenHours, double BusyHours, double? Utilisation, long Served);

/// <param name="Zone">By whose clock the hours are told: the site's.</param>
internal sealed record QueueStatisticsView(
    long QueueId, string Zone, DateTimeOffset From, DateTimeOffset To, QueueStatisticsRow All, IReadOnlyList<QueueStatisticsRow> Levels,
    IReadOnlyList<QueueStatisticsRow> Hours, IReadOnlyList<QueueStatisticsRow> Items, IReadOnlyList<DeskUtilisationRow> Desks);

/// <summary>How a queue went in a time, of those who came in it; and how busy its desks were. As a table: a line for each class and hour.</summary>
internal static class QueueStatistics
{
    private static readonly TimeSpan Most = TimeSpan.FromDays(366);

    private sealed record Place(long Id, long SiteId, string Zone);

    public static async Task<Results<Ok<QueueStatisticsView>, FileContentHttpResult, Refused>> Handle(
        long id, DateTimeOffset? from, DateTimeOffset? to, HttpRequest request, Db db, Caller caller, TimeProvider clock, CancellationToken ct)
    {
        var queue = await db.Find<Place>($"select q.id, q.site_id, s.zone from queues.names q join people.sites s on s.id = q.site_id where q.id = {id}", ct);
        if (queue is null || !caller.Reaches(Permissions.QueuesRead, queue.SiteId))
        {
            return PlatformProblems.NotFound.Refuse();
        }

        var (span, refused) = ReportSpan.Of(from, to, clock, Most);
        if (span is null)
        {
            return refused!;
        }

        var end = Clocks.Earlier(span.To, clock.Micros());
        var (rows, desks) = await db.Snapshot(
            async reads =>
            {
                var measured = reads.List<Measured>(Ways(queue, span));
                var used = reads.List<Used>(Desks(id, span, end));
                await reads.Send();
                return (measured.Value.Select(row => row.Row).ToList(), used.Value.Select(row => row.Row).ToList());
            }, ct);
        var items = rows.Where(row => row is { Level: not null, Hour: not null }).ToList();
        return Csv.Wanted(request)
            ? Csv.Of(items, "queue")
            : TypedResults.Ok(new QueueStatisticsView(
                id, queue.Zone, span.From, span.To, rows.Single(row => row is { Level: null, Hour: null }),
                [.. rows.Where(row => row is { Level: not null, Hour: null })], [.. rows.Where(row => row is { Level: null, Hour: not null })], items, desks));
    }

    /// <summary>All of them, by class, by hour and by both, in one pass over those who came. Lengths are in tenths of a second.</summary>
    private static Sql Ways(Place queue, ReportSpan span) => $"""
        with came as (
            select w.scale_id, w.level, c.name, date_part('hour', w.joined_at at time zone {queue.Zone})::integer as hour, w.ended, w.in_service_at is not null as seen,
                   {IntervalLengths.Length("w.joined_at", "w.in_service_at")} as waited, nullif(c.target_minutes, 0) * 600 as target
            from queues.ways w left join queues.scale_classes c on c.scale_id = w.scale_id and c.place = w.level
            where w.queue_id = {queue.Id} and w.joined_at >= {span.From} and w.joined_at < {span.To}
        )
        select level, name as level_name, hour, count(*) as joined,
               count(*) filter (where ended is null and not seen) as waiting, count(*) filter (where ended is null and seen) as in_service,
               count(*) filter (where ended is not null and seen) as served, count(*) filter (where ended in ('no_show', 'cancelled') and not seen) as left_unseen,
               count(*) filter (where ended = 'transferred' and not seen) as sent_on, count(*) filter (where ended = 'expired' and not seen) as expired,
               percentile_disc(0.5) within group (order by waited) filter (where waited >= 0) as p50,
               percentile_disc(0.9) within group (order by waited) filter (where waited >= 0) as p90,
               count(*) filter (where waited >= 0 and target is not null) as aimed, count(*) filter (where waited >= 0 and waited <= target) as reached
        from came group by grouping sets ((), (scale_id, level, name), (hour), (scale_id, level, name, hour))
        order by scale_id, level, hour
        """;

    /// <summary>The desks that serve the queue, or did for somebody who came in the time: when they were open, when busy, and what both have in common.</summary>
    private static Sql Desks(long queueId, ReportSpan span, DateTimeOffset end) => $"""
        with whole as (select tstzmultirange(tstzrange({span.From}, greatest({span.From}, {end}))) as span),
        done as (
            select w.desk_id, count(*) filter (where w.ended is not null and w.in_service_at is not null) as served
            from queues.ways w where w.queue_id = {queueId} and w.joined_at >= {span.From} and w.joined_at < {span.To} and w.desk_id is not null group by w.desk_id
        ),
        desks as (
            select n.id, n.name, coalesce(d.served, 0) as served from queues.desk_names n left join done d on d.desk_id = n.id
            where d.desk_id is not null or n.retired_at is null and exists (select from queues.desk_service s where s.desk_id = n.id and s.queue_id = {queueId})
        ),
        times as (
            select d.id, d.name, d.served, w.span,
                   (select range_agg(tstzrange(t.from_at, t.to_at)) from queues.desk_times t where t.desk_id = d.id and t.from_at < {end}) as open,
                   (select range_agg(tstzrange(v.from_at, v.to_at)) from queues.desk_visits v
                    where v.desk_id = d.id and v.from_at < {end} and (v.to_at is null or v.to_at > {span.From})) as busy
            from desks d cross join whole w
        )
        select id as desk_id, name, served, {Hours("open * span")} as open, {Hours("busy * span")} as busy, {Hours("open * busy * span")} as both from times order by name, id
        """;

    private static Sql Hours(string times) => Sql.Raw($"coalesce((select sum(date_part('epoch', upper(one) - lower(one))) / 3600 from unnest({times}) as one), 0)");

    private sealed record Measured(
        int? Level, string? LevelName, int? Hour, long Joined, long Waiting, long InService, long Served, long LeftUnseen, long SentOn, long Expired, int? P50, int? P90,
        long Aimed, long Reached)
    {
        public QueueStatisticsRow Row => new(
            Level, LevelName, Hour, Joined, Waiting, InService, Served, LeftUnseen, SentOn, Expired, P50 / 10d, P90 / 10d, ReportUtilisation.Share(Reached, Aimed));
    }

    private sealed record Used(long DeskId, string Name, long Served, double Open, double Busy, double Both)
    {
        public DeskUtilisationRow Row => new(
            DeskId, Name, ReportUtilisation.Hundredths(Open), ReportUtilisation.Hundredths(Busy), ReportUtilisation.Share(Both, Open), Served);
    }
}
