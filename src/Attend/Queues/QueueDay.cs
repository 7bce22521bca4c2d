using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Attend.Platform.Work;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Queues;

/// <summary>What opened or closed a queue, in the words of the log that the replaced systems kept.</summary>
[LowerWords]
internal enum ChangeReason { Schedule, Manual, System }

internal sealed record DayRequest([StringLength(500)] string? Notes = null);

/// <summary>A line of the status log.</summary>
internal sealed record StatusLine(
    long Id, QueueState PreviousStatus, QueueState NewStatus, ChangeReason ChangeReason, long? ChangedBy, string? ChangedByName, DateTimeOffset ChangedAt,
    string? AdditionalNotes);

/// <summary>
/// Opens, pauses and closes a queue. Closing shuts the door; whoever is inside is served, and with the last of them the queue is closed. To
/// shut it at once, or some time after the door was shut where the queue wants that, ends the numbers of those who wait, but for emergencies and
/// those whom an ambulance brought.
/// </summary>
internal static class QueueDay
{
    /// <summary>Due work: a queue that is closing may be empty now.</summary>
    public const string Look = "queues.look_whether_empty";

    /// <summary>Due work: whoever still waits in a queue that is closing is sent home.</summary>
    public const string SendHome = "queues.send_home";

    /// <summary>So many in one transaction: desks are not to wait for it.</summary>
    private const int Most = 200;

    private static readonly TimeSpan Again = TimeSpan.FromSeconds(30);

    private static readonly Sql Active = Sql.Raw("state in ('WAITING', 'CALLED', 'IN_SERVICE', 'ON_HOLD')");

    /// <param name="State">In which the queue is then.</param>
    /// <param name="MessageId">Under which number patients will be told of it; null where they are not.</param>
    internal sealed record Done(QueueState State, long? MessageId);

