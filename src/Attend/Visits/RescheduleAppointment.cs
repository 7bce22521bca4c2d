using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Visits;

/// <param name="EndsAt">Null: it takes as long as before.</param>
/// <param name="OverlapReason">Why the client may have another visit at the same time.</param>
/// <param name="OverrideReason">Why they are asked although something speaks against it.</param>
internal sealed record RescheduleAppointmentRequest(
    [Required] DateTimeOffset? StartsAt, DateTimeOffset? EndsAt = null, [StringLength(500, MinimumLength = 2)] string? OverlapReason = null,
    [StringLength(500, MinimumLength = 2)] string? OverrideReason = null);

/// <summary>Another time, before anybody has set out. Who accepted the old one is asked for the new one, as whoever had not answered yet.</summary>
internal static class RescheduleAppointment
{
    public static Task<Results<Ok<AppointmentView>, Refused>> Handle(long id, RescheduleAppointmentRequest request, Db db, Caller caller, CancellationToken ct) =>
        VisitStep.Press(id, Permissions.VisitsPlan, db, caller, async (change, step) =>
        {
            step.Expect(AppointmentAction.Reschedule);
            var row = step.Row;
            var startsAt = request.StartsAt!.Value;
            var endsAt = request.EndsAt ?? startsAt + (row.EndsAt - row.StartsAt);
            if ((BookAppointment.RefuseStart(startsAt, change.Now) ?? BookAppointment.RefuseLength("ends_at", startsAt, endsAt)) is { } wrong)
            {
                return wrong;
            }

            var reason = request.OverlapReason ?? row.OverlapReason;
            var overlap = CheckFit.ClientBooked(change, row.ClientId, startsAt, endsAt, but: id);
            var (fits, refused) = await CheckFit.Of(
                change, step.Visit() with { StartsAt = startsAt, EndsAt = endsAt }, step.Therapists, request.OverrideReason, CheckFit.AtAnotherTime);
            if (refused is not null)
            {
                return refused;
            }

            if (overlap.Value is { } other && reason is null)
            {
                return VisitProblems.ClientBooked.Refuse(new { appointment_id = other });
            }

            step.Shift(startsAt, endsAt);
            foreach (var place in step.Places.ToList())
            {
                if (place.Holds)
                {
                    AskTherapist.Ask(change, step, place, fits[place.TherapistId!.Value].Therapist, request.OverrideReason);
                }
                else
                {
                    // Who did not answer for the old time may have one for the new.
                    step.Replace(place with { Unanswered = false });
                }
            }

            step.Save(action: AppointmentAction.Reschedule,
                set: $"starts_at = {startsAt}, ends_at = {endsAt}, overlap_reason = {reason}, late_minutes = null",
                data: new { starts_at = startsAt, ends_at = endsAt, from_starts_at = row.StartsAt, from_ends_at = row.EndsAt, therapist_ids = step.Therapists });
            return null;
        }, ct);
}
