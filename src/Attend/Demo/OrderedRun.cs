using System.Runtime.ExceptionServices;
using System.Threading.Channels;

namespace Attend.Demo;

/// <summary>
/// Runs steps side by side and still in order: a step waits for the one before it on every thread it belongs to (its call, its unit).
/// Among those that may run the earliest goes first, and none starts further ahead of the earliest unfinished one than the window, so
/// that a unit seldom used does not run years ahead of the others. One task decides, so nothing is locked.
/// </summary>
internal sealed class OrderedRun<T>(IReadOnlyList<T> steps, Func<T, CancellationToken, Task> act, int concurrency, int window)
{
    private readonly int[] waitsFor = new int[steps.Count];
    private readonly List<int>?[] followers = new List<int>?[steps.Count];
    private readonly bool[] done = new bool[steps.Count];
    private readonly PriorityQueue<int, int> ready = new();
    private readonly Channel<(int Step, Exception? Error)> ended = Channel.CreateUnbounded<(int, Exception?)>();

    private int earliest;
    private int running;

    /// <summary>How long a step must still wait for its time; without it each starts as soon as its turn comes.</summary>
    public Func<T, TimeSpan> UntilDue { get; init; } = _ => TimeSpan.Zero;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Ends when every step has run. After a failure none is started; it is thrown when those under way have ended.</summary>
    public async Task Run(Func<T, IEnumerable<string>> threads, CancellationToken ct)
    {
        Chain(threads);
        Exception? error = null;
        while (true)
        {
            try
            {
                if (error is null)
                {
                    await Start(ct);
                }
            }
            catch (OperationCanceledException cancelled)
            {
                error = cancelled;
            }

            if (running == 0)
            {
                break;
            }

            // Without the token: the steps under way see it themselves, and each reports its end.
            var (step, failed) = await ended.Reader.ReadAsync(CancellationToken.None);
            running--;
            error ??= failed;
            Finish(step);
        }

        if (error is not null)
        {
            ExceptionDispatchInfo.Throw(error);
        }
    }

    private void Chain(Func<T, IEnumerable<string>> threads)
    {
        var newest = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var step = 0; step < steps.Count; step++)
        {
            foreach (var thread in threads(steps[step]).Distinct())
            {
                if (newest.TryGetValue(thread, out var before))
                {
                    (followers[before] ??= []).Add(step);
                    waitsFor[step]++;
                }

                newest[thread] = step;
            }

            if (waitsFor[step] == 0)
            {
                ready.Enqueue(step, step);
            }
        }
    }

    private async Task Start(CancellationToken ct)
    {
        while (running < concurrency && ready.TryPeek(out var step, out _) && step - earliest < window)
        {
            var wait = UntilDue(steps[step]);
            if (wait <= TimeSpan.Zero)
            {
                ready.Dequeue();
                running++;
                _ = Act(step, ct);
            }
            else if (await EndsWithin(wait, ct))
            {
                // The end may have made an earlier step ready, whose time comes first.
                return;
            }
        }
    }

    private async Task Act(int step, CancellationToken ct)
    {
        Exception? error = null;
        try
        {
            await act(steps[step], ct);
        }
        catch (Exception failed)
        {
            error = failed;
        }

        ended.Writer.TryWrite((step, error));
    }

    private async Task<bool> EndsWithin(TimeSpan wait, CancellationToken ct)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var end = ended.Reader.WaitToReadAsync(either.Token).AsTask();
        await Task.WhenAny(end, Task.Delay(wait, Time, either.Token));
        ct.ThrowIfCancellationRequested();
        var within = end.IsCompletedSuccessfully;
        await either.CancelAsync();
        return within;
    }

    private void Finish(int step)
    {
        done[step] = true;
        while (earliest < steps.Count && done[earliest])
        {
            earliest++;
        }

        foreach (var follower in followers[step] ?? [])
        {
            if (--waitsFor[follower] == 0)
            {
                ready.Enqueue(follower, follower);
            }
        }
    }
}
