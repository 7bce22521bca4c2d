using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Events;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Attend.Tests.Platform;

/// <summary>One node's view of a database: its pool, its epoch, and what the server builds over them.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly Turns turns = new();

    private TestDatabase(string connection, TimeProvider clock)
    {
        Connection = connection;
        Clock = clock;
        Source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection)
        {
            MaxPoolSize = 40,
            MaxAutoPrepare = 100,
            ApplicationName = "attend",
            Options = "-c lock_timeout=2000 -c statement_timeout=10000 -c idle_in_transaction_session_timeout=5000",
        });
        Db = new Db(Source, clock, Epoch, Wake, new Constraints([]), turns);
        Reader = new FeedReader(Db, Epoch);
    }

    public string Connection { get; }

    public TimeProvider Clock { get; }

    public NpgsqlDataSource Source { get; }

    public Epoch Epoch { get; } = new();

    public Wake Wake { get; } = new();

    public Db Db { get; }

    public FeedReader Reader { get; }

    public static async Task<TestDatabase> Open(string connection, TimeProvider? clock = null)
    {
        var database = new TestDatabase(connection, clock ?? TimeProvider.System);
        await database.Epoch.Open(database.Db, database.Clock);
        return database;
    }

    public Task Write(Action<Change> write) => Db.Write<IResult>(Caller.System, async change =>
    {
        write(change);
        await change.Send();
        return TypedResults.NoContent();
    });

    public Task Event(string kind, string subject, object? data = null) => Write(change => change.Event(kind, subject, data));

    /// <summary>Whatever was written is settled: a vacuum that the server does by itself may hold the feed back for a moment.</summary>
    public Task Settled() => Wait.Until(async () => !await Db.One<bool>($"""
        select exists (select from platform.events where epoch = {Epoch.Current} and tx >= pg_snapshot_xmin(pg_current_snapshot()))
        """));

    /// <summary>Everything settled, from the beginning.</summary>
    public async Task<List<EventRow>> ReadAll(Place from = default)
    {
        var rows = new List<EventRow>();
        for (var reached = from; ;)
        {
            var batch = await Reader.Read(reached, 500, CancellationToken.None);
            rows.AddRange(batch.Events);
            reached = batch.Reached;
            if (!batch.Full)
            {
                return rows;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        turns.Dispose();
    }
}
