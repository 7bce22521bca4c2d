using System.Collections.Concurrent;
using Attend.Platform.Database;
using Attend.Platform.Events;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Attend.Tests.Platform.Events;

[Collection(AloneCollection.Name)]
public sealed class SubscriptionTests(TestPostgres postgres, ITestOutputHelper output) : IAsyncLifetime
{
    private const string Kind = "test.happened";

    private readonly ManualClock clock = new();
    private readonly ServiceProvider services = new ServiceCollection().BuildServiceProvider();
    private readonly ConcurrentDictionary<string, bool> broken = [];
    private TestDatabase database = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.Open(await postgres.CreateDatabase(), clock);
        await database.Db.Run($"create table heard (position bigint generated always as identity, event bigint, subject text, number bigint)");
    }

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        await services.DisposeAsync();
    }

    [Fact]
    public async Task Each_event_is_heard_once_and_in_order()
    {
        var subscriber = await Subscriber(database);
        await Happen("thing:1", 1);
        await Happen("thing:2", 2);
        await database.Event("test.other", "thing:1", new { number = 3 });
        await Happen("thing:1", 4);

        await CatchUp(subscriber);
        await CatchUp(subscriber);

        Assert.Equal([1, 2, 4], await Heard());
    }

    [Fact]
    public async Task A_new_subscription_begins_at_the_present()
    {
        await Happen("thing:1", 1);
        var subscriber = await Subscriber(database);
        await Happen("thing:1", 2);

        await CatchUp(subscriber);

        Assert.Equal([2], await Heard());
    }

    [Fact]
    public async Task A_failing_event_parks_its_subject_and_the_others_go_on()
    {
        var subscriber = await Subscriber(database);
        broken["thing:1"] = true;
        foreach (var number in Enumerable.Range(1, 9))
        {
            await Happen($"thing:{number % 3}", number);
        }

        await CatchUp(subscriber);
        Assert.Equal([2, 3, 5, 6, 8, 9], (await Heard()).Order());

        // It is tried again with growing waits, and then left to the administrator.
        foreach (var seconds in (int[])[1, 5, 25, 120])
        {
            var waiting = Assert.Single(await Parked());
            Assert.Equal((ParkedState.Retrying, 3), (waiting.State, waiting.Waiting));
            clock.Advance(TimeSpan.FromSeconds(seconds));
            await CatchUp(subscriber);
        }

        await Happen("thing:1", 10);
        await CatchUp(subscriber);
        var parked = Assert.Single(await Parked());
        Assert.Equal((ParkedState.Parked, 4, 5, "thing:1", Kind), (parked.State, parked.Waiting, parked.Attempts, parked.Subject, parked.Kind));
        Assert.Contains("broken", parked.Error, StringComparison.Ordinal);

        // Replayed before it is mended it parks again; then it catches up in order.
        await Replay("thing:1");
        await CatchUp(subscriber);
        broken.Clear();
        await Replay("thing:1");
        await CatchUp(subscriber);
        await Happen("thing:1", 11);
        await CatchUp(subscriber);
        Assert.Empty(await Parked());
        Assert.Equal([1, 4, 7, 10, 11], (await Heard("thing:1")));
    }

    [Fact]
    public async Task A_subject_that_mends_itself_catches_up_by_itself()
    {
        var subscriber = await Subscriber(database);
        broken["thing:1"] = true;
        await Happen("thing:1", 1);
        await Happen("thing:1", 2);
        await CatchUp(subscriber);
        broken.Clear();
        clock.Advance(TimeSpan.FromSeconds(1));
        await CatchUp(subscriber);

        Assert.Equal([1, 2], await Heard());
        Assert.Empty(await Parked());
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_replayed()
    {
        var found = default(Pending<long?>);
        await database.Write(change => found = ParkedEvents.Replay(change, "test", "thing:1"));
        Assert.Null(found!.Value);
    }

    /// <summary>
    /// Two nodes carry the subscription; both are cut off at random, in the middle of a reaction and by the loss of their connections.
    /// </summary>
    [Fact]
    public async Task Killed_at_any_point_it_resumes_exactly()
    {
        await using var writing = await TestDatabase.Open(database.Connection);
        await using var other = await TestDatabase.Open(database.Connection, clock);
        var subscribers = new[] { await Subscriber(database), await Subscriber(other) };
        var writers = new Writers(writing, 24, seed: 2);
        using var stop = new CancellationTokenSource();
        var (kills, cuts) = (0, 0);

        var carrying = subscribers.Select((subscriber, node) => Task.Run(async () =>
        {
            var random = new Random(node);
            while (!stop.IsCancellationRequested)
            {
                using var kill = new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(1, 40)));
                try
                {
                    while (await subscriber.Pass(kill.Token) != PassResult.Outage)
                    {
                    }
                }
                catch (Exception) when (kill.IsCancellationRequested)
                {
                    Interlocked.Increment(ref kills);
                }
            }
        })).ToList();
        var cutting = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                cuts += await database.Db.One<int>($"""
                    select count(pg_terminate_backend(pid))::integer from pg_stat_activity
                    where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
                        and query like '%heard%' and state <> 'idle'
                    """);
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        });
        await writers.Run(TimeSpan.FromSeconds(5), kind: Kind);
        await stop.CancelAsync();
        await Task.WhenAll([.. carrying, cutting]);
        await CatchUp(subscribers[0]);

        output.WriteLine($"{writers.Committed.Count} events, {kills} kills, {cuts} connections cut.");
        Assert.True(kills > 20 && cuts > 5);
        Assert.Empty(await Parked());
        var committed = (await database.ReadAll()).Where(row => row.Kind == Kind).ToList();
        Assert.Equal(writers.Committed.Count, committed.Count);
        Assert.Equal(committed.Select(row => row.Id), await database.Db.List<long>($"select event from heard order by position"));
    }

    private async Task<Subscriber> Subscriber(TestDatabase node)
    {
        var subscription = new Subscription("test", [Kind], async (_, change, row) =>
        {
            change.Run($"insert into heard (event, subject, number) values ({row.Id}, {row.Subject}, {row.Data.GetProperty("number").GetInt64()})");
            await change.Send();
            if (broken.ContainsKey(row.Subject))
            {
                throw new InvalidOperationException($"{row.Subject} is broken");
            }
        });
        var subscriber = new Subscriber(subscription, services, node.Db, node.Epoch, node.Clock, new TestLog<Subscriber>());
        await subscriber.Register(CancellationToken.None);
        return subscriber;
    }

    private async Task CatchUp(Subscriber subscriber)
    {
        await database.Settled();
        while (await subscriber.Pass(CancellationToken.None) != PassResult.Done || await subscriber.PassParked(CancellationToken.None) != PassResult.Done)
        {
        }
    }

    private Task Happen(string subject, long number) => database.Event(Kind, subject, new { number });

    private Task Replay(string subject) => database.Write(change => ParkedEvents.Replay(change, "test", subject));

    private Task<IReadOnlyList<ParkedSubject>> Parked() => database.Db.List<ParkedSubject>(ParkedEvents.List(100));

    private Task<IReadOnlyList<long>> Heard() => database.Db.List<long>($"select number from heard order by position");

    private Task<IReadOnlyList<long>> Heard(string subject) =>
        database.Db.List<long>($"select number from heard where subject = {subject} order by position");
}
