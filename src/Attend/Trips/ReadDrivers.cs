using Attend.Fleet;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Trips;

[LowerWords]
internal enum DriverStatus { Free, Asked, Busy, Unavailable }

/// <summary>What the view of a driver is made of.</summary>
internal sealed record DriverFacts(
    long UserId, string Name, long SiteId, long? VehicleId, string? UnitNumber, UnitKind? Kind, UnitStatus? UnitStatus, double? HomeLatitude, double? HomeLongitude,
    int Seats, string[] Skills, bool Active, bool Away, WorkTime Work, DateTimeOffset FreeSince, int Offered, int Accepted, long? RunId,
    IReadOnlyList<long> TripIds, long? OfferId, bool HeldElsewhere, DateTimeOffset? NextRunAt, long Version)
{
    /// <summary>Over <c>trips.drivers d</c>; the caller adds the where.</summary>
    public static Sql Select(DateTimeOffset now) => $"""
        select d.user_id, m.full_name as name, d.site_id, d.vehicle_id, u.unit_number, u.kind, u.status as unit_status, u.home_latitude, u.home_longitude, d.seats,
               array(select k.skill from people.skills k where k.user_id = d.user_id order by k.skill) as skills,
               d.active and m.active as active, m.away, {WorkTime.Of(now)} as work, d.free_since, d.offered, d.accepted,
               r.id as run_id, coalesce((select jsonb_agg(t.id order by t.id) from trips.trips t where t.run_id = r.id), '[]'::jsonb) as trip_ids, o.id as offer_id,
               r.id is null and exists (select from fleet.held_people h where h.person_id = d.user_id) as held_elsewhere,
               (select min(n.starts_at) from trips.runs n where n.driver_id = d.user_id and n.state = 'PLANNED') as next_run_at, d.version
        from trips.drivers d
        join people.members m on m.id = d.user_id
        left join fleet.units u on u.id = d.vehicle_id
        left join trips.runs r on r.driver_id = d.user_id and r.state = 'ACTIVE'
        left join trips.offers o on o.driver_id = d.user_id and {OfferLifecycle.Is(OfferLifecycle.Unanswered)}
        """;
}

/// <summary>A driver as operators see one, and as they see themselves.</summary>
/// <param name="Reason">Why they cannot be given a trip; null when they can or have one.</param>
/// <param name="RunId">What they are busy with; null too when a call has the car.</param>
/// <param name="PositionFrom"><c>fix</c> or <c>base</c>: a free driver without a fresh fix counts at the car's base.</param>
/// <param name="Stale">The place is not from a fresh fix.</param>
internal sealed record DriverView(
    long UserId, string Name, long SiteId, long? VehicleId, string? UnitNumber, UnitKind? Kind, int Seats, IReadOnlyList<string> Skills, DriverStatus Status, Unavailable? Reason,
    DateTimeOffset FreeSince, DateTimeOffset? WorksUntil, DateTimeOffset? NextRunAt, long? RunId, IReadOnlyList<long> TripIds, long? OfferId, double? Latitude,
    double? Longitude, string? PositionFrom, DateTimeOffset? PositionAt, bool Stale, int Offered, int Accepted, bool Active, long Version)
{
    public static DriverView Of(DriverFacts facts, Positions positions, DateTimeOffset now)
    {
        var work = facts.Work.At(now);
        var busy = facts.RunId is not null || facts.HeldElsewhere;
        Unavailable? reason = !facts.Active ? Unavailable.Inactive
            : facts.VehicleId is null ? Unavailable.NoVehicle
            : facts.UnitStatus is not (UnitStatus.Available or UnitStatus.Unstaffed) ? Unavailable.VehicleSetAside
            : facts.Away ? Unavailable.Away
            : !work.On ? Unavailable.OffDuty
            : null;
        var status = busy ? DriverStatus.Busy : reason is not null ? DriverStatus.Unavailable : facts.OfferId is not null ? DriverStatus.Asked : DriverStatus.Free;
        var home = GeoPoint.Of(facts.HomeLatitude, facts.HomeLongitude);
        var place = facts.VehicleId is { } vehicle && facts.Kind is { } kind
            ? NearestUnits.Locate(new Candidate(vehicle, kind, !busy, home), home ?? default, positions, now)
            : null;
        return new DriverView(
            facts.UserId, facts.Name, facts.SiteId, facts.VehicleId, facts.UnitNumber, facts.Kind, facts.Seats, facts.Skills, status,
            status is DriverStatus.Unavailable ? reason : null, facts.FreeSince, work.Until, facts.NextRunAt, facts.RunId, facts.TripIds, facts.OfferId,
            place?.Place?.Latitude, place?.Place?.Longitude, place?.Place is null ? null : place.PositionFrom, place?.FixAt, place?.Stale ?? true, facts.Offered,
            facts.Accepted, facts.Active, facts.Version);
    }
}

/// <summary>Which drivers to list; every filter narrows.</summary>
internal sealed record DriverFilter(long? SiteId, DriverStatus? Status, bool? Active);

/// <summary>Drivers, with what they are at. One who is none but a driver reads themselves.</summary>
internal static class ReadDrivers
{
    public static async Task<Ok<Page<DriverView>>> List(
        [AsParameters] DriverFilter filter, [AsParameters] Paging paging, Db db, Caller caller, Positions positions, TimeProvider clock, CancellationToken ct)
    {
        // The status is made of positions, duty and reservations: it is filtered here, over the whole of a site.
        var now = clock.Micros();
        var rows = await db.List<DriverFacts>($"""
            {DriverFacts.Select(now)}
            where d.user_id > {paging.From} {Within(caller)} {Sql.If(filter.SiteId, $"and d.site_id = {filter.SiteId}")}
              {Sql.If(filter.Active, $"and d.active = {filter.Active}")}
            order by d.user_id {(filter.Status is null ? (Sql)$"limit {paging.Fetch}" : Sql.Raw(""))}
            """, ct);
        var views = rows.Select(row => DriverView.Of(row, positions, now)).Where(view => filter.Status is null || view.Status == filter.Status).Take(paging.Fetch);
        return TypedResults.Ok(Page<DriverView>.Of([.. views], paging, driver => driver.UserId));
    }

    public static async Task<Results<Ok<DriverView>, Refused>> One(
        long id, Db db, Caller caller, Positions positions, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.Micros();
        return await db.Find<DriverFacts>($"{DriverFacts.Select(now)} where d.user_id = {id} {Within(caller)}", ct) is { } driver
            ? TypedResults.Ok(DriverView.Of(driver, positions, now))
            : PlatformProblems.NotFound.Refuse();
    }

    private static Sql? Within(Caller caller)
    {
        var sites = caller.SitesFor(Permissions.TripsRead);
        return Sql.If(sites, $"and (d.site_id = any({sites ?? []}) or d.user_id = {caller.UserId})");
    }
}
