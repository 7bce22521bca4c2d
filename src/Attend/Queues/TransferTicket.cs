using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Queues;

internal sealed record TransferRequest([Required] long? QueueId);

/// <summary>Sends somebody on to another queue of the site, under their number and with their seniority: they wait as if they had always waited there.</summary>
internal static class TransferTicket
{
    public static Task<Results<Ok<TicketView>, Refused>> Handle(long id, TransferRequest request, Db db, Caller caller, CancellationToken ct) =>
        TicketStep.Press(id, Permissions.QueuesServe, db, caller, change =>
        {
            TicketStep.HoldOpen(change, $"{request.QueueId!.Value}::bigint");
            var to = change.Find<QueueRow>($"{QueueRow.Select} where q.id = {request.QueueId.Value}");
            return step => Send(step, to.Value);
        }, ct);

    /// <summary>Queues the way into another queue. Where that classes by another scale somebody has to look again; an emergency stays one.</summary>
    public static void Save(TicketStep step, QueueRow to, long[] next, string ended, string? outcome)
    {
        var row = step.Row;
        // Whoever felt worse and was seen by nobody since still does, wherever they are sent.
        var worse = row.InServiceAt > row.WorseAt ? null : row.WorseAt;
        var after = row.InLine() with { QueueId = to.Id, Stage = row.Stage + 1, JoinedAt = step.Now, NextQueues = next, ReassessedAt = null, WorseAt = worse };
        step.Save(TicketAction.Transfer, TicketStep.Placed(to, after) with { Outcome = outcome }, ended, into: to);
    }

    private static Refused? Send(TicketStep step, QueueRow? to)
    {
        if (to is null || to.SiteId != step.Row.SiteId)
        {
            return QueueProblems.UnknownQueue.Refuse(new { field = "queue_id" });
        }

        if (to.Id == step.Row.QueueId)
        {
            return QueueProblems.SameQueue.Refuse();
        }

        if (to.RefuseEntry() is { } closed)
        {
            return closed;
        }

        Save(step, to, step.Row.NextQueues, "transferred", null);
        return null;
    }
}
