using System.Text.Json;
using Attend.Platform.Events;
using Attend.Platform.Live;
using Npgsql;
using Xunit;

namespace Attend.Tests.Platform.Live;

/// <summary>A client's day: snapshot, news, resume, gap.</summary>
public sealed class LiveTests(TestPostgres postgres) : IAsyncLifetime
{
    private LiveWorld world = null!;
    private string token = "";

    public async ValueTask InitializeAsync()
    {
        world = await LiveWorld.Start(await postgres.CreateDatabase());
        token = world.SignIn(1, LiveWorld.Watch);
    }

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task A_snapshot_comes_first_and_then_the_news()
    {
        await world.Change(1, 10);
        await using var socket = await world.Connect(token);
        var first = await socket.Next();
        Assert.Equal(["type", "cursor", "data"], first.EnumerateObject().Select(member => member.Name));
        Assert.Equal("initial_data", first.GetProperty("type").GetString());
        Assert.Equal(10, first.GetProperty("data").GetProperty("things")[0].GetProperty("value").GetInt64());

        await world.Change(1, 11);
        var news = await socket.Next();
        Assert.Equal(["type", "event", "cursor", "data"], news.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("thing_update", "CHANGED"), (news.GetProperty("type").GetString(), news.GetProperty("event").GetString()));
        Assert.Equal(11, news.GetProperty("data").GetProperty("value").GetInt64());
    }

    [Fact]
    public async Task A_reconnect_with_a_cursor_brings_exactly_what_was_missed()
    {
        string cursor;
        await using (var socket = await world.Connect(token))
        {
            await socket.Next();
            await world.Happen("test.happened", 1);
            cursor = CursorOf(await socket.Next());
        }

        await world.Happen("test.happened", 2);
        await world.Happen("test.happened", 3);
        var reads = world.Snapshots.Reads;
        await using var again = await world.Connect(token, cursor);
        Assert.Equal(2, Number(await again.Next()));
        Assert.Equal(3, Number(await again.Next()));
        await world.Happen("test.happened", 4);
        Assert.Equal(4, Number(await again.Next()));
        Assert.Equal(reads, world.Snapshots.Reads);
    }

    [Fact]
    public async Task A_restarted_server_resumes_from_the_log()
    {
        await using var socket = await world.Connect(token);
        var cursor = CursorOf(await socket.Next());
        await world.Happen("test.happened", 1);
        cursor = CursorOf(await socket.Next());
        await world.Happen("test.happened", 2);
        await world.DisposeAsync();
        Assert.Equal(1001, (await socket.Closed())!.Value.Code);

        world = await LiveWorld.Start(world.Connection);
        await using var again = await world.Connect(world.SignIn(1, LiveWorld.Watch), cursor);
        Assert.Equal(2, Number(await again.Next()));
    }

    [Fact]
    public async Task Another_node_takes_over_where_the_first_stopped()
    {
        await using var other = await LiveWorld.Start(world.Connection);
        await using var socket = await world.Connect(token);
        await socket.Next();
        var cursor = "";
        for (var number = 1; number <= 20; number++)
        {
            await (number % 2 == 0 ? world : other).Happen("test.happened", number);
            cursor = CursorOf(await socket.Next());
            // At once: the other node's feed may not have come so far yet.
            await using var hop = await other.Connect(other.SignIn(1, LiveWorld.Watch), cursor);
            await other.Happen("test.happened", 100 + number);
            Assert.Equal(100 + number, Number(await hop.Next()));
            Assert.Equal(100 + number, Number(await socket.Next()));
        }
    }

    public static TheoryData<string> Lost => ["", "nonsense", "1.2.3", "%F0%9F%9A%91", new string('a', 3000), "1.2.3.4-5"];

    [Theory]
    [MemberData(nameof(Lost))]
    public async Task A_cursor_that_leads_nowhere_is_answered_with_a_gap_and_a_snapshot(string cursor)
    {
        await using var socket = await world.Connect(token, cursor);
        Assert.Equal("""{"type":"gap"}""", (await socket.Next()).GetRawText());
        Assert.Equal("initial_data", (await socket.Next()).GetProperty("type").GetString());
    }

    [Fact]
    public async Task So_is_one_of_an_older_history_and_one_from_the_future()
    {
        var here = new Place(world.Epoch.Current, 1_000_000_000_000, 1);
        foreach (var cursor in (Cursor[])[new(here), new(here with { Epoch = here.Epoch - 1, Tx = 5 }), new(here with { Epoch = here.Epoch + 1, Tx = 5 })])
        {
            await using var socket = await world.Connect(token, cursor.ToString());
            Assert.Equal("gap", (await socket.Next()).GetProperty("type").GetString());
        }
    }

    [Fact]
    public async Task A_cursor_older_than_the_ring_is_answered_with_a_gap()
    {
        await using var socket = await world.Connect(token);
        var cursor = CursorOf(await socket.Next());
        await world.Happen("test.happened", 1);
        var later = CursorOf(await socket.Next());
        world.Rooms.Break(Cursor.Parse(later)!.Place);

        await using var old = await world.Connect(token, cursor);
        Assert.Equal("gap", (await old.Next()).GetProperty("type").GetString());
        await using var fresh = await world.Connect(token, later);
        await world.Happen("test.happened", 2);
        Assert.Equal(2, Number(await fresh.Next()));
    }

