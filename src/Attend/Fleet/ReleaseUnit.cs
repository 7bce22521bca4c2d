using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Fleet;

/// <summary>
/// Ends a hold: the unit is AVAILABLE again, or UNSTAFFED when nobody is signed on. Its crew ends a break; that a broken unit is sound
/// again somebody else says.
/// </summary>
internal static class ReleaseUnit
{
    public static Task<Results<Ok<UnitView>, Refused>> Handle(long id, Db db, Caller caller, Positions positions, CancellationToken ct) =>
        db.Write<Results<Ok<UnitView>, Refused>>(caller, async change =>
        {
            var found = Reservations.LockVehicle(change, id);
            await change.Send();

            if (found.Value is not { } unit || !Reach.Covers(caller, Permissions.UnitsCrew, unit))
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (unit.HoldReason is null)
            {
                return FleetProblems.NotSetAside.Refuse(new { unit_id = id, state = unit.Status, actions = UnitActions.For(unit, caller) });
            }

            if (!Holds.MayEnd(unit, caller))
            {
                return FleetProblems.ReleaseForbidden.Refuse(new { unit_id = id, state = unit.Status });
            }

            Holds.End(change, unit, change.Now);
            var after = change.One<VehicleRow>($"select * from fleet.units where id = {id}");
            await change.Send();
            return TypedResults.Ok(UnitView.Of(after.Value, positions, change.Now, caller));
        }, ct);
}
