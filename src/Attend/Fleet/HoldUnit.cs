using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Fleet;

/// <param name="Until">The expected end; when it passes, that is announced and the hold stays.</param>
internal sealed record HoldRequest([Required] HoldReason? Reason, DateTimeOffset? Until = null);

/// <summary>Sets a unit aside while it is free. On a call it is refused with who holds it.</summary>
internal static class HoldUnit
{
    public static Task<Results<Ok<UnitView>, Refused>> Handle(
        long id, HoldRequest request, Db db, Caller caller, Positions positions, CancellationToken ct) =>
        db.Write<Results<Ok<UnitView>, Refused>>(caller, async change =>
        {
            if (request.Until <= change.Now)
            {
                return PlatformProblems.Invalid.Field("until", "lies in the past");
            }

            var found = Reservations.LockVehicle(change, id);
            await change.Send();

            if (Reach.Refuse(caller, Permissions.UnitsCrew, found.Value) is { } unable)
            {
                return unable;
            }

            if (found.Value!.Holder is { } holder)
            {
                return FleetProblems.UnitHeld.Refuse(new { unit_id = id, holder = holder.Facts });
            }

            Holds.Place(change, id, request.Reason!.Value, request.Until, change.Now);
            var after = change.One<VehicleRow>($"select * from fleet.units where id = {id}");
            await change.Send();
            return TypedResults.Ok(UnitView.Of(after.Value, positions, change.Now, caller));
        }, ct);
}