    [Fact]
    public async Task Several_messages_of_one_event_are_resumed_in_the_middle()
    {
        string half;
        await using (var socket = await world.Connect(token))
        {
            await socket.Next();
            await world.Happen("things.doubled", 7);
            half = CursorOf(await socket.Message("first"));
            await socket.Message("second");
        }

        await using var again = await world.Connect(token, half);
        Assert.Equal("second", (await again.Next()).GetProperty("type").GetString());
        await world.Happen("test.happened", 8);
        Assert.Equal(8, Number(await again.Next()));
    }

    [Fact]
    public async Task A_beacon_carries_an_idle_client_s_cursor_on()
    {
        await using var socket = await world.Connect(token);
        await socket.Next();
        await world.Happen("test.unheard", 1);
        var last = await world.Db.One<ulong>($"select max(tx) from platform.events");
        string cursor;
        do
        {
            // A beacon that stands behind what the client knows is not sent to it.
            var beacon = socket.Message("beacon");
            await Wait.Until(() =>
            {
                world.Rooms.Beacon();
                return beacon.IsCompleted;
            });
            cursor = CursorOf(await beacon);
        }
        while (Cursor.Parse(cursor)!.Place.Tx <= last);

        await world.Happen("test.happened", 2);
        await using var again = await world.Connect(token, cursor);
        Assert.Equal(2, Number(await again.Next()));
    }

    [Fact]
    public async Task A_state_has_no_cursor_and_a_late_client_gets_the_newest_only()
    {
        await using var socket = await world.Connect(token);
        var cursor = CursorOf(await socket.Next());
        for (var number = 1; number <= 5; number++)
        {
            await world.Happen("things.counted", number);
            Assert.False((await socket.Message("count")).TryGetProperty("cursor", out _));
        }

        await world.Happen("test.happened", 6);
        await socket.Message("fact");
        await using var again = await world.Connect(token, cursor);
        Assert.Equal(5, Number(await again.Next()));
        Assert.Equal(6, Number(await again.Next()));
    }

    [Fact]
    public async Task States_without_an_event_reach_who_is_there_and_who_resumes()
    {
        await using var socket = await world.Connect(token);
        var cursor = CursorOf(await socket.Next());
        world.Rooms.Show([Position(1), Position(2), new News("elsewhere", "position", "LOCATION_UPDATE", new { number = 9 }, "unit:9")]);
        Assert.Equal(2, Number(await socket.Next()));
        await using var again = await world.Connect(token, cursor);
        Assert.Equal(2, Number(await again.Next()));

        static News Position(int number) => new("things", "position", "LOCATION_UPDATE", new { number }, "unit:1");
    }

    [Fact]
    public async Task A_client_that_is_ahead_of_the_feed_misses_no_state()
    {
        await using var source = NpgsqlDataSource.Create(world.Connection);
        await using var holder = await source.OpenConnectionAsync();
        await using var open = await holder.BeginTransactionAsync();
        await using var draw = new NpgsqlCommand("select pg_current_xact_id()", holder);
        var held = (ulong)(await draw.ExecuteScalarAsync())!;
        await world.Happen("test.happened", 1);

        var ahead = new Cursor(new Place(world.Epoch.Current, held + 1, 0)).ToString();
        await using var socket = await world.Connect(token, ahead);
        var shown = socket.Next();
        await Wait.Until(() =>
        {
            world.Rooms.Show([new News("things", "position", "LOCATION_UPDATE", new { number = 2 }, "unit:1")]);
            return shown.IsCompleted;
        });
        await using var again = await world.Connect(token, ahead);
        Assert.Equal(2, Number(await again.Next()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_cannot_be_read_or_written_costs_a_gap_and_nothing_more(bool read)
    {
        await using var socket = await world.Connect(token);
        var cursor = CursorOf(await socket.Next());
        (world.Broken, world.Unwritable) = read ? (2, 0) : (0, 2);
        await world.Happen("test.happened", 1);
        await world.Happen("test.happened", 2);
        Assert.Equal(1013, (await socket.Closed())!.Value.Code);
        await using var again = await world.Connect(token, cursor);
        await again.Message("gap");
        Assert.Equal([1L, 2], (await again.Next()).GetProperty("data").GetProperty("facts").EnumerateArray().Select(fact => fact.GetInt64()));
        await world.Happen("test.happened", 3);
        Assert.Equal(3, Number(await again.Next()));
    }

    [Fact]
    public async Task A_client_may_speak_where_the_channel_listens()
    {
        await using var socket = await world.Connect(token);
        await socket.Send(RawSocket.Text("""{"type":"position","latitude":1}"""));
        await Wait.Until(() => !world.Heard.IsEmpty);
        Assert.Equal(["user:1 position"], world.Heard);

        await using var deaf = await RawSocket.Open(world.Url, "/ws/public/1/");
        await deaf.Send(RawSocket.Text("""{"type":"position"}"""));
        Assert.Equal("unknown_message", (await deaf.Message("problem")).GetProperty("data").GetProperty("code").GetString());
    }

    private static string CursorOf(JsonElement message) => message.GetProperty("cursor").GetString()!;

    private static long Number(JsonElement message) => message.GetProperty("data").GetProperty("number").GetInt64();
}
