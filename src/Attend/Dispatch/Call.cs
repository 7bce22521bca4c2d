using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;

namespace Attend.Dispatch;

internal enum CallState { Planned, Received, Dispatched, EnRoute, OnScene, Transporting, AtHospital, Closed, Cancelled }

internal enum CallKind { Emergency, Transfer, Scheduled, Standby }

internal enum EmergencyType { Medical, Trauma, Cardiac, Stroke, Respiratory, Fire, Other }

/// <summary>eDispatch.05 (NEMSIS 3.5): Critical, Emergent, Lower Acuity, Non-Acute, in that order.</summary>
internal enum Priority { Critical, High, Medium, Low }

/// <summary>A place: words for people, degrees (WGS 84) for reckoning.</summary>
internal sealed record Place(
    [StringLength(300)] string? Address,
    [Range(-90d, 90d)] double? Latitude,
    [Range(-180d, 180d)] double? Longitude)
{
    /// <summary>The same without half a point: for those whom nobody can ask for the other coordinate.</summary>
    public Place Whole() => Latitude is null || Longitude is null ? this with { Latitude = null, Longitude = null } : this;

    /// <summary>One coordinate without the other is no place; <paramref name="field"/> is the name that the request gives it.</summary>
    public static Refused? Refuse(Place? place, string field) => place is null || place.Latitude is null == place.Longitude is null
        ? null
        : PlatformProblems.Invalid.Field(
            $"{field}.{(place.Latitude is null ? "latitude" : "longitude")}", "is required with the other coordinate");
}

/// <summary>What a decision needs of a call, read under its lock.</summary>
internal sealed record CallRow(
    long Id, string CallNumber, CallState State, long Version, CallKind Kind, EmergencyType EmergencyType, Priority Priority,
    string? Address, double? Latitude, double? Longitude, string? Disposition, DateTimeOffset? NeedsUnitSince, long? MergedInto,
    DateTimeOffset? ReceivedAt, DateTimeOffset? DispatchedAt, DateTimeOffset? EnRouteAt, DateTimeOffset? OnSceneAt,
    DateTimeOffset? TransportingAt, DateTimeOffset? AtHospitalAt, DateTimeOffset? ClosedAt, DateTimeOffset? ClosedRecordedAt,
    DateTimeOffset? ReopenedAt = null, long? ReopenedAfter = null)
{
    public bool Open => State is not (CallState.Closed or CallState.Cancelled);

    /// <summary>Its state follows from its units and patients: neither planned nor over.</summary>
    public bool Working => Open && State is not CallState.Planned;

    public static Sql Columns => Sql.Raw("""
        id, call_number, state, version, kind, emergency_type, priority, address, latitude, longitude, disposition, needs_unit_since,
        merged_into, received_at, dispatched_at, en_route_at, on_scene_at, transporting_at, at_hospital_at, closed_at, closed_recorded_at,
        reopened_at, reopened_after
        """);
}

internal sealed record CallerView(long Id, string? Name, string? Phone, DateTimeOffset? RingingAt, DateTimeOffset? AnsweredAt);

internal sealed record PatientView(
    long Id, string? Name, int? Age, string? Sex, string? Condition, long? ResponseId, long? DestinationId, string? DestinationName,
    string? Disposition, string? HandedTo, long Version)
{
    /// <summary>The view over <c>dispatch.patients p</c>; the caller adds the where.</summary>
    public static Sql Select => Sql.Raw("""
        select p.id, p.name, p.age, p.sex, p.condition, p.response_id, p.destination_id,
               dispatch.hospital_name(p.destination_id) as destination_name, p.disposition, p.handed_to, p.version
        from dispatch.patients p
        """);
}

/// <summary>A unit as its call shows it.</summary>
/// <param name="AssignedAt">From here the turnout counts (.03), from <paramref name="EnRouteAt"/> the travel (.05).</param>
/// <param name="LeadId">The crew member who speaks for the crew: of those aboard the first.</param>
/// <param name="AssignedBy">The user who sent it.</param>
internal sealed record CallUnitView(
    long ResponseId, long UnitId, string UnitNumber, ResponseState State, DateTimeOffset StateSince, DateTimeOffset AssignedAt,
    DateTimeOffset? EnRouteAt, long? HospitalId, string? HospitalName, bool ChangePending, long? LeadId, string? LeadName, long? AssignedBy, string? AssignedByName);

