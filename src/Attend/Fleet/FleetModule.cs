using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Web;
using Attend.Platform.Work;

namespace Attend.Fleet;

/// <summary>Vehicles, who is on them, who holds them, and where they are.</summary>
internal static class FleetModule
{
    public static void Add(Module module)
    {
        module.Services.Add(services =>
        {
            services.AddSingleton<Positions>();
            services.AddSingleton<Roster>();
            services.AddHostedService<PositionStore>();
        });
        module.Routes.Add(Units);
        module.Routes.Add(Reports);
        module.Events.AddRange(FleetEvents.All);
        module.Problems.AddRange(FleetProblems.All);
        module.Constraints["one_active_reservation_per_vehicle"] = FleetProblems.UnitHeld;
        module.Constraints["one_active_reservation_per_person"] = FleetProblems.MemberHeld;
        module.Constraints["one_open_sign_on_per_person"] = FleetProblems.MemberSignedOn;
        module.Constraints["one_vehicle_per_unit_number"] = FleetProblems.UnitNumberTaken;
        module.Due.Add(new DueKind(Holds.Overdue, "The expected end of a hold has passed.", Holds.Announce));
        module.Due.Add(new DueKind(
            PositionStore.DropOld, "Days of position history past their retention are dropped.", PositionStore.Drop, TimeSpan.FromHours(6)));
        module.Invariants.AddRange(FleetInvariants.All);
    }

    private static void Units(IEndpointRouteBuilder app)
    {
        var units = app.Native("/api/units").WithTags("Units");
        units.MapPost("/", AddVehicle.Handle).Needs(Permissions.UnitsManage).Refuses(FleetProblems.UnitNumberTaken);
        units.MapGet("/", ReadUnits.List).Needs(Permissions.UnitsRead);
        units.MapGet("/{id:long}", ReadUnits.One).Needs(Permissions.UnitsRead).Refuses(PlatformProblems.NotFound);
        units.MapPatch("/{id:long}", EditVehicle.Handle).Needs(Permissions.UnitsManage).Refuses(
            PlatformProblems.NotFound, PlatformProblems.PreconditionRequired, PlatformProblems.PreconditionFailed, FleetProblems.UnitRetired,
            FleetProblems.UnitNumberTaken);
        units.MapPost("/{id:long}/retire", RetireVehicle.Handle).Needs(Permissions.UnitsManage).Refuses(
            PlatformProblems.NotFound, FleetProblems.UnitHeld, FleetProblems.UnitRetired);
        units.MapPost("/{id:long}/sign-on", SignOn.Handle).Needs(Permissions.UnitsCrew).Refuses(
            PlatformProblems.NotFound, FleetProblems.UnitRetired, FleetProblems.MemberUnknown, FleetProblems.MemberSignedOn,
            FleetProblems.MemberHeld, FleetProblems.MemberOffDuty, FleetProblems.OverrideForbidden);
        units.MapPost("/{id:long}/sign-off", SignOff.Handle).Needs(Permissions.UnitsCrew).Refuses(
            PlatformProblems.NotFound, FleetProblems.MemberNotSignedOn, FleetProblems.MemberHeld);
        units.MapPost("/{id:long}/hold", HoldUnit.Handle).Needs(Permissions.UnitsCrew).Refuses(
            PlatformProblems.NotFound, FleetProblems.UnitHeld, FleetProblems.UnitRetired);
        units.MapPost("/{id:long}/release", ReleaseUnit.Handle).Needs(Permissions.UnitsCrew).Refuses(
            PlatformProblems.NotFound, FleetProblems.NotSetAside);
        units.MapGet("/{id:long}/history", ReadUnitHistory.Handle).Needs(Permissions.UnitsRead).Refuses(PlatformProblems.NotFound);
        units.MapPost("/{id:long}/device-tokens", DeviceTokens.Make).Needs(Permissions.UnitsManage).Refuses(
            PlatformProblems.NotFound, FleetProblems.UnitRetired);
        units.MapGet("/{id:long}/device-tokens", DeviceTokens.List).Needs(Permissions.UnitsManage).Refuses(PlatformProblems.NotFound);
        units.MapDelete("/{id:long}/device-tokens/{tokenId:long}", DeviceTokens.Revoke).Needs(Permissions.UnitsManage)
            .Refuses(PlatformProblems.NotFound);
    }

    private static void Reports(IEndpointRouteBuilder app)
    {
        var positions = app.Native("/api/positions").WithTags("Positions");
        positions.MapPost("/", ReportPositions.Handle).Needs(Permissions.PositionsReport);
        positions.MapMethods("/osmand", ["GET", "POST"], ReportFromTracker.Handle).Needs(Permission.Anyone);
    }
}
