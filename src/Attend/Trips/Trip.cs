using System.ComponentModel.DataAnnotations;
using Attend.Fleet;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;

namespace Attend.Trips;

/// <summary>Which way of an appointment: there, back, or neither.</summary>
[LowerWords]
internal enum TripLeg { Outbound, Return, Other }

[LowerWords]
internal enum TripUrgency { Normal, Urgent }

/// <summary>What a place is of which nobody wrote an address; whoever shows it says it in the reader's language.</summary>
[LowerWords]
internal enum PlaceWord { Home, Car, Erased }

/// <summary>Where somebody is to get in or out, in degrees (WGS 84).</summary>
internal sealed record TripPlace(
    [Required, StringLength(300, MinimumLength = 1)] string Address, [Required, Range(-90.0, 90.0)] double? Latitude,
    [Required, Range(-180.0, 180.0)] double? Longitude)
{
    public static TripPlace At(string address, GeoPoint point) => new(address, point.Latitude, point.Longitude);

    public TripEnd End() => new(Address.Trim(), null, Latitude!.Value, Longitude!.Value);
}

/// <summary>Where a trip begins or ends, in degrees (WGS 84).</summary>
/// <param name="Address">As somebody wrote it; null where there is only a word for it.</param>
/// <param name="Word">Null where there is an address.</param>
internal sealed record TripEnd(string? Address, PlaceWord? Word, double Latitude, double Longitude)
{
    public static TripEnd At(PlaceWord word, GeoPoint point) => new(null, word, point.Latitude, point.Longitude);

    public GeoPoint Point() => new(Latitude, Longitude);
}

/// <summary>Who rides: somebody with a login, or somebody with a name.</summary>
internal sealed record TripPassenger(long? UserId = null, [StringLength(200, MinimumLength = 1)] string? Name = null);

/// <summary>What a decision needs of a trip, read under its lock.</summary>
/// <param name="Follows">Whether its end at the appointment is where that is, and goes with it.</param>
/// <param name="SentElsewhere">Its passengers were sent elsewhere than was asked for.</param>
/// <param name="UnservedSince">Since when it is known that nobody is free for it: that is said once, until a driver has it.</param>
/// <param name="Riders">Those of the passengers who have a login.</param>
internal sealed record TripRow(
    long Id, long SiteId, long? AppointmentId, TripLeg Leg, TripUrgency Urgency, TripState State, DateTimeOffset StateSince, long Version, string? FromAddress,
    PlaceWord? FromWord, double FromLatitude, double FromLongitude, string? ToAddress, PlaceWord? ToWord, double ToLatitude, double ToLongitude, bool Follows, bool SentElsewhere, DateTimeOffset? PickUpAt,
    DateTimeOffset? ArriveBy, bool Seeking, DateTimeOffset? UnservedSince, string[] NeededSkills, long? RunId, long? DriverId, string? ReasonCode, string? Reason, DateTimeOffset? OnBoardAt, DateTimeOffset RequestedAt, int Passengers, long[] Riders)
{
    /// <summary>From so long before its time on a trip is wanted: earlier a driver would wait for it, and be missing elsewhere.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromMinutes(30);

    public TripEnd Start => new(FromAddress, FromWord, FromLatitude, FromLongitude);

    public TripEnd End => new(ToAddress, ToWord, ToLatitude, ToLongitude);

    public GeoPoint From => new(FromLatitude, FromLongitude);

    public GeoPoint To => new(ToLatitude, ToLongitude);

    public bool Driven => TripLifecycle.Driven.Contains(State);

    public bool Waits => TripLifecycle.Waiting.Contains(State);

    /// <summary>Whether drivers are asked for it now.</summary>
    public bool SoughtAt(DateTimeOffset now) => Waits && Seeking && (State is TripState.Offered || !(PickUpAt > now + Ahead));

    public bool Urgently => Urgency is TripUrgency.Urgent;

    // What a decision makes of it beside its state.
    private IReadOnlyList<(string Name, object? Value)> Columns =>
    [
        ("from_address", FromAddress), ("from_word", FromWord), ("from_latitude", FromLatitude), ("from_longitude", FromLongitude), ("to_address", ToAddress), ("to_word", ToWord),
        ("to_latitude", ToLatitude), ("to_longitude", ToLongitude), ("follows", Follows), ("sent_elsewhere", SentElsewhere), ("urgency", Urgency), ("pick_up_at", PickUpAt), ("arrive_by", ArriveBy), ("seeking", Seeking), ("unserved_since", UnservedSince),
        ("run_id", RunId),
        ("driver_id", DriverId), ("reason_code", ReasonCode), ("reason", Reason),
    ];

    public Ride Ride => new(Id, From, To, Passengers, PickUpAt, State is TripState.OnBoard ? OnBoardAt ?? StateSince : null, ArriveBy);

    /// <summary>With other ends.</summary>
    public TripRow Between(TripEnd start, TripEnd end) => this with
    {
        FromAddress = start.Address,
        FromWord = start.Word,
        FromLatitude = start.Latitude,
        FromLongitude = start.Longitude,
        ToAddress = end.Address,
        ToWord = end.Word,
        ToLatitude = end.Latitude,
        ToLongitude = end.Longitude,
    };

    /// <summary>The columns in which it is not as it was, as an update sets them.</summary>
    public IEnumerable<Sql> Since(TripRow before) => Columns.Zip(before.Columns).Where(pair => !Equals(pair.First.Value, pair.Second.Value))
        .Select(pair => (Sql)$"{Sql.Raw(pair.First.Name)} = {pair.First.Value}");

    /// <summary>Over <c>trips.trips t</c>; the caller adds the where.</summary>
    public static Sql Select => Sql.Raw("""
        select t.id, t.site_id, t.appointment_id, t.leg, t.urgency, t.state, t.state_since, t.version, t.from_address, t.from_word, t.from_latitude,
               t.from_longitude, t.to_address, t.to_word, t.to_latitude, t.to_longitude, t.follows, t.sent_elsewhere, t.pick_up_at, t.arrive_by, t.seeking, t.unserved_since, t.needed_skills, t.run_id, t.driver_id,
               t.reason_code, t.reason, t.on_board_at, t.requested_at, p.passengers, p.riders
        from trips.trips t
        cross join lateral (
            select count(*)::integer as passengers, coalesce(array_agg(user_id order by number) filter (where user_id is not null), '{}') as riders
            from trips.passengers where trip_id = t.id
        ) p
        """);

    /// <summary>A condition on <c>trips.trips t</c>: drivers are asked for it now.</summary>
    public static Sql Sought(DateTimeOffset now) =>
        $"{TripLifecycle.Is(TripLifecycle.Waiting)} and t.seeking and (t.pick_up_at is null or t.pick_up_at <= {now + Ahead} or t.state = 'OFFERED')";
}

