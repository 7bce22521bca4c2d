using System.ComponentModel.DataAnnotations;
using Attend.Fleet;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Visits;

/// <summary>A therapist's button: by device clock (<c>made_at</c>, <c>sent_at</c>), or entered afterwards (<c>occurred_at</c>).</summary>
/// <param name="Accuracy">How far from there the device may have been, in metres.</param>
internal sealed record TapPlaceRequest(
    DateTimeOffset? OccurredAt = null, DateTimeOffset? MadeAt = null, DateTimeOffset? SentAt = null, [Range(-90.0, 90.0)] double? Latitude = null,
    [Range(-180.0, 180.0)] double? Longitude = null, [Range(0.0, 100_000.0)] double? Accuracy = null);

/// <summary>The plain steps of a place, each a button. The end asks for more and stands alone (<see cref="EndVisit"/>).</summary>
internal static class TapPlace
{
    public static Func<long, TapPlaceRequest, Db, Caller, CancellationToken, Task<Results<Ok<AppointmentView>, Refused>>> Handle(PlaceAction action) =>
        (id, request, db, caller, ct) => VisitStep.PressPlace(id, db, caller, (change, step, place) => Task.FromResult(Take(change, step, place, action, request)), ct);

    /// <summary>
    /// Queues, on a step that was sent, what the way that somebody is driven says of their place: they have set out, or are at the door. Who is as far
    /// already, or does not come any more, stays as they are.
    /// </summary>
    /// <returns>Whether their place made the step by this.</returns>
    public static bool ByTrip(VisitStep step, long therapistId, PlaceAction action, DateTimeOffset at)
    {
        var place = step.Places.FirstOrDefault(one => one.TherapistId == therapistId && PlaceLifecycle.Table.Allows(one.State, action));
        if (place is null)
        {
            return false;
        }

        // The driver's clock is another one than the therapist's.
        var when = place.LastStamp is { } last && at < last ? last : at;
        step.Move(place, action, when, also: before => Stamped(before, action, when));
        step.Save(when);
        return true;
    }

    /// <summary>When it happened. Two clocks may differ by a little; a step that lies further before the last one is not taken.</summary>
    public static (DateTimeOffset At, Refused? Refused) When(
        Change change, PlaceRow place, DateTimeOffset? occurredAt, DateTimeOffset? madeAt, DateTimeOffset? sentAt)
    {
        var (tap, refused) = Tap.Of(change, Permissions.VisitsStep, Permissions.VisitsPlan, occurredAt, madeAt, sentAt);
        return refused is not null ? (default, refused)
            : place.LastStamp is not { } last || tap!.At >= last ? (tap!.At, null)
            : occurredAt is null && last - tap.At <= Tap.Ahead ? (last, null)
            : (default, VisitProblems.BeforeLastStep.Refuse(new { at = tap.At, last_step_at = last }));
    }

    /// <summary>Refuses half of a place on the ground.</summary>
    public static Refused? RefuseWhere(double? latitude, double? longitude) => latitude is null == longitude is null
        ? null
        : PlatformProblems.Invalid.Field(latitude is null ? "latitude" : "longitude", "latitude and longitude belong together");

    private static Refused? Take(Change change, VisitStep step, PlaceRow place, PlaceAction action, TapPlaceRequest request)
    {
        VisitStep.Expect(place, action);
        var (at, refused) = When(change, place, request.OccurredAt, request.MadeAt, request.SentAt);
        if ((refused ?? RefuseWhere(request.Latitude, request.Longitude)) is { } wrong)
        {
            return wrong;
        }

        if (action is PlaceAction.Start)
        {
            // Of a time that somebody says afterwards no device knows the place.
            EvvException? byHand = request.OccurredAt is null ? null : EvvException.EnteredByHand;
            step.Move(place, action, at, $"""
                started_latitude = {request.Latitude}, started_longitude = {request.Longitude}, started_accuracy = {request.Accuracy}, evv_exception = {byHand}
                """, also: before => before with { StartedAt = at, StartedLatitude = request.Latitude, EvvException = byHand });
        }
        else
        {
            step.Move(place, action, at, also: before => Stamped(before, action, at));
        }

        step.Save(at);
        return null;
    }

    private static PlaceRow Stamped(PlaceRow place, PlaceAction action, DateTimeOffset at) => action switch
    {
        PlaceAction.Accept => place with { AcceptedAt = at },
        PlaceAction.SetOut => place with { EnRouteAt = at },
        PlaceAction.Arrive => place with { ArrivedAt = at },
        _ => throw new InvalidOperationException($"{action} is no plain step."),
    };
}
