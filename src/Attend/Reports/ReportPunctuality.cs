using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Attend.Visits;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Reports;

/// <summary>
/// How visits kept to their times: all of them, or those of a site, a therapist, a week. A visit of two therapists is one of each. Each is in one of the
/// counts from <paramref name="OnTime"/> to <paramref name="Ahead"/>. Percentiles are nearest-rank, in seconds from the planned beginning until the
/// real one; who began before it was no second late.
/// </summary>
/// <param name="TherapistId">Null beside a site: nobody had it, or all of them where no therapist is told apart.</param>
/// <param name="Week">Its Monday, by the clock of the site; null: all weeks.</param>
/// <param name="OnTime">Began no further from the planned beginning than the tolerance.</param>
/// <param name="Unmeasured">Ended, and nobody knows when it began.</param>
/// <param name="NotMet">Its time passed, and nobody began.</param>
/// <param name="ClientAbsent">Somebody came, and the client was not there.</param>
/// <param name="LateByClient">Cancelled less than 24 hours before: the client did not want it, is in hospital or has died.</param>
/// <param name="LateByTherapist">Of the same: the therapist is ill.</param>
/// <param name="LateByCompany">Of the same: everything else, from nobody who could come to a plan that was made anew.</param>
/// <param name="Cancelled">Earlier than that.</param>
/// <param name="Ahead">Its time has not passed yet.</param>
/// <param name="OnTimeShare">Of those of whose beginning the time is known, 0 to 1; null where there is none.</param>
internal sealed record PunctualityRow(
    long? SiteId, string? Site, long? TherapistId, string? Therapist, DateOnly? Week, long Visits, long OnTime, long Early, long Late, long Unmeasured,
    long NotMet, long ClientAbsent, long LateByClient, long LateByTherapist, long LateByCompany, long Cancelled, long Ahead, double? OnTimeShare, double? P50,
    double? P90);

/// <summary>Visits that were cancelled less than 24 hours before, for one reason by one person.</summary>
/// <param name="UserId">Who entered it; null where a clock or the system did.</param>
internal sealed record LateCancellationRow(long SiteId, string Site, CancelReason Reason, long? UserId, string? EnteredBy, long Visits);

/// <param name="ToleranceMinutes">So far from the planned beginning is still on time.</param>
/// <param name="Items">By site, therapist and week.</param>
internal sealed record PunctualityReport(
    DateTimeOffset From, DateTimeOffset To, int ToleranceMinutes, PunctualityRow All, IReadOnlyList<PunctualityRow> Sites, IReadOnlyList<PunctualityRow> Therapists,
    IReadOnlyList<PunctualityRow> Weeks, IReadOnlyList<LateCancellationRow> CancelledLate, IReadOnlyList<PunctualityRow> Items);

/// <param name="Tolerance">In minutes, before and after; a quarter of an hour where nothing is said.</param>
internal sealed record PunctualityFilter(DateTimeOffset? From, DateTimeOffset? To, [property: Range(0, 240)] int? Tolerance);

/// <summary>
/// Whether visits began when they were planned to, of those that were planned into the time. A visit that was moved counts where it was moved to; a
/// place that was given up before its time was no visit.
/// </summary>
internal static class ReportPunctuality
{
    private const int Usual = 15;

    private static readonly TimeSpan Most = TimeSpan.FromDays(366);

    private static readonly TimeSpan Late = TimeSpan.FromHours(24);

    private static readonly CancelReason[] ByClient = [CancelReason.ByClient, CancelReason.ClientInHospital, CancelReason.ClientDied];

    private static readonly CancelReason[] ByTherapist = [CancelReason.TherapistIll];

    public static async Task<Results<Ok<PunctualityReport>, FileContentHttpResult, Refused>> Handle(
        [AsParameters] PunctualityFilter filter, HttpRequest request, Db db, Caller caller, TimeProvider clock, CancellationToken ct)
    {
        var (span, refused) = ReportSpan.Of(filter.From, filter.To, clock, Most);
        if (span is null)
        {
            return refused!;
        }

        var tolerance = filter.Tolerance ?? Usual;
        var due = Due(span, caller.SitesFor(Permissions.VisitReportsRead), TimeSpan.FromMinutes(tolerance), clock.Micros());
        var (rows, cancelled) = await db.Snapshot(
            async reads =>
            {
                var counted = reads.List<Measured>(Counts(due));
                var late = reads.List<LateCancellationRow>(Cancellations(due));
                await reads.Send();
                return (counted.Value, late.Value);
            }, ct);
        IReadOnlyList<PunctualityRow> By(int kept) => [.. rows.Where(row => row.Grouped == kept).Select(row => row.Row)];
        var items = By(Kept.Week | Kept.Therapist | Kept.Site);
        return Csv.Wanted(request)
            ? Csv.Of(items, "punctuality")
            : TypedResults.Ok(new PunctualityReport(
                span.From, span.To, tolerance, By(0).Single(), By(Kept.Site), By(Kept.Therapist | Kept.Site), By(Kept.Week), cancelled, items));
    }

