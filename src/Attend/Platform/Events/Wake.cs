namespace Attend.Platform.Events;

/// <summary>Told after each commit that wrote an event or due work; the feed and the worker wait on it instead of on their next poll.</summary>
internal sealed class Wake
{
    private readonly Lock gate = new();
    private TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes at the next signal after this call.</summary>
    public Task Next
    {
        get
        {
            lock (gate)
            {
                return next.Task;
            }
        }
    }

    public void Signal()
    {
        TaskCompletionSource woken;
        lock (gate)
        {
            woken = next;
            next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        woken.SetResult();
    }
}
