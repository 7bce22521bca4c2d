using Attend.Platform;

namespace Attend.Fleet;

[LowerWords]
internal enum UnitKind
{
    Ambulance,
    Car,
    Motorcycle,
    Engine,
    Ladder,
    Command,
    Other,
}

/// <summary>Level of care on board: shown as BLS, ALS, critical care.</summary>
internal enum CareLevel
{
    Basic,
    Advanced,
    Critical,
}

/// <summary>What a unit is doing. Derived by the view <c>fleet.units</c>, never set.</summary>
internal enum UnitStatus
{
    /// <summary>Free, but nobody is signed on.</summary>
    Unstaffed,

    Available,

    /// <summary>Assigned; not moving yet.</summary>
    Dispatched,

    EnRoute,
    Staged,
    OnScene,
    Transporting,
    AtHospital,
    Maintenance,
    OutOfService,

    /// <summary>Set aside for a while (cleaning, restock, refuel, meal, end of shift), with its expected end.</summary>
    Hold,
}

/// <summary>What the holder of a reservation is doing with it; shown as the unit's status.</summary>
internal enum Activity
{
    Dispatched,
    EnRoute,
    Staged,
    OnScene,
    Transporting,
    AtHospital,
}

/// <summary>Whom a reservation belongs to: a response of Dispatch, a run of Trips.</summary>
[LowerWords]
internal enum HolderKind
{
    Response,
    Trip,
}

internal sealed record CrewMember(long Member, string Name, string? Certification, string Role);

/// <summary>A row of <c>fleet.units</c>.</summary>
internal sealed record VehicleRow(
    long Id, string UnitNumber, UnitKind Kind, CareLevel Level, int Seats, string[] Equipment,
    long HomeSiteId, string? HomeName, double? HomeLatitude, double? HomeLongitude,
    UnitStatus Status, DateTimeOffset StatusSince, string? HoldReason, DateTimeOffset? HoldUntil,
    IReadOnlyList<CrewMember> Crew, HolderKind? HolderKind, long? HolderId, long? RequestId, DateTimeOffset? HeldSince, long Version,
    DateTimeOffset? RetiredAt, DateTimeOffset CreatedAt)
{
    /// <summary>Free to be sent: nothing holds it and nobody set it aside.</summary>
    public bool Free => Status is UnitStatus.Available or UnitStatus.Unstaffed;

    public Holder? Holder => HolderKind is { } kind ? new Holder(kind, HolderId!.Value, RequestId!.Value, HeldSince!.Value) : null;

    public GeoPoint? Home => GeoPoint.Of(HomeLatitude, HomeLongitude);
}

/// <summary>Who holds a vehicle or a person, and since when. <c>RequestId</c> is the call of a response, the first trip of a run.</summary>
internal sealed record Holder(HolderKind Kind, long Id, long RequestId, DateTimeOffset Since)
{
    /// <summary>The holder as a refusal names it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public object Facts => Kind is HolderKind.Response
        ? new { Kind, response_id = Id, call = CallNumber.Of(RequestId), call_id = RequestId, Since }
        : new { Kind, run_id = Id, trip_id = RequestId, Since };
}

/// <summary>A person as the reservations see one: signed on where, held by whom.</summary>
internal sealed record PersonRow(
    long Id, long? VehicleId, string? UnitNumber, HolderKind? HolderKind, long? HolderId, long? RequestId, DateTimeOffset? HeldSince)
{
    public Holder? Holder => HolderKind is { } kind ? new Holder(kind, HolderId!.Value, RequestId!.Value, HeldSince!.Value) : null;
}
