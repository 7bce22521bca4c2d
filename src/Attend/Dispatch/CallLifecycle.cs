using Attend.People;
using Attend.Platform.Lifecycles;
using static Attend.Dispatch.CallState;

namespace Attend.Dispatch;

[Platform.LowerWords]
internal enum CallAction
{
    Plan, Receive, ComeDue, Dispatch, Progress, Reprioritise, Relocate, Cancel, Close, Finish, Reopen, Link, Merge, Unlink,
}

/// <summary>
/// A call's states. Between RECEIVED and AT_HOSPITAL they are derived from its units (<see cref="CallProgress"/>), so those rows leave
/// the target open; RECEIVED is the only state that a call falls back to.
/// </summary>
internal static class CallLifecycle
{
    private static readonly CallState[] Working = [Received, Dispatched, EnRoute, OnScene, Transporting, AtHospital];

    public static readonly Lifecycle<CallState, CallAction> Table =
        new Lifecycle<CallState, CallAction>("call", "dispatch.calls", "'call:' || id")
            .On(CallAction.Plan, [], Planned, "dispatch.call_planned", "planned_at", Permissions.CallsTake)
            .On(CallAction.Receive, [], Received, "dispatch.call_received", "received_at", Permissions.CallsTake)
            .On(CallAction.ComeDue, [Planned], Received, "dispatch.call_came_due", "received_at")
            .On(CallAction.Dispatch, Working, null, "dispatch.call_dispatched", null, Permissions.CallsDispatch)
            .On(CallAction.Progress, Working, null, "dispatch.call_progressed")
            .On(CallAction.Reprioritise, [Planned, .. Working], null, "dispatch.call_reprioritised", null, Permissions.CallsManage)
            .On(CallAction.Relocate, [Planned, .. Working], null, "dispatch.call_relocated", null, Permissions.CallsManage)
            .On(CallAction.Link, [Planned, .. Working], null, "dispatch.call_linked", null, Permissions.CallsManage)
            .On(CallAction.Merge, [Planned, .. Working], Cancelled, "dispatch.call_merged", "cancelled_at")
            .On(CallAction.Unlink, [Cancelled], null, "dispatch.call_unlinked", null, Permissions.CallsManage)
            .On(CallAction.Cancel, [Planned, Received, Dispatched, EnRoute], Cancelled, "dispatch.call_cancelled", "cancelled_at", Permissions.CallsManage)
            .On(CallAction.Close, Working, Closed, "dispatch.call_closed", "closed_at", Permissions.CallsManage)
            .On(CallAction.Finish, Working, Closed, "dispatch.call_finished", "closed_at")
            .On(CallAction.Reopen, [Closed], Received, "dispatch.call_reopened", "reopened_at", Permissions.CallsManage);
}
