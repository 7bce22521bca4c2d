using Attend.Demo;
using Xunit;

namespace Attend.Tests.Demo;

public sealed class OrderedRunTests
{
    private sealed record Step(int Number, string Call, string Unit);

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 8)]
    [InlineData(32, 1000)]
    public async Task Each_step_runs_once_after_the_one_before_it_on_its_call_and_its_unit(int concurrency, int window)
    {
        var steps = Random(2_000, seed: concurrency);
        var log = new Log();

        await new OrderedRun<Step>(steps, log.Act, concurrency, window).Run(Threads, Ct);

        Assert.Equal(steps.Count, log.Ended.Distinct().Count());
        Assert.Equal(steps.Count, log.Ended.Count);
        Assert.InRange(log.MostAtOnce, Math.Min(2, concurrency), concurrency);
        foreach (var thread in steps.SelectMany(Threads).Distinct())
        {
            var ended = log.Ended.Where(number => Threads(steps[number]).Contains(thread)).ToList();
            Assert.Equal(ended.Order(), ended);
        }

        Assert.True(log.FurthestAhead < window, $"A step ran {log.FurthestAhead} ahead of the earliest unfinished one.");
    }

    [Fact]
    public async Task Without_the_threads_the_order_is_lost()
    {
        // The checker above can fail: on threads of their own the same steps overtake each other.
        var steps = Random(2_000, seed: 1);
        var log = new Log();

        // The unit's first step waits until a later one has passed it, which only happens when nothing holds them in order.
        var first = steps.First(step => step.Unit == "U1").Number;
        var overtaken = new TaskCompletionSource();
        await new OrderedRun<Step>(steps, async (step, ct) =>
        {
            if (step.Number == first)
            {
                await overtaken.Task.WaitAsync(ct);
            }

            await log.Act(step, ct);
            if (step.Unit == "U1")
            {
                overtaken.TrySetResult();
            }
        }, 32, 1000).Run(_ => [], Ct);

        Assert.NotEqual(
            steps.Where(step => step.Unit == "U1").Select(step => step.Number), log.Ended.Where(number => steps[number].Unit == "U1"));
    }

    [Fact]
    public async Task A_failure_starts_nothing_more_and_is_thrown_when_those_under_way_have_ended()
    {
        var steps = Enumerable.Range(0, 10).Select(number => new Step(number, $"C{number}", $"U{number}")).ToList();
        var hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new List<int>();
        async Task Act(Step step, CancellationToken ct)
        {
            begun.Add(step.Number);
            if (step.Number == 1)
            {
                throw new InvalidOperationException("broken");
            }

            await hold.Task;
        }

        var run = new OrderedRun<Step>(steps, Act, concurrency: 2, window: 100).Run(Threads, Ct);

        Assert.False(run.IsCompleted);
        hold.SetResult();
        Assert.Equal("broken", (await Assert.ThrowsAsync<InvalidOperationException>(() => run)).Message);
        Assert.Equal([0, 1], begun);
    }

    [Fact]
    public async Task Cancelling_ends_the_run()
    {
        using var stop = new CancellationTokenSource();
        var steps = Enumerable.Range(0, 10).Select(number => new Step(number, "C", "U")).ToList();
        async Task Act(Step step, CancellationToken ct)
        {
            if (step.Number == 3)
            {
                await stop.CancelAsync();
            }

            ct.ThrowIfCancellationRequested();
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new OrderedRun<Step>(steps, Act, 2, 100).Run(Threads, stop.Token));
    }

    [Fact]
    public async Task A_step_waits_for_its_time_and_one_made_ready_meanwhile_goes_first_when_it_is_due_first()
    {
        // Step 2 is due in an hour and ready at once; step 1 is due now and ready only when step 0 has ended.
        var steps = new List<Step> { new(0, "C0", "U0"), new(1, "C1", "U0"), new(2, "C2", "U2") };
        var due = new[] { TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromHours(1) };
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var second = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        async Task Act(Step step, CancellationToken ct)
        {
            if (step.Number == 0)
            {
                await end.Task;
            }
            else if (step.Number == 1)
            {
                due[2] = TimeSpan.Zero;
                second.SetResult();
            }
        }

        var run = new OrderedRun<Step>(steps, Act, 4, 100) { UntilDue = step => due[step.Number] }.Run(Threads, Ct);
        end.SetResult();
        await second.Task;
        await run;
    }

    private static IEnumerable<string> Threads(Step step) => [step.Call, step.Unit];

    private static List<Step> Random(int count, int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, count)
                .Select(number => new Step(number, $"C{number / 10 + random.Next(5)}", $"U{random.Next(20)}")),
        ];
    }

    /// <summary>What ran when; a step yields a few times, so that others can overtake it.</summary>
    private sealed class Log
    {
        private readonly Lock door = new();
        private readonly SortedSet<int> unfinished = [.. Enumerable.Range(0, 2_000)];
        private int atOnce;

        public List<int> Ended { get; } = [];

        public int MostAtOnce { get; private set; }

        public int FurthestAhead { get; private set; }

        public async Task Act(Step step, CancellationToken ct)
        {
            lock (door)
            {
                MostAtOnce = Math.Max(MostAtOnce, ++atOnce);
                FurthestAhead = Math.Max(FurthestAhead, step.Number - unfinished.Min);
            }

            for (var i = step.Number % 7; i >= 0; i--)
            {
                await Task.Yield();
            }

            lock (door)
            {
                atOnce--;
                unfinished.Remove(step.Number);
                Ended.Add(step.Number);
            }
        }
    }
}
