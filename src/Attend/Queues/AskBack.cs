using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Attend.Platform.Work;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Queues;

/// <summary>Somebody who is away is asked to come back: by a desk, or when the time is over that was planned for it. Their place stays.</summary>
internal static class AskBack
{
    public const string Work = "queues.return";

    public static Task<Results<Ok<TicketView>, Refused>> Handle(long id, Db db, Caller caller, CancellationToken ct) =>
        TicketStep.Press(id, Permissions.QueuesServe, db, caller, step =>
        {
            step.Save(TicketAction.AskBack, step.Row);
            return null;
        }, ct);

    /// <summary>Queues when they are asked, where that was planned and they are still away; nobody is who is back.</summary>
    public static void Watch(Change change, TicketRow before, TicketRow after) => change.Later(Work, before.Id, Due(before), Due(after));

    private static DateTimeOffset? Due(TicketRow row) => row.State is TicketState.OnHold ? row.BackAt : null;

    public static async Task Run(IServiceProvider services, Change change, DueItem item)
    {
        var step = TicketStep.Load(change, item.KeyId);
        await change.Send();
        if (step.Row.State is TicketState.OnHold)
        {
            change.Event(QueueEvents.ReturnDue, $"ticket:{step.Row.Id}", new { queue_id = step.Row.QueueId });
            await change.Send();
        }
    }
}
