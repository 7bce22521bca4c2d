using Attend.Fleet;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Reports;

/// <summary>What one unit did in the time of the report.</summary>
/// <param name="StaffedHours">With somebody signed on.</param>
/// <param name="BusyHours">From assignment to the end of the response; two responses at one time count once.</param>
/// <param name="Utilisation">The share of the staffed hours that was busy (unit-hour utilisation), 0 to 1; null when it was never staffed.</param>
/// <param name="Responses">Assigned in that time.</param>
/// <param name="Transports">Of these, how many left with a patient.</param>
internal sealed record UtilisationRow(
    long UnitId, string UnitNumber, UnitKind Kind, double StaffedHours, double BusyHours, double? Utilisation, long Responses, long Transports);

internal sealed record UtilisationReport(
    DateTimeOffset From, DateTimeOffset To, double StaffedHours, double BusyHours, double? Utilisation, IReadOnlyList<UtilisationRow> Items);

/// <summary>Unit-hour utilisation: how much of the time that units stood ready they were at work. What lies ahead does not count.</summary>
internal static class ReportUtilisation
{
    // A response that began before the report may reach into it; none lasts a week, and so the index by time serves.
    private static readonly TimeSpan LongestResponse = TimeSpan.FromDays(7);

    public static async Task<Results<Ok<UtilisationReport>, FileContentHttpResult, Refused>> Handle(
        DateTimeOffset? from, DateTimeOffset? to, HttpRequest request, Db db, Caller caller, TimeProvider clock, CancellationToken ct)
    {
        var (span, refused) = ReportSpan.Of(from, to, clock);
        if (span is null)
        {
            return refused!;
        }

        var sites = caller.SitesFor(Permissions.ReportsRead);
        var end = Clocks.Earlier(span.To, clock.Micros());
        var rows = await db.List<Measured>($"""
            {Within(span, end, sites)}
            select w.id as unit_id, n.unit_number, n.kind, {Hours("w.staffed")} as staffed, {Hours("w.busy")} as busy, {Hours("w.both")} as both,
                   coalesce(w.responses, 0) as responses, coalesce(w.transports, 0) as transports
            from within w join fleet.unit_names n on n.id = w.id order by n.unit_number, w.id
            """, ct);
        var items = rows.Select(row => row.Row).ToList();
        return Csv.Wanted(request)
            ? Csv.Of(items, "utilisation")
            : TypedResults.Ok(new UtilisationReport(span.From, span.To, Hundredths(rows.Sum(row => row.Staffed)), Hundredths(rows.Sum(row => row.Busy)),
                Share(rows.Sum(row => row.Both), rows.Sum(row => row.Staffed)), items));
    }

    /// <summary>The statement's beginning: each unit's staffed and busy times in the span, and what both have in common, as <c>within</c>.</summary>
    public static Sql Within(ReportSpan span, DateTimeOffset end, long[]? sites) => $"""
        with whole as (select tstzmultirange(tstzrange({span.From}, greatest({span.From}, {end}))) as span),
        staffed as (
            select vehicle_id, range_agg(tstzrange(from_at, to_at)) as times from fleet.crew_times
            where from_at < {end} and (to_at is null or to_at > {span.From}) group by vehicle_id
        ),
        busy as (
            select r.unit_id, range_agg(tstzrange(r.assigned_at, case when r.ended_at is not null then greatest(r.assigned_at, coalesce(r.cleared_at, r.ended_at)) end)) as times,
                   count(*) filter (where r.assigned_at >= {span.From}) as responses,
                   count(r.transporting_at) filter (where r.assigned_at >= {span.From}) as transports
            from dispatch.measured_responses r
            where r.assigned_at >= {span.From - LongestResponse} and r.assigned_at < {end} group by r.unit_id
        ),
        within as (
            select u.id, s.times * w.span as staffed, b.times * w.span as busy, b.times * s.times * w.span as both, b.responses, b.transports
            from fleet.units u cross join whole w left join staffed s on s.vehicle_id = u.id left join busy b on b.unit_id = u.id
            where (u.retired_at is null or u.retired_at > {span.From}) {Sql.If(sites, $"and u.home_site_id = any({sites})")}
        )
        """;

    private static Sql Hours(string times) => Sql.Raw($"""
        coalesce((select sum(date_part('epoch', upper(one) - lower(one))) / 3600 from unnest({times}) as one), 0)
        """);

    public static double Hundredths(double hours) => Math.Round(hours, 2);

    public static double? Share(double part, double whole) => whole > 0 ? Math.Round(part / whole, 4) : null;

    private sealed record Measured(
        long UnitId, string UnitNumber, UnitKind Kind, double Staffed, double Busy, double Both, long Responses, long Transports)
    {
        public UtilisationRow Row => new(
            UnitId, UnitNumber, Kind, Hundredths(Staffed), Hundredths(Busy), Share(Both, Staffed), Responses, Transports);
    }
}
