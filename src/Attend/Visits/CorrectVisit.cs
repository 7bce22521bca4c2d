using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Visits;

/// <param name="EvvException">Why the record was not right; a record that somebody touched afterwards is never one without a code.</param>
/// <param name="EvvNote">What happened, in words.</param>
/// <param name="StartedAt">When it began, where that was wrong or is missing; else it stays.</param>
/// <param name="EndedAt">When it ended, where that was wrong; else it stays.</param>
internal sealed record CorrectVisitRequest(
    [Required] EvvException? EvvException, [Required, StringLength(500, MinimumLength = 3)] string? EvvNote, DateTimeOffset? StartedAt = null,
    DateTimeOffset? EndedAt = null);

/// <summary>What the record of a visit said before somebody put it right.</summary>
internal sealed record CorrectionView(
    long Id, long PlaceId, DateTimeOffset? EnRouteAt, DateTimeOffset? ArrivedAt, DateTimeOffset? StartedAt, DateTimeOffset EndedAt,
    EvvException? EvvException, string? EvvNote, DateTimeOffset CorrectedAt, long? CorrectedBy, string? CorrectedByName)
{
    /// <summary>The view over <c>visits.corrections k</c>; the caller adds the where.</summary>
    public static Sql Select => Sql.Raw("""
        select k.id, k.place_id, k.en_route_at, k.arrived_at, k.started_at, k.ended_at, k.evv_exception, k.evv_note, k.corrected_at, k.corrected_by,
               m.full_name as corrected_by_name
        from visits.corrections k join visits.places p on p.id = k.place_id left join people.members m on m.id = k.corrected_by
        """);
}

/// <summary>
/// Puts the record of a visit right after its end (visit maintenance): its times, with a code and in words why. What stood before stays on record, with who
/// changed it and when, and whose visit it was is told.
/// </summary>
internal static class CorrectVisit
{
    public static Task<Results<Ok<AppointmentView>, Refused>> Handle(long id, CorrectVisitRequest request, Db db, Caller caller, CancellationToken ct) =>
        VisitStep.PressPlace(id, db, caller, (change, step, place) => Task.FromResult(Correct(change, step, place, request)), ct);

    private static Refused? Correct(Change change, VisitStep step, PlaceRow place, CorrectVisitRequest request)
    {
        if (!step.Plans(Permissions.VisitsPlan))
        {
            return PlatformProblems.NotFound.Refuse();
        }

        VisitStep.Expect(place, PlaceAction.Correct);
        var (began, ended) = (request.StartedAt ?? place.StartedAt, request.EndedAt ?? place.EndedAt!.Value);
        if (RefuseTimes(place, began, ended, change.Now) is { } wrong)
        {
            return wrong;
        }

        change.Run($"""
            insert into visits.corrections (place_id, en_route_at, arrived_at, started_at, ended_at, evv_exception, evv_note, corrected_by, corrected_at)
            values ({place.Id}, {place.EnRouteAt}, {place.ArrivedAt}, {place.StartedAt}, {place.EndedAt}, {place.EvvException}, {place.EvvNote},
                {change.Caller.UserId}, {change.Now})
            """);
        // Whoever had begun was there, and had set out; a button that was not pressed stays one.
        var (setOut, arrived) = (NoLater(place.EnRouteAt, began ?? ended), NoLater(place.ArrivedAt, began ?? ended));
        step.Move(place, PlaceAction.Correct, set: $"""
            started_at = {began}, ended_at = {ended}, arrived_at = {arrived}, en_route_at = {setOut},
            evv_exception = {request.EvvException}, evv_note = {request.EvvNote!.Trim()}
            """, data: new
        {
            site_id = step.Row.SiteId, evv_exception = request.EvvException, started_at = began, ended_at = ended,
            previous_started_at = place.StartedAt, previous_ended_at = place.EndedAt,
        }, also: before => before with
        {
            EnRouteAt = setOut,
            ArrivedAt = arrived,
            StartedAt = began,
            EndedAt = ended,
            EvvException = request.EvvException,
        });
        DateTimeOffset? completed = step.Row.State is AppointmentState.Completed ? step.Places.Max(one => one.EndedAt) : null;
        var first = step.Places.Min(one => one.StartedAt ?? one.EndedAt);
        step.Save(set: $"""
            started_at = {step.Places.Min(one => one.StartedAt)}, completed_at = coalesce({completed}, completed_at),
            arrived_at = case when arrived_at > {first} then {first} else arrived_at end, en_route_at = case when en_route_at > {first} then {first} else en_route_at end
            """);
        return null;
    }

    /// <summary>A stamp, if there is one, and no later than that.</summary>
    private static DateTimeOffset? NoLater(DateTimeOffset? stamp, DateTimeOffset than) => stamp > than ? than : stamp;

    private static Refused? RefuseTimes(PlaceRow place, DateTimeOffset? began, DateTimeOffset ended, DateTimeOffset now)
    {
        var agreed = place.AcceptedAt ?? place.AskedAt;
        return began > now ? PlatformProblems.Invalid.Field("started_at", "lies in the future")
            : ended > now ? PlatformProblems.Invalid.Field("ended_at", "lies in the future")
            : began > ended ? PlatformProblems.Invalid.Field("ended_at", "lies before the beginning")
            : agreed > (began ?? ended) ? VisitProblems.BeforeLastStep.Refuse(new { at = began ?? ended, last_step_at = agreed })
            : null;
    }
}
