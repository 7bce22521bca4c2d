using System.Text.Json.Serialization;
using Attend.Fleet;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;

namespace Attend.Dispatch;

/// <summary>A patient as the hospital prepares for one: no name.</summary>
/// <param name="ChangedAt">When it became known that it is not as it was announced; null while it is.</param>
internal sealed record ArrivingPatient(long Id, int? Age, string? Sex, string? Condition, DateTimeOffset? ChangedAt);

/// <summary>A patient (or several) on the way to a hospital.</summary>
/// <param name="EtaFrom"><c>crew</c>, or <c>estimate</c> by travel time from where the unit is.</param>
/// <param name="EtaAt">How old that is: when the crew said it, or when the unit was last seen.</param>
/// <param name="Patients">For the hospital's staff only; null for everybody else.</param>
internal sealed record PreAlertView(
    long Id, long HospitalId, long CallId, string Call, EmergencyType EmergencyType, Priority Priority, long ResponseId,
    ResponseState ResponseState, long UnitId, string UnitNumber, UnitKind UnitKind, CareLevel UnitLevel, int Leg, PreAlertState State,
    DateTimeOffset StateSince, DateTimeOffset? CallReceivedAt, DateTimeOffset? Eta, string? EtaFrom, DateTimeOffset? EtaAt, string? Reason, DateTimeOffset SentAt, DateTimeOffset? AcceptedAt,
    DateTimeOffset? DeclinedAt, IReadOnlyList<ArrivingPatient>? Patients, [property: JsonIgnore] long SiteId,
    [property: JsonIgnore] double? HospitalLatitude, [property: JsonIgnore] double? HospitalLongitude, long Version)
{
    /// <summary>What the reader may do with it now.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    public PreAlertView For(Caller caller)
    {
        var staff = caller.Reaches(Permissions.HospitalsPrealert, SiteId);
        return this with
        {
            Patients = staff ? Patients : null,
            Actions = PreAlertLifecycle.Table.Table.Actions(Words.Of(State), permission => caller.Reaches(permission, SiteId)),
        };
    }

    /// <summary>The same with the time of arrival as it looks from where the unit is now.</summary>
    public PreAlertView Now(Positions positions, DateTimeOffset now)
    {
        if (State is PreAlertState.Arrived)
        {
            return this;
        }

        var way = new Way(UnitId, UnitKind, HospitalLatitude, HospitalLongitude, null, null);
        var arrival = new Arrival(Eta, EtaFrom, EtaAt).Again(way, positions, now);
        return this with { Eta = arrival.At, EtaFrom = arrival.From, EtaAt = arrival.AsOf };
    }

    /// <summary>SQL for those (<c>p</c>) whose patients are on the way, or wait for the transfer of care.</summary>
    public static Sql Expected => Sql.Raw("p.state in ('SENT', 'ACCEPTED', 'DECLINED', 'ARRIVED')");

    /// <summary>The view over <c>dispatch.pre_alerts p</c>; the caller adds the where.</summary>
    public static Sql Select => Sql.Raw("""
        select p.id, p.hospital_id, p.call_id, c.call_number as call, c.emergency_type, c.priority, p.response_id, r.state as response_state,
               r.unit_id, u.unit_number, u.kind as unit_kind, u.level as unit_level, p.leg, p.state, p.state_since, c.received_at as call_received_at, p.eta, p.eta_from,
               case when p.eta is not null then p.sent_at end as eta_at, p.reason,
               p.sent_at, p.accepted_at, p.declined_at,
               coalesce((select jsonb_agg(jsonb_build_object('id', t.id, 'age', t.age, 'sex', t.sex, 'condition', t.condition,
                   'changed_at', case when coalesce(t.changed_at, t.created_at) > p.sent_at then coalesce(t.changed_at, t.created_at) end) order by t.id)
                   from dispatch.patients t where t.response_id = p.response_id and t.destination_id = p.hospital_id), '[]') as patients,
               h.site_id, s.latitude as hospital_latitude, s.longitude as hospital_longitude, p.version
        from dispatch.pre_alerts p
        join dispatch.calls c on c.id = p.call_id
        join dispatch.responses r on r.id = p.response_id
        join fleet.unit_names u on u.id = r.unit_id
        join dispatch.hospitals h on h.id = p.hospital_id
        join people.sites s on s.id = h.site_id
        """);
}
