using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Queues;

internal sealed record ReasonRequest([StringLength(200)] string? Reason = null);

/// <summary>The plain keys of a desk: each is one step of a ticket, and can be taken back.</summary>
internal static class DeskKeys
{
    /// <summary>Called once more: the board speaks it again.</summary>
    public static readonly Func<long, Db, Caller, CancellationToken, Task<Results<Ok<TicketView>, Refused>>> Recall =
        Key(TicketAction.Recall, (step, _) => step.Row with { Recalls = step.Row.Recalls + 1 });

    public static readonly Func<long, Db, Caller, CancellationToken, Task<Results<Ok<TicketView>, Refused>>> Start =
        Key(TicketAction.Start, (step, caller) => step.Row with { State = TicketState.InService, ServedBy = caller.UserId });

    /// <summary>Not yet served after all: back into the line, at the place that arrival and class give.</summary>
    public static readonly Func<long, Db, Caller, CancellationToken, Task<Results<Ok<TicketView>, Refused>>> PutBack = Key(TicketAction.PutBack, (step, _) => step.Row.InLine());

    /// <summary>Whoever was away for a while is back, as senior as before.</summary>
    public static readonly Func<long, Db, Caller, CancellationToken, Task<Results<Ok<TicketView>, Refused>>> Return = Key(TicketAction.Return, (step, _) => step.Row.InLine());

    /// <summary>Whoever did not come when called has come after all.</summary>
    public static readonly Func<long, Db, Caller, CancellationToken, Task<Results<Ok<TicketView>, Refused>>> Reinstate = Key(TicketAction.Reinstate, (step, _) => step.Row.InLine());

    /// <summary>They were called as often as the queue wants, and given the time that it gives.</summary>
    public static Task<Results<Ok<TicketView>, Refused>> NoShow(long id, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<TicketView>, Refused>>(caller, async change =>
        {
            var step = TicketStep.Load(change, id);
            await change.Send();
            if (step.Refuse(Permissions.QueuesServe) is { } unable)
            {
                return unable;
            }

            var (row, queue) = (step.Row, step.Queue);
            var from = (row.RecalledAt ?? row.CalledAt) + TimeSpan.FromSeconds(queue.GraceSeconds);
            if (row.State is TicketState.Called && (row.Recalls < queue.Recalls || change.Now < from))
            {
                return QueueProblems.TooEarly.Refuse(new { recalls = row.Recalls, recalls_needed = queue.Recalls, from });
            }

            step.Save(TicketAction.NoShow, row with { State = TicketState.NoShow }, "no_show");
            var view = step.View();
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller.MayAtAll));
        }, ct);

    /// <summary>Away for a while, sent for an X-ray; the place in the line is kept by seniority.</summary>
    public static Task<Results<Ok<TicketView>, Refused>> Hold(long id, ReasonRequest request, Db db, Caller caller, CancellationToken ct) =>
        Press(id, TicketAction.Hold, (step, _) => step.Row with { State = TicketState.OnHold, DeskId = null, HoldReason = request.Reason?.Trim() }, db, caller, ct);

    /// <summary>They do not want to be served any more, or must not be here.</summary>
    public static Task<Results<Ok<TicketView>, Refused>> Cancel(long id, ReasonRequest request, Db db, Caller caller, CancellationToken ct) =>
        Press(id, TicketAction.Cancel, (step, _) => step.Row with { State = TicketState.Cancelled, HoldReason = request.Reason?.Trim() }, db, caller, ct, "cancelled");

    private static Func<long, Db, Caller, CancellationToken, Task<Results<Ok<TicketView>, Refused>>> Key(TicketAction action, Func<TicketStep, Caller, TicketRow> become) =>
        (id, db, caller, ct) => Press(id, action, become, db, caller, ct);

    private static Task<Results<Ok<TicketView>, Refused>> Press(
        long id, TicketAction action, Func<TicketStep, Caller, TicketRow> become, Db db, Caller caller, CancellationToken ct, string? ended = null) =>
        db.Write<Results<Ok<TicketView>, Refused>>(caller, async change =>
        {
            var step = TicketStep.Load(change, id);
            await change.Send();
            if (step.Refuse(Permissions.QueuesServe) is { } unable)
            {
                return unable;
            }

            step.Save(action, become(step, caller), ended);
            if (action is TicketAction.Reinstate)
            {
                // The way through this queue is not over after all.
                change.RunAny($"delete from queues.stages where ticket_id = {id} and stage = {step.Row.Stage}");
            }

            var view = step.View();
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller.MayAtAll));
        }, ct);
}
