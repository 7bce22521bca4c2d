using System.ComponentModel.DataAnnotations;
using Attend.Fleet;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Trips;

/// <param name="From">Another place to get in, while nobody has.</param>
/// <param name="To">Another place to get out.</param>
internal sealed record RedirectTripRequest(TripPlace? From = null, TripPlace? To = null, [StringLength(500)] string? Reason = null);

/// <summary>The car is sent elsewhere, whoever is in it.</summary>
internal static class RedirectTrip
{
    public static Task<Results<Ok<TripView>, Refused>> Handle(
        long id, RedirectTripRequest request, Db db, Caller caller, Positions positions, CancellationToken ct) =>
        db.Write<Results<Ok<TripView>, Refused>>(caller, async change =>
        {
            if (request is { From: null, To: null })
            {
                return PlatformProblems.Invalid.Field("to", "is required where from is not given");
            }

            var step = TripStep.Load(change, positions, id);
            await change.Send();
            if (step.Refuse(Permissions.TripsAssign) is { } unable)
            {
                return unable;
            }

            step.Expect(TripAction.Redirect);
            if (request.From is not null && step.Trip.State is TripState.OnBoard)
            {
                return PlatformProblems.Invalid.Field("from", "lies behind: the passengers are on board");
            }

            Save(step, request.From?.End(), request.To?.End(), request.Reason);
            var view = step.View();
            await change.Send();
            return TypedResults.Ok(TripStep.Shown(view.Value, change));
        }, ct);

    /// <summary>Queues the trip's other places, at its stops too.</summary>
    /// <param name="follows">Whether it is the appointment that is elsewhere; whom somebody sends elsewhere follows it no more.</param>
    public static void Save(TripStep step, TripEnd? from, TripEnd? to, string? reason, bool follows = false)
    {
        var (change, trip) = (step.Change, step.Trip);
        var still = trip.Follows && (follows || (trip.Leg is TripLeg.Outbound ? to : from) is null);
        var (start, end) = (from ?? trip.Start, to ?? trip.End);
        foreach (var (kind, place) in new[] { (StopKind.PickUp, from), (StopKind.DropOff, to) })
        {
            if (place is not null && trip.RunId is { } run)
            {
                change.RunAny($"""
                    update trips.stops set latitude = {place.Latitude}, longitude = {place.Longitude}
                    where run_id = {run} and trip_id = {trip.Id} and kind = {kind} and done_at is null
                    """);
            }
        }

        step.Become(trip with
        {
            FromAddress = start.Address,
            FromWord = start.Word,
            FromLatitude = start.Latitude,
            FromLongitude = start.Longitude,
            ToAddress = end.Address,
            ToWord = end.Word,
            ToLatitude = end.Latitude,
            ToLongitude = end.Longitude,
            Follows = still,
        });
        step.Save(TripAction.Redirect, step.Now, $"""
            from_address = {start.Address}, from_word = {start.Word}, from_latitude = {start.Latitude}, from_longitude = {start.Longitude},
            to_address = {end.Address}, to_word = {end.Word}, to_latitude = {end.Latitude}, to_longitude = {end.Longitude}, follows = {still}, reason = {reason}
            """, new { driver_id = trip.DriverId, run_id = trip.RunId });
    }
}
