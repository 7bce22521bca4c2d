using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;

namespace Attend.Queues;

[LowerWords]
internal enum DeskKind { Room, Counter, Window, Bay }

/// <summary>Whom a desk takes that serves several queues.</summary>
[LowerWords]
internal enum DeskRule
{
    /// <summary>Whoever is first by the order of all its queues.</summary>
    FirstInLine,

    /// <summary>Whoever is first in the first of its queues that has anybody.</summary>
    FirstQueue,
}

/// <summary>What a decision needs of a desk, read under its lock.</summary>
/// <param name="Queues">Those it serves, the first one first.</param>
/// <param name="TicketId">Whom it has.</param>
internal sealed record DeskRow(
    long Id, long SiteId, string Name, DeskKind Kind, DeskRule Rule, DeskState State, long Version, long? AttendedBy, long[] Queues, long? TicketId)
{
    /// <summary>Why nobody can be called to it now.</summary>
    public Refused? RefuseAnother() => this switch
    {
        { State: not DeskState.Open } => QueueProblems.DeskNotOpen.Refuse(new { state = State }),
        { TicketId: { } present } => QueueProblems.DeskBusy.Refuse(new { ticket_id = present }),
        _ => null,
    };

    /// <summary>Queues the lock of a desk, then reads it.</summary>
    public static Pending<DeskRow?> Lock(Change change, long id)
    {
        change.Lock($"select from queues.desks where id = {id} and retired_at is null for no key update");
        return change.Find<DeskRow>($"""
            select d.id, d.site_id, d.name, d.kind, d.rule, d.state, d.version, d.attended_by,
                   array(select queue_id from queues.desk_queues where desk_id = d.id order by place) as queues,
                   (select t.id from queues.tickets t where t.desk_id = d.id and t.state in ('CALLED', 'IN_SERVICE')) as ticket_id
            from queues.desks d where d.id = {id} and d.retired_at is null
            """);
    }
}

/// <summary>A desk as staff see it.</summary>
internal sealed record DeskView(
    long Id, long SiteId, string Name, DeskKind Kind, DeskRule Rule, DeskState State, DateTimeOffset StateSince, long Version, long? AttendedBy,
    string? AttendedByName, long[] Queues, long? TicketId, string? TicketNumber)
{
    public IReadOnlyList<string> Actions { get; init; } = [];

    public DeskView For(Func<Permission, bool> may) => this with { Actions = DeskLifecycle.Table.Table.Actions(Words.Of(State), may) };

    /// <summary>The view over <c>queues.desks d</c>; the caller adds the where.</summary>
    public static Sql Select => Sql.Raw("""
        select d.id, d.site_id, d.name, d.kind, d.rule, d.state, d.state_since, d.version, d.attended_by, m.full_name as attended_by_name,
               array(select queue_id from queues.desk_queues where desk_id = d.id order by place) as queues, t.id as ticket_id, t.number as ticket_number
        from queues.desks d
        left join people.members m on m.id = d.attended_by
        left join queues.tickets t on t.desk_id = d.id and t.state in ('CALLED', 'IN_SERVICE')
        """);
}
