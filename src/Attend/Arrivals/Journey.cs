using Attend.Dispatch;
using Attend.Platform.Database;

namespace Attend.Arrivals;

/// <summary>Where a patient is on the way to a hospital.</summary>
internal enum Stand
{
    /// <summary>Not coming: left at the scene, given to another unit, dead on the way.</summary>
    Nowhere,

    OnTheWay,

    There,
}

/// <summary>Whom a unit brings, as Dispatch says it now. Times in UTC.</summary>
/// <param name="PatientId">Null where nobody wrote a patient down.</param>
/// <param name="StayedHospitalId">The hospital of an earlier leg at which this one stayed behind.</param>
/// <param name="HandedTo">Where the crew says they were taken: <c>bed</c>, <c>bay</c> or <c>waiting_room</c>.</param>
internal sealed record Journey(
    long ResponseId, long CallId, long UnitId, ResponseState State, int Leg, Priority Priority, long? PatientId, long? HospitalId, long? StayedHospitalId,
    DateTimeOffset? TransportingAt, DateTimeOffset? AtHospitalAt, DateTimeOffset? TransferredCareAt, DateTimeOffset? EndedAt, Disposition? Disposition,
    string? HandedTo, DateTimeOffset? Eta, string? EtaFrom, DateTimeOffset? EtaAt)
{
    /// <summary>Longer ago than this it is being written down and does not happen: a number for yesterday's patient is nobody's.</summary>
    private static readonly TimeSpan Past = TimeSpan.FromHours(6);

    /// <summary>Over <c>dispatch.carried</c>; the caller adds the where.</summary>
    public static Sql Select => Sql.Raw("""
        select response_id, call_id, unit_id, state, leg, priority, patient_id, hospital_id, left_at as stayed_hospital_id, transporting_at, at_hospital_at,
               transferred_care_at, ended_at, disposition, handed_to, eta, eta_from, eta_at
        from dispatch.carried
        """);

    /// <summary>The hospital that this patient is brought to, or was.</summary>
    public long? To => StayedHospitalId ?? HospitalId;

    public Stand Stand => (State, Disposition) switch
    {
        _ when To is null => Stand.Nowhere,
        _ when StayedHospitalId is not null => Stand.There,
        // Put right afterwards: the stamps of later steps may still be there.
        ( < ResponseState.Transporting or ResponseState.Declined or ResponseState.StoodDown, _) => Stand.Nowhere,
        (_, not (null or Dispatch.Disposition.Transported or Dispatch.Disposition.NotRecorded)) => Stand.Nowhere,
        (ResponseState.Transporting, _) => Stand.OnTheWay,
        (ResponseState.AtHospital or ResponseState.TransferredCare, _) => Stand.There,
        // The button at the door was forgotten, but somebody says that they were delivered.
        (_, Dispatch.Disposition.Transported) => Stand.There,
        _ => AtHospitalAt is null ? Stand.Nowhere : Stand.There,
    };

    /// <summary>Since when they are on the way.</summary>
    public DateTimeOffset? Left => TransportingAt ?? Came;

    /// <summary>Since when they are there, whichever button said so.</summary>
    public DateTimeOffset? Came => AtHospitalAt ?? TransferredCareAt ?? EndedAt;

    public bool IsPast(DateTimeOffset now) => now - (Stand is Stand.There ? Came : Left) > Past;

    /// <summary>Whether an entry is of this very way to this very door.</summary>
    public bool Is(ArrivalRow entry) => entry.ResponseId == ResponseId && entry.HospitalId == To && (StayedHospitalId is not null || entry.Leg == Leg);
}
