using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Visits;

/// <param name="OverlapReason">Why the client may have another visit at the same time.</param>
/// <param name="OverrideReason">Why it may take longer although something speaks against it.</param>
internal sealed record MoveEndRequest(
    [Required] DateTimeOffset? EndsAt, [StringLength(500, MinimumLength = 2)] string? OverlapReason = null,
    [StringLength(500, MinimumLength = 2)] string? OverrideReason = null);

/// <param name="Minutes">By how much; 0: in time again.</param>
internal sealed record RunningLateRequest([Required, Range(0, 600)] int? Minutes);

/// <summary>A visit takes longer or is over earlier than was planned, or those who come are late: what comes next is looked at, and told.</summary>
internal static class MoveEnd
{
    /// <summary>A visit of somebody's that another one runs into.</summary>
    private sealed record AtRisk(long TherapistId, long? AppointmentId);

    /// <summary>Later, as far as the next visit of each therapist and of the client allows.</summary>
    public static Task<Results<Ok<AppointmentView>, Refused>> Extend(long id, MoveEndRequest request, Db db, Caller caller, CancellationToken ct) =>
        VisitStep.Press(id, Permissions.VisitsStep, db, caller, async (change, step) =>
        {
            step.Expect(AppointmentAction.Extend);
            var (row, endsAt) = (step.Row, request.EndsAt!.Value);
            if (endsAt <= row.EndsAt)
            {
                return PlatformProblems.Invalid.Field("ends_at", "must be later than the end until now");
            }

            if (BookAppointment.RefuseLength("ends_at", row.StartsAt, endsAt) is { } wrong)
            {
                return wrong;
            }

            var reason = request.OverlapReason ?? row.OverlapReason;
            var overlap = CheckFit.ClientBooked(change, row.ClientId, row.StartsAt, endsAt, but: id);
            var (_, refused) = await CheckFit.Of(change, step.Visit() with { EndsAt = endsAt }, step.Therapists, request.OverrideReason, CheckFit.Behind);
            if (refused is not null)
            {
                return refused;
            }

            if (overlap.Value is { } other && reason is null)
            {
                return VisitProblems.ClientBooked.Refuse(new { appointment_id = other });
            }

            Save(step, AppointmentAction.Extend, endsAt, reason);
            return null;
        }, ct);

    /// <summary>Earlier; what that leaves of the time is free.</summary>
    public static Task<Results<Ok<AppointmentView>, Refused>> EndEarly(long id, MoveEndRequest request, Db db, Caller caller, CancellationToken ct) =>
        VisitStep.Press(id, Permissions.VisitsStep, db, caller, (change, step) =>
        {
            step.Expect(AppointmentAction.EndEarly);
            var endsAt = request.EndsAt!.Value;
            if (endsAt >= step.Row.EndsAt)
            {
                return Task.FromResult<Refused?>(PlatformProblems.Invalid.Field("ends_at", "must be earlier than the end until now"));
            }

            if (BookAppointment.RefuseLength("ends_at", step.Row.StartsAt, endsAt) is { } wrong)
            {
                return Task.FromResult<Refused?>(wrong);
            }

            Save(step, AppointmentAction.EndEarly, endsAt, step.Row.OverlapReason);
            return Task.FromResult<Refused?>(null);
        }, ct);

    /// <summary>Says so and moves nothing: the event names the visits that it runs into.</summary>
    public static Task<Results<Ok<AppointmentView>, Refused>> RunningLate(long id, RunningLateRequest request, Db db, Caller caller, CancellationToken ct) =>
        VisitStep.Press(id, Permissions.VisitsStep, db, caller, async (change, step) =>
        {
            step.Expect(AppointmentAction.RunningLate);
            var (row, late) = (step.Row, TimeSpan.FromMinutes(request.Minutes!.Value));
            var (startsAt, endsAt) = (row.StartsAt + late, row.EndsAt + late);
            var client = CheckFit.ClientBooked(change, row.ClientId, startsAt, endsAt, but: id);
            var (fits, _) = await CheckFit.Of(change, step.Visit() with { StartsAt = startsAt, EndsAt = endsAt }, step.Therapists, null);
            List<AtRisk> next =
            [
                .. fits.Values.SelectMany(fit => fit.Findings
                    .Where(finding => finding.Kind is FitFindingKind.Booked or FitFindingKind.TravelAfter)
                    .Select(finding => new AtRisk(fit.Therapist.Id, finding.AppointmentId))),
            ];
            step.Save(action: AppointmentAction.RunningLate, set: $"late_minutes = {request.Minutes}", data: new
            {
                minutes = request.Minutes, therapist_ids = step.Therapists, at_risk = next, client_appointment_id = client.Value,
            });
            return null;
        }, ct);

    private static void Save(VisitStep step, AppointmentAction action, DateTimeOffset endsAt, string? overlapReason)
    {
        var from = step.Row.EndsAt;
        step.Shift(step.Row.StartsAt, endsAt);
        step.Save(action: action, set: $"ends_at = {endsAt}, overlap_reason = {overlapReason}",
            data: new { ends_at = endsAt, from_ends_at = from, therapist_ids = step.Therapists });
    }
}
