using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Visits;

/// <param name="EndsAt">Null: it takes as long as before.</param>
/// <param name="TherapistIds">Who is to come from now on, each with a place of their own; null: those who were to come.</param>
/// <param name="OverlapReason">Why the client may have another visit at the same time.</param>
/// <param name="OverrideReason">Why they are asked although something speaks against it.</param>
internal sealed record RescheduleAppointmentRequest(
    [Required] DateTimeOffset? StartsAt, DateTimeOffset? EndsAt = null, [MinLength(1), MaxLength(10)] long[]? TherapistIds = null,
    [StringLength(500, MinimumLength = 2)] string? OverlapReason = null, [StringLength(500, MinimumLength = 2)] string? OverrideReason = null);

/// <summary>
/// Another time, and others who come where that is said, before anybody has set out. Who accepted the old time is asked for the new one, as whoever had
/// not answered yet.
/// </summary>
internal static class RescheduleAppointment
{
    public static Task<Results<Ok<AppointmentView>, Refused>> Handle(long id, RescheduleAppointmentRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<AppointmentView>, Refused>>(caller, async change =>
        {
            var step = VisitStep.Load(change, id, request.TherapistIds ?? []);
            await change.Send();
            if ((step.Refuse(Permissions.VisitsPlan) ?? await Move(change, step, request)) is { } refused)
            {
                return refused;
            }

            var view = step.View();
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller));
        }, ct);

    private static async Task<Refused?> Move(Change change, VisitStep step, RescheduleAppointmentRequest request)
    {
        step.Expect(AppointmentAction.Reschedule);
        var row = step.Row;
        var startsAt = request.StartsAt!.Value;
        var endsAt = request.EndsAt ?? startsAt + (row.EndsAt - row.StartsAt);
        if ((Agreement.RefuseShape(request.TherapistIds, null, null, null) ?? BookAppointment.RefuseStart(startsAt, change.Now)
            ?? BookAppointment.RefuseLength("ends_at", startsAt, endsAt)) is { } wrong)
        {
            return wrong;
        }

        var whom = request.TherapistIds ?? step.Therapists;
        long[] joined = [.. whom.Except(step.Therapists)];
        // Who did not want it at this very time is not asked again without a reason.
        var only = joined.Length > 0 && (startsAt, endsAt) == (row.StartsAt, row.EndsAt) ? null : CheckFit.AtAnotherTime;
        var reason = request.OverlapReason ?? row.OverlapReason;
        var overlap = CheckFit.ClientBooked(change, row.ClientId, startsAt, endsAt, but: row.Id);
        var more = joined.Skip(step.Places.Count(place => place.State is PlaceState.Open || Leaves(place, whom))).Select(_ => change.NextId("visits.places")).ToList();
        var (fits, refused) = await CheckFit.Of(change, step.Visit() with { StartsAt = startsAt, EndsAt = endsAt }, whom, request.OverrideReason, only);
        if (refused is not null)
        {
            return refused;
        }

        if (overlap.Value is { } other && reason is null)
        {
            return VisitProblems.ClientBooked.Refuse(new { appointment_id = other });
        }

        var free = Vacate(change, step, whom, joined.Length);
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

        foreach (var (placeId, therapist) in free.Zip(joined))
        {
            ReviewRejection.Reviewed(change, $"select {placeId}::bigint", "reassigned");
            AskTherapist.Ask(change, step, step.Place(placeId), fits[therapist].Therapist, request.OverrideReason);
        }

        var number = step.Places.Max(place => place.Number);
        foreach (var (index, newId) in more.Index())
        {
            BookAppointment.AddPlace(change, newId.Value, row.Id, number + index + 1, startsAt, endsAt);
            AskTherapist.AskFirst(change, newId.Value, fits[joined[free.Count + index]].Therapist, startsAt, request.OverrideReason);
        }

        // The places that are new are not among those of the step. They are asked for like the one at least that is, so they change nothing of its state.
        step.Save(action: AppointmentAction.Reschedule,
            set: $"starts_at = {startsAt}, ends_at = {endsAt}, overlap_reason = {reason}, late_minutes = null",
            data: new
            {
                starts_at = startsAt, ends_at = endsAt, from_starts_at = row.StartsAt, from_ends_at = row.EndsAt,
                therapist_ids = whom, joined_therapist_ids = joined,
            });
        return null;
    }

    /// <summary>
    /// Queues that those who do not come any more have no place. For as many as come instead a place stays open, theirs before one that nobody had; the
    /// others are given up.
    /// </summary>
    /// <returns>The places for those who come instead, in order.</returns>
    private static IReadOnlyList<long> Vacate(Change change, VisitStep step, long[] whom, int joined)
    {
        var leave = step.Places.Where(place => Leaves(place, whom)).ToList();
        long[] open = [.. step.Places.Where(place => place.State is PlaceState.Open).Select(place => place.Id)];
        foreach (var place in leave.Take(joined))
        {
            AskTherapist.Vacate(step, place, PlaceAction.Reopen);
        }

        foreach (var place in leave.Skip(joined))
        {
            ReviewRejection.Reviewed(change, $"select {place.Id}::bigint", "cancelled");
            step.Move(place, PlaceAction.Release, data: new { former_therapist_id = place.TherapistId });
        }

        return [.. leave.Take(joined).Select(place => place.Id).Concat(open).Take(joined)];
    }

    private static bool Leaves(PlaceRow place, long[] whom) => place.Holds && !whom.Contains(place.TherapistId!.Value);
}
