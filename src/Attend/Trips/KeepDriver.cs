using System.ComponentModel.DataAnnotations;
using Attend.Fleet;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Trips;

/// <param name="VehicleId">Null: none at the moment, so that nobody gives them a trip.</param>
/// <param name="Seats">For passengers.</param>
/// <param name="Active">False: they drive no more.</param>
internal sealed record KeepDriverRequest([Required] long? SiteId, long? VehicleId, [Range(1, 60)] int Seats = 3, bool Active = true);

/// <summary>
/// Says who drives, for which site and in which car. Not while they are on a run, or have one before them. Who has left, or drives no more, still gives the
/// car back.
/// </summary>
internal static class KeepDriver
{
    public static Task<Results<Ok<DriverView>, Refused>> Handle(
        long id, KeepDriverRequest request, IfMatch version, Db db, Caller caller, Positions positions, CancellationToken ct) =>
        db.Write<Results<Ok<DriverView>, Refused>>(caller, async change =>
        {
            var siteId = request.SiteId!.Value;
            var vehicle = Reservations.LockVehicle(change, request.VehicleId ?? 0);
            Reservations.LockPeople(change, (Sql)$"select {id}::bigint as id");
            change.Lock($"select from trips.drivers where user_id = {id} for no key update");
            var before = change.Find<DriverRow>($"{DriverRow.Select(change.Now)} where d.user_id = {id}");
            var role = change.Find<bool?>($"""
                select exists (select from people.roles where user_id = {id} and role = 'driver') from people.members where id = {id} and active
                """);
            var site = change.One<bool>($"select exists (select from people.sites where id = {siteId} and active)");
            var held = change.Find<RunRow>($"{RunRow.Select} where r.driver_id = {id} and {RunLifecycle.IsOpen()} order by r.starts_at limit 1");
            var asked = change.Find<long?>($"select o.id from trips.offers o where o.driver_id = {id} and {OfferLifecycle.Is(OfferLifecycle.Unanswered)}");
            await change.Send();
            var back = before.Value is not null && request is { Active: false, VehicleId: null };
            if (role.Value is null && !back || before.Value is { } kept && !caller.Reaches(Permissions.DriversKeep, kept.SiteId))
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (!site.Value || !caller.Reaches(Permissions.DriversKeep, siteId))
            {
                return TripsProblems.UnknownTripSite.Refuse(new { field = "site_id" });
            }

            if (version.Refuse(before.Value?.Version ?? 0) is { } stale)
            {
                return stale;
            }

            if (role.Value is not true && !back)
            {
                return TripsProblems.NotADriver.Refuse();
            }

            // Another site's car is as if it were not there; one that they have already stays theirs.
            if (request.VehicleId is not null && (vehicle.Value is not { RetiredAt: null } found
                || found.Id != before.Value?.VehicleId && !caller.Reaches(Permissions.DriversKeep, found.HomeSiteId)))
            {
                return TripsProblems.UnknownVehicle.Refuse(new { field = "vehicle_id" });
            }

            if (vehicle.Value is { } car && request.Seats > car.Seats)
            {
                return PlatformProblems.Invalid.Field("seats", $"are more than the {car.Seats} that the vehicle has");
            }

            if (held.Value is { } run)
            {
                return TripsProblems.DriverHeld.Refuse(new { driver_id = id, run_id = run.Id, run_state = run.State });
            }

            if (asked.Value is { } offer)
            {
                return TripsProblems.DriverAsked.Refuse(new { driver_id = id, offer_id = offer });
            }

            change.Run($"""
                insert into trips.drivers (user_id, site_id, vehicle_id, seats, free_since, active)
                values ({id}, {siteId}, {request.VehicleId}, {request.Seats}, {change.Now}, {request.Active})
                on conflict (user_id) do update set
                    site_id = excluded.site_id, vehicle_id = excluded.vehicle_id, seats = excluded.seats, active = excluded.active, version = drivers.version + 1
                """);
            change.Event(TripsEvents.DriverKept, $"driver:{id}",
                new { driver_id = id, site_id = siteId, vehicle_id = request.VehicleId, request.Seats, request.Active, version = (before.Value?.Version ?? 0) + 1 });
            MatchWaiting.Soon(change, siteId);
            var view = change.One<DriverFacts>($"{DriverFacts.Select(change.Now)} where d.user_id = {id}");
            await change.Send();
            return TypedResults.Ok(DriverView.Of(view.Value, positions, change.Now));
        }, ct);
}
