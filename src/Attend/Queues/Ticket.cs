using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;

namespace Attend.Queues;

/// <summary>How somebody came by a number.</summary>
[LowerWords]
internal enum TicketSource { Desk, Kiosk, Qr, Web, App, Ambulance, Appointment }

/// <summary>What people say of themselves; it counts once a clerk has confirmed it.</summary>
[LowerWords]
internal enum Consideration { PersonWithDisability, Pregnant, OlderPerson, WithChild }

/// <summary>
/// What a decision needs of a ticket, and all that one may change: what it was is kept with each deed, so that it can be put back. It names
/// nobody.
/// </summary>
internal sealed record TicketRow(
    long Id, string Number, long SiteId, long QueueId, long? PatientId, TicketSource Source, TicketState State, DateTimeOffset StateSince, long Version,
    long ScaleId, int Level, Consideration? Consideration, bool Considered, int Band, int Class, DateTimeOffset OrderKey, DateTimeOffset ArrivedAt, int Stage,
    DateTimeOffset JoinedAt, DateTimeOffset? CalledAt, DateTimeOffset? RecalledAt, int Recalls, DateTimeOffset? InServiceAt, DateTimeOffset? HeldAt,
    DateTimeOffset? CompletedAt, DateTimeOffset? EndedAt, long? DeskId, long? ServedBy, string? HoldReason, bool Late, string? Outcome, long[] NextQueues,
    DateTimeOffset? ReassessedAt, DateTimeOffset? WorseAt, DateTimeOffset? BackAt)
{
    public bool Active => TicketLifecycle.Active.Contains(State);

    public OrderKey Key => new(Band, Class, OrderKey, Id);

    public TicketRow At(OrderKey key) => this with { Band = key.Band, Class = key.Class, OrderKey = key.At };

    /// <summary>Back in the line, with nothing of the desk it was at.</summary>
    public TicketRow InLine() => this with
    {
        State = TicketState.Waiting,
        CalledAt = null,
        RecalledAt = null,
        Recalls = 0,
        InServiceAt = null,
        HeldAt = null,
        BackAt = null,
        EndedAt = null,
        CompletedAt = null,
        DeskId = null,
        ServedBy = null,
        HoldReason = null,
        Late = false,
        Outcome = null,
    };

    /// <summary>Over <c>queues.tickets t</c>; the caller adds the where.</summary>
    public static Sql Select => Sql.Raw("""
        select t.id, t.number, t.site_id, t.queue_id, t.patient_id, t.source, t.state, t.state_since, t.version, t.scale_id, t.level, t.consideration,
               t.considered, t.band, t.class, t.order_key, t.arrived_at, t.stage, t.joined_at, t.called_at, t.recalled_at, t.recalls, t.in_service_at,
               t.held_at, t.completed_at, t.ended_at, t.desk_id, t.served_by, t.hold_reason, t.late, t.outcome, t.next_queues, t.reassessed_at, t.worse_at,
               t.back_at
        from queues.tickets t
        """);

    /// <summary>All that a step may set, by column.</summary>
    public IReadOnlyList<(string Column, Sql Value)> Columns =>
    [
        ("queue_id", $"{QueueId}"), ("patient_id", $"{PatientId}"), ("scale_id", $"{ScaleId}"), ("level", $"{Level}"), ("considered", $"{Considered}"), ("band", $"{Band}"),
        ("class", $"{Class}"), ("order_key", $"{OrderKey}"), ("stage", $"{Stage}"), ("joined_at", $"{JoinedAt}"), ("called_at", $"{CalledAt}"), ("recalled_at", $"{RecalledAt}"),
        ("recalls", $"{Recalls}"), ("in_service_at", $"{InServiceAt}"), ("held_at", $"{HeldAt}"), ("completed_at", $"{CompletedAt}"),
        ("ended_at", $"{EndedAt}"), ("desk_id", $"{DeskId}"), ("served_by", $"{ServedBy}"), ("hold_reason", $"{HoldReason}"), ("late", $"{Late}"),
        ("outcome", $"{Outcome}"), ("next_queues", $"{NextQueues}"), ("reassessed_at", $"{ReassessedAt}"), ("worse_at", $"{WorseAt}"), ("back_at", $"{BackAt}"),
    ];
}

