using Attend.Fleet;
using Attend.Platform;
using Attend.Platform.Database;

namespace Attend.Trips;

/// <summary>Why a driver cannot be given a trip, whoever has time.</summary>
[LowerWords]
internal enum Unavailable { Inactive, NoVehicle, VehicleSetAside, Away, OffDuty, TooFewSeats, Unskilled }

/// <summary>What a decision needs of a driver, read under the lock of their row; the vehicle and the person are locked before.</summary>
internal sealed record DriverRow(
    long UserId, long SiteId, long? VehicleId, int Seats, DateTimeOffset FreeSince, int Offered, int Accepted, bool Active, long Version, bool Employed, bool Away,
    WorkTime Work, string[] Skills)
{
    public OfferRecord Record => new(Offered, Accepted);

    /// <summary>Over <c>trips.drivers d</c>; the caller adds the where.</summary>
    public static Sql Select(DateTimeOffset now) => $"""
        select d.user_id, d.site_id, d.vehicle_id, d.seats, d.free_since, d.offered, d.accepted, d.active, d.version, m.active as employed, m.away,
               {WorkTime.Of(now)} as work, array(select k.skill from people.skills k where k.user_id = d.user_id order by k.skill) as skills
        from trips.drivers d
        join people.members m on m.id = d.user_id
        """;

    /// <summary>What speaks against it, whether or not somebody has them already.</summary>
    /// <param name="vehicle">Null where they have none.</param>
    public Unavailable? Against(VehicleRow? vehicle, int passengers, IEnumerable<string> needed, DateTimeOffset now) =>
        !Active || !Employed ? Unavailable.Inactive
        : vehicle is not { RetiredAt: null } ? Unavailable.NoVehicle
        : vehicle is { Holder: null, Free: false } ? Unavailable.VehicleSetAside
        : Away ? Unavailable.Away
        : !Work.At(now).On ? Unavailable.OffDuty
        : Seats < passengers ? Unavailable.TooFewSeats
        : needed.Except(Skills).Any() ? Unavailable.Unskilled
        : null;
}

/// <summary>A driver who has no trip and was asked nothing, as a look without a lock shows them.</summary>
internal sealed record FreeDriver(
    long UserId, long VehicleId, UnitKind Kind, int Seats, DateTimeOffset FreeSince, int Offered, int Accepted, WorkTime Work, string[] Skills,
    double? BaseLatitude, double? BaseLongitude, DateTimeOffset? NextRunAt)
{
    public OfferRecord Record => new(Offered, Accepted);

    public GeoPoint? Base => GeoPoint.Of(BaseLatitude, BaseLongitude);

    /// <summary>Those of a site (SQL gives it) with a car that nothing holds; whether they work is <see cref="WorkTime"/>'s to say.</summary>
    public static Sql OfSite(Sql siteId, DateTimeOffset now) => $"""
        select d.user_id, u.id as vehicle_id, u.kind, d.seats, d.free_since, d.offered, d.accepted, {WorkTime.Of(now)} as work,
               array(select k.skill from people.skills k where k.user_id = d.user_id order by k.skill) as skills,
               u.home_latitude as base_latitude, u.home_longitude as base_longitude,
               (select min(r.starts_at) from trips.runs r where r.driver_id = d.user_id and r.state = 'PLANNED') as next_run_at
        from trips.drivers d
        join people.members m on m.id = d.user_id and m.active and not m.away
        join fleet.units u on u.id = d.vehicle_id and u.status in ('AVAILABLE', 'UNSTAFFED')
        where d.site_id = ({siteId}) and d.active
          and not exists (select from fleet.held_people h where h.person_id = d.user_id)
          and not exists (select from trips.offers o where o.driver_id = d.user_id and o.state in ('HELD', 'OPEN'))
        order by d.free_since, d.user_id
        """;

    /// <summary>As matching sees them; null when nobody knows where they are.</summary>
    public IdleDriver? Idle(Positions positions, DateTimeOffset now)
    {
        var home = Base;
        return NearestUnits.Locate(new Candidate(VehicleId, Kind, true, home), home ?? default, positions, now).Place is { } place
            ? new IdleDriver(UserId, Kind, place, Seats, Skills.ToHashSet(StringComparer.Ordinal), FreeSince, Work.At(now).Until, home)
            : null;
    }
}
