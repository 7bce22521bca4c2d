using System.ComponentModel.DataAnnotations;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Visits;

internal sealed record RejectPlaceRequest(
    [StringLength(500)] string? Reason = null, DateTimeOffset? OccurredAt = null, DateTimeOffset? MadeAt = null, DateTimeOffset? SentAt = null);

/// <summary>
/// Whoever is asked does not want the place, or gives back what they accepted, before they set out. It alone becomes open again; an operator says what is to
/// become of it (<see cref="ReviewRejection"/>).
/// </summary>
internal static class RejectPlace
{
    public static Task<Results<Ok<AppointmentView>, Refused>> Handle(long id, RejectPlaceRequest request, Db db, Caller caller, CancellationToken ct) =>
        VisitStep.PressPlace(id, db, caller, (change, step, place) =>
        {
            VisitStep.Expect(place, PlaceAction.Reject);
            var (at, refused) = TapPlace.When(change, place, request.OccurredAt, request.MadeAt, request.SentAt);
            if (refused is not null)
            {
                return Task.FromResult<Refused?>(refused);
            }

            var whom = place.TherapistId!.Value;
            change.Run($"""
                insert into visits.refusals (place_id, therapist_id, how, reason, at) values ({id}, {whom}, 'rejected', {request.Reason?.Trim()}, {at})
                """);
            step.Replace(AskTherapist.Vacate(step, place, PlaceAction.Reject, at) with { AwaitsReview = true, Unanswered = false, RefusedBy = whom });
            step.Save(at);
            return Task.FromResult<Refused?>(null);
        }, ct);
}
