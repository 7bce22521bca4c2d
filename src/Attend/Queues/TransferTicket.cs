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
            var to = Destination.Load(change, $"{request.QueueId.Value}::bigint", $"t.id = {id}");
            return step => Send(step, to);
        }, ct);

    /// <summary>Where somebody may be sent: the queue, and what whoever comes into it with the seniority of a ticket is told.</summary>
    internal sealed record Destination(Pending<QueueRow?> Queue, Forecast.Asked Now)
    {
        /// <param name="queueId">SQL that gives it, or null.</param>
        /// <param name="which">A condition over <c>queues.tickets t</c>.</param>
        public static Destination Load(Change change, Sql queueId, Sql which) => new(
            change.Find<QueueRow>($"{QueueRow.Select} where q.id = ({queueId})"),
            Forecast.Load(change, $"select {queueId}", $"(select t.arrived_at from queues.tickets t where {which})"));
    }

    /// <summary>Queues the way into another queue. Where that classes by another scale somebody has to look again; an emergency stays one.</summary>
    public static void Save(TicketStep step, Destination destination, long[] next, string ended, string? outcome)
    {
        var to = destination.Queue.Value!;
        var row = step.Row;
        // Whoever felt worse and was seen by nobody since still does, wherever they are sent.
        var worse = row.InServiceAt > row.WorseAt ? null : row.WorseAt;
        var after = row.InLine() with { QueueId = to.Id, Stage = row.Stage + 1, JoinedAt = step.Now, NextQueues = next, ReassessedAt = null, WorseAt = worse };
        var placed = TicketStep.Placed(to, after);
        step.Save(TicketAction.Transfer, placed with { Outcome = outcome }, ended, into: to);
        step.Foresee(placed, destination.Now.Value!.Make(to.LevelOf(placed), placed.Band == 0, since: placed.ArrivedAt));
    }

    private static Refused? Send(TicketStep step, Destination destination)
    {
        if (destination.Queue.Value is not { } to || to.SiteId != step.Row.SiteId)
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

        Save(step, destination, step.Row.NextQueues, "transferred", null);
        return null;
    }
}
