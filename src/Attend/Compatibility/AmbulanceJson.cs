using Attend.Fleet;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;

namespace Attend.Compatibility;

/// <summary>What an ambulance shows in the old words.</summary>
internal enum AmbulanceStatus { Available, EnRoute, OnScene, Transporting, Maintenance, OutOfService }

/// <summary>A unit as the old clients know it. Who is on board is the crew of its call, else whoever is signed on.</summary>
internal sealed record AmbulanceJson(
    long Id, string UnitNumber, CareLevel UnitType, AmbulanceStatus Status, double? CurrentLatitude, double? CurrentLongitude,
    DateTimeOffset? LastLocationUpdate, long? AssignedParamedic, string? AssignedParamedicName, long? CurrentEmergency,
    string? CurrentEmergencyId, string EquipmentList, int MaxPatients, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public string UnitTypeDisplay => Displays.Of(UnitType);

    public string StatusDisplay => Displays.Of(Status);

    /// <summary>DISPATCHED shows as EN_ROUTE, STAGED as ON_SCENE, AT_HOSPITAL as TRANSPORTING; who is unstaffed or held is out of service.</summary>
    public static AmbulanceStatus Shown(UnitStatus status) => status switch
    {
        UnitStatus.Available => AmbulanceStatus.Available,
        UnitStatus.Dispatched or UnitStatus.EnRoute => AmbulanceStatus.EnRoute,
        UnitStatus.Staged or UnitStatus.OnScene => AmbulanceStatus.OnScene,
        UnitStatus.Transporting or UnitStatus.AtHospital => AmbulanceStatus.Transporting,
        UnitStatus.Maintenance => AmbulanceStatus.Maintenance,
        _ => AmbulanceStatus.OutOfService,
    };

    /// <summary>Reads ambulances in the order of their numbers; <paramref name="where"/> is a condition on <c>fleet.units u</c>.</summary>
    public static async Task<IReadOnlyList<AmbulanceJson>> Read(Db db, Sql where, Caller caller, Positions positions, TimeProvider clock, CancellationToken ct)
    {
        var pending = await db.Read(reads => (
            Units: reads.List<VehicleRow>($"select u.* from fleet.units u where u.retired_at is null and {where} order by u.unit_number, u.id"),
            Extra: reads.List<Extra>($"""
                select u.id, c.call_number, w.member as crew_member, w.name as crew_name
                from fleet.units u
                left join dispatch.flat_calls c on c.id = u.request_id and u.holder_kind = 'response'
                left join lateral (
                    select h.person_id as member, m.full_name as name
                    from fleet.held_people h join people.members m on m.id = h.person_id
                    where h.holder_kind = u.holder_kind and h.holder_id = u.holder_id order by h.taken_at, h.person_id limit 1
                ) w on true
                where u.retired_at is null and {where}
                """)), ct);
        var extra = pending.Extra.Value.ToDictionary(row => row.Id);
        var now = clock.Micros();
        return [.. pending.Units.Value.Where(unit => extra.ContainsKey(unit.Id)).Select(unit => Of(UnitView.Of(unit, positions, now, caller), extra[unit.Id]))];
    }

    public static async Task<AmbulanceJson?> One(Db db, long id, Sql where, Caller caller, Positions positions, TimeProvider clock, CancellationToken ct) =>
        (await Read(db, $"u.id = {id} and {where}", caller, positions, clock, ct)).SingleOrDefault();

    /// <summary>The same where somebody has just seen it, when both degrees were said.</summary>
    public AmbulanceJson At(double? latitude, double? longitude, TimeProvider clock) => latitude is null || longitude is null
        ? this
        : this with { CurrentLatitude = latitude, CurrentLongitude = longitude, LastLocationUpdate = clock.Micros(), UpdatedAt = clock.Micros() };

    private static AmbulanceJson Of(UnitView unit, Extra extra)
    {
        var signedOn = unit.Crew.Count > 0 ? unit.Crew[0] : null;
        var seen = unit.Position?.At;
        return new AmbulanceJson(
            unit.Id, unit.UnitNumber, unit.Level, Shown(unit.Status), unit.Position?.Latitude, unit.Position?.Longitude, seen,
            extra.CallNumber is null ? signedOn?.Member : extra.CrewMember, extra.CallNumber is null ? signedOn?.Name : extra.CrewName,
            extra.CallNumber is null ? null : unit.HeldBy?.RequestId, extra.CallNumber, string.Join(", ", unit.Equipment), unit.Seats,
            unit.CreatedAt, seen > unit.StatusSince ? seen.Value : unit.StatusSince);
    }

    private sealed record Extra(long Id, string? CallNumber, long? CrewMember, string? CrewName);
}
