using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Queues;

/// <summary>How a visit ended: the discharge dispositions that a department's statistics ask for.</summary>
[LowerWords]
internal enum Outcome { Discharged, Admitted, Referred, LeftAgainstAdvice, Treated, Dispensed, Died, Other }

internal sealed record CompleteRequest(Outcome? Outcome = null);

/// <summary>The desk is done with its patient. Where a next step was planned they wait there now, under their number and with their seniority.</summary>
internal static class CompleteTicket
{
    public static Task<Results<Ok<TicketView>, Refused>> Handle(long id, CompleteRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<TicketView>, Refused>>(caller, async change =>
        {
            var step = TicketStep.Load(change, id);
            await change.Send();
            if (step.Refuse(Permissions.QueuesServe) is { } unable)
            {
                return unable;
            }

            await Save(change, step, request.Outcome);
            var view = step.View();
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller.MayAtAll));
        }, ct);

    /// <summary>Queues the end at this desk, or the way to the next queue that was planned.</summary>
    public static async Task Save(Change change, TicketStep step, Outcome? outcome)
    {
        var word = outcome is { } said ? Words.Of(said) : null;
        if (step.Row is not { State: TicketState.InService, NextQueues: [var next, .. var rest] })
        {
            step.Save(TicketAction.Complete, step.Row with { State = TicketState.Completed, Outcome = word }, "completed");
            return;
        }

        var queue = change.One<QueueRow>($"{QueueRow.Select} where q.id = {next}");
        await change.Send();
        TransferTicket.Save(step, queue.Value, rest, "completed", word);
    }
}