/// <summary>A trip as its riders, its driver and operators see it; times in UTC.</summary>
/// <param name="EtaAt">Of the next thing that happens to it: the pick-up, then the drop-off.</param>
/// <param name="Seeking">Whether drivers are asked for it until one takes it.</param>
/// <param name="InsteadOf">The trip that a breakdown ended before this one.</param>
internal sealed record TripView(
    long Id, long SiteId, long? AppointmentId, TripLeg Leg, TripUrgency Urgency, TripState State, DateTimeOffset StateSince, long Version, TripEnd From, TripEnd To,
    DateTimeOffset? PickUpAt, DateTimeOffset? ArriveBy, bool Seeking, IReadOnlyList<string> NeededSkills, string? Note, IReadOnlyList<TripPassengerView> Passengers,
    long? RunId, long? DriverId, string? DriverName, long? VehicleId, string? UnitNumber, DateTimeOffset? EtaAt, long? InsteadOf, long? RequestedBy, string? ReasonCode,
    string? Reason, DateTimeOffset RequestedAt, DateTimeOffset? OfferedAt, DateTimeOffset? AssignedAt, DateTimeOffset? EnRouteAt, DateTimeOffset? AtPickupAt,
    DateTimeOffset? OnBoardAt, DateTimeOffset? DroppedOffAt, DateTimeOffset? EndedAt)
{
    /// <summary>What the reader may do with it now.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    /// <summary>How long it has waited for a driver, in whole seconds; null when it does not wait.</summary>
    public long? WaitingSeconds { get; init; }

    public TripView For(Func<Permission, bool> may, DateTimeOffset now) => this with
    {
        Actions = TripLifecycle.Table.Table.Actions(Words.Of(State), may),
        WaitingSeconds = TripLifecycle.Waiting.Contains(State) ? (long)(now - RequestedAt).TotalSeconds : null,
    };

    /// <summary>The view over <c>trips.trips t</c>; the caller adds the where.</summary>
    public static Sql Select => Sql.Raw("""
        select t.id, t.site_id, t.appointment_id, t.leg, t.urgency, t.state, t.state_since, t.version,
               jsonb_build_object('address', t.from_address, 'word', t.from_word, 'latitude', t.from_latitude, 'longitude', t.from_longitude) as "from",
               jsonb_build_object('address', t.to_address, 'word', t.to_word, 'latitude', t.to_latitude, 'longitude', t.to_longitude) as "to",
               t.pick_up_at, t.arrive_by, t.seeking, to_jsonb(t.needed_skills) as needed_skills, t.note, p.passengers, t.run_id, t.driver_id,
               m.full_name as driver_name, r.vehicle_id, u.unit_number, t.eta_at, t.instead_of, t.requested_by, t.reason_code, t.reason, t.requested_at,
               t.offered_at, t.assigned_at, t.en_route_at, t.at_pickup_at, t.on_board_at, t.dropped_off_at, t.ended_at
        from trips.trips t
        cross join lateral (
            select jsonb_agg(jsonb_build_object('user_id', w.user_id, 'name', coalesce(n.full_name, w.name)) order by w.number) as passengers
            from trips.passengers w left join people.members n on n.id = w.user_id
            where w.trip_id = t.id
        ) p
        left join trips.runs r on r.id = t.run_id
        left join people.members m on m.id = t.driver_id
        left join fleet.unit_names u on u.id = r.vehicle_id
        """);
}

internal sealed record TripPassengerView(long? UserId, string? Name);
