using System.Diagnostics.Metrics;
using Attend.Platform.Database;

namespace Attend.Platform.Events;

/// <summary>
/// Runs every module's subscriptions, each on its own. They wake when the feed brings a kind they want, look now and then in any case,
/// and may do so on every node: the lock on a subscription's row lets one at it.
/// </summary>
internal sealed class Subscribers : BackgroundService
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(200);

    /// <summary>So many events of other kinds are passed over at once, lest a restart wade through all of them.</summary>
    private const int PassOver = 2000;

    private readonly List<Run> runs;
    private readonly TimeProvider clock;
    private readonly ILogger<Subscribers> log;

    public Subscribers(
        IReadOnlyList<Module> modules, IServiceProvider services, Db db, Epoch epoch, TimeProvider clock, IMeterFactory meters,
        ILogger<Subscribers> log)
    {
        (this.clock, this.log) = (clock, log);
        runs = [.. modules.SelectMany(module => module.Subscriptions).Select(subscription =>
            new Run(new Subscriber(subscription, services, db, epoch, clock, log)))];
        meters.Attend().CreateObservableGauge(
            "attend.subscriptions.with_parked", () => runs.Count(run => run.Subscriber.HasParked), null, "Subscriptions with a parked subject");
    }

    /// <summary>The feed's word of what is new.</summary>
    public Task Hear(FeedBatch batch, CancellationToken ct)
    {
        foreach (var run in runs)
        {
            run.PassedOver += batch.Events.Count;
            if (run.PassedOver > PassOver || batch.Events.Any(row => row.Kind == ParkedEvents.Replayed || run.Subscriber.Wants(row.Kind)))
            {
                run.PassedOver = 0;
                run.Wake();
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Reacts to everything that is settled by now, and to parked subjects whose time has come; for tests and the command line.</summary>
    public async Task CatchUp(CancellationToken ct = default)
    {
        foreach (var run in runs)
        {
            await run.Subscriber.Register(ct);
            while (await Pass(run, ct) is var result && result != PassResult.Done)
            {
                if (result is PassResult.Elsewhere or PassResult.Outage)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, ct);
                }
            }
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(runs.Select(run => Task.Run(() => Carry(run, stoppingToken), stoppingToken)));

    private async Task Carry(Run run, CancellationToken ct)
    {
        var registered = false;
        while (!ct.IsCancellationRequested)
        {
            var wait = Busy;
            try
            {
                if (!registered)
                {
                    await run.Subscriber.Register(ct);
                    registered = true;
                }

                var result = await Pass(run, ct);
                wait = result switch
                {
                    PassResult.More => TimeSpan.Zero,
                    PassResult.Done => await Until(run, ct),
                    _ => Busy,
                };
            }
            catch (Exception error) when (!ct.IsCancellationRequested)
            {
                log.LogError(error, "A subscription could not go on; trying again.");
            }

            await run.Wait(wait, ct);
        }
    }

    private static async Task<PassResult> Pass(Run run, CancellationToken ct)
    {
        var result = await run.Subscriber.Pass(ct);
        return result == PassResult.Done && run.Subscriber.HasParked ? await run.Subscriber.PassParked(ct) : result;
    }

    private async Task<TimeSpan> Until(Run run, CancellationToken ct)
    {
        if (!run.Subscriber.HasParked || await run.Subscriber.NextTry(ct) is not { } next)
        {
            return Idle;
        }

        // At least once a second, because the product's clock may be moved.
        var left = next - clock.GetUtcNow();
        return left <= TimeSpan.Zero ? TimeSpan.FromMilliseconds(1) : left > TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : left;
    }

    private sealed class Run(Subscriber subscriber) : IDisposable
    {
        private readonly SemaphoreSlim signal = new(0);

        public Subscriber Subscriber => subscriber;

        public int PassedOver { get; set; }

        public void Wake()
        {
            if (signal.CurrentCount == 0)
            {
                signal.Release();
            }
        }

        public async Task Wait(TimeSpan time, CancellationToken ct)
        {
            if (time > TimeSpan.Zero)
            {
                await signal.WaitAsync(time, ct);
            }
        }

        public void Dispose() => signal.Dispose();
    }
}