    public static Func<long, DayRequest, Db, Caller, Audiences, CancellationToken, Task<Results<Ok<QueueView>, Refused>>> Handle(QueueAction action) =>
        (id, request, db, caller, audiences, ct) => db.Write<Results<Ok<QueueView>, Refused>>(caller, async change =>
        {
            var queue = Lock(change, id);
            await change.Send();
            if (queue.Value is not { } found || !caller.Reaches(Permissions.QueuesOpen, found.SiteId))
            {
                return PlatformProblems.NotFound.Refuse();
            }

            var done = await Move(change, found, action, ChangeReason.Manual, request.Notes?.Trim());
            var view = change.One<QueueView>($"{QueueView.Select} where q.id = {id}");
            var told = done.MessageId is null ? null : audiences.Count(change, found);
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller.MayAtAll) with
            {
                MessageId = done.MessageId,
                NotificationStats = told is null ? null : new NotificationStats(told(), 0),
            });
        }, ct);

    public static Pending<QueueRow?> Lock(Change change, long id)
    {
        change.Lock($"select from queues.queues where id = {id} for no key update");
        return change.Find<QueueRow>($"{QueueRow.Select} where q.id = {id}");
    }

    /// <summary>Queues what is done to a locked queue, by whomever, with its line in the log.</summary>
    public static async Task<Done> Move(Change change, QueueRow queue, QueueAction action, ChangeReason reason, string? notes = null)
    {
        var home = (TimeSpan?)null;
        if (QueueLifecycle.Table.Allows(queue.State, action) && action is QueueAction.Close or QueueAction.Shut)
        {
            var more = action is QueueAction.Shut && await Expire(change, queue, called: true) == Most;
            home = more ? TimeSpan.Zero : action is QueueAction.Close && queue.SendHomeMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : null;
            if (await Inside(change, queue.Id))
            {
                // Whoever is left is served; with the last of them it is closed.
                LookLater(change, queue with { State = QueueState.Closing });
                if (home is { } after)
                {
                    change.Later(SendHome, queue.Id, change.Now + after);
                }

                if (queue.State is QueueState.Closing)
                {
                    return new Done(QueueState.Closing, null);
                }

                action = QueueAction.Close;
            }
            else
            {
                action = QueueAction.Shut;
            }
        }

        return await Write(change, queue, action, reason, notes);
    }

    private static async Task<Done> Write(Change change, QueueRow queue, QueueAction action, ChangeReason reason, string? notes)
    {
        var to = QueueLifecycle.Table.Step(action).To!.Value;
        var message = TakesPeople(to) == TakesPeople(queue.State) ? null : change.NextMessage();
        if (message is not null)
        {
            await change.Send();
        }

        if (to is not QueueState.Closing)
        {
            change.NotLater(SendHome, queue.Id);
        }

        change.Move(QueueLifecycle.Table, queue.Id, action, set: $"updated_at = {change.Now}", data: new { reason, message_id = message?.Value, tells = queue.Tells });
        change.Run($"""
            insert into queues.status_log (queue_id, previous_status, new_status, change_reason, changed_by, changed_at, additional_notes)
            values ({queue.Id}, {queue.State}, {to}, {reason}, {change.Caller.UserId}, {change.Now}, {notes})
            """);
        return new Done(to, message?.Value);
    }

    /// <summary>What patients are told of: a pause is short, and whoever has a number is served behind the door as before.</summary>
    private static bool TakesPeople(QueueState state) => state is QueueState.Open or QueueState.Paused;

    /// <summary>Queues another look at a queue that is closing.</summary>
    public static void LookLater(Change change, QueueRow queue)
    {
        if (queue.State is QueueState.Closing)
        {
            change.Later(Look, queue.Id, change.Now);
        }
    }

    /// <summary>The last one may have gone. Who leaves in this very moment is found the next time.</summary>
    public static async Task RunLook(IServiceProvider services, Change change, DueItem item)
    {
        var queue = Lock(change, item.KeyId);
        await change.Send();
        if (queue.Value is not { State: QueueState.Closing } found)
        {
            return;
        }

        // Nobody is sent home here: whoever came back in this very moment is served.
        if (await Inside(change, found.Id))
        {
            change.Later(Look, found.Id, change.Now + Again);
        }
        else
        {
            await Write(change, found, QueueAction.Shut, ChangeReason.System, null);
        }
    }

    /// <summary>The time is over that a queue serves on behind its shut door. Who is at a desk, or called to one, is served all the same.</summary>
    public static async Task RunSendHome(IServiceProvider services, Change change, DueItem item)
    {
        var queue = Lock(change, item.KeyId);
        await change.Send();
        if (queue.Value is not { State: QueueState.Closing } found)
        {
            return;
        }

        if (await Expire(change, found, called: false) == Most)
        {
            change.Later(SendHome, found.Id, change.Now);
        }

        LookLater(change, found);
        await change.Send();
    }

    public static async Task<Results<Ok<IReadOnlyList<StatusLine>>, Refused>> Log(long id, Db db, Caller caller, CancellationToken ct)
    {
        var queue = await db.Find<QueueRow>($"{QueueRow.Select} where q.id = {id}", ct);
        return queue is null || !caller.Reaches(Permissions.QueuesRead, queue.SiteId)
            ? PlatformProblems.NotFound.Refuse()
            : TypedResults.Ok(await db.List<StatusLine>($"""
                select l.id, l.previous_status, l.new_status, l.change_reason, l.changed_by, m.full_name as changed_by_name, l.changed_at, l.additional_notes
                from queues.status_log l left join people.members m on m.id = l.changed_by
                where l.queue_id = {id} order by l.id desc limit 200
                """, ct));
    }

    /// <summary>Whether anybody is still to be served.</summary>
    private static async Task<bool> Inside(Change change, long queueId)
    {
        var inside = change.One<bool>($"select exists (select from queues.tickets where queue_id = {queueId} and {Active})");
        await change.Send();
        return inside.Value;
    }

    /// <summary>Ends numbers of those who are not served yet, so many at once, but for those whom no clock sends home.</summary>
    /// <returns>How many.</returns>
    private static async Task<int> Expire(Change change, QueueRow queue, bool called)
    {
        var rows = change.List<TicketRow>($"""
            {TicketRow.Select}
            where t.queue_id = {queue.Id} and t.state in ({(called ? Sql.Raw("'WAITING', 'ON_HOLD', 'CALLED'") : Sql.Raw("'WAITING', 'ON_HOLD'"))}) and t.band = 1 and t.source <> 'ambulance'
            order by t.state = 'CALLED' desc, t.id limit {Most} for no key update
            """);
        await change.Send();
        foreach (var row in rows.Value)
        {
            TicketStep.Of(change, row, queue).Save(TicketAction.Expire, row with { State = TicketState.Expired }, "expired");
        }

        await change.Send();
        return rows.Value.Count;
    }
}
