using Attend.People;
using Attend.Platform.Lifecycles;

namespace Attend.Dispatch;

internal enum NextJobState { LinedUp, Taken, Dropped }

[Platform.LowerWords]
internal enum NextJobAction { LineUp, Move, Take, Drop, Restore }

/// <summary>A call that waits for a unit at hospital to clear; at most one a unit.</summary>
internal static class NextJobLifecycle
{
    public static readonly Lifecycle<NextJobState, NextJobAction> Table =
        new Lifecycle<NextJobState, NextJobAction>("next_job", "dispatch.next_jobs", "'call:' || call_id", "'unit_id', unit_id")
            .On(NextJobAction.LineUp, [], NextJobState.LinedUp, "dispatch.next_job_lined_up", "lined_up_at", Permissions.CallsDispatch)
            .On(NextJobAction.Move, [NextJobState.LinedUp], NextJobState.LinedUp, "dispatch.next_job_moved")
            .On(NextJobAction.Take, [NextJobState.LinedUp], NextJobState.Taken, "dispatch.next_job_taken", "taken_at")
            .On(NextJobAction.Drop, [NextJobState.LinedUp], NextJobState.Dropped, "dispatch.next_job_dropped", "dropped_at", Permissions.CallsDispatch)
            .On(NextJobAction.Restore, [NextJobState.Dropped], NextJobState.LinedUp, "dispatch.next_job_restored");
}
