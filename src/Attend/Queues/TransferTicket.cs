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
        db.Write<Results<Ok<TicketView>, Refused>>(caller, async change =>
        {
            var step = TicketStep.Load(change, id);
            var to = change.Find<QueueRow>($"{QueueRow.Select} where q.id = {request.QueueId!.Value}");
            await change.Send();
            if (step.Refuse(Permissions.QueuesServe) is { } unable)
            {
                return unable;
            }

            if (to.Value is not { } queue || queue.SiteId != step.Row.SiteId)
            {
                return QueueProblems.UnknownQueue.Refuse(new { field = "queue_id" });
            }

            if (queue.Id == step.Row.QueueId)
            {
                return QueueProblems.SameQueue.Refuse();
            }

            Save(step, queue, step.Row.NextQueues, "transferred", null);
            var view = step.View();
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller.MayAtAll));
        }, ct);

    /// <summary>Queues the way into another queue. Where that classes by another scale somebody has to look again; an emergency stays one.</summary>
    public static void Save(TicketStep step, QueueRow to, long[] next, string ended, string? outcome)
    {
        var row = step.Row;
        var level = (to.ScaleId == step.Queue.ScaleId ? to.LevelOf(row.Level) : null) ?? to.Least;
        var after = (row.InLine() with { QueueId = to.Id, Level = level.Place, Stage = row.Stage + 1, NextQueues = next, ReassessedAt = null, WorseAt = null })
            .At(Queues.OrderKey.Of(to, level, row.Band == 0, row.Considered, row.ArrivedAt, row.Id));
        step.Save(TicketAction.Transfer, after with { Outcome = outcome }, ended);
    }
}
