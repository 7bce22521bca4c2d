using System.Collections.Concurrent;
using System.Text.Json;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Events;
using Attend.Platform.Live;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Attend.Tests.Platform.Live;

/// <summary>Of rooms that are told only while they are open none is read for nothing, and nobody misses anything.</summary>
public sealed class OpenRoomsTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> told = [];
    private LiveWorld world = null!;

    /// <summary>Set: the telling of this number waits for it, and says that it does.</summary>
    private (long Number, TaskCompletionSource Reached, TaskCompletionSource GoOn)? pause;

    public async ValueTask InitializeAsync() => world = await LiveWorld.Start(await postgres.CreateDatabase(), Rooms());

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task Nothing_is_read_for_a_room_that_nobody_has_open_and_whoever_comes_with_an_older_cursor_gets_a_gap()
    {
        string old;
        await using (var elsewhere = await Open("1"))
        {
            old = Cursor(await elsewhere.Message("initial_data"));
            await world.Tell("own.told", "own:2");
            // What comes after it has been told when this has.
            await world.Tell("own.told", "own:1");
            await elsewhere.Message("own");
        }

        Assert.Equal(["own:1"], told);
        await using var socket = await Open("2", old);
        Assert.Equal("gap", (await socket.Next()).GetProperty("type").GetString());
        Assert.Equal(1, Count(await socket.Message("initial_data")));
        await world.Tell("own.told", "own:2");
        var news = await socket.Message("own");
        Assert.Equal(2, Count(news));

        // From there on it resumes as every room does.
        await using var again = await Open("2", Cursor(news));
        await world.Tell("own.told", "own:2");
        Assert.Equal(3, Count(await again.Next()));
    }

    [Fact]
    public async Task Who_is_back_soon_hears_exactly_what_was_missed()
    {
        string cursor;
        await using (var socket = await Open("1"))
        {
            cursor = Cursor(await socket.Message("initial_data"));
        }

        await world.Tell("own.told", "own:1");
        await world.Tell("own.told", "own:1");
        var reads = world.Snapshots.Reads;
        await using var again = await Open("1", cursor);
        Assert.Equal(1, Count(await again.Next()));
        Assert.Equal(2, Count(await again.Next()));
        Assert.Equal(reads, world.Snapshots.Reads);
    }

    [Fact]
    public async Task A_room_that_opens_while_news_is_on_its_way_begins_behind_it()
    {
        await using var elsewhere = await Open("1");
        var old = Cursor(await elsewhere.Message("initial_data"));
        pause = (1, new(TaskCreationOptions.RunContinuationsAsynchronously), new(TaskCreationOptions.RunContinuationsAsynchronously));
        await world.Tell("own.told", "own:3");
        await pause.Value.Reached.Task;
        await using var socket = await Open("3", old);
        var first = socket.Next();
        pause.Value.GoOn.SetResult();

        Assert.Equal("gap", (await first).GetProperty("type").GetString());
        Assert.Equal(1, Count(await socket.Message("initial_data")));
    }

    [Fact]
    public void A_room_is_told_for_a_quarter_of_an_hour_after_the_last_one_left_and_has_a_new_floor_after_that()
    {
        var clock = new ManualClock();
        var opened = new OpenRooms(clock);
        var (room, other) = (new Room("own:1"), new Room("elsewhere"));
        opened.Begin(At(5));
        opened.Enter(room);
        Assert.Equal((new Place(1, 5, 0), default), (opened.Since(room), opened.Since(other)));
        Assert.Equal(["own:1"], opened.Named("own:"));
        Assert.Empty(opened.Named("else"));

        opened.Begin(At(9));
        opened.Begin(At(7));
        opened.Leave(room);
        opened.Leave(other);
        clock.Advance(Attend.Platform.Live.Rooms.Age);
        Assert.Empty(opened.Close());
        opened.Enter(room);
        Assert.Equal(new Place(1, 5, 0), opened.Since(room));
        clock.Advance(2 * Attend.Platform.Live.Rooms.Age);
        Assert.Empty(opened.Close());

        opened.Leave(room);
        clock.Advance(Attend.Platform.Live.Rooms.Age + TimeSpan.FromSeconds(1));
        Assert.Equal([room], opened.Close());
        Assert.False(opened.Has(room));
        Assert.Empty(opened.Named("own:"));
        opened.Enter(room);
        Assert.Equal(new Place(1, 9, 0), opened.Since(room));

        static FeedBatch At(ulong tx) => new([], default, new Place(1, tx, 0), tx, false, null);
    }

    private Task<RawSocket> Open(string id, string? cursor = null) =>
        RawSocket.Open(world.Url, $"/ws/own/{id}/" + (cursor is null ? "" : "?cursor=" + cursor));

    private Module Rooms()
    {
        var module = new Module("own");
        module.Channels.Add(new Channel("/ws/own/{id}/", Permission.Anyone,
            (_, _, request) => Task.FromResult<Seat?>(new Seat($"own:{request.RouteValues["id"]}")), Snapshot, WhileOpen: true));
        module.Projections.Add(new Projection("own", Project));
        return module;
    }

    /// <summary>How many were said in the room so far.</summary>
    private static async Task<object> Snapshot(IServiceProvider services, Reads reads, string room)
    {
        var count = reads.One<long>($"select count(*) from platform.events where subject = {room}");
        await reads.Send();
        return new { count = count.Value };
    }

    private async Task<IReadOnlyList<(int, News)>> Project(IServiceProvider services, IReadOnlyList<EventRow> events, CancellationToken ct)
    {
        var here = services.GetRequiredService<OpenRooms>().Named("own:");
        var news = new List<(int, News)>();
        foreach (var (index, row) in events.Index().Where(row => row.Item.Kind == "own.told"))
        {
            var count = await world.Db.One<long>($"select count(*) from platform.events where subject = {row.Subject} and id <= {row.Id}", ct);
            if (pause is { } waiting && waiting.Number == count)
            {
                waiting.Reached.TrySetResult();
                await waiting.GoOn.Task;
            }

            if (here.Contains(row.Subject))
            {
                told.Enqueue(row.Subject);
                news.Add((index, new News(row.Subject, "own", "TOLD", new { count })));
            }
        }

        return news;
    }

    private static string Cursor(JsonElement message) => message.GetProperty("cursor").GetString()!;

    private static long Count(JsonElement message) => message.GetProperty("data").GetProperty("count").GetInt64();
}
