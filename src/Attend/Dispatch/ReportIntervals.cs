using Attend.Fleet;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <summary>What is measured, in the order of a call's life. The formulas stand in <see cref="ReportIntervals"/>.</summary>
[LowerWords]
internal enum Interval
{
    Answer, Processing, Turnout, Travel, Response, ResponseFirstUnit, ResponseFirstAppropriateUnit, Scene, Transport, ArrivalToHandover, HandoverToClear,
}

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
    // A response may have gone to two hospitals; its columns hold the last leg, and it left the scene for the first.
    private const string LeftScene = """
        case when r.leg = 1 then r.transporting_at else (
            select s.at from dispatch.stamps s where s.response_id = r.id and s.step = 'transporting_at' and s.undone_at is null order by s.id limit 1) end
        """;

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

        // A statement each: over a million responses one for all would outlast the statement timeout.
        var measured = await db.Snapshot<IReadOnlyDictionary<(Interval, Priority), IntervalRow>>(async reads =>
        {
            var rows = new Dictionary<(Interval, Priority), IntervalRow>();
            foreach (var interval in Enum.GetValues<Interval>())
            {
                var found = reads.List<Measured>(Query(interval, span, priority));
                await reads.Send();
                foreach (var row in found.Value)
                {
                    rows[(interval, row.Priority)] = row.Row(interval);
                }
            }

            return rows;
        }, ct);
        var items = Enum.GetValues<Interval>()
            .SelectMany(interval => Enum.GetValues<Priority>().Where(each => priority is null || each == priority)
                .Select(each => measured.GetValueOrDefault((interval, each)) ?? new IntervalRow(interval, each, 0, null, null, null, null, null, null, 0)))
            .ToList();
        return Csv.Wanted(request)
            ? Csv.Of(items, "intervals")
            : TypedResults.Ok(new IntervalReport(span.From, span.To, items));
    }

    private static Sql Query(Interval interval, ReportSpan span, Priority? priority) => $"""
        select v.priority, count(v.seconds) as count, avg(v.seconds) as mean,
               percentile_disc(array[0.5, 0.9, 0.95]) within group (order by v.seconds) as ranks,
               t.seconds as target, count(*) filter (where v.seconds <= t.seconds) as in_target, count(*) - count(v.seconds) as left_out
        from (
            select m.priority, case when m.ended >= m.began then date_part('epoch', m.ended - m.began) end as seconds
            from ({Source(interval, span, priority)}) m
        ) v
        left join dispatch.report_targets t on t.interval = {interval} and t.priority = v.priority
        group by v.priority, t.seconds
        """;

    private static Sql Source(Interval interval, ReportSpan span, Priority? priority)
    {
        Sql Responses(string began, string ended) => $"""
            select c.priority, {Sql.Raw(began)} as began, {Sql.Raw(ended)} as ended
            from dispatch.responses r join dispatch.calls c on c.id = r.call_id
            where r.assigned_at >= {span.From} and r.assigned_at < {span.To} and ({priority}::text is null or c.priority = {priority})
            """;
        Sql Calls(string began, string ended, Sql joins, string group) => $"""
            select c.priority, {Sql.Raw(began)} as began, {Sql.Raw(ended)} as ended
            from dispatch.calls c {joins}
            where c.received_at >= {span.From} and c.received_at < {span.To} and c.merged_into is null
              and ({priority}::text is null or c.priority = {priority})
            group by {Sql.Raw(group)}
            """;
        return interval switch
        {
            // Every ring at the telephone is one to be answered, also the third about the same fire.
            Interval.Answer => Calls("k.ringing_at", "k.answered_at", $"join dispatch.callers k on k.call_id = c.id", "c.id, k.id"),
            Interval.Processing => Calls("min(k.answered_at)", "min(r.assigned_at)",
                $"left join dispatch.callers k on k.call_id = c.id left join dispatch.responses r on r.call_id = c.id", "c.id"),
            Interval.ResponseFirstUnit => Calls("min(r.assigned_at)", "min(r.on_scene_at)",
                $"left join dispatch.responses r on r.call_id = c.id", "c.id"),
            Interval.ResponseFirstAppropriateUnit => Calls("min(r.assigned_at)", "min(r.on_scene_at) filter (where u.level = any(n.levels))",
                $"""
                left join dispatch.responses r on r.call_id = c.id
                left join fleet.unit_names u on u.id = r.unit_id
                left join ({Appropriate}) n on n.priority = c.priority and n.emergency_type = c.emergency_type
                """, "c.id"),
            Interval.Turnout => Responses("r.assigned_at", "r.en_route_at"),
            Interval.Travel => Responses("r.en_route_at", "r.on_scene_at"),
            Interval.Response => Responses("r.assigned_at", "r.on_scene_at"),
            Interval.Scene => Responses("r.on_scene_at", LeftScene),
            Interval.Transport => Responses("r.transporting_at", "r.at_hospital_at"),
            Interval.ArrivalToHandover => Responses("r.at_hospital_at", "r.transferred_care_at"),
            Interval.HandoverToClear => Responses("r.transferred_care_at", "r.cleared_at"),
            _ => throw new ArgumentOutOfRangeException(nameof(interval), interval, "No such interval."),
        };
    }

    /// <summary>The levels of care that are enough for each kind of call: the same need as the recommendation's, as rows.</summary>
    private static Sql Appropriate
    {
        get
        {
            var kinds = Enum.GetValues<Priority>().SelectMany(priority => Enum.GetValues<EmergencyType>().Select(type => (priority, type))).ToList();
            return $"""
                select k.priority, k.emergency_type, array_agg(l.level) as levels
                from unnest({kinds.Select(kind => kind.priority).ToArray()}, {kinds.Select(kind => kind.type).ToArray()},
                            {kinds.Select(kind => (int)new UnitNeed(null, kind.priority, kind.type).Level).ToArray()}) as k (priority, emergency_type, least)
                join unnest({Enum.GetValues<CareLevel>()}) with ordinality as l (level, place) on l.place > k.least
                group by k.priority, k.emergency_type
                """;
        }
    }

    private sealed record Measured(Priority Priority, long Count, double? Mean, double[]? Ranks, int? Target, long InTarget, long LeftOut)
    {
        public IntervalRow Row(Interval interval) => new(
            interval, Priority, Count, Tenths(Mean), Tenths(Ranks?[0]), Tenths(Ranks?[1]), Tenths(Ranks?[2]), Target,
            Target is null || Count == 0 ? null : Math.Round((double)InTarget / Count, 4), LeftOut);

        private static double? Tenths(double? seconds) => seconds is { } value ? Math.Round(value, 1) : null;
    }
}
