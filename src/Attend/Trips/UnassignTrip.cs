using System.ComponentModel.DataAnnotations;
using Attend.Fleet;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Trips;

/// <param name="Seek">Whether others are asked at once; else it waits for an operator.</param>
internal sealed record UnassignTripRequest([StringLength(500)] string? Reason = null, bool Seek = false);

/// <summary>Takes a trip from its driver before anybody is on board.</summary>
internal static class UnassignTrip
{
    public static Task<Results<Ok<TripView>, Refused>> Handle(
        long id, UnassignTripRequest request, Db db, Caller caller, Positions positions, CancellationToken ct) =>
        db.Write<Results<Ok<TripView>, Refused>>(caller, async change =>
        {
            var step = TripStep.Load(change, positions, id);
            await change.Send();
            if (step.Refuse(Permissions.TripsAssign) is { } unable)
            {
                return unable;
            }

            var driver = step.Trip.DriverId;
            step.Save(TripAction.Unassign, change.Now, $"reason = {request.Reason}, seeking = {request.Seek}", new { driver_id = driver });
            if (request.Seek)
            {
                MatchWaiting.Soon(change, step.Trip.SiteId);
            }

            var view = step.View();
            await change.Send();
            return TypedResults.Ok(TripStep.Shown(view.Value, change));
        }, ct);
}
