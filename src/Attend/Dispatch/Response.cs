using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;

namespace Attend.Dispatch;

internal enum ResponseState
{
    Assigned, Acknowledged, EnRoute, Staged, OnScene, Transporting, AtHospital, TransferredCare, Cleared, Declined, StoodDown, Failed,
}

/// <summary>How a patient, a call or a unit's work ended; the words follow eDisposition.27 to .30 (NEMSIS 3.5).</summary>
internal enum Disposition
{
    Transported, TransferredToOtherUnit, TreatedAndReleased, AssistedNotTreated, Refused, NoPatientFound, DeadAtScene, StandbyEnded, NotRecorded,
}

/// <summary>What a decision needs of a unit's response, read under the call's lock.</summary>
internal sealed record ResponseRow(
    long Id, long CallId, long UnitId, ResponseState State, long Version, long? HospitalId, int Leg, DateTimeOffset AssignedAt,
    DateTimeOffset? AcknowledgedAt, DateTimeOffset? EnRouteAt, DateTimeOffset? StagedAt, DateTimeOffset? OnSceneAt,
    DateTimeOffset? AtPatientAt, DateTimeOffset? TransportingAt, DateTimeOffset? AtHospitalAt, DateTimeOffset? TransferredCareAt,
    DateTimeOffset? ClearedAt, DateTimeOffset? BackAtBaseAt, DateTimeOffset? EndedAt, string? Disposition, string[] Flags, string? ChangePending,
    DateTimeOffset StateSince = default, string? HandedTo = null, DateTimeOffset? FirstTransportingAt = null,
    DateTimeOffset? FirstAtHospitalAt = null, bool Redirected = false)
{
    /// <summary>It was there, whichever button said so first.</summary>
    public bool Arrived => (OnSceneAt ?? AtPatientAt ?? TransportingAt ?? AtHospitalAt) is not null;

    public bool Active => State is not (ResponseState.Cleared or ResponseState.Declined or ResponseState.StoodDown or ResponseState.Failed);

    public static Sql Columns => Sql.Raw("""
        id, call_id, unit_id, state, version, hospital_id, leg, assigned_at, acknowledged_at, en_route_at, staged_at, on_scene_at,
        at_patient_at, transporting_at, at_hospital_at, transferred_care_at, cleared_at, back_at_base_at, ended_at, disposition, flags, change_pending,
        state_since, handed_to, case when leg > 1 then dispatch.leg_stamp(id, 'transporting_at', 1) end as first_transporting_at,
        case when leg > 1 then dispatch.leg_stamp(id, 'at_hospital_at', 1) end as first_at_hospital_at,
        redirected_to is not null as redirected
        """);
}

internal sealed record CrewView(long Member, string Name, string? Certification, string? Role, DateTimeOffset FromAt, DateTimeOffset? ToAt);

/// <summary>One unit's work on one call with its NEMSIS eTimes stamps (.03 to .15), in UTC; null where nobody stamped.</summary>
/// <param name="LastTapAt">When the last tap was received, while it is one that can be undone.</param>
internal sealed record ResponseView(
    long Id, long CallId, string Call, Priority Priority, long UnitId, string UnitNumber, ResponseState State, DateTimeOffset StateSince,
    long? HospitalId, string? Mode, int Leg, IReadOnlyList<CrewView> Crew, DateTimeOffset AssignedAt, DateTimeOffset? AcknowledgedAt,
    DateTimeOffset? EnRouteAt, DateTimeOffset? StagedAt, DateTimeOffset? OnSceneAt, DateTimeOffset? AtPatientAt,
    DateTimeOffset? TransportingAt, DateTimeOffset? AtHospitalAt, DateTimeOffset? TransferredCareAt, DateTimeOffset? ClearedAt,
    DateTimeOffset? BackAtBaseAt, DateTimeOffset? EndedAt, string? EndReason, string? Disposition, string? HandedTo,
    string? ChangePending, string[] Flags, CallState CallState, long CallVersion, long Version, DateTimeOffset? LastTapAt, string? LastTapBy)
{
    /// <summary>What the reader may do with it now.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    public ResponseView For(Caller caller, DateTimeOffset now)
    {
        var relieved = Relieved(caller);
        var actions = ResponseLifecycle.Table.Table.Actions(Words.Of(State), caller.MayAtAll).Where(action => action switch
        {
            not "undo" when relieved => false,
            "confirm_change" => ChangePending is not null,
            "undo" => LastTapBy == caller.Actor && LastTapAt is { } tapped && now - tapped <= UndoStep.Window,
            "back_at_base" => BackAtBaseAt is null,
            "at_patient" => AtPatientAt is null,
            _ => true,
        });
        return this with { Actions = [.. actions] };
    }

    /// <summary>Whether the reader rode on it and left before its end: the steps that follow are others' to make.</summary>
    private bool Relieved(Caller caller) => caller.UserId is { } user && caller.May(Permissions.ResponsesStep) is { Scope: Scope.Assigned }
        && !Crew.Any(member => member.Member == user && (member.ToAt is null || member.ToAt >= EndedAt));

    /// <summary>The view over <c>dispatch.responses r</c>; the caller adds the where.</summary>
    public static Sql Select => Sql.Raw("""
        select r.id, r.call_id, c.call_number as call, c.priority, r.unit_id, u.unit_number, r.state, r.state_since, r.hospital_id, r.mode, r.leg,
               coalesce((select jsonb_agg(jsonb_build_object('member', w.member, 'name', w.name, 'certification', w.certification,
                   'role', w.role, 'from_at', w.from_at, 'to_at', w.to_at) order by w.from_at, w.member)
                   from dispatch.crew w where w.response_id = r.id), '[]') as crew,
               r.assigned_at, r.acknowledged_at, r.en_route_at, r.staged_at, r.on_scene_at, r.at_patient_at, r.transporting_at,
               r.at_hospital_at, r.transferred_care_at, r.cleared_at, r.back_at_base_at, r.ended_at, r.end_reason, r.disposition,
               r.handed_to, r.change_pending, r.flags, c.state as call_state, c.version as call_version, r.version,
               l.received_at as last_tap_at, l.entered_by as last_tap_by
        from dispatch.responses r
        join dispatch.calls c on c.id = r.call_id
        join fleet.unit_names u on u.id = r.unit_id
        left join lateral (select s.received_at, s.entered_by, s.step, s.before is not null as tapped from dispatch.stamps s
            where s.response_id = r.id and s.undone_at is null order by s.id desc limit 1) l
            on l.tapped and (c.state not in ('CLOSED', 'CANCELLED') or l.step not in ('cleared_at', 'ended_at')
                or c.state = 'CLOSED' and c.closed_recorded_at = l.received_at)
        """);
}
