using Attend.Platform.Events;
using Npgsql;
using Xunit;

namespace Attend.Tests.Platform.Events;

[Collection(AloneCollection.Name)]
public sealed class FeedReaderTests(TestPostgres postgres, ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(4);

    private TestDatabase database = null!;

    public async ValueTask InitializeAsync() => database = await TestDatabase.Open(await postgres.CreateDatabase());

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task Reading_behind_the_last_id_loses_events_and_the_feed_none()
    {
        var writers = new Writers(database, 24, seed: 1);
        var writing = writers.Run(Time);
        var (naive, ours) = (ReadBehindTheLastId(writing), ReadTheFeed(writing));
        await Task.WhenAll(writing, naive, ours);

        var committed = writers.Committed.Count;
        var lost = committed - (await naive).Count;
        output.WriteLine($"{committed} events committed; behind the last id {lost} were lost, in the feed {committed - (await ours).Count}.");
        Assert.True(lost > 0, "the control is to lose events, else this test proves nothing");
        Assert.Equal(writers.Committed.Order(), (await ours).Select(Number).Order());
        Assert.Equal((await ours).Select(row => row.Place).Order(), (await ours).Select(row => row.Place));
    }

    [Fact]
    public async Task A_rollback_releases_what_waited_behind_it()
    {
        await using var connection = await database.Source.OpenConnectionAsync();
        await using var older = await connection.BeginTransactionAsync();
        await using (var draw = new NpgsqlCommand("select pg_current_xact_id()", connection))
        {
            await draw.ExecuteNonQueryAsync();
        }

        await database.Event("test.happened", "thing:1");
        var held = await database.Reader.Read(default, 10, CancellationToken.None);
        Assert.Empty(held.Events);
        Assert.NotNull(held.Waiting);

        await older.RollbackAsync();
        await database.Settled();
        var released = await database.Reader.Read(held.Reached, 10, CancellationToken.None);
        Assert.Single(released.Events);
        Assert.Null(released.Waiting);
    }

    [Fact]
    public async Task Past_a_second_the_alarm_names_who_holds_the_feed()
    {
        await using var other = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(await postgres.CreateDatabase()) { ApplicationName = "culprit" });
        await using var connection = await other.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var draw = new NpgsqlCommand("select pg_current_xact_id()", connection))
        {
            await draw.ExecuteNonQueryAsync();
        }

        await database.Event("test.happened", "thing:1");
        using var meters = new TestMeters();
        var log = new TestLog<FeedLag>();
        var lag = new FeedLag(database.Db, database.Clock, meters, log);
        for (var began = TimeProvider.System.GetTimestamp(); log.Lines.IsEmpty && TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(5);)
        {
            await lag.Note(await database.Reader.Read(default, 10, CancellationToken.None), CancellationToken.None);
        }

        var name = $"process {connection.ProcessID} (culprit) in database {connection.Database}";
        Assert.Contains(name, Assert.Single(log.Lines), StringComparison.Ordinal);
        Assert.Equal(name, lag.Health.HeldBy);
        Assert.InRange(lag.Health.Seconds, 1, 5);
        await transaction.RollbackAsync();
        await lag.Note(await database.Reader.Read(default, 10, CancellationToken.None), CancellationToken.None);
        Assert.Equal(new FeedHealth(0, null), lag.Health);
    }

    private async Task<List<EventRow>> ReadTheFeed(Task writing)
    {
        var rows = new List<EventRow>();
        var reached = new Place(database.Epoch.Current, 0, 0);
        for (var last = false; !last;)
        {
            last = writing.IsCompleted;
            var batch = await database.Reader.Read(reached, 100, CancellationToken.None);
            rows.AddRange(batch.Events);
            reached = batch.Reached;
            last &= !batch.Full && batch.Waiting is null;
        }

        return rows;
    }

    private async Task<HashSet<long>> ReadBehindTheLastId(Task writing)
    {
        var ids = new HashSet<long>();
        var last = 0L;
        for (var end = false; !end;)
        {
            end = writing.IsCompleted;
            foreach (var id in await database.Db.List<long>($"select id from platform.events where id > {last} order by id"))
            {
                ids.Add(id);
                last = id;
            }
        }

        return ids;
    }

    private static (string Subject, long Number) Number(EventRow row) => (row.Subject, row.Data.GetProperty("number").GetInt64());
}
