namespace Attend.Platform.Events;

/// <summary>
/// Told after each commit of this process that wrote an event or due work; the feed and the worker wait on it instead of on their next
/// poll. What other nodes commit they find by polling.
/// </summary>
internal sealed class Wake
{
    private readonly Lock gate = new();
    private TaskCompletionSource events = New();
    private TaskCompletionSource work = New();
    private DateTimeOffset earliest = DateTimeOffset.MaxValue;

    /// <summary>Completes at the next signal after this call.</summary>
    public Task Next
    {
        get
        {
            lock (gate)
            {
                return events.Task;
            }
        }
    }

    public void Signal()
    {
        TaskCompletionSource woken;
        lock (gate)
        {
            woken = events;
            events = New();
        }

        woken.SetResult();
    }

    /// <summary>Work was put down for this time.</summary>
    public void Due(DateTimeOffset at)
    {
        TaskCompletionSource woken;
        lock (gate)
        {
            if (at >= earliest)
            {
                return;
            }

            earliest = at;
            woken = work;
            work = New();
        }

        woken.TrySetResult();
    }

    /// <summary>
    /// Completes at the next work put down after this call; until <see cref="Plan"/> says otherwise any counts. Taken before looking at the
    /// table, so that what is put down meanwhile is not slept over.
    /// </summary>
    public Task NextDue()
    {
        lock (gate)
        {
            earliest = DateTimeOffset.MaxValue;
            return work.Task;
        }
    }

    /// <summary>The worker will look again at this time anyway: only what falls due before is worth a signal.</summary>
    public void Plan(DateTimeOffset planned)
    {
        lock (gate)
        {
            earliest = planned < earliest ? planned : earliest;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
