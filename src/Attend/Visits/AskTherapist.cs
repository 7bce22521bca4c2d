using Attend.Platform.Database;

namespace Attend.Visits;

/// <summary>Asks somebody for a place, and lets the clock run until they answer.</summary>
internal static class AskTherapist
{
    /// <summary>What else is to be said of a place for which nobody is asked any more.</summary>
    public static readonly Sql Nobody = Sql.Raw(
        "therapist_id = null, answer_by = null, override_reason = null, accepted_at = null, en_route_at = null, arrived_at = null");

    /// <summary>Queues that somebody whose lock is held is asked.</summary>
    /// <param name="overrideReason">Why, although something speaks against it.</param>
    public static PlaceRow Ask(Change change, VisitStep step, PlaceRow place, FitRow whom, string? overrideReason)
    {
        var time = Time(whom, change.Now, place.StartsAt);
        var after = step.Move(place, PlaceAction.Ask, set: Asked(whom.Id, time, overrideReason), data: Told(whom.Id, time, place.TherapistId), also: before => before with
        {
            TherapistId = whom.Id,
            AnswerBy = time.By,
            AskedAt = change.Now,
            AcceptedAt = null,
            OverrideReason = overrideReason,
            AwaitsReview = false,
        });
        PlaceClocks.Ask(change, place.Id, time);
        return after;
    }

    /// <summary>The same for a place that is new.</summary>
    public static void AskFirst(Change change, long placeId, FitRow whom, DateTimeOffset startsAt, string? overrideReason)
    {
        var time = Time(whom, change.Now, startsAt);
        change.Move(PlaceLifecycle.Table, placeId, PlaceAction.Ask, set: Asked(whom.Id, time, overrideReason), data: Told(whom.Id, time));
        PlaceClocks.Ask(change, placeId, time);
    }

    /// <summary>Queues that nobody is asked for a place any more.</summary>
    public static PlaceRow Vacate(VisitStep step, PlaceRow place, PlaceAction action, DateTimeOffset? at = null) =>
        step.Move(place, action, at, Nobody, new { former_therapist_id = place.TherapistId }, before => before with
        {
            TherapistId = null,
            AnswerBy = null,
            OverrideReason = null,
            AcceptedAt = null,
            EnRouteAt = null,
            ArrivedAt = null,
        });

    /// <summary>Nobody has said when somebody works who has no hours at all: then every hour counts.</summary>
    public static AnswerTime Time(FitRow whom, DateTimeOffset now, DateTimeOffset startsAt) =>
        AnswerTime.Of(whom.Weekly.Count + whom.SpecialDays.Count == 0 ? null : whom.Plan, now, startsAt);

    private static Sql Asked(long therapist, AnswerTime time, string? overrideReason) =>
        $"therapist_id = {therapist}, answer_by = {time.By}, accepted_at = null, override_reason = {overrideReason}";

    private static object Told(long therapist, AnswerTime time, long? former = null) =>
        new { therapist_id = therapist, former_therapist_id = former == therapist ? null : former, answer_by = time.By, remind_at = time.RemindAt };
}
