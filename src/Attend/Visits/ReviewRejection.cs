using System.ComponentModel.DataAnnotations;
using Attend.Fleet;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Visits;

/// <param name="PlaceId">Which place; it may be one that nobody has yet, or that somebody else has who has not arrived.</param>
/// <param name="OverrideReason">Why they are asked although something speaks against it.</param>
internal sealed record ReassignRequest(
    [Required] long? PlaceId, [Required] long? TherapistId, [StringLength(500, MinimumLength = 2)] string? OverrideReason = null);

/// <param name="PlaceId">Which place somebody rejected.</param>
internal sealed record DenyRejectionRequest([Required] long? PlaceId);

/// <summary>What an operator makes of a place that somebody rejected: another is asked, or the same again. Nothing is deleted.</summary>
internal static class ReviewRejection
{
    /// <summary>Asks somebody else.</summary>
    public static Task<Results<Ok<AppointmentView>, Refused>> Reassign(long id, ReassignRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<AppointmentView>, Refused>>(caller, async change =>
        {
            var (placeId, whom) = (request.PlaceId!.Value, request.TherapistId!.Value);
            var step = VisitStep.Load(change, id, whom);
            await change.Send();
            if (step.Refuse(Permissions.VisitsPlan) is { } refused)
            {
                return refused;
            }

            step.Expect(AppointmentAction.Reassign);
            var place = step.Places.FirstOrDefault(one => one.Id == placeId);
            if (place is null)
            {
                return VisitProblems.UnknownPlace.Refuse(new { field = "place_id" });
            }

            if (place.State is not PlaceState.Open)
            {
                VisitStep.Expect(place, PlaceAction.Reopen);
            }

            if (step.Places.Any(one => one.Holds && one.TherapistId == whom))
            {
                return VisitProblems.TherapistBooked.Refuse(new { therapist_id = whom, appointment_id = id });
            }

            var open = place.State is PlaceState.Open ? place : AskTherapist.Vacate(step, place, PlaceAction.Reopen);
            return await Ask(change, step, open, whom, request.OverrideReason, AppointmentAction.Reassign, "reassigned");
        }, ct);

    /// <summary>Asks the same therapist again, who is told that it stays theirs.</summary>
    public static Task<Results<Ok<AppointmentView>, Refused>> Deny(long id, DenyRejectionRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<AppointmentView>, Refused>>(caller, async change =>
        {
            var placeId = request.PlaceId!.Value;
            // Who rejected it is not among those of the appointment any more, and a refusal is never changed.
            var refuser = change.Find<long?>($"select r.therapist_id from visits.refusals r where r.place_id = {placeId} order by r.id desc limit 1");
            await change.Send();
            var step = VisitStep.Load(change, id, refuser.Value is { } one ? [one] : []);
            await change.Send();
            if (step.Refuse(Permissions.VisitsPlan) is { } refused)
            {
                return refused;
            }

            step.Expect(AppointmentAction.Deny);
            if (step.Places.FirstOrDefault(each => each.Id == placeId) is not { } place)
            {
                return VisitProblems.UnknownPlace.Refuse(new { field = "place_id" });
            }

            if (!place.Standing.AwaitsReview)
            {
                return VisitProblems.NothingToReview.Refuse(new { place_id = placeId, state = place.State });
            }

            return place.RefusedBy == refuser.Value
                ? await Ask(change, step, place, place.RefusedBy!.Value, "Their rejection was denied", AppointmentAction.Deny, "denied")
                : throw new LostRace($"Place {placeId} was rejected by somebody else before it was locked.");
        }, ct);

    /// <summary>Queues that a rejection has been looked at.</summary>
    /// <param name="places">SQL that gives their ids.</param>
    public static void Reviewed(Change change, Sql places, string review) => change.RunAny($"""
        update visits.refusals set review = {review}, reviewed_by = {change.Caller.UserId}, reviewed_at = {change.Now}
        where place_id in ({places}) and how = 'rejected' and reviewed_at is null
        """);

    private static async Task<Results<Ok<AppointmentView>, Refused>> Ask(
        Change change, VisitStep step, PlaceRow place, long whom, string? overrideReason, AppointmentAction action, string review)
    {
        var (fits, refused) = await CheckFit.Of(change, step.Visit(), [whom], overrideReason);
        if (refused is not null)
        {
            return refused;
        }

        Reviewed(change, $"select {place.Id}::bigint", review);
        AskTherapist.Ask(change, step, place, fits[whom].Therapist, overrideReason);
        step.Save(action: action, data: new { therapist_id = whom, number = place.Number });
        var view = step.View();
        await change.Send();
        return TypedResults.Ok(view.Value.For(change.Caller));
    }
}
