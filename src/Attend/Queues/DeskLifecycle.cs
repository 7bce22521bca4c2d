using Attend.People;
using Attend.Platform.Lifecycles;
using static Attend.Queues.DeskState;

namespace Attend.Queues;

internal enum DeskState { Closed, Open, Break }

[Platform.LowerWords]
internal enum DeskAction { Add, Open, Break, Close }

/// <summary>A desk over its day: only an open one calls anybody.</summary>
internal static class DeskLifecycle
{
    public static readonly Lifecycle<DeskState, DeskAction> Table =
        new Lifecycle<DeskState, DeskAction>("desk", "queues.desks", "'desk:' || id", "'site_id', site_id")
            .On(DeskAction.Add, [], Closed, "queues.desk_added", "closed_at", Permissions.QueuesManage)
            .On(DeskAction.Open, [Closed, Break], Open, "queues.desk_opened", "opened_at", Permissions.QueuesServe)
            .On(DeskAction.Break, [Open], Break, "queues.desk_on_break", "break_at", Permissions.QueuesServe)
            .On(DeskAction.Close, [Open, Break], Closed, "queues.desk_closed", "closed_at", Permissions.QueuesServe);
}
