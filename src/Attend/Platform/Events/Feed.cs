using System.Diagnostics;
using Attend.Platform.Database;

namespace Attend.Platform.Events;

/// <summary>
/// The one reader of the log on this node. It looks when something was committed here, every 50 ms for what other nodes commit, and
/// after 5 ms while rows lie beyond the horizon: an older transaction that rolls back releases them and signals nothing.
/// </summary>
internal sealed class Feed(
    FeedReader reader, FeedLag lag, Db db, Epoch epoch, Wake wake, TimeProvider clock, IEnumerable<FeedListener> listeners,
    IHostApplicationLifetime lifetime, ILogger<Feed> log) : BackgroundService
{
    private const int Batch = 500;

    /// <summary>What is read again at start, so that a restart costs clients that were connected just before nothing.</summary>
    private const int MostAtStart = 10_000;

    public static readonly TimeSpan AtStart = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan PollHeld = TimeSpan.FromMilliseconds(5);

    /// <summary>The least time between two looks when the first one found something: one look at ten events costs little more than at one.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    private readonly FeedListener[] heard = [.. listeners];
    private readonly TaskCompletionSource<Place> started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the place that the feed started from, once it has read up to the present.</summary>
    public Task<Place> Started => started.Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var start = await Persist(() => reader.Since(clock.GetUtcNow() - AtStart, MostAtStart, stoppingToken), stoppingToken);
            await Follow(start, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            started.TrySetCanceled(stoppingToken);
        }
    }

    private async Task Follow(Place start, CancellationToken ct)
    {
        var reached = start;
        while (true)
        {
            var looked = Stopwatch.GetTimestamp();
            var signal = wake.Next;
            var batch = await Persist(() => reader.Read(reached, Batch, ct), ct);
            foreach (var listener in heard)
            {
                await Hear(listener, batch, ct);
            }

            reached = batch.Reached;
            await lag.Note(batch, ct);
            if (batch.Full)
            {
                continue;
            }

            started.TrySetResult(start);
            if (batch.Waiting is null)
            {
                await Sleep(Poll, signal, ct);
            }

            var pace = batch.Events.Count > 0 ? Pace : PollHeld;
            if (Stopwatch.GetElapsedTime(looked) is var passed && passed < pace)
            {
                await Task.Delay(pace - passed, TimeProvider.System, ct);
            }
        }
    }

    private async Task Hear(FeedListener listener, FeedBatch batch, CancellationToken ct)
    {
        try
        {
            await Persist(async () =>
            {
                await listener.Hear(batch, ct);
                return true;
            }, ct);
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            log.LogError(error, "A bug: {Listener} failed over the events up to {Place}.", listener.Name, batch.Reached);
        }
    }

    /// <summary>Waits while the database is away. When it comes back as another one, this process must not go on writing to the old epoch.</summary>
    private async Task<T> Persist<T>(Func<Task<T>> read, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (attempt > 1 && !await epoch.Holds(db, ct))
                {
                    log.LogCritical("The database is not the one this server was started on. Stopping: the next start begins a new epoch.");
                    lifetime.StopApplication();
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
                }

                return await read();
            }
            catch (Exception error) when (Retry.Of(error) is not RetryKind.Never && !ct.IsCancellationRequested)
            {
                log.LogWarning("The feed waits for the database: {Error}", error.Message);
                await Retry.Pause(RetryKind.Outage, Math.Min(attempt, 3), ct);
            }
        }
    }

    private static async Task Sleep(TimeSpan time, Task signal, CancellationToken ct)
    {
        if (!signal.IsCompleted)
        {
            using var awake = CancellationTokenSource.CreateLinkedTokenSource(ct);
            await Task.WhenAny(signal, Task.Delay(time, TimeProvider.System, awake.Token));
            await awake.CancelAsync();
            ct.ThrowIfCancellationRequested();
        }
    }
}
