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
    public static Func<long, TripTapRequest, Db, Caller, Positions, CancellationToken, Task<Results<Ok<TripView>, Refused>>> Handle(TripAction action) =>
        (id, request, db, caller, positions, ct) => Take(action, id, request, db, caller, positions, ct);

    /// <param name="tells">Whether their appointment hears of it too; false for those whose clients say both one after the other.</param>
    public static Task<Results<Ok<TripView>, Refused>> Take(
        TripAction action, long id, TripTapRequest request, Db db, Caller caller, Positions positions, CancellationToken ct, bool tells = true) =>
        db.Write<Results<Ok<TripView>, Refused>>(caller, async change =>
        {
            var (tap, wrong) = Tap.Of(change, Permissions.TripsStep, Permissions.TripsAssign, request.OccurredAt, request.MadeAt, request.SentAt);
            if (tap is null)
            {
                return wrong!;
            }

            var step = TripStep.Load(change, positions, id);
            await change.Send();
            if (step.Refuse(Permissions.TripsStep) is { } unable)
            {
                return unable;
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
            if (tells)
            {
                await TellAppointment(step, action);
            }

            var view = step.View();
            await change.Send();
            return TypedResults.Ok(TripStep.Shown(view.Value, change));
        }, ct);

    /// <summary>Who is driven to an appointment has set out when they sit in the car, and is there when they have got out: in the same transaction.</summary>
    private static async Task TellAppointment(TripStep step, TripAction action)
    {
        PlaceAction? told = action switch
        {
            TripAction.Board => PlaceAction.SetOut,
            TripAction.DropOff => PlaceAction.Arrive,
            _ => null,
        };
        if (told is not { } taken || step.Trip is not { Leg: TripLeg.Outbound, AppointmentId: { } appointment })
        {
            return;
        }

        var visit = VisitStep.Load(step.Change, appointment);
        await step.Change.Send();
        foreach (var rider in step.Trip.Riders)
        {
            TapPlace.ByTrip(visit, rider, taken, step.Trip.StateSince);
        }
    }
}
