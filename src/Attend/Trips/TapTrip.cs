using Attend.Fleet;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Attend.Visits;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Trips;

/// <summary>The plain steps of a trip, each a button of the driver's. Whoever drives off without having answered has taken it.</summary>
internal static class TapTrip
{
    // In metres: as far as a car may have to stop from a door.
    private const double AtTheVisit = 100;

    // Nobody sets out for a visit earlier than this.
    private static readonly TimeSpan Before = TimeSpan.FromHours(12);

    public static Func<long, TripTapRequest, Db, Caller, Positions, CancellationToken, Task<Results<Ok<TripView>, Refused>>> Handle(TripAction action) =>
        (id, request, db, caller, positions, ct) => Take(action, id, request, db, caller, positions, ct);

    /// <param name="tells">Whether their appointment hears of it too; false for those whose clients say both one after the other.</param>
    public static Task<Results<Ok<TripView>, Refused>> Take(
        TripAction action, long id, TripTapRequest request, Db db, Caller caller, Positions positions, CancellationToken ct, bool tells = true) =>
        TripStep.Press(id, Permissions.TripsStep, db, caller, positions, async change =>
        {
            var visit = tells && Told(action) is not null ? await Visit(change, id) : null;
            return step => Task.FromResult(Step(step, action, request, visit));
        }, ct);

    private static Refused? Step(TripStep step, TripAction action, TripTapRequest request, VisitStep? visit)
    {
        var (tap, wrong) = Tap.Of(step.Change, Permissions.TripsStep, Permissions.TripsAssign, request.OccurredAt, request.MadeAt, request.SentAt);
        if (tap is null)
        {
            return wrong;
        }

        step.Expect(action);
        if (step.Run is { State: RunState.Planned } run && StartRun.Start(step, run, tap.At) is { } held)
        {
            return held;
        }

        if (step.Asked is { State: OfferState.Open } offer)
        {
            AnswerOffer.Taken(step, offer, tap.At);
        }
        else
        {
            step.TakeOffersBack();
        }

        step.Save(action, tap.At, data: new { driver_id = step.Trip.DriverId, run_id = step.Trip.RunId });
        if (visit is { Found: true })
        {
            Tell(visit, step, Told(action)!.Value);
        }

        return null;
    }

    private static PlaceAction? Told(TripAction action) => action switch
    {
        TripAction.Board => PlaceAction.SetOut,
        TripAction.DropOff => PlaceAction.Arrive,
        _ => null,
    };

    /// <summary>Queues the locks of the visit to which a trip goes. They come before the trip's, as whoever asks for a trip to a visit takes them.</summary>
    private static async Task<VisitStep?> Visit(Change change, long id)
    {
        var whither = change.Find<long?>($"select appointment_id from trips.trips where id = {id} and leg = {TripLeg.Outbound} and appointment_id is not null");
        await change.Send();
        return whither.Value is { } appointment ? VisitStep.Load(change, appointment) : null;
    }

    /// <summary>
    /// Who is driven to an appointment has set out when they sit in the car, and is there when they have got out: in the same transaction. Not of a car
    /// that was sent elsewhere, and not of a visit that is another day's by now.
    /// </summary>
    private static void Tell(VisitStep visit, TripStep step, PlaceAction action)
    {
        var (trip, at) = (step.Trip, step.Trip.StateSince);
        if (trip.To.MetresTo(new GeoPoint(visit.Row.Latitude, visit.Row.Longitude)) > AtTheVisit || visit.Row.StartsAt > at + Before)
        {
            return;
        }

        foreach (var rider in trip.Riders)
        {
            TapPlace.ByTrip(visit, rider, action, at);
        }
    }
}
