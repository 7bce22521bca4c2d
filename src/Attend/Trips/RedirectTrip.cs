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
        TripStep.Press(id, Permissions.TripsAssign, db, caller, positions, step =>
        {
            if (request is { From: null, To: null })
            {
                return PlatformProblems.Invalid.Field("to", "is required where from is not given");
            }

            step.Expect(TripAction.Redirect);
            if (request.From is not null && step.Trip.State is TripState.OnBoard)
            {
                return PlatformProblems.Invalid.Field("from", "lies behind: the passengers are on board");
            }

            Save(step, request.From?.End(), request.To?.End(), request.Reason);
            return null;
        }, ct);

    /// <summary>Queues the trip's other places, at its stops too.</summary>
    /// <param name="follows">Whether it is the appointment that is elsewhere; whom somebody sends elsewhere follows it no more.</param>
    public static void Save(TripStep step, TripEnd? from, TripEnd? to, string? reason, bool follows = false)
    {
        var trip = step.Trip;
        var still = trip.Follows && (follows || (trip.Leg is TripLeg.Outbound ? to : from) is null);
        RunProgress.Move(step, from, to);
        step.Save(
            TripAction.Redirect, step.Now,
            trip.Between(from ?? trip.Start, to ?? trip.End) with { Follows = still, SentElsewhere = trip.SentElsewhere || to is not null && !follows, Reason = reason },
            new { driver_id = trip.DriverId, run_id = trip.RunId });
    }
}
