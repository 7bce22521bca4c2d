using Attend.People;
using Attend.Platform.Lifecycles;
using static Attend.Queues.QueueState;

namespace Attend.Queues;

[Platform.LowerWords]
internal enum QueueAction { Add, Open, Pause, Resume, Close, Shut, TakeIn }

/// <summary>
/// A queue over its day. <c>close</c> shuts the door and serves who is inside; <c>shut</c> is when nobody is left, or nobody may be;
/// <c>take_in</c> is when somebody must be let in all the same: the door stays shut, they are served, and with the last of them it is closed again.
/// </summary>
internal static class QueueLifecycle
{
    public static readonly Lifecycle<QueueState, QueueAction> Table =
        new Lifecycle<QueueState, QueueAction>("queue", "queues.queues", "'queue:' || id", "'code', code, 'site_id', site_id")
            .On(QueueAction.Add, [], Closed, "queues.queue_added", "closed_at", Permissions.QueuesManage)
            .On(QueueAction.Open, [Closed, Closing], Open, "queues.queue_opened", "opened_at", Permissions.QueuesOpen)
            .On(QueueAction.Pause, [Open], Paused, "queues.queue_paused", "paused_at", Permissions.QueuesOpen)
            .On(QueueAction.Resume, [Paused], Open, "queues.queue_resumed", null, Permissions.QueuesOpen)
            .On(QueueAction.Close, [Open, Paused], Closing, "queues.queue_closing", "closing_at", Permissions.QueuesOpen)
            .On(QueueAction.Shut, [Open, Paused, Closing], Closed, "queues.queue_closed", "closed_at", Permissions.QueuesOpen)
            .On(QueueAction.TakeIn, [Closed], Closing, "queues.queue_took_in", "closing_at");
}
