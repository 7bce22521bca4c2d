using System.Text.Json.Nodes;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Fleet;

/// <summary>Edits what a person wrote about a vehicle, as a merge patch over the version that the client has seen.</summary>
internal static class EditVehicle
{
    public static Task<Results<Ok<UnitView>, Refused>> Handle(
        long id, JsonObject patch, IfMatch version, Db db, Caller caller, Positions positions, CancellationToken ct) =>
        db.Write<Results<Ok<UnitView>, Refused>>(caller, async change =>
        {
            var found = Reservations.LockVehicle(change, id);
            await change.Send();

            if (Reach.Refuse(caller, Permissions.UnitsManage, found.Value) is { } unable)
            {
                return unable;
            }

            var before = found.Value!;
            if (version.Refuse(before.Version) is { } stale)
            {
                return stale;
            }

            var (vehicle, refused) = MergePatch.Apply(Vehicle.Of(before), patch);
            if (vehicle is null)
            {
                return refused!;
            }

            var home = vehicle.AskHome(change);
            change.Run($"""
                update fleet.vehicles
                set unit_number = {vehicle.UnitNumber}, kind = {vehicle.Kind}, level = {vehicle.Level}, seats = {vehicle.Seats},
                    equipment = {vehicle.Equipment}, home_site_id = {vehicle.HomeSiteId}, version = version + 1
                where id = {id}
                """);
            change.Event(FleetEvents.VehicleChanged, FleetEvents.Subject(id), new { unit_id = id, version = before.Version + 1 });
            var unit = change.One<VehicleRow>($"select * from fleet.units where id = {id}");
            await change.Send();
            return home.Value ? TypedResults.Ok(UnitView.Of(unit.Value, positions, change.Now, caller)) : Vehicle.NoHome();
        }, ct);
}
