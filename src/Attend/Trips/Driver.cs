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
    /// <param name="at">When they drive off.</param>
    /// <param name="later">It is planned: who is away now, and a car that is set aside now, are back by then.</param>
    public Unavailable? Against(VehicleRow? vehicle, int passengers, IEnumerable<string> needed, DateTimeOffset at, bool later) =>
        !Active || !Employed ? Unavailable.Inactive
        : vehicle is not { RetiredAt: null } ? Unavailable.NoVehicle
        : !later && vehicle is { Holder: null, Free: false } ? Unavailable.VehicleSetAside
        : !later && Away ? Unavailable.Away
        : !Work.At(at).On ? Unavailable.OffDuty
        : Seats < passengers ? Unavailable.TooFewSeats
        : needed.Except(Skills).Any() ? Unavailable.Unskilled
        : null;
}

/// <summary>A driver of a site who has a car, as a look without a lock shows them.</summary>
/// <param name="FreeNow">Nothing holds them or the car at this moment.</param>
/// <param name="Asked">They were asked something and have not answered: they are asked nothing else meanwhile.</param>
/// <param name="Runs">When they drive, as far as it is planned.</param>
internal sealed record SeenDriver(
    long UserId, long VehicleId, UnitKind Kind, int Seats, DateTimeOffset FreeSince, int Offered, int Accepted, WorkTime Work, string[] Skills,
    double? BaseLatitude, double? BaseLongitude, bool FreeNow, bool Asked, IReadOnlyList<WorkShift> Runs)
{
    public OfferRecord Record => new(Offered, Accepted);

    public GeoPoint? Base => GeoPoint.Of(BaseLatitude, BaseLongitude);

    /// <summary>Those of a site (SQL gives it); whether they work is <see cref="WorkTime"/>'s to say.</summary>
    public static Sql OfSite(Sql siteId, DateTimeOffset now) => $"""
        select d.user_id, u.id as vehicle_id, u.kind, d.seats, d.free_since, d.offered, d.accepted, {WorkTime.Of(now)} as work,
               array(select k.skill from people.skills k where k.user_id = d.user_id order by k.skill) as skills,
               u.home_latitude as base_latitude, u.home_longitude as base_longitude,
               u.status in ('AVAILABLE', 'UNSTAFFED') and not m.away and not exists (select from fleet.held_people h where h.person_id = d.user_id) as free_now,
               exists (select from trips.offers o where o.driver_id = d.user_id and {OfferLifecycle.Is(OfferLifecycle.Unanswered)}) as asked,
               (select coalesce(jsonb_agg(jsonb_build_object('from', r.starts_at, 'to', r.ends_at) order by r.starts_at), '[]'::jsonb)
                from trips.runs r where r.driver_id = d.user_id and {RunLifecycle.IsOpen()}) as runs
        from trips.drivers d
        join people.members m on m.id = d.user_id and m.active
        join fleet.units u on u.id = d.vehicle_id and u.retired_at is null
        where d.site_id = ({siteId}) and d.active
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
