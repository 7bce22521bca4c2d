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
        TicketStep.Press(id, Permissions.QueuesServe, db, caller, change =>
        {
            var next = Next(change, $"t.id = {id}");
            return step => Save(step, next, request.Outcome);
        }, ct);

    /// <summary>Queues the lock of the queue that is planned next for a ticket, before the ticket's own, and what is to be known of it.</summary>
    /// <param name="which">Of <c>queues.tickets t</c>.</param>
    public static TransferTicket.Destination Next(Change change, Sql which)
    {
        TicketStep.HoldOpen(change, $"select t.next_queues[1] from queues.tickets t where {which}");
        return TransferTicket.Destination.Load(change, $"(select t.next_queues[1] from queues.tickets t where {which})", which);
    }

    /// <summary>Queues the end at this desk, or the way to the next queue that was planned.</summary>
    public static Refused? Save(TicketStep step, TransferTicket.Destination next, Outcome? outcome)
    {
        var word = outcome is { } said ? Words.Of(said) : null;
        if (step.Row is not { State: TicketState.InService, NextQueues: [var planned, .. var rest] })
        {
            step.Save(TicketAction.Complete, step.Row with { State = TicketState.Completed, Outcome = word }, "completed");
            return null;
        }

        if (next.Queue.Value?.Id != planned)
        {
            throw new LostRace($"Queue {planned} was planned for ticket {step.Row.Id} meanwhile.");
        }

        if (next.Queue.Value.RefuseEntry() is { } closed)
        {
            return closed;
        }

        TransferTicket.Save(step, next, rest, "completed", word);
        return null;
    }
}
