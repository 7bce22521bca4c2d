using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Lifecycles;
using Attend.Platform.Web;

namespace Attend.Queues;

/// <summary>
/// One thing done to a ticket, as every one is done: it is locked and read with its queue, and after the decision the door, the deed that can
/// be taken back and the end of its way through this queue are queued together.
/// </summary>
internal sealed class TicketStep
{
    /// <summary>Due work: a desk called somebody and did nothing more.</summary>
    public const string Silent = "queues.silent_call";

    private readonly Change change;
    private readonly Pending<TicketRow?> row;
    private readonly Pending<QueueRow?> queue;
    private readonly Guid press;

    private TicketStep(Change change, Pending<TicketRow?> row, Pending<QueueRow?> queue, Guid press) =>
        (this.change, this.row, this.queue, this.press) = (change, row, queue, press);

    public TicketRow Row => row.Value!;

    public QueueRow Queue => queue.Value!;

    /// <summary>Queues the lock of a ticket and what is to be known of it.</summary>
    /// <param name="press">Of the key that does more than this; its own when not given.</param>
    public static TicketStep Load(Change change, long id, Guid? press = null)
    {
        change.Lock($"select from queues.tickets where id = {id} for no key update");
        return Read(change, id, press);
    }

    /// <summary>The same for a ticket that this transaction has locked.</summary>
    public static TicketStep Read(Change change, long id, Guid? press = null) => new(
        change, change.Find<TicketRow>($"{TicketRow.Select} where id = {id}"),
        change.Find<QueueRow>($"{QueueRow.Select} where q.id = (select queue_id from queues.tickets where id = {id})"), press ?? Guid.NewGuid());

    /// <summary>Somebody else's ticket is as if it were not there.</summary>
    public Refused? Refuse(Permission permission) =>
        row.Value is { } found && change.Caller.Reaches(permission, found.SiteId) ? null : PlatformProblems.NotFound.Refuse();

    /// <summary>Queues what becomes of it.</summary>
    /// <param name="ended">How its way through this queue ended, if it did.</param>
    /// <param name="since">When the state began, for a way back to one that it was in before.</param>
    public void Save(TicketAction action, TicketRow after, string? ended = null, object? data = null, DateTimeOffset? since = null, string? reason = null)
    {
        var before = Row;
        if (!TicketLifecycle.Table.Allows(before.State, action))
        {
            // The row is locked, so nothing else than the door would find.
            throw new WrongState(TicketLifecycle.Table.Table, before.Id);
        }

        var stamp = TicketLifecycle.Table.Step(action).Row.Stamp;
        var set = Sql.Join(", ", after.Columns.Where(column => column.Column != stamp).Select(column => (Sql)$"{Sql.Raw(column.Column)} = {column.Value}"));
        change.Move(TicketLifecycle.Table, before.Id, action, to: after.State, set: set, data: Facts(before, after, data), since: since);
        if (action is not TicketAction.Undo)
        {
            change.Run($"""
                insert into queues.deeds (ticket_id, press, action, by_actor, desk_id, at, reason, before)
                values ({before.Id}, {press}, {Words.Of(action)}, {change.Caller.Actor}, {after.DeskId ?? before.DeskId}, {change.Now}, {reason}, {Sql.Json(before)})
                """);
        }

        if (ended is not null)
        {
            End(before, ended, change.Now, after.Outcome);
        }

        Watch(before, after);
    }

    /// <summary>Queues the record of a way through a queue that is over.</summary>
    public void End(TicketRow row, string ended, DateTimeOffset at, string? outcome) => change.Run($"""
        insert into queues.stages (ticket_id, stage, queue_id, level, band, joined_at, called_at, in_service_at, ended_at, ended, desk_id, served_by, outcome)
        values ({row.Id}, {row.Stage}, {row.QueueId}, {row.Level}, {row.Band}, {row.JoinedAt}, {row.CalledAt}, {row.InServiceAt}, {at}, {ended}, {row.DeskId},
            {row.ServedBy}, {outcome})
        """);

    public Pending<TicketView> View() => change.One<TicketView>($"{TicketView.Select} where t.id = {Row.Id}");

    /// <summary>A call that nothing follows is looked at again; and a queue that is closing, whenever somebody leaves it.</summary>
    private void Watch(TicketRow before, TicketRow after)
    {
        if (after.State is TicketState.Called)
        {
            change.Later(Silent, Key(after.Id), change.Now + TimeSpan.FromSeconds(Queue.SilentSeconds));
        }
        else if (before.State is TicketState.Called)
        {
            change.NotLater(Silent, Key(before.Id));
        }

        if (before.Active && (!after.Active || after.QueueId != before.QueueId))
        {
            QueueDay.LookLater(change, Queue);
        }
    }

    private static object Facts(TicketRow before, TicketRow after, object? more)
    {
        var facts = new Dictionary<string, object?>(StringComparer.Ordinal) { ["queue_id"] = after.QueueId, ["level"] = after.Level, ["band"] = after.Band };
        if (after.QueueId != before.QueueId)
        {
            facts["from_queue_id"] = before.QueueId;
        }

        if (after.State is TicketState.Waiting)
        {
            facts["to_key"] = after.Key.ToString();
        }

        if ((after.DeskId ?? before.DeskId) is { } desk)
        {
            facts["desk_id"] = desk;
        }

        foreach (var property in more?.GetType().GetProperties() ?? [])
        {
            facts[Words.Snake(property.Name)] = property.GetValue(more);
        }

        return facts;
    }

    public static string Key(long id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
