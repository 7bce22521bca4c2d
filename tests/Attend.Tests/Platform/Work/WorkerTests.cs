using System.Globalization;
using Attend.Platform;
using Attend.Platform.Database;
using Attend.Platform.Work;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Attend.Tests.Platform.Work;

public sealed class WorkerTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly ManualClock clock = new();
    private readonly TestMeters meters = new();
    private readonly ServiceProvider services = new ServiceCollection().BuildServiceProvider();
    private Func<Change, DueItem, Task> reaction = (_, _) => Task.CompletedTask;
    private TestDatabase database = null!;
    private Worker worker = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.Open(await postgres.CreateDatabase(), clock);
        await database.Db.Run($"create table rung (position bigint generated always as identity, key text, at timestamptz)");
        worker = NewWorker(clock);
    }

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        await services.DisposeAsync();
        meters.Dispose();
    }

    [Fact]
    public async Task It_is_done_at_its_time_and_not_before()
    {
        await Put("bell", "a", TimeSpan.FromSeconds(60));
        clock.Advance(TimeSpan.FromSeconds(60) - TimeSpan.FromMicroseconds(1));
        Assert.Equal(0, await worker.RunDue());
        clock.Advance(TimeSpan.FromMicroseconds(1));
        Assert.Equal(1, await worker.RunDue());
        Assert.Equal(0, await worker.RunDue());
        Assert.Equal(["a"], await Rung());
    }

    [Fact]
    public async Task Asking_again_moves_it_and_taking_it_back_ends_it()
    {
        await Put("bell", "a", TimeSpan.FromSeconds(10));
        await Put("bell", "a", TimeSpan.FromSeconds(20));
        await Put("bell", "b", TimeSpan.FromSeconds(10));
        await database.Write(change => change.NotLater("bell", "b"));
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(0, await worker.RunDue());
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(1, await worker.RunDue());
    }

    [Fact]
    public async Task Many_workers_do_each_row_once()
    {
        await database.Write(change =>
        {
            for (var i = 0; i < 500; i++)
            {
                change.Later("bell", i.ToString(CultureInfo.InvariantCulture), clock.GetUtcNow());
            }
        });
        var workers = Enumerable.Range(0, 4).Select(_ => NewWorker(clock)).ToList();
        var done = await Task.WhenAll(workers.Select(each => each.RunDue()));
        Assert.Equal(500, done.Sum());
        Assert.Equal(500, (await Rung()).Distinct().Count());
        Assert.Equal(500, (await Rung()).Count);
        Assert.True(done.Count(count => count > 0) > 1, "one worker must not keep the others from the rest");
    }

    [Fact]
    public async Task A_worker_that_dies_after_claiming_is_replaced_when_its_lease_ends()
    {
        await Put("bell", "a", TimeSpan.Zero);
        Assert.Single(await worker.Claim(CancellationToken.None));
        Assert.Equal(0, await NewWorker(clock).RunDue());

        await LeaseEnds();
        Assert.Equal(1, await NewWorker(clock).RunDue());
        Assert.Equal(["a"], await Rung());
    }

    /// <summary>Six are claimed together: four are begun, and two wait for their turn.</summary>
    [Fact]
    public async Task A_worker_that_is_stopped_gives_back_what_it_has_not_done()
    {
        using var stop = new CancellationTokenSource();
        var begun = 0;
        reaction = async (change, _) =>
        {
            if (Interlocked.Increment(ref begun) == 4)
            {
                await stop.CancelAsync();
            }

            await new TaskCompletionSource().Task.WaitAsync(change.Cancel);
        };
        for (var i = 0; i < 6; i++)
        {
            await Put("bell", i.ToString(CultureInfo.InvariantCulture), TimeSpan.Zero);
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => worker.RunDue(stop.Token));
        Assert.Equal(6, await database.Db.One<long>($"select count(*) from platform.work where lease_until is null and attempts = 0"));
        reaction = (_, _) => Task.CompletedTask;
        Assert.Equal(6, await NewWorker(clock).RunDue());
        Assert.Equal(6, (await Rung()).Count);
    }

    [Fact]
    public async Task A_worker_that_wakes_up_late_finds_its_claim_gone()
    {
        await Put("bell", "a", TimeSpan.Zero);
        var late = Assert.Single(await worker.Claim(CancellationToken.None));
        await LeaseEnds();
        var other = NewWorker(clock);
        var taken = Assert.Single(await other.Claim(CancellationToken.None));

        await worker.Run(late, CancellationToken.None);
        Assert.Empty(await Rung());
        await other.Run(taken, CancellationToken.None);
        await worker.Run(late, CancellationToken.None);
        Assert.Equal(["a"], await Rung());
    }

    [Fact]
    public async Task A_row_that_is_moved_while_its_reaction_runs_undoes_the_reaction()
    {
        await Put("bell", "a", TimeSpan.Zero);
        var claimed = Assert.Single(await worker.Claim(CancellationToken.None));
        reaction = (_, _) => Put("bell", "a", TimeSpan.FromSeconds(30));
        await worker.Run(claimed, CancellationToken.None);
        Assert.Empty(await Rung());

        reaction = (_, _) => Task.CompletedTask;
        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(1, await worker.RunDue());
        Assert.Equal(["a"], await Rung());
    }

    [Fact]
    public async Task A_reaction_may_put_its_own_work_down_again()
    {
        var steps = new Queue<TimeSpan>([TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30)]);
        reaction = (change, item) =>
        {
            if (steps.TryDequeue(out var next))
            {
                change.Later(item.Kind, item.Key, item.DueAt + next, new { step = 2 });
            }

            return Task.CompletedTask;
        };
        await Put("bell", "a", TimeSpan.Zero);
        Assert.Equal(1, await worker.RunDue());
        clock.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(1, await worker.RunDue());
        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(1, await worker.RunDue());
        Assert.Equal(0, await database.Db.One<int>($"select count(*)::integer from platform.work"));
        Assert.Equal(3, (await Rung()).Count);
    }

    [Fact]
    public async Task A_failure_undoes_everything_and_is_tried_again_after_growing_waits()
    {
        await Put("bell", "a", TimeSpan.Zero);
        reaction = async (change, _) =>
        {
            await change.Send();
            throw new InvalidOperationException("the bell is cracked");
        };
        foreach (var seconds in (int[])[1, 2, 4, 8])
        {
            Assert.Equal(1, await worker.RunDue());
            Assert.Equal(0, await worker.RunDue());
            clock.Advance(TimeSpan.FromSeconds(seconds));
        }

        var failing = Assert.Single(await database.Db.List<FailingWork>(DueWork.Failing(10)));
        Assert.Equal(("bell", "a", 4), (failing.Kind, failing.Key, failing.Attempts));
        Assert.Contains("cracked", failing.LastError, StringComparison.Ordinal);
        Assert.Empty(await Rung());

        reaction = (_, _) => Task.CompletedTask;
        Assert.Equal(1, await worker.RunDue());
        Assert.Equal(["a"], await Rung());
        Assert.Empty(await database.Db.List<FailingWork>(DueWork.Failing(10)));
    }

    [Fact]
    public async Task What_takes_long_holds_up_nothing_that_falls_due_meanwhile()
    {
        for (var i = 0; i < 20; i++)
        {
            await Put("chore", $"chore-{i}", TimeSpan.Zero);
        }

        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var (atOnce, most) = (0, 0);
        reaction = async (_, item) =>
        {
            if (item.Kind == "chore")
            {
                most = Math.Max(most, Interlocked.Increment(ref atOnce));
                begun.TrySetResult();
                await go.Task;
                Interlocked.Decrement(ref atOnce);
            }
        };
        var running = worker.RunDue();
        await begun.Task;
        await Put("bell", "alarm", TimeSpan.Zero);
        await Wait.Until(async () => (await Rung()).Contains("alarm"));
        Assert.False(running.IsCompleted);
        go.SetResult();
        Assert.Equal(21, await running);
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task A_schedule_keeps_its_rhythm_and_makes_up_for_nothing()
    {
        await worker.PutSchedules();
        await NewWorker(clock).PutSchedules();
        Assert.Equal(1, await worker.RunDue());
        clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(0, await worker.RunDue());
        clock.Advance(TimeSpan.FromMinutes(3 * 60 + 31));
        Assert.Equal(1, await worker.RunDue());
        clock.Advance(TimeSpan.FromMinutes(29));
        Assert.Equal(0, await worker.RunDue());
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await worker.RunDue());
    }

    [Fact]
    public async Task Work_of_a_kind_that_only_a_newer_node_knows_is_left_to_it()
    {
        await Put("gong", "a", TimeSpan.Zero);
        Assert.Equal(0, await worker.RunDue());
        Assert.Equal(1, await database.Db.One<int>($"select count(*)::integer from platform.work"));
    }

    [Fact]
    public async Task The_running_worker_wakes_for_what_is_put_down_and_for_what_falls_due()
    {
        using var running = NewWorker(TimeProvider.System);
        await using var node = await TestDatabase.Open(database.Connection);
        var done = new TaskCompletionSource();
        reaction = (_, item) =>
        {
            if (item.Key == "later")
            {
                done.TrySetResult();
            }

            return Task.CompletedTask;
        };
        await running.StartAsync(CancellationToken.None);
        var due = TimeProvider.System.GetUtcNow() + TimeSpan.FromMilliseconds(300);
        await database.Write(change =>
        {
            change.Later("bell", "now", TimeProvider.System.GetUtcNow());
            change.Later("bell", "later", due);
        });
        await done.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(TimeProvider.System.GetUtcNow() >= due);
        await running.StopAsync(CancellationToken.None);
    }

    private Worker NewWorker(TimeProvider time)
    {
        var module = new Module("test");
        module.Due.Add(new DueKind("bell", "Rings once.", async (_, change, item) =>
        {
            change.Run($"insert into rung (key, at) values ({item.Key}, {change.Now})");
            await reaction(change, item);
        }));
        module.Due.Add(new DueKind("chore", "Takes long.", (_, change, item) => reaction(change, item), Aside: true));
        module.Due.Add(new DueKind("round", "Walks every hour.", (_, _, _) => Task.CompletedTask, TimeSpan.FromHours(1)));
        return new Worker([module], services, database.Db, database.Wake, time, meters, new TestLog<Worker>());
    }

    private Task Put(string kind, string key, TimeSpan after) => database.Write(change => change.Later(kind, key, clock.GetUtcNow() + after));

    private Task LeaseEnds() => database.Db.Run($"update platform.work set lease_until = now() - interval '1 second'");

    private Task<IReadOnlyList<string>> Rung() => database.Db.List<string>($"select key from rung order by position");
}
