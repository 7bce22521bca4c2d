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

    /// <summary>Queues that their time is over then; null: nobody planned one.</summary>
    public static void Plan(Change change, long id, int? minutes)
    {
        if (minutes is { } away)
        {
            change.Later(Work, id, change.Now + TimeSpan.FromMinutes(away));
        }
    }

    /// <summary>Queues that nobody is asked who is back.</summary>
    public static void Watch(Change change, TicketRow before, TicketRow after)
    {
        if (before.State is TicketState.OnHold && after.State is not TicketState.OnHold)
        {
            change.NotLater(Work, before.Id);
        }
    }

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
