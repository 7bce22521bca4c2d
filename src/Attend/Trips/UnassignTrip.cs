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
        TripStep.Press(id, Permissions.TripsAssign, db, caller, positions, step =>
        {
            step.Save(TripAction.Unassign, step.Now, step.Trip with { Reason = request.Reason, Seeking = request.Seek });
            if (request.Seek)
            {
                MatchWaiting.Soon(step.Change, step.Trip.SiteId);
            }

            return null;
        }, ct);
}
