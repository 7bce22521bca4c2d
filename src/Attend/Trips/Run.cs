using Attend.Fleet;
using Attend.Platform;
using Attend.Platform.Database;

namespace Attend.Trips;

/// <summary>A driver's stops in order, as a decision needs them.</summary>
internal sealed record RunRow(long Id, long SiteId, long DriverId, long VehicleId, int Seats, RunState State, DateTimeOffset StartsAt, DateTimeOffset EndsAt, long Version)
{
    public bool Overlaps(DateTimeOffset from, DateTimeOffset to) => StartsAt < to && from < EndsAt;

    /// <summary>Over <c>trips.runs r</c>; the caller adds the where.</summary>
    public static Sql Select => Sql.Raw("select r.id, r.site_id, r.driver_id, r.vehicle_id, r.seats, r.state, r.starts_at, r.ends_at, r.version from trips.runs r");
}

[LowerWords]
internal enum StopKind { PickUp, DropOff }

/// <summary>Where a run stops, and for whom.</summary>
internal sealed record StopRow(long RunId, int Number, long TripId, StopKind Kind, double Latitude, double Longitude, DateTimeOffset EtaAt, DateTimeOffset? DoneAt)
{
    public GeoPoint Place => new(Latitude, Longitude);

    public static Sql Select => Sql.Raw("select run_id, number, trip_id, kind, latitude, longitude, eta_at, done_at from trips.stops");
}

/// <param name="Address">Null where there is only a word for it.</param>
/// <param name="EtaAt">An estimate, made anew at every step of the run.</param>
internal sealed record StopView(int Number, long TripId, StopKind Kind, string? Address, PlaceWord? Word, double Latitude, double Longitude, DateTimeOffset EtaAt, DateTimeOffset? DoneAt)
{
    /// <summary>Of <c>trips.runs r</c> as one column.</summary>
    public static Sql OfRun => Sql.Raw("""
        (select coalesce(jsonb_agg(jsonb_build_object(
             'number', s.number, 'trip_id', s.trip_id, 'kind', s.kind, 'latitude', s.latitude, 'longitude', s.longitude, 'eta_at', s.eta_at, 'done_at', s.done_at,
             'address', case s.kind when 'pick_up' then f.from_address else f.to_address end, 'word', case s.kind when 'pick_up' then f.from_word else f.to_word end) order by s.number), '[]'::jsonb)
         from trips.stops s join trips.trips f on f.id = s.trip_id where s.run_id = r.id)
        """);
}

/// <summary>A run as its driver and operators see it.</summary>
internal sealed record RunView(
    long Id, long SiteId, long DriverId, string? DriverName, long VehicleId, string? UnitNumber, int Seats, RunState State, DateTimeOffset StateSince, long Version,
    DateTimeOffset StartsAt, DateTimeOffset EndsAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, IReadOnlyList<long> TripIds, IReadOnlyList<StopView> Stops)
{
    /// <summary>The view over <c>trips.runs r</c>; the caller adds the where.</summary>
    public static Sql Select => $"""
        select r.id, r.site_id, r.driver_id, m.full_name as driver_name, r.vehicle_id, u.unit_number, r.seats, r.state, r.state_since, r.version, r.starts_at,
               r.ends_at, r.started_at, r.ended_at,
               (select coalesce(jsonb_agg(t.id order by t.id), '[]'::jsonb) from trips.trips t where t.run_id = r.id) as trip_ids, {StopView.OfRun} as stops
        from trips.runs r
        left join people.members m on m.id = r.driver_id
        left join fleet.unit_names u on u.id = r.vehicle_id
        """;
}
