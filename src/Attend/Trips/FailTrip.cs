using System.ComponentModel.DataAnnotations;
using Attend.Fleet;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Trips;

[LowerWords]
internal enum TripFailCause { Breakdown, Collision, DriverIll }

internal sealed record FailTripRequest(
    [Required] TripFailCause? Cause, [StringLength(500)] string? Reason = null, DateTimeOffset? OccurredAt = null, DateTimeOffset? MadeAt = null,
    DateTimeOffset? SentAt = null);

/// <summary>
/// The car goes no further. All trips of its run have failed; each begins anew, urgent, from where the car is for those on board and from where they
/// wait for the others. Whose time is still far keeps it, and is not urgent for this. The car is set aside, and drivers are asked at once.
/// </summary>
internal static class FailTrip
{
    public static Task<Results<Ok<TripView>, Refused>> Handle(
        long id, FailTripRequest request, Db db, Caller caller, Positions positions, CancellationToken ct) =>
        TripStep.Press(id, Permissions.TripsStep, db, caller, positions, _ => Task.FromResult<Func<TripStep, Task<Refused?>>>(step => Fail(step, request)), ct);

    private static async Task<Refused?> Fail(TripStep step, FailTripRequest request)
    {
        var change = step.Change;
        var (tap, wrong) = Tap.Of(change, Permissions.TripsStep, Permissions.TripsAssign, request.OccurredAt, request.MadeAt, request.SentAt);
        if (tap is null)
        {
            return wrong;
        }

        step.Expect(TripAction.Fail);
        var (run, vehicle, cause) = (step.Run!, step.Vehicle!, request.Cause!.Value);
        var failed = step.Trips.Where(trip => trip.RunId == run.Id && trip.Driven).OrderBy(trip => trip.Id).ToList();
        var car = RunProgress.Car(step, run, failed);
        var newIds = failed.ConvertAll(_ => change.NextId("trips.trips"));
        await change.Send();
        step.TakeOffersBack();
        foreach (var (trip, newId) in failed.Zip(newIds.Select(one => one.Value)))
        {
            step.Turn(trip);
            step.TakeOffersBack();
            step.Save(
                TripAction.Fail, tap.At, trip with { ReasonCode = Words.Of(cause), Reason = request.Reason },
                new { driver_id = run.DriverId, run_id = run.Id, cause, next_trip_id = newId });
            Begin(change, trip, newId, trip.State is TripState.OnBoard ? TripEnd.At(PlaceWord.Car, car) : trip.Start);
        }

        // One that is planned for later breaks down in nobody's way: somebody else may have the car.
        if (step.Holder is not { } holder || holder.Id == run.Id && holder.Kind is HolderKind.Trip)
        {
            Holds.Place(change, vehicle.Id, Set(cause), null, tap.At);
        }

        MatchWaiting.Soon(change, run.SiteId);
        return null;
    }

    private static void Begin(Change change, TripRow trip, long newId, TripEnd from)
    {
        var aboard = trip.State is TripState.OnBoard;
        var far = !aboard && trip.PickUpAt > change.Now + TripRow.Ahead;
        var urgency = far ? trip.Urgency : TripUrgency.Urgent;
        change.Add(TripLifecycle.Table, newId, TripAction.Request,
        [
            ("site_id", trip.SiteId), ("appointment_id", trip.AppointmentId), ("leg", trip.Leg), ("urgency", urgency), ("from_address", from.Address),
            ("from_word", from.Word), ("from_latitude", from.Latitude), ("from_longitude", from.Longitude), ("to_address", trip.ToAddress), ("to_word", trip.ToWord), ("to_latitude", trip.ToLatitude),
            ("to_longitude", trip.ToLongitude), ("follows", trip.Follows && (trip.Leg is TripLeg.Outbound || !aboard)), ("sent_elsewhere", trip.SentElsewhere), ("pick_up_at", far ? trip.PickUpAt : null),
            ("arrive_by", trip.ArriveBy), ("seeking", true), ("needed_skills", trip.NeededSkills), ("instead_of", trip.Id),
        ], data: new { urgency, instead_of = trip.Id });
        change.Run($"""
            insert into trips.passengers (trip_id, user_id, name, number, appointment_id, leg, waiting)
            select {newId}, user_id, name, number, appointment_id, leg, true from trips.passengers where trip_id = {trip.Id}
            """, trip.Passengers);
        change.Run($"""
            update trips.trips n set note = o.note, requested_by = o.requested_by from trips.trips o where n.id = {newId} and o.id = {trip.Id}
            """);
    }

    private static HoldReason Set(TripFailCause cause) => cause switch
    {
        TripFailCause.Collision => HoldReason.Collision,
        TripFailCause.DriverIll => HoldReason.CrewIll,
        _ => HoldReason.Breakdown,
    };
}
