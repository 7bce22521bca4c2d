using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Fleet;

/// <summary>Takes a vehicle out of the fleet for good, signing its crew off. Its number is free for the next; its history stays.</summary>
internal static class RetireVehicle
{
    public static Task<Results<Ok<UnitView>, Refused>> Handle(long id, Db db, Caller caller, Positions positions, CancellationToken ct) =>
        db.Write<Results<Ok<UnitView>, Refused>>(caller, async change =>
        {
            var found = Reservations.LockVehicle(change, id);
            await change.Send();

            if (Reach.Refuse(caller, Permissions.UnitsManage, found.Value) is { } unable)
            {
                return unable;
            }

            var before = found.Value!;
            if (before.Holder is { } holder)
            {
                return FleetProblems.UnitHeld.Refuse(new { unit_id = id, holder = holder.Facts });
            }

            change.RunAny($"update fleet.sign_ons set to_at = greatest(from_at, {change.Now}) where vehicle_id = {id} and to_at is null");
            change.RunAny($"update fleet.device_tokens set revoked_at = {change.Now} where vehicle_id = {id} and revoked_at is null");
            change.Run($"""
                update fleet.vehicles
                set retired_at = {change.Now}, hold_status = null, hold_reason = null, hold_since = null, hold_until = null,
                    version = version + 1
                where id = {id}
                """);
            change.NotLater(Holds.Overdue, id);
            change.Event(FleetEvents.VehicleRetired, FleetEvents.Subject(id),
                new { unit_id = id, version = before.Version + 1, user_ids = before.Crew.Select(member => member.Member) });
            var unit = change.One<VehicleRow>($"select * from fleet.units where id = {id}");
            await change.Send();
            return TypedResults.Ok(UnitView.Of(unit.Value, positions, change.Now, caller));
        }, ct);
}
