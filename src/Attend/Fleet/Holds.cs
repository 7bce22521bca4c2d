using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Work;

namespace Attend.Fleet;

/// <summary>Why a unit is set aside. The reason decides the status that is shown.</summary>
[LowerWords]
internal enum HoldReason
{
    Cleaning,
    Restock,
    Refuel,
    Meal,
    EndOfShift,
    Other,
    Maintenance,
    Breakdown,
    Collision,
    CrewIll,
    OutOfService,
}

/// <summary>Sets a free unit aside and gives it back; Dispatch uses it when a unit fails or is cleared with a hold.</summary>
internal static class Holds
{
    public const string Overdue = "fleet.hold_overdue";

    public static UnitStatus StatusFor(HoldReason reason) => reason switch
    {
        HoldReason.Maintenance => UnitStatus.Maintenance,
        HoldReason.Breakdown or HoldReason.Collision or HoldReason.CrewIll or HoldReason.OutOfService => UnitStatus.OutOfService,
        _ => UnitStatus.Hold,
    };

    /// <summary>Whether the caller, whose permission covers the unit, may give it back.</summary>
    public static bool MayEnd(VehicleRow unit, Caller caller) =>
        Words.TryParse<HoldReason>(unit.HoldReason, out var reason) && StatusFor(reason) is UnitStatus.Hold || Reach.ByRole(caller, Permissions.UnitsCrew, unit);

    /// <summary>Queues a hold on a locked vehicle that nothing reserves (any more, in this transaction).</summary>
    public static void Place(Change change, long vehicleId, HoldReason reason, DateTimeOffset? until, DateTimeOffset at)
    {
        var status = StatusFor(reason);
        change.Run($"""
            update fleet.vehicles
            set hold_status = {status}, hold_reason = {reason}, hold_since = {at}, hold_until = {until}, version = version + 1
            where id = {vehicleId}
            """);
        change.Event(
            FleetEvents.Held, FleetEvents.Subject(vehicleId), new { unit_id = vehicleId, reason, until, stamp = at }, to: Words.Of(status));
        if (until is { } end)
        {
            change.Later(Overdue, vehicleId, end, new { unit_id = vehicleId });
        }
        else
        {
            change.NotLater(Overdue, vehicleId);
        }
    }

    /// <summary>Queues the end of a hold on a locked vehicle.</summary>
    public static void End(Change change, VehicleRow unit, DateTimeOffset at)
    {
        change.Run($"""
            update fleet.vehicles
            set hold_status = null, hold_reason = null, hold_since = null, hold_until = null, free_since = {at}, version = version + 1
            where id = {unit.Id}
            """);
        change.NotLater(Overdue, unit.Id);
        change.Event(
            FleetEvents.Released, FleetEvents.Subject(unit.Id), new { unit_id = unit.Id, stamp = at }, from: Words.Of(unit.Status));
    }

    /// <summary>The expected end has passed and the unit is still set aside: said once, decided by a person.</summary>
    public static async Task Announce(IServiceProvider services, Change change, DueItem item)
    {
        var id = item.Data.GetProperty("unit_id").GetInt64();
        var found = Reservations.LockVehicle(change, id);
        await change.Send();

        if (found.Value is { HoldUntil: { } until, HoldReason: { } reason } && until <= change.Now)
        {
            change.Event(FleetEvents.HoldOverdue, FleetEvents.Subject(id), new { unit_id = id, reason, until });
            await change.Send();
        }
    }
}
