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
/// shut it at once ends the numbers of those who wait, but for emergencies and those whom an ambulance brought.
/// </summary>
internal static class QueueDay
{
    /// <summary>Due work: a queue that is closing may be empty now.</summary>
    public const string Look = "queues.look_whether_empty";

    private static readonly TimeSpan Again = TimeSpan.FromSeconds(30);

    private static readonly Sql Active = Sql.Raw("state in ('WAITING', 'CALLED', 'IN_SERVICE', 'ON_HOLD')");

    public static Func<long, DayRequest, Db, Caller, CancellationToken, Task<Results<Ok<QueueView>, Refused>>> Handle(QueueAction action) =>
        (id, request, db, caller, ct) => db.Write<Results<Ok<QueueView>, Refused>>(caller, async change =>
        {
            var queue = Lock(change, id);
            await change.Send();
            if (queue.Value is not { } found || !caller.Reaches(Permissions.QueuesOpen, found.SiteId))
            {
                return PlatformProblems.NotFound.Refuse();
            }

            await Move(change, found, action, ChangeReason.Manual, request.Notes?.Trim());
            var view = change.One<QueueView>($"{QueueView.Select} where q.id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller.MayAtAll));
        }, ct);

    public static Pending<QueueRow?> Lock(Change change, long id)
    {
        change.Lock($"select from queues.queues where id = {id} for no key update");
        return change.Find<QueueRow>($"{QueueRow.Select} where q.id = {id}");
    }

    /// <summary>Queues what is done to a locked queue, by whomever, with its line in the log.</summary>
    /// <param name="sendHome">Whether to shut it ends the numbers of those who wait; where somebody came in this moment, they are served.</param>
    public static async Task Move(Change change, QueueRow queue, QueueAction action, ChangeReason reason, string? notes = null, bool sendHome = true)
    {
        if (QueueLifecycle.Table.Allows(queue.State, action) && action is QueueAction.Close or QueueAction.Shut)
        {
            if (await Inside(change, queue, sendHome: sendHome && action is QueueAction.Shut))
            {
                // Whoever is left is served; with the last of them it is closed.
                LookLater(change, queue with { State = QueueState.Closing });
                if (queue.State is QueueState.Closing)
                {
                    return;
                }

                action = QueueAction.Close;
            }
            else
            {
                action = QueueAction.Shut;
            }
        }

        var to = QueueLifecycle.Table.Step(action).To!.Value;
        change.Move(QueueLifecycle.Table, queue.Id, action, set: $"updated_at = {change.Now}", data: new { reason });
        change.Run($"""
            insert into queues.status_log (queue_id, previous_status, new_status, change_reason, changed_by, changed_at, additional_notes)
            values ({queue.Id}, {queue.State}, {to}, {reason}, {change.Caller.UserId}, {change.Now}, {notes})
            """);
        await change.Send();
    }

    /// <summary>Queues another look at a queue that is closing.</summary>
    public static void LookLater(Change change, QueueRow queue)
    {
        if (queue.State is QueueState.Closing)
        {
            change.Later(Look, TicketStep.Key(queue.Id), change.Now);
        }
    }

    /// <summary>The last one may have gone. Who leaves in this very moment is found the next time.</summary>
    public static async Task RunLook(IServiceProvider services, Change change, DueItem item)
    {
        var id = long.Parse(item.Key, System.Globalization.CultureInfo.InvariantCulture);
        var queue = Lock(change, id);
        var inside = change.One<bool>($"select exists (select from queues.tickets where queue_id = {id} and {Active})");
        await change.Send();
        if (queue.Value is not { State: QueueState.Closing } found)
        {
            return;
        }

        if (inside.Value)
        {
            change.Later(Look, item.Key, change.Now + Again);
        }
        else
        {
            await Move(change, found, QueueAction.Shut, ChangeReason.System, sendHome: false);
        }
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
    /// <param name="sendHome">Ends the numbers of those who wait before, but for those whom no clock sends home.</param>
    private static async Task<bool> Inside(Change change, QueueRow queue, bool sendHome)
    {
        if (sendHome)
        {
            var ids = change.List<long>($"""
                select id from queues.tickets where queue_id = {queue.Id} and state in ('WAITING', 'CALLED', 'ON_HOLD') and band = 1 and source <> 'ambulance'
                order by id for no key update
                """);
            await change.Send();
            foreach (var id in ids.Value)
            {
                var step = TicketStep.Read(change, id);
                await change.Send();
                step.Save(TicketAction.Expire, step.Row with { State = TicketState.Expired }, "expired");
            }
        }

        var inside = change.One<bool>($"select exists (select from queues.tickets where queue_id = {queue.Id} and {Active})");
        await change.Send();
        return inside.Value;
    }
}
