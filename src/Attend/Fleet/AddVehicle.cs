using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Fleet;

/// <summary>Adds a vehicle to the fleet: free, and UNSTAFFED until somebody signs on.</summary>
internal static class AddVehicle
{
    public static Task<Results<Created<UnitView>, Refused>> Handle(
        Vehicle request, Db db, Caller caller, Positions positions, CancellationToken ct) =>
        db.Write<Results<Created<UnitView>, Refused>>(caller, async change =>
        {
            var newId = change.NextId("fleet.vehicles");
            var home = request.AskHome(change);
            await change.Send();

            if (!home.Value)
            {
                return Vehicle.NoHome();
            }

            var id = newId.Value;
            change.Run($"""
                insert into fleet.vehicles (id, unit_number, kind, level, seats, equipment, home_site_id, free_since, created_at)
                values ({id}, {request.UnitNumber}, {request.Kind}, {request.Level}, {request.Seats}, {request.Equipment},
                    {request.HomeSiteId}, {change.Now}, {change.Now})
                """);
            change.Event(FleetEvents.VehicleAdded, FleetEvents.Subject(id), new { unit_id = id, version = 1 });
            var unit = change.One<VehicleRow>($"select * from fleet.units where id = {id}");
            await change.Send();
            return TypedResults.Created($"/api/units/{id}", UnitView.Of(unit.Value, positions, change.Now, caller));
        }, ct);
}
