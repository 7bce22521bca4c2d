using System.Text.Json.Serialization;
using Attend.Dispatch;
using Attend.Fleet;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Queues;

namespace Attend.Arrivals;

/// <summary>Where a nurse puts somebody whom an ambulance brought.</summary>
[LowerWords]
internal enum ReceivePlace { Bay, WaitingRoom }

/// <summary>What a decision needs of an arrival, read under its lock; and of its number, which is locked only where it is to be changed.</summary>
/// <param name="Decided">Somebody has said how urgent the number is or where it goes.</param>
internal sealed record ArrivalRow(
    long Id, ArrivalState State, long Version, long CallId, long ResponseId, long UnitId, int Leg, long? PatientId, long HospitalId, long SiteId, long QueueId,
    int Level, bool Emergency, DateTimeOffset? Eta, string? EtaFrom, DateTimeOffset? EtaAt, DateTimeOffset? CareTransferredAt, string? HandedTo, long? TicketId,
    bool Decided)
{
    /// <summary>Over <c>arrivals.arrivals a</c>; the caller adds the where.</summary>
    public static Sql Select => Sql.Raw("""
        select a.id, a.state, a.version, a.call_id, a.response_id, a.unit_id, a.leg, a.patient_id, a.hospital_id, a.site_id, a.queue_id, a.level, a.emergency,
               a.eta, a.eta_from, a.eta_at, a.care_transferred_at, a.handed_to, a.ticket_id, coalesce(t.decided, false) as decided
        from arrivals.arrivals a left join queues.ticket_states t on t.id = a.ticket_id
        """);

    /// <summary>Queues the lock of an arrival and its reading.</summary>
    public static Pending<ArrivalRow?> Lock(Change change, long id)
    {
        change.Lock($"select from arrivals.arrivals where id = {id} for no key update");
        return change.Find<ArrivalRow>($"{Select} where a.id = {id}");
    }

    /// <summary>All that follows from elsewhere, by column.</summary>
    public IReadOnlyList<(string Column, object? Value)> Columns =>
    [
        ("call_id", CallId), ("response_id", ResponseId), ("unit_id", UnitId), ("leg", Leg), ("patient_id", PatientId), ("hospital_id", HospitalId),
        ("site_id", SiteId), ("queue_id", QueueId), ("level", Level), ("emergency", Emergency), ("eta", Eta), ("eta_from", EtaFrom), ("eta_at", EtaAt),
        ("care_transferred_at", CareTransferredAt), ("handed_to", HandedTo),
    ];

    public Sql Set => Sql.Join(", ", Columns.Select(column => (Sql)$"{Sql.Raw(column.Column)} = {column.Value}"));
}

/// <summary>A class of a queue, for the eye.</summary>
internal sealed record ClassView(int Place, string Code, string Name, string Colour, int TargetMinutes, bool Emergency);

/// <summary>Somebody on the way to an emergency queue, or there and not received yet; times in UTC. It names nobody.</summary>
/// <param name="Call">The call's number, for the radio.</param>
/// <param name="Age">With the sex it tells two patients of one unit apart.</param>
/// <param name="Level">As proposed from the call's priority.</param>
/// <param name="Emergency">Before everybody else.</param>
/// <param name="EtaFrom"><c>crew</c>, or <c>estimate</c> by travel time from where the unit is.</param>
/// <param name="EtaAt">How old that is.</param>
/// <param name="CareTransferredAt">When the crew said that it had handed over; the nurse has yet to say where to.</param>
/// <param name="HandedTo">Where to, as the crew said: <c>bed</c>, <c>bay</c> or <c>waiting_room</c>.</param>
internal sealed record ArrivalView(
    long Id, ArrivalState State, DateTimeOffset StateSince, long Version, long QueueId, string QueueCode, long HospitalId, long CallId, string Call,
    EmergencyType EmergencyType, Priority Priority, long? PatientId, int? Age, string? Sex, long ResponseId, long UnitId, string UnitNumber, UnitKind UnitKind,
    CareLevel UnitLevel, ClassView Level, bool Emergency, DateTimeOffset? Eta, string? EtaFrom, DateTimeOffset? EtaAt, DateTimeOffset? CareTransferredAt, string? HandedTo,
    long? TicketId, string? TicketNumber, TicketState? TicketState, ReceivePlace? Place, DateTimeOffset AnnouncedAt, DateTimeOffset? ArrivedAt,
    DateTimeOffset? HandedOverAt, DateTimeOffset? WithdrawnAt, [property: JsonIgnore] long SiteId, [property: JsonIgnore] double? HospitalLatitude,
    [property: JsonIgnore] double? HospitalLongitude)
{
    /// <summary>What the staff of every emergency queue may do: the shared bytes of its room carry the actions of the role.</summary>
    public static readonly Caller AnyNurse = new("system", null, null, Permissions.Of([new HeldRole(Role.Nurse, null)]));

    /// <summary>What the reader may do with it now.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    /// <summary>Whom a desk has called already is the desk's to serve.</summary>
    public ArrivalView For(Caller caller) => this with
    {
        Actions = TicketState is Queues.TicketState.Waiting
            ? ArrivalLifecycle.Table.Table.Actions(Words.Of(State), permission => caller.Reaches(permission, SiteId))
            : [],
    };

    /// <summary>The same with the time of arrival as it looks from where the unit is now.</summary>
    public ArrivalView Now(Positions positions, DateTimeOffset now)
    {
        if (State is not ArrivalState.Arriving)
        {
            return this;
        }

        var way = new Way(UnitId, UnitKind, HospitalLatitude, HospitalLongitude, null, null);
        var arrival = new Arrival(Eta, EtaFrom, EtaAt).Again(way, positions, now);
        return this with { Eta = arrival.At, EtaFrom = arrival.From, EtaAt = arrival.AsOf };
    }

    /// <summary>The view over <c>arrivals.arrivals a</c>; the caller adds the where.</summary>
    public static Sql Select => Sql.Raw("""
        select a.id, a.state, a.state_since, a.version, a.queue_id, q.code as queue_code, a.hospital_id, a.call_id, c.call_number as call, c.emergency_type,
               c.priority, a.patient_id, p.age, p.sex, a.response_id, a.unit_id, u.unit_number, u.kind as unit_kind, u.level as unit_level,
               jsonb_build_object('place', l.place, 'code', l.code, 'name', l.name, 'colour', l.colour, 'target_minutes', l.target_minutes,
                   'emergency', l.emergency) as level,
               a.emergency, a.eta, a.eta_from, a.eta_at, a.care_transferred_at, a.handed_to, a.ticket_id, t.number as ticket_number, t.state as ticket_state,
               a.place, a.announced_at, a.arrived_at, a.handed_over_at, a.withdrawn_at, a.site_id, s.latitude as hospital_latitude,
               s.longitude as hospital_longitude
        from arrivals.arrivals a
        join queues.names q on q.id = a.queue_id
        -- Another scale may have fewer classes than the one that it was announced in.
        join queues.classes l on l.queue_id = a.queue_id and l.place = least(a.level, (select max(k.place) from queues.classes k where k.queue_id = a.queue_id))
        join dispatch.call_names c on c.id = a.call_id
        join fleet.unit_names u on u.id = a.unit_id
        join people.sites s on s.id = a.site_id
        left join dispatch.patient_names p on p.id = a.patient_id
        left join queues.ticket_states t on t.id = a.ticket_id
        """);
}