    /// <summary>Each visit with what became of it, as <c>due</c>.</summary>
    private static Sql Due(ReportSpan span, long[]? sites, TimeSpan tolerance, DateTimeOffset now) => $"""
        with due as (
            select v.site_id, s.name as site, v.therapist_id, date_trunc('week', v.starts_at at time zone s.zone)::date as week, v.reason_code, v.cancelled_by,
                   {IntervalLengths.Length("least(v.starts_at, v.started_at)", "v.started_at")} as lateness,
                   case
                       when v.started_at < v.starts_at - {tolerance} then 'early'
                       when v.started_at > v.starts_at + {tolerance} then 'late'
                       when v.started_at is not null then 'on_time'
                       when v.state = 'COMPLETED' then 'unmeasured'
                       when v.released_at >= v.no_show_at then 'client_absent'
                       when v.released_at >= v.cancelled_at and v.cancelled_at <= v.starts_at - {Late} then 'cancelled'
                       when v.released_at >= v.cancelled_at and v.reason_code = any({ByClient}) then 'late_by_client'
                       when v.released_at >= v.cancelled_at and v.reason_code = any({ByTherapist}) then 'late_by_therapist'
                       when v.released_at >= v.cancelled_at then 'late_by_company'
                       when v.released_at >= v.starts_at or v.released_at is null and v.ends_at <= {now} then 'not_met'
                       when v.released_at is null then 'ahead'
                   end as became
            from people.sites s join visits.measured_visits v on v.site_id = s.id
            where v.starts_at >= {span.From} and v.starts_at < {span.To} {Sql.If(sites, $"and s.id = any({sites ?? []})")}
        )
        """;

    private static Sql Counts(Sql due) => $"""
        {due},
        counted as (
            select 7 - grouping(d.site_id, d.therapist_id, d.week) as grouped, d.site_id, d.therapist_id, d.week, count(*) as visits, {Of("on_time")}, {Of("early")},
                   {Of("late")}, {Of("unmeasured")}, {Of("not_met")}, {Of("client_absent")}, {Of("late_by_client")}, {Of("late_by_therapist")},
                   {Of("late_by_company")}, {Of("cancelled")}, {Of("ahead")},
                   percentile_disc(0.5) within group (order by d.lateness) filter (where d.lateness >= 0) as p50,
                   percentile_disc(0.9) within group (order by d.lateness) filter (where d.lateness >= 0) as p90
            from due d where d.became is not null
            group by grouping sets ((), (d.week), (d.site_id), (d.site_id, d.therapist_id), (d.site_id, d.therapist_id, d.week))
        )
        select c.*, s.name as site, m.full_name as therapist
        from counted c left join people.sites s on s.id = c.site_id left join people.members m on m.id = c.therapist_id
        order by s.name, c.site_id, m.full_name, c.therapist_id, c.week
        """;

    private static Sql Cancellations(Sql due) => $"""
        {due}
        select d.site_id, d.site, d.reason_code as reason, m.id as user_id, m.full_name as entered_by, count(*) as visits
        from due d left join people.members m on m.id = substring(d.cancelled_by from '^user:([0-9]+)$')::bigint
        where d.became in ('late_by_client', 'late_by_therapist', 'late_by_company')
        group by d.site_id, d.site, d.reason_code, m.id, m.full_name order by d.site, d.site_id, visits desc, d.reason_code, m.full_name
        """;

    private static Sql Of(string became) => Sql.Raw($"count(*) filter (where d.became = '{became}') as {became}");

    /// <summary>What rows are told apart by, as PostgreSQL's <c>grouping</c> counts it.</summary>
    private static class Kept
    {
        public const int Week = 1;
        public const int Therapist = 2;
        public const int Site = 4;
    }

    private sealed record Measured(
        int Grouped, long? SiteId, string? Site, long? TherapistId, string? Therapist, DateOnly? Week, long Visits, long OnTime, long Early, long Late, long Unmeasured,
        long NotMet, long ClientAbsent, long LateByClient, long LateByTherapist, long LateByCompany, long Cancelled, long Ahead, int? P50, int? P90)
    {
        public PunctualityRow Row => new(
            SiteId, Site, TherapistId, Therapist, Week, Visits, OnTime, Early, Late, Unmeasured, NotMet, ClientAbsent, LateByClient, LateByTherapist, LateByCompany,
            Cancelled, Ahead, ReportUtilisation.Share(OnTime, OnTime + Early + Late), P50 / 10d, P90 / 10d);
    }
}
