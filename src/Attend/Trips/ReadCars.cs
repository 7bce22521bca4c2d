using Attend.Fleet;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Trips;

/// <summary>A vehicle that a driver may be given.</summary>
/// <param name="Seats">For passengers.</param>
/// <param name="DriverId">Who drives it already.</param>
internal sealed record CarView(long Id, string UnitNumber, UnitKind Kind, int Seats, long SiteId, string? Site, long? DriverId, string? DriverName);

/// <summary>The vehicles of the sites whose drivers somebody keeps, but for ambulances: whoever keeps drivers need not read the fleet.</summary>
internal static class ReadCars
{
    public static async Task<Ok<Page<CarView>>> List(long? siteId, [AsParameters] Paging paging, Db db, Caller caller, CancellationToken ct)
    {
        var sites = caller.SitesFor(Permissions.DriversKeep);
        var rows = await db.List<CarView>($"""
            select u.id, u.unit_number, u.kind, u.seats, u.home_site_id as site_id, u.home_name as site, d.user_id as driver_id, m.full_name as driver_name
            from fleet.units u
            left join trips.drivers d on d.vehicle_id = u.id
            left join people.members m on m.id = d.user_id
            where u.id > {paging.From} and u.retired_at is null and u.kind <> 'ambulance' {Sql.If(sites, $"and u.home_site_id = any({sites ?? []})")}
              {Sql.If(siteId, $"and u.home_site_id = {siteId}")}
            order by u.id limit {paging.Fetch}
            """, ct);
        return TypedResults.Ok(Page<CarView>.Of(rows, paging, car => car.Id));
    }
}
