using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Queues;

internal sealed record ReasonRequest([StringLength(200)] string? Reason = null);

/// <param name="BackInMinutes">When they are asked to come back; nobody asks them by itself where none is planned.</param>
internal sealed record HoldTicketRequest([StringLength(200)] string? Reason = null, [Range(1, 1440)] int? BackInMinutes = null);

/// <summary>The plain keys of a desk: each is one step of a ticket, and can be taken back.</summary>
internal static class DeskKeys
{
    /// <summary>Called once more: the board speaks it again.</summary>
    public static Task<Results<Ok<TicketView>, Refused>> Recall(long id, Db db, Caller caller, CancellationToken ct) =>
        Press(id, TicketAction.Recall, row => row with { Recalls = row.Recalls + 1 }, db, caller, ct);

    public static Task<Results<Ok<TicketView>, Refused>> Start(long id, Db db, Caller caller, CancellationToken ct) =>
        Press(id, TicketAction.Start, row => row with { State = TicketState.InService, ServedBy = caller.UserId }, db, caller, ct);

    /// <summary>Not yet served after all: back into the line, at the place that arrival and class give.</summary>
    public static Task<Results<Ok<TicketView>, Refused>> PutBack(long id, Db db, Caller caller, CancellationToken ct) =>
        Press(id, TicketAction.PutBack, row => row.InLine(), db, caller, ct);

    /// <summary>Whoever was away for a while is back, as senior as before.</summary>
    public static Task<Results<Ok<TicketView>, Refused>> Return(long id, Db db, Caller caller, CancellationToken ct) =>
        Press(id, TicketAction.Return, row => row.InLine(), db, caller, ct);

    /// <summary>Away for a while, sent for an X-ray; the place in the line is kept by seniority.</summary>
    public static Task<Results<Ok<TicketView>, Refused>> Hold(long id, HoldTicketRequest request, Db db, Caller caller, CancellationToken ct) =>
        TicketStep.Press(id, Permissions.QueuesServe, db, caller, step =>
        {
            var back = request.BackInMinutes is { } minutes ? step.Now.AddMinutes(minutes) : (DateTimeOffset?)null;
            step.Save(TicketAction.Hold, step.Row with { State = TicketState.OnHold, DeskId = null, HoldReason = request.Reason?.Trim(), BackAt = back });
            return null;
        }, ct);

    /// <summary>They do not want to be served any more, or must not be here.</summary>
    public static Task<Results<Ok<TicketView>, Refused>> Cancel(long id, ReasonRequest request, Db db, Caller caller, CancellationToken ct) =>
        Press(id, TicketAction.Cancel, row => row with { State = TicketState.Cancelled, HoldReason = request.Reason?.Trim() }, db, caller, ct, "cancelled");

    /// <summary>They were called as often as the queue wants, and given the time that it gives.</summary>
    public static Task<Results<Ok<TicketView>, Refused>> NoShow(long id, Db db, Caller caller, CancellationToken ct) =>
        TicketStep.Press(id, Permissions.QueuesServe, db, caller, step =>
        {
            var (row, queue) = (step.Row, step.Queue);
            var from = (row.RecalledAt ?? row.CalledAt) + TimeSpan.FromSeconds(queue.GraceSeconds);
            if (row.State is TicketState.Called && (row.Recalls < queue.Recalls || step.Now < from))
            {
                return QueueProblems.TooEarly.Refuse(new { recalls = row.Recalls, recalls_needed = queue.Recalls, from });
            }

            step.Save(TicketAction.NoShow, row with { State = TicketState.NoShow }, "no_show");
            return null;
        }, ct);

    /// <summary>Whoever did not come when called, or was sent home when the door was shut, is served after all, if the queue is not closed.</summary>
    public static Task<Results<Ok<TicketView>, Refused>> Reinstate(long id, Db db, Caller caller, CancellationToken ct) =>
        TicketStep.Press(id, Permissions.QueuesServe, db, caller, change =>
        {
            TicketStep.HoldOpen(change, $"select queue_id from queues.tickets where id = {id}");
            return step =>
            {
                if (step.Queue.RefuseEntry() is { } closed)
                {
                    return closed;
                }

                step.Save(TicketAction.Reinstate, TicketStep.Placed(step.Queue, step.Row.InLine()));
                // The way through this queue is not over after all.
                change.RunAny($"delete from queues.stages where ticket_id = {id} and stage = {step.Row.Stage}");
                return null;
            };
        }, ct);

    private static Task<Results<Ok<TicketView>, Refused>> Press(
        long id, TicketAction action, Func<TicketRow, TicketRow> become, Db db, Caller caller, CancellationToken ct, string? ended = null) =>
        TicketStep.Press(id, Permissions.QueuesServe, db, caller, step =>
        {
            step.Save(action, become(step.Row), ended);
            return null;
        }, ct);
}