/// <summary>A call with everything a dispatcher sees of it at a glance; times in UTC, null where nobody stamped.</summary>
internal sealed record CallView(
    long Id, string CallId, CallKind Kind, EmergencyType EmergencyType, Priority Priority, string? Determinant, string Description,
    Place Location, Place? DropOff, CallState State, DateTimeOffset StateSince, bool NeedsUnit, DateTimeOffset? NeedsUnitSince,
    string? NeedsUnitReason, bool Unverified, bool Flood, string Source, string? ExternalRef, string? Disposition, string? EndReason,
    long? MergedInto, long Version, DateTimeOffset? DueAt, DateTimeOffset? ReceivedAt, DateTimeOffset? DispatchedAt,
    DateTimeOffset? EnRouteAt, DateTimeOffset? OnSceneAt, DateTimeOffset? TransportingAt, DateTimeOffset? AtHospitalAt,
    DateTimeOffset? ClosedAt, DateTimeOffset? CancelledAt, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    IReadOnlyList<CallerView> Callers, IReadOnlyList<PatientView> Patients, IReadOnlyList<CallUnitView> Units,
    int Photos, int Warnings)
{
    /// <summary>How many of its units are in each state: one word cannot say it for five units.</summary>
    public IReadOnlyDictionary<string, int> UnitCounts =>
        Units.GroupBy(unit => unit.State).ToDictionary(group => Words.Of(group.Key), group => group.Count(), StringComparer.Ordinal);

    /// <summary>What the reader may do with it now.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    public CallView For(Caller caller) => For(caller.MayAtAll);

    public CallView For(Func<Permission, bool> may)
    {
        var actions = CallLifecycle.Table.Table.Actions(Words.Of(State), may).Where(action => action switch
        {
            "unlink" => MergedInto is not null,
            "close" => Units.All(unit => unit.State is ResponseState.Cleared or ResponseState.Declined or ResponseState.StoodDown or ResponseState.Failed),
            _ => true,
        });
        return this with { Actions = [.. actions, .. Unverified && may(Permissions.RequestsVerify) ? ["verify"] : Array.Empty<string>()] };
    }

    /// <summary>The view over <c>dispatch.calls c</c>; the caller adds the where.</summary>
    public static Sql Select => Sql.Raw("""
        select c.id, c.call_number as call_id, c.kind, c.emergency_type, c.priority, c.determinant, c.description,
               jsonb_build_object('address', c.address, 'latitude', c.latitude, 'longitude', c.longitude) as location,
               case when c.drop_off_address is not null or c.drop_off_latitude is not null then jsonb_build_object(
                   'address', c.drop_off_address, 'latitude', c.drop_off_latitude, 'longitude', c.drop_off_longitude) end as drop_off,
               c.state, c.state_since, c.needs_unit_since is not null as needs_unit, c.needs_unit_since, c.needs_unit_reason,
               c.unverified, c.flood, c.source, c.external_ref, c.disposition, c.end_reason, c.merged_into, c.version, c.due_at,
               c.received_at, c.dispatched_at, c.en_route_at, c.on_scene_at, c.transporting_at, c.at_hospital_at, c.closed_at,
               c.cancelled_at, c.created_at, c.updated_at,
               coalesce((select jsonb_agg(jsonb_build_object('id', k.id, 'name', k.name, 'phone', k.phone, 'ringing_at', k.ringing_at,
                   'answered_at', k.answered_at) order by k.id) from dispatch.callers k where k.call_id = c.id), '[]') as callers,
               coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name, 'age', p.age, 'sex', p.sex,
                   'condition', p.condition, 'response_id', p.response_id, 'destination_id', p.destination_id,
                   'destination_name', dispatch.hospital_name(p.destination_id), 'disposition', p.disposition, 'handed_to', p.handed_to, 'version', p.version) order by p.id)
                   from dispatch.patients p where p.call_id = c.id), '[]') as patients,
               coalesce((select jsonb_agg(jsonb_build_object('response_id', r.id, 'unit_id', r.unit_id, 'unit_number', u.unit_number,
                   'state', r.state, 'state_since', r.state_since, 'assigned_at', r.assigned_at, 'en_route_at', r.en_route_at,
                   'hospital_id', r.hospital_id,
                   'hospital_name', dispatch.hospital_name(r.hospital_id), 'change_pending', r.change_pending is not null,
                   'lead_id', w.member, 'lead_name', w.name, 'assigned_by', r.assigned_by, 'assigned_by_name', d.full_name) order by r.id)
                   from dispatch.responses r
                   join fleet.unit_names u on u.id = r.unit_id
                   left join people.members d on d.id = r.assigned_by
                   left join lateral (select member, name from dispatch.crew where response_id = r.id
                       order by to_at desc nulls first, from_at desc, member limit 1) w on true
                   where r.call_id = c.id), '[]') as units,
               (select count(*)::integer from dispatch.photos f where f.call_id = c.id) as photos,
               (select count(*)::integer from dispatch.address_warnings w
                where w.ended_at is null
                  and dispatch.same_place(w.address, w.latitude, w.longitude, c.address, c.latitude, c.longitude)) as warnings
        from dispatch.calls c
        """);
}
