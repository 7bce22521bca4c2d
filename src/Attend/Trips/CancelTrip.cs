using System.ComponentModel.DataAnnotations;
using Attend.Fleet;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Trips;

/// <param name="ReasonCode">A lower_snake word for the statistics.</param>
internal sealed record CancelTripRequest(
    [StringLength(500)] string? Reason = null,
    [RegularExpression("^[a-z][a-z_]{0,39}$", ErrorMessage = "must be a lower_snake word")] string? ReasonCode = null);

/// <summary>A trip that nobody needs any more. Who is on board is driven: that is redirected. Of several who ride, one takes only themselves out.</summary>
internal static class CancelTrip
{
    public static Task<Results<Ok<TripView>, Refused>> Handle(
        long id, CancelTripRequest request, Db db, Caller caller, Positions positions, CancellationToken ct) =>
        TripStep.Press(id, Permissions.TripsRequest, db, caller, positions, step =>
        {
            if (caller.Reaches(Permissions.TripsRequest, step.Trip.SiteId))
            {
                Save(step, request.ReasonCode, request.Reason);
            }
            else
            {
                LeaveTrip.Save(step, caller.User, request.ReasonCode, request.Reason);
            }

            return null;
        }, ct);

    /// <summary>Queues it.</summary>
    public static void Save(TripStep step, string? code, string? reason) => step.Save(
        TripAction.Cancel, step.Now, step.Trip with { ReasonCode = code, Reason = reason }, new { driver_id = step.Trip.DriverId, run_id = step.Trip.RunId, reason_code = code });
}