/// <summary>A ticket as staff see it; times in UTC.</summary>
/// <param name="Name">Of the patient whom People knows, else as it was said.</param>
/// <param name="Position">Its rank among those who wait, from 1; null when it does not.</param>
/// <param name="Key">Its place as a word that sorts as the line does, letter by letter.</param>
/// <param name="TargetAt">By when somebody should have seen them.</param>
internal sealed record TicketView(
    long Id, string Number, long QueueId, string QueueCode, string QueueName, long? PatientId, string? Name, Level Level, Consideration? Consideration,
    bool Considered, bool Emergency, TicketSource Source, TicketState State, DateTimeOffset StateSince, long Version, int? Position, string Key,
    DateTimeOffset ArrivedAt, DateTimeOffset JoinedAt, DateTimeOffset TargetAt, DateTimeOffset? CalledAt, DateTimeOffset? RecalledAt, int Recalls,
    DateTimeOffset? InServiceAt, DateTimeOffset? HeldAt, DateTimeOffset? CompletedAt, DateTimeOffset? EndedAt, long? DeskId, string? DeskName,
    string? HoldReason, bool Late, string? Outcome, long[] NextQueues, DateTimeOffset? ReassessedAt, DateTimeOffset? WorseAt)
{
    /// <summary>When a nurse is to look at them again; null where nobody is reminded.</summary>
    public DateTimeOffset? ReassessAt => Reassessment.Due(State, Level, JoinedAt, ReassessedAt);

    /// <summary>What the reader may do with it now.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    public TicketView For(Func<Permission, bool> may) => this with
    {
        Actions = [.. TicketLifecycle.Table.Table.Actions(Words.Of(State), may).Where(action => action switch
        {
            "confirm_class" => Consideration is not null,
            "reassess" => Level.ReassessMinutes is not null || WorseAt is not null,
            // With a class and a place, where somebody arrives; the number itself has no such key.
            "receive" => false,
            _ => true,
        })],
    };

    /// <summary>The view over <c>queues.tickets t</c>; the caller adds the where.</summary>
    public static Sql Select => Of(Rank);

    /// <summary>The same for whoever knows the ranks.</summary>
    public static Sql Unranked => Of(Sql.Raw("null::int"));

    /// <summary>The rank of <c>queues.tickets t</c>; null when it does not wait.</summary>
    public static Sql Rank =>
        $"case when t.state = 'WAITING' then {Ahead(Sql.Raw("t.queue_id"), Sql.Raw("t.band"), Sql.Raw("t.class"), Sql.Raw("t.order_key"), Sql.Raw("t.id"))} + 1 end";

    /// <summary>
    /// SQL that counts those who wait before a place. In three parts, because PostgreSQL reads on to the end of the line after a row that is compared
    /// as a whole, unless its first column decides: so the head of a hundred thousand is told its rank as soon as that of ten.
    /// </summary>
    public static Sql Ahead(Sql queue, Sql band, Sql @class, Sql at, Sql id)
    {
        Sql waiting = $"select count(*) from queues.tickets o where o.queue_id = {queue} and o.state = 'WAITING'";
        return $"""
            (({waiting} and o.band < {band}) + ({waiting} and o.band = {band} and o.class < {@class})
             + ({waiting} and o.band = {band} and o.class = {@class} and (o.order_key, o.id) < ({at}, {id})))::int
            """;
    }

    private static Sql Of(Sql position) => $"""
        select t.id, t.number, t.queue_id, q.code as queue_code, q.name as queue_name, t.patient_id, coalesce(m.full_name, t.name) as name,
               queues.level(l) as level, t.consideration, t.considered, t.band = 0 as emergency, t.source, t.state, t.state_since, t.version,
               {position} as position, queues.key(t.band, t.class, t.order_key, t.id) as key,
               t.arrived_at, t.joined_at, t.joined_at + make_interval(mins => l.target_minutes) as target_at, t.called_at, t.recalled_at, t.recalls,
               t.in_service_at, t.held_at, t.completed_at, t.ended_at, t.desk_id, d.name as desk_name, t.hold_reason, t.late, t.outcome, t.next_queues,
               t.reassessed_at, t.worse_at
        from queues.tickets t
        join queues.queues q on q.id = t.queue_id
        join queues.levels l on l.scale_id = t.scale_id and l.place = t.level
        left join queues.desks d on d.id = t.desk_id
        left join people.members m on m.id = t.patient_id
        """;
}
