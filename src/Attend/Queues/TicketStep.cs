using Attend.Forecasts;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Lifecycles;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Queues;

/// <summary>
/// One thing done to a ticket, as every one is done: it is locked and read with its queue, and after the decision the door, the deed that can
/// be taken back and the end of its way through this queue are queued together.
/// </summary>
internal sealed class TicketStep
{
    private readonly Change change;
    private readonly Pending<TicketRow?> row;
    private readonly Pending<QueueRow?> queue;
    private readonly Guid press;

    private TicketStep(Change change, Pending<TicketRow?> row, Pending<QueueRow?> queue, Guid press) =>
        (this.change, this.row, this.queue, this.press) = (change, row, queue, press);

    public bool Found => row.Value is not null;

    public TicketRow Row => row.Value!;

    public QueueRow Queue => queue.Value!;

    public DateTimeOffset Now => change.Now;

    /// <summary>Who does it, where that is somebody who is signed in.</summary>
    public long? By => change.Caller.UserId;

    /// <summary>A key as most are: the ticket is locked, what is to become of it decided, and what became of it shown.</summary>
    /// <param name="prepare">Queues what else is to be known, and gives the decision: a refusal, or null once it has queued what is done.</param>
    public static Task<Results<Ok<TicketView>, Refused>> Press(
        long id, Permission needs, Db db, Caller caller, Func<Change, Func<TicketStep, Refused?>> prepare, CancellationToken ct) =>
        db.Write<Results<Ok<TicketView>, Refused>>(caller, async change =>
        {
            var decide = prepare(change);
            var step = Load(change, id);
            await change.Send();
            if ((step.Refuse(needs) ?? decide(step)) is { } refused)
            {
                return refused;
            }

            var view = step.View();
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller.MayAtAll));
        }, ct);

    /// <summary>The same where nothing else is to be known.</summary>
    public static Task<Results<Ok<TicketView>, Refused>> Press(
        long id, Permission needs, Db db, Caller caller, Func<TicketStep, Refused?> decide, CancellationToken ct) =>
        Press(id, needs, db, caller, _ => decide, ct);

    /// <summary>
    /// Queues the lock of queues that somebody may be put into: while this lasts nobody shuts them. Before the ticket's own lock, because whoever
    /// shuts a queue locks it before its tickets.
    /// </summary>
    /// <param name="queues">SQL that gives their ids.</param>
    public static void HoldOpen(Change change, Sql queues) => change.Lock($"select from queues.queues where id in ({queues}) order by id for share");

    /// <summary>Queues the lock of a ticket and what is to be known of it.</summary>
    /// <param name="press">Of the key that does more than this; its own when not given.</param>
    public static TicketStep Load(Change change, long id, Guid? press = null) => Load(change, $"t.id = {id}", press);

    /// <summary>The same for the one ticket, if any, of which something is so.</summary>
    /// <param name="which">A condition over <c>queues.tickets t</c>.</param>
    public static TicketStep Load(Change change, Sql which, Guid? press = null)
    {
        change.Lock($"select from queues.tickets t where {which} for no key update");
        return new TicketStep(
            change, change.Find<TicketRow>($"{TicketRow.Select} where {which}"),
            change.Find<QueueRow>($"{QueueRow.Select} where q.id = (select t.queue_id from queues.tickets t where {which})"), press ?? Guid.NewGuid());
    }

    /// <summary>The same for what this transaction has locked and read.</summary>
    public static TicketStep Of(Change change, TicketRow row, QueueRow queue, Guid? press = null) =>
        new(change, new Pending<TicketRow?> { Value = row }, new Pending<QueueRow?> { Value = queue }, press ?? Guid.NewGuid());

    /// <summary>Somebody else's ticket is as if it were not there.</summary>
    public Refused? Refuse(Permission permission) =>
        row.Value is { } found && change.Caller.Reaches(permission, found.SiteId) ? null : PlatformProblems.NotFound.Refuse();

    /// <summary>Queues what becomes of it.</summary>
    /// <param name="ended">How its way through this queue ended, if it did.</param>
    /// <param name="since">When the state began, for a way back to one that it was in before.</param>
    /// <param name="into">The queue that it is in then, where that is another one.</param>
    public void Save(
        TicketAction action, TicketRow after, string? ended = null, object? data = null, DateTimeOffset? since = null, string? reason = null, QueueRow? into = null)
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
        // What a patient says of themselves is nobody's deed at a desk, and no desk takes it back.
        if (action is not (TicketAction.Undo or TicketAction.FeelWorse))
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

        Watch(before, after, into ?? Queue);
        AskBack.Watch(change, before, after);
        Unattended.Watch(change, Queue, before, into ?? Queue, after);
        Reassessment.Watch(change, Queue, before, into ?? Queue, after);
    }

    /// <summary>A row with the class and the place that a queue gives it now.</summary>
    public static TicketRow Placed(QueueRow queue, TicketRow row)
    {
        var level = queue.LevelOf(row);
        return (row with { ScaleId = queue.ScaleId, Level = level.Place }).At(Queues.OrderKey.Of(queue, level, row.Band == 0, row.Considered, row.ArrivedAt, row.Id));
    }

    /// <summary>Queues the record of a way through a queue that is over.</summary>
    public void End(TicketRow row, string ended, DateTimeOffset at, string? outcome) => change.Run($"""
        insert into queues.stages (ticket_id, stage, queue_id, scale_id, level, band, joined_at, called_at, in_service_at, ended_at, ended, desk_id, served_by, outcome, learned)
        values ({row.Id}, {row.Stage}, {row.QueueId}, {row.ScaleId}, {row.Level}, {row.Band}, {row.JoinedAt}, {row.CalledAt}, {row.InServiceAt}, {at}, {ended}, {row.DeskId},
            {row.ServedBy}, {outcome}, (select learned_to >= {row.Stage} from queues.tickets where id = {row.Id}))
        """);

    /// <summary>Queues what is to be remembered of how long it will wait where it is then.</summary>
    public void Foresee(TicketRow row, Made made) => Forecast.Keep(change, row.Id, row.Stage, made);

    public Pending<TicketView> View() => change.One<TicketView>($"{TicketView.Select} where t.id = {Row.Id}");

    /// <summary>A call that nothing follows is looked at again; and a queue that is closing, whenever somebody leaves it.</summary>
    private void Watch(TicketRow before, TicketRow after, QueueRow queueAfter)
    {
        if (after.State is TicketState.Called)
        {
            change.Later(LapseCall.Work, after.Id, change.Now + TimeSpan.FromSeconds(queueAfter.SilentSeconds));
        }
        else if (before.State is TicketState.Called)
        {
            change.NotLater(LapseCall.Work, before.Id);
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
}
