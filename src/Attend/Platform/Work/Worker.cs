using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Events;
using Attend.Platform.Web;

namespace Attend.Platform.Work;

/// <summary>
/// Carries out due work on this node. A row is claimed for a minute of the database's time and under a number (the fence) that moves on
/// with every claim and every change of the row; the reaction and the removal of the row are one transaction that checks the fence. So
/// it happens once, whoever dies or is late.
/// </summary>
internal sealed class Worker : BackgroundService
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    private const int Batch = 16;
    private const int AtOnce = 4;

    /// <summary>What other nodes put down, and what waits for another try, is found by looking.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    private readonly FrozenDictionary<string, DueKind> kinds;
    private readonly string[] names;
    private readonly string[] prompt;
    private readonly string[] aside;
    private readonly IServiceProvider services;
    private readonly Db db;
    private readonly Wake wake;
    private readonly TimeProvider clock;
    private readonly ILogger<Worker> log;
    private readonly Histogram<double> lag;
    private readonly Counter<long> failures;

    public Worker(
        IReadOnlyList<Module> modules, IServiceProvider services, Db db, Wake wake, TimeProvider clock, IMeterFactory meters, ILogger<Worker> log)
    {
        (this.services, this.db, this.wake, this.clock, this.log) = (services, db, wake, clock, log);
        kinds = modules.SelectMany(module => module.Due).ToFrozenDictionary(kind => kind.Name, StringComparer.Ordinal);
        names = [.. kinds.Keys];
        aside = [.. kinds.Values.Where(kind => kind.Aside).Select(kind => kind.Name)];
        prompt = [.. names.Except(aside, StringComparer.Ordinal)];
        var meter = meters.Attend();
        lag = meter.CreateHistogram<double>("attend.work.lag", "s", "From the time work was due to its start");
        failures = meter.CreateCounter<long>("attend.work.failures", null, "Due work that failed and will be tried again");
    }

    /// <summary>
    /// Carries out everything that is due by the product's clock, and answers how much that was. What takes long holds up nothing: the
    /// rest goes on beside it, and what falls due meanwhile is taken as well.
    /// </summary>
    public async Task<int> RunDue(CancellationToken ct = default)
    {
        var done = 0;
        var claimed = new Queue<DueItem>();
        var running = new List<Task>();
        var housekeeping = Task.CompletedTask;
        try
        {
            while (true)
            {
                var signal = wake.NextDue();
                if (claimed.Count == 0 && running.Count(task => task != housekeeping) < AtOnce)
                {
                    done += Take(await Claim(prompt, Batch, ct));
                }

                if (housekeeping.IsCompleted && aside.Length > 0 && await Claim(aside, 1, ct) is [var chore])
                {
                    done++;
                    running.Add(housekeeping = Run(chore, ct).AsTask());
                }

                while (claimed.Count > 0 && running.Count(task => task != housekeeping) < AtOnce)
                {
                    running.Add(Run(claimed.Dequeue(), ct).AsTask());
                }

                if (running.Count == 0)
                {
                    return done;
                }

                await Task.WhenAny([.. running, .. claimed.Count == 0 ? [signal, Task.Delay(Poll, TimeProvider.System, ct)] : Array.Empty<Task>()]);
                foreach (var ended in running.Where(task => task.IsCompleted).ToList())
                {
                    running.Remove(ended);
                    await ended;
                }
            }
        }
        finally
        {
            await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var left in claimed)
            {
                await GiveBack(left);
            }
        }

        int Take(IReadOnlyList<DueItem> items)
        {
            foreach (var item in items)
            {
                claimed.Enqueue(item);
            }

            return items.Count;
        }
    }

    /// <summary>Takes the next rows that are due and free. Rows that another worker is taking are passed over.</summary>
    public Task<IReadOnlyList<DueItem>> Claim(CancellationToken ct) => Claim(names, Batch, ct);

    private Task<IReadOnlyList<DueItem>> Claim(string[] of, int most, CancellationToken ct)
    {
        var now = clock.Micros();
        return db.List<DueItem>($"""
            update platform.work set lease_until = now() + {Lease}, fence = fence + 1, attempts = attempts + 1
            where id in (
                select id from platform.work
                where due_at <= {now} and (retry_at is null or retry_at <= {now}) and (lease_until is null or lease_until < now())
                  and kind = any({of})
                order by due_at limit {most} for update skip locked)
            returning id, kind, key, due_at, data, attempts, fence
            """, ct);
    }

    /// <summary>Carries out one claimed row, or leaves it for another try.</summary>
    public async ValueTask Run(DueItem item, CancellationToken ct)
    {
        lag.Record((clock.GetUtcNow() - item.DueAt).TotalSeconds, new KeyValuePair<string, object?>("kind", item.Kind));
        using var span = Telemetry.Source.StartActivity($"work {item.Kind}");
        try
        {
            if (Refused.In(await Carry(kinds[item.Kind], item, ct)) is { } refused)
            {
                await (refused.Problem == PlatformProblems.Busy || refused.Problem == PlatformProblems.Unsure
                    ? PutOff(item)
                    : Failed(item, $"refused: {refused.Problem.Code}", ct));
            }
        }
        catch (ClaimLost)
        {
            log.LogInformation("The work {Kind} {Key} was changed or taken over meanwhile.", item.Kind, item.Key);
        }
        catch (Exception) when (ct.IsCancellationRequested)
        {
            await GiveBack(item);
            throw;
        }
        catch (Exception error)
        {
            log.LogError(error, "The work {Kind} {Key} failed for the {Attempts}. time.", item.Kind, item.Key, item.Attempts);
            await Failed(item, $"{error.GetType().Name}: {error.Message}", ct);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var scheduled = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            var signal = wake.NextDue();
            var wait = Poll;
            try
            {
                if (!scheduled)
                {
                    await PutSchedules(stoppingToken);
                    scheduled = true;
                }

                await RunDue(stoppingToken);
                if (await Next(stoppingToken) is { } next)
                {
                    wake.Plan(next);
                    wait = next - clock.GetUtcNow() is var left && left < wait ? left : wait;
                }
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning("Due work waits: {Error}", error.Message);
            }

            if (wait > TimeSpan.Zero)
            {
                using var awake = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                await Task.WhenAny(signal, Task.Delay(wait, TimeProvider.System, awake.Token));
                await awake.CancelAsync();
            }
        }
    }

    /// <summary>Puts down the first run of every schedule that has none; a schedule runs at once when it is new.</summary>
    public async Task PutSchedules(CancellationToken ct = default)
    {
        foreach (var kind in kinds.Values.Where(kind => kind.Every is not null))
        {
            await db.Run($"""
                insert into platform.work (kind, key, due_at, data) values ({kind.Name}, 'every', {clock.Micros()}, {Sql.Json(new { })})
                on conflict on constraint one_work_per_kind_and_key do nothing
                """, ct);
        }
    }

    private Task<DateTimeOffset?> Next(CancellationToken ct) => db.Find<DateTimeOffset?>($"""
        select due_at from platform.work
        where retry_at is null and (lease_until is null or lease_until < now()) and kind = any({names})
        order by due_at limit 1
        """, ct);

    private async Task<IResult> Carry(DueKind kind, DueItem item, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        return await db.Write<IResult>(Caller.System, async change =>
        {
            var running = change.Running = new RunningWork(item);
            if (kind.Every is { } every)
            {
                running.Again(After(item.DueAt, every), Sql.Json(new { }));
            }

            Expect(change, running.Held);
            await kind.Run(scope.ServiceProvider, change, item);
            Expect(change, running.Finish());
            await change.Send();
            return TypedResults.NoContent();
        }, ct);
    }

    /// <summary>The schedule's next time in its own rhythm; runs that were slept through are not made up for.</summary>
    private DateTimeOffset After(DateTimeOffset due, TimeSpan every)
    {
        var late = clock.Micros() - due;
        return due + every * (late <= TimeSpan.Zero ? 1 : Math.Floor(late / every) + 1);
    }

    private static void Expect(Change change, Sql one)
    {
        var found = change.Find<long?>(one);
        change.OnSent(() =>
        {
            if (found.Value is null)
            {
                throw new ClaimLost();
            }
        });
    }

    /// <summary>The server was busy: that is no fault of the work's, and it goes on as soon as there is room.</summary>
    private Task PutOff(DueItem item)
    {
        log.LogWarning("The work {Kind} {Key} waits: the server is busy.", item.Kind, item.Key);
        return GiveBack(item);
    }

    /// <summary>This node stops before it came to it: whoever comes next need not wait until the lease ends.</summary>
    private Task GiveBack(DueItem item) => Again(item, $"lease_until = null, attempts = attempts - 1", CancellationToken.None);

    private async Task Failed(DueItem item, string error, CancellationToken ct)
    {
        failures.Add(1, new KeyValuePair<string, object?>("kind", item.Kind));
        var wait = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, item.Attempts - 1), LongestWait.TotalSeconds));
        await Again(item, $"lease_until = null, retry_at = {clock.Micros() + wait}, last_error = left({error}, 500)", ct);
    }

    private async Task Again(DueItem item, Sql set, CancellationToken ct)
    {
        try
        {
            await db.Run($"update platform.work set {set} where id = {item.Id} and fence = {item.Fence}", ct);
        }
        catch (Exception away) when (Retry.Of(away) is not RetryKind.Never)
        {
            log.LogWarning("The work {Kind} {Key} is tried again when its lease ends: {Error}", item.Kind, item.Key, away.Message);
        }
    }

    /// <summary>Somebody changed the row, or took it over after the lease had ended: nothing of this run may stay.</summary>
    private sealed class ClaimLost : Exception;
}
