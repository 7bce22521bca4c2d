using Attend.Fleet;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Trips;

/// <summary>
/// Drivers are asked for a trip until one takes it, as many at once as it takes to be sure enough (<see cref="Wave"/>). With nobody free it waits,
/// and is matched with the others that do. Where it costs less driving it gets a seat in a car that drives anyhow (<see cref="Pooling"/>).
/// </summary>
internal static class OfferTrip
{
    public static Task<Results<Ok<TripView>, Refused>> Handle(
        long id, Db db, Caller caller, Positions positions, OfferTime time, CancellationToken ct) =>
        db.Write<Results<Ok<TripView>, Refused>>(caller, async change =>
        {
            var outlook = Outlook.Load(change, positions, $"select site_id from trips.trips where id = {id}", $"t.id = {id}");
            await change.Send();
            if (outlook.Trips is not [var looked] || !caller.Reaches(Permissions.TripsAssign, looked.SiteId))
            {
                return PlatformProblems.NotFound.Refuse();
            }

            var asked = looked.Waits && await AskDrivers.For(change, positions, time, outlook, looked);
            if (!asked)
            {
                var step = TripStep.Load(change, positions, id);
                await change.Send();
                if (step.Refuse(Permissions.TripsAssign) is { } unable)
                {
                    return unable;
                }

                step.Expect(TripAction.Offer);
                MatchWaiting.Soon(change, looked.SiteId);
                if (!step.Trip.Seeking)
                {
                    step.Note(step.Trip with { Seeking = true }, TripsEvents.TripSought, new { trip_id = id, site_id = looked.SiteId, appointment_id = looked.AppointmentId });
                }
            }
            else
            {
                // The step by which they were asked has made it another version.
                change.Run($"update trips.trips set seeking = true where id = {id}");
            }

            return await TripStep.Shown(change, id);
        }, ct);
}
