using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Web;
using Attend.Platform.Work;
using static Attend.Fleet.FleetProblems;
using static Attend.People.Permissions;
using static Attend.Platform.Web.PlatformProblems;

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
        module.Routes.Add(UnitRoutes);
        module.Routes.Add(ChecklistRoutes);
        module.Routes.Add(PositionRoutes);
        module.Events.AddRange(FleetEvents.All);
        module.Problems.AddRange(FleetProblems.All);
        module.Constraints["one_active_reservation_per_vehicle"] = UnitHeld;
        module.Constraints["one_active_reservation_per_person"] = MemberHeld;
        module.Constraints["one_open_sign_on_per_person"] = MemberSignedOn;
        module.Constraints["one_vehicle_per_unit_number"] = UnitNumberTaken;
        module.Due.Add(new DueKind(Holds.Overdue, "The expected end of a hold has passed.", Holds.Announce));
        module.PersonalData.Add(PositionStore.History);
        module.PersonalData.Add(CheckRecords.Kind);
        module.Invariants.AddRange(FleetInvariants.All);
    }

    private static void UnitRoutes(IEndpointRouteBuilder routes)
    {
        var units = routes.Native("/api/units").WithTags("units");
        units.MapPost("", AddVehicle.Handle).Needs(UnitsManage).Refuses(UnitNumberTaken, Invalid);
        units.MapGet("", ReadUnits.List).Needs(UnitsRead).Refuses(Invalid);
        units.MapGet("/{id:long}", ReadUnits.One).Needs(UnitsRead).Refuses(NotFound);
        units.MapPatch("/{id:long}", EditVehicle.Handle).Needs(UnitsManage)
            .Refuses(NotFound, PreconditionRequired, PreconditionFailed, UnitRetired, UnitNumberTaken, Invalid);
        units.MapPost("/{id:long}/retire", RetireVehicle.Handle).Needs(UnitsManage).Refuses(NotFound, UnitHeld, UnitRetired);
        units.MapPost("/{id:long}/sign-on", SignOn.Handle).Needs(UnitsCrew)
            .Refuses(
                NotFound, UnitRetired, MemberUnknown, MemberSignedOn, MemberHeld, MemberOffDuty, OverrideForbidden, Forbidden, Invalid);
        units.MapPost("/{id:long}/sign-off", SignOff.Handle).Needs(UnitsCrew)
            .Refuses(NotFound, MemberNotSignedOn, MemberHeld, Forbidden, Invalid);
        units.MapGet("/{id:long}/candidates", ReadCandidates.Handle).Needs(UnitsCrew).Refuses(NotFound, Invalid);
        units.MapPost("/{id:long}/hold", HoldUnit.Handle).Needs(UnitsCrew).Refuses(NotFound, UnitHeld, UnitRetired, Invalid);
        units.MapPost("/{id:long}/release", ReleaseUnit.Handle).Needs(UnitsCrew).Refuses(NotFound, NotSetAside, ReleaseForbidden);
        units.MapPost("/{id:long}/checks", CheckUnit.Handle).Needs(UnitsCrew).Refuses(NotFound, UnitRetired, CheckIncomplete, Forbidden, Invalid);
        units.MapGet("/{id:long}/checks", ReadChecks.Handle).Needs(UnitsRead).Refuses(NotFound, Invalid);
        units.MapGet("/{id:long}/checklist", Checklist.OfUnit).Needs(UnitsRead).Refuses(NotFound);
        units.MapGet("/{id:long}/history", ReadUnitHistory.Handle).Needs(UnitsRead).Refuses(NotFound, Invalid);
        units.MapPost("/{id:long}/device-tokens", DeviceTokens.Make).Needs(UnitsManage).Refuses(NotFound, UnitRetired, Invalid);
        units.MapGet("/{id:long}/device-tokens", DeviceTokens.List).Needs(UnitsManage).Refuses(NotFound, Invalid);
        units.MapDelete("/{id:long}/device-tokens/{tokenId:long}", DeviceTokens.Revoke).Needs(UnitsManage).Refuses(NotFound);
    }

    private static void ChecklistRoutes(IEndpointRouteBuilder routes)
    {
        // One service, one list for each kind of vehicle: not a matter of one site.
        var lists = routes.Native("/api/checklists").WithTags("units");
        lists.MapGet("", Checklist.List).Needs(UnitsManage).Everywhere();
        lists.MapGet("/{kind}", Checklist.One).Needs(UnitsManage).Everywhere().Refuses(NotFound);
        lists.MapPut("/{kind}", ReplaceChecklist.Handle).Needs(UnitsManage).Everywhere()
            .Refuses(NotFound, PreconditionRequired, PreconditionFailed, Invalid);
    }

    private static void PositionRoutes(IEndpointRouteBuilder routes)
    {
        var positions = routes.Native("/api/positions").WithTags("positions");
        positions.MapPost("", ReportPositions.Handle).Needs(PositionsReport).Refuses(Invalid, NotJson);
        positions.MapMethods("/osmand", ["GET", "POST"], ReportFromTracker.Handle).Needs(Permission.Anyone)
            .Refuses(Unauthenticated, Invalid);

        // No secret: the reports are read on it by people who see no unit.
        var map = routes.Native("/api/map").WithTags("positions");
        map.MapGet("", ReadMap.Handle).Needs(SitesRead);
        map.MapGet("/tiles", ReadMap.Tiles).Needs(SitesRead).Refuses(NotFound);
    }
}
