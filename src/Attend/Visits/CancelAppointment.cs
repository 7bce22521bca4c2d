using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Visits;

[LowerWords]
internal enum CancelReason { ByClient, ClientInHospital, ClientDied, NoTherapist, TherapistIll, Weather, Duplicate, Replanned, Other }

/// <param name="Reason">A sentence of it; asked for with <c>other</c>.</param>
internal sealed record CancelAppointmentRequest([Required] CancelReason? ReasonCode, [StringLength(500)] string? Reason = null);

[LowerWords]
internal enum AbsenceReason { NobodyHome, RefusedEntry, InHospital, Moved, UnsafeToEnter, Other }

/// <param name="Reason">A sentence of it; asked for with <c>other</c>.</param>
internal sealed record ClientAbsentRequest(
    [Required] AbsenceReason? ReasonCode, [StringLength(500)] string? Reason = null, DateTimeOffset? OccurredAt = null, DateTimeOffset? MadeAt = null,
    DateTimeOffset? SentAt = null);

/// <summary>The two ways in which a visit comes to nothing: somebody says so, or the client is not there.</summary>
internal static class CancelAppointment
{
    /// <summary>From any state before the end; whoever was to come is free.</summary>
    public static Task<Results<Ok<AppointmentView>, Refused>> Cancel(long id, CancelAppointmentRequest request, Db db, Caller caller, CancellationToken ct) =>
        VisitStep.Press(id, Permissions.VisitsPlan, db, caller, (change, step) =>
        {
            step.Expect(AppointmentAction.Cancel);
            return Task.FromResult(End(change, step, AppointmentAction.Cancel, null, Words.Of(request.ReasonCode!.Value), request.Reason));
        }, ct);

    /// <summary>The client is not there, or does not let anybody in.</summary>
    public static Task<Results<Ok<AppointmentView>, Refused>> NoShow(long id, ClientAbsentRequest request, Db db, Caller caller, CancellationToken ct) =>
        VisitStep.Press(id, Permissions.VisitsStep, db, caller, (change, step) =>
        {
            step.Expect(AppointmentAction.NoShow);
            var last = step.Places.Where(place => place.Holds).MaxBy(place => place.LastStamp) ?? step.Places[0];
            var (at, refused) = TapPlace.When(change, last, request.OccurredAt, request.MadeAt, request.SentAt);
            return Task.FromResult(
                refused ?? RefuseEarly(change, step, at) ?? End(change, step, AppointmentAction.NoShow, at, Words.Of(request.ReasonCode!.Value), request.Reason));
        }, ct);

    /// <summary>That nobody is there, who comes knows once they are on the way, or it is time; operators may have been told before.</summary>
    private static Refused? RefuseEarly(Change change, VisitStep step, DateTimeOffset at) =>
        at >= step.Row.StartsAt || step.Plans(Permissions.VisitsStep)
        || step.Places.Any(place => place.TherapistId == change.Caller.UserId && place.State is PlaceState.EnRoute or PlaceState.Arrived)
            ? null
            : VisitProblems.NotYet.Refuse(new { starts_at = step.Row.StartsAt });

    private static Refused? End(Change change, VisitStep step, AppointmentAction action, DateTimeOffset? at, string code, string? reason)
    {
        if (code is "other" && string.IsNullOrWhiteSpace(reason))
        {
            return PlatformProblems.Invalid.Field("reason", "says what it was, where no code does");
        }

        var therapists = step.Therapists;
        foreach (var place in step.Places.Where(place => PlaceLifecycle.Table.Allows(place.State, PlaceAction.Release)).ToList())
        {
            step.Move(place, PlaceAction.Release, at);
        }

        ReviewRejection.Reviewed(change, $"select p.id from visits.places p where p.appointment_id = {step.Row.Id}", "cancelled");
        step.Save(at, action, $"reason_code = {code}, reason = {reason?.Trim()}", new { reason_code = code, therapist_ids = therapists });
        return null;
    }
}
