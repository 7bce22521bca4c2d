using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Visits;

/// <param name="From">The first visit that is otherwise, by when it would begin by the clock of the site.</param>
/// <param name="FirstStart">When that visit begins now; null: as before.</param>
/// <param name="Rule">Null: by the same rule, as often as was left.</param>
/// <param name="Minutes">Null: as long as before.</param>
/// <param name="TherapistIds">Null: whoever was to come to that visit.</param>
/// <param name="SkipConflicts">Whether visits against which something speaks are left out instead of refusing the whole.</param>
internal sealed record ChangeSeriesRequest(
    [Required, StringLength(16)] string? From, [StringLength(16)] string? FirstStart = null, [StringLength(500, MinimumLength = 6)] string? Rule = null,
    [Range(5, 1440)] int? Minutes = null, [MinLength(1), MaxLength(10)] long[]? TherapistIds = null, [StringLength(500, MinimumLength = 2)] string? OverlapReason = null,
    [StringLength(500, MinimumLength = 2)] string? OverrideReason = null, bool SkipConflicts = false);

/// <summary>
/// One visit and all that follow are otherwise: they are cancelled, and another series begins with that one, in one transaction. From the first visit on
/// that is the whole series; a single visit has the keys of every appointment. Later visits that were cancelled or are over do not come back, and those
/// that were moved, or made longer or shorter, are so still.
/// </summary>
internal static class ChangeSeries
{
    private sealed record Row(long SiteId, long ClientId, string Rule, string FirstStart, string Zone, int Minutes, string[] LeftOut);

    /// <summary>What of the first visit that is otherwise stays as it was.</summary>
    private sealed record Kept(
        string Address, double Latitude, double Longitude, string? Notes, string? OverlapReason, long[] Services, long[] Therapists);

    private sealed record Booked(string Occurrence, DateTimeOffset StartsAt, DateTimeOffset EndsAt, bool Comes);

    public static Task<Results<Created<PlannedSeriesView>, Refused>> Handle(
        long id, ChangeSeriesRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Together<Results<Created<PlannedSeriesView>, Refused>>(caller, async (joined, change) =>
        {
            if (PlanSeries.Moment(request.From) is not { } from)
            {
                return PlatformProblems.Invalid.Field("from", PlanSeries.Form);
            }

            if (PlanSeries.Moment(request.FirstStart ?? request.From) is not { } start)
            {
                return PlatformProblems.Invalid.Field("first_start", PlanSeries.Form);
            }

            var (rule, wrong) = request.Rule is null ? (null, null) : Recurrence.Read(request.Rule);
            if (wrong is not null)
            {
                return wrong;
            }

            SeriesKeys.Lock(change, id, request.TherapistIds ?? []);
            var found = change.Find<Row>($"""
                select s.site_id, s.client_id, s.rule, to_char(s.first_start, 'YYYY-MM-DD"T"HH24:MI') as first_start, s.zone, s.minutes,
                       array(select to_char(t, 'YYYY-MM-DD"T"HH24:MI') from unnest(s.left_out) t order by t) as left_out
                from visits.series s where s.id = {id}
                """);
            var kept = change.Find<Kept>($"""
                select a.address, a.latitude, a.longitude, a.notes, a.overlap_reason,
                       array(select v.service_id from visits.appointment_services v where v.appointment_id = a.id order by v.number) as services,
                       array(select p.therapist_id from visits.places p
                           where p.appointment_id = a.id and p.therapist_id is not null and p.state <> 'RELEASED' order by p.number) as therapists
                from visits.appointments a
                where a.series_id = {id} and a.occurrence >= {PlanSeries.Wall.Format(from)}::timestamp and a.holds order by a.occurrence limit 1
                """);
            // That the first one's time has passed is why it is given another.
            var booked = change.List<Booked>($"""
                select to_char(a.occurrence, 'YYYY-MM-DD"T"HH24:MI') as occurrence, a.starts_at, a.ends_at,
                       case when a.occurrence = {PlanSeries.Wall.Format(from)}::timestamp then a.state <> 'CANCELLED'
                            else {AppointmentLifecycle.Is(AppointmentLifecycle.Ahead)} and a.starts_at >= {change.Now} end as comes
                from visits.appointments a
                where a.series_id = {id} and a.occurrence >= {PlanSeries.Wall.Format(from)}::timestamp order by a.occurrence
                """);
            await change.Send();
            if (found.Value is not { } row || !caller.Reaches(Permissions.VisitsPlan, row.SiteId))
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (kept.Value is not { } visit)
            {
                return VisitProblems.NothingToEnd.Refuse();
            }

            var length = TimeSpan.FromMinutes(request.Minutes ?? row.Minutes);
            var series = new Series(
                Recurrence.Read(row.Rule).Rule!, PlanSeries.Wall.Parse(row.FirstStart).Value, row.Zone, TimeSpan.FromMinutes(row.Minutes),
                [.. row.LeftOut.Select(one => PlanSeries.Wall.Parse(one).Value)], [])
                .With(booked.Value.Select(one => new BookedOccurrence(PlanSeries.Wall.Parse(one.Occurrence).Value, one.StartsAt, one.EndsAt, one.Comes)));
            var (after, refused) = series.ChangeFollowing(from, start, length, rule);
            if (refused is not null)
            {
                return refused;
            }

            var ended = await SeriesKeys.End(id, new EndSeriesRequest(request.From, CancelReason.Replanned), joined, caller, ct);
            if (Refused.In(ended) is { } unable)
            {
                return unable;
            }

            return await PlanSeries.Plan(new PlanSeriesRequest(
                row.ClientId, visit.Services, after!.Rule.ToString(), PlanSeries.Wall.Format(after.First),
                request.TherapistIds ?? (visit.Therapists.Length == 0 ? null : visit.Therapists), (int)length.TotalMinutes,
                [.. after.LeftOut.Select(PlanSeries.Wall.Format)], visit.Address, visit.Latitude, visit.Longitude, visit.Notes,
                request.OverlapReason ?? visit.OverlapReason, request.OverrideReason, request.SkipConflicts), after.Changed, joined, caller, ct);
        }, ct);
}
