using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Reports;

/// <summary>What one unit did in one hour of the day, all days of the report together.</summary>
/// <param name="Hour">0 to 23 by the clock of the report's zone.</param>
internal sealed record HourRow(long UnitId, string UnitNumber, int Hour, double StaffedHours, double BusyHours, double? Utilisation);

/// <summary>All units together in one hour of the day.</summary>
internal sealed record HourTotal(int Hour, double StaffedHours, double BusyHours, double? Utilisation);

internal sealed record HoursReport(
    DateTimeOffset From, DateTimeOffset To, string Zone, IReadOnlyList<HourTotal> Hours, IReadOnlyList<HourRow> Items);

/// <summary>Unit-hour utilisation by the hour of the day: when the units that stood ready were not enough, and when they were too many.</summary>
internal static class ReportUtilisationHours
{
    private static readonly TimeSpan Most = TimeSpan.FromDays(366);

    public static async Task<Results<Ok<HoursReport>, FileContentHttpResult, Refused>> Handle(
        DateTimeOffset? from, DateTimeOffset? to, string? zone, HttpRequest request, Db db, Caller caller, TimeProvider clock, CancellationToken ct)
    {
        var ((span, refused), (place, unknown)) = (ReportSpan.Of(from, to, clock, Most), ReportZone.Of(zone));
        if (span is null || place is null)
        {
            return refused ?? unknown!;
        }

        var rows = await db.List<Measured>($"""
            {ReportUtilisation.Within(span, Clocks.Earlier(span.To, clock.Micros()), caller.SitesFor(Permissions.ReportsRead))},
            pieces as (
                select w.id, 0 as what, lower(one) as began, upper(one) as ended from within w, unnest(w.staffed) as one
                union all select w.id, 1, lower(one), upper(one) from within w, unnest(w.busy) as one
                union all select w.id, 2, lower(one), upper(one) from within w, unnest(w.both) as one
            ),
            hours as (
                select p.id, p.what, date_part('hour', h at time zone {place.Id})::integer as hour,
                       date_part('epoch', least(p.ended, h + interval '1 hour') - greatest(p.began, h)) / 3600 as length
                from pieces p
                cross join lateral generate_series(date_trunc('hour', p.began, {place.Id}), p.ended - interval '1 microsecond', interval '1 hour') as h
            )
            select n.id as unit_id, n.unit_number, h.hour,
                   coalesce(sum(h.length) filter (where h.what = 0), 0) as staffed, coalesce(sum(h.length) filter (where h.what = 1), 0) as busy,
                   coalesce(sum(h.length) filter (where h.what = 2), 0) as both
            from hours h join fleet.unit_names n on n.id = h.id
            group by n.id, n.unit_number, h.hour order by n.unit_number, n.id, h.hour
            """, ct);
        var items = rows.Select(row => new HourRow(
            row.UnitId, row.UnitNumber, row.Hour, ReportUtilisation.Hundredths(row.Staffed), ReportUtilisation.Hundredths(row.Busy),
            ReportUtilisation.Share(row.Both, row.Staffed))).ToList();
        return Csv.Wanted(request)
            ? Csv.Of(items, "utilisation-hours")
            : TypedResults.Ok(new HoursReport(span.From, span.To, place.Id, [.. Enumerable.Range(0, 24).Select(hour => Total(hour, rows))], items));
    }

    private static HourTotal Total(int hour, IReadOnlyList<Measured> rows)
    {
        var (staffed, busy, both) = (0d, 0d, 0d);
        foreach (var row in rows.Where(row => row.Hour == hour))
        {
            (staffed, busy, both) = (staffed + row.Staffed, busy + row.Busy, both + row.Both);
        }

        return new HourTotal(hour, ReportUtilisation.Hundredths(staffed), ReportUtilisation.Hundredths(busy), ReportUtilisation.Share(both, staffed));
    }

    private sealed record Measured(long UnitId, string UnitNumber, int Hour, double Staffed, double Busy, double Both);
}
