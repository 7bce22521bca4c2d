using System.Text.Json;
using Attend.Tests.Platform;
using Attend.Tests.Platform.Live;
using Xunit;

namespace Attend.Tests.Queues;

/// <summary>What hangs on the wall, what staff see, and what a phone in a pocket knows of its own place.</summary>
public sealed class QueueChannelsTests(World world) : IClassFixture<World>
{
    private static int Phones => Environment.GetEnvironmentVariable("ATTEND_LONG") == "1" ? 1_000 : 40;

    [Fact]
    public async Task The_wall_hears_numbers_and_staff_hear_names()
    {
        var clinic = await Clinic.Open(world);
        await using var wall = await RawSocket.Open(world.Url, $"/ws/queue/{clinic.Code}/");
        await using var staff = await RawSocket.Open(world.Url, $"/ws/queue/{clinic.Code}/?site={clinic.Site}", (await clinic.Nurse).Token);
        Assert.Equal("Queue Open - Ready to Join", (await wall.Message("initial_data")).GetProperty("data").GetProperty("status").GetProperty("status_message").GetString());
        Assert.Empty((await staff.Message("initial_data")).GetProperty("data").GetProperty("tickets").EnumerateArray());

        await clinic.Join(new { name = "Canary Name" });
        Assert.Equal("Canary Name", (await staff.Message("ticket_update")).GetProperty("data").GetProperty("name").GetString());
        var status = (await wall.Message("queue_status_update")).GetProperty("status");
        Assert.Equal((clinic.Code, true, 1, "Queue Open - 1 waiting"), (
            status.GetProperty("department").GetString(), status.GetProperty("is_open").GetBoolean(), status.GetProperty("total_waiting").GetInt32(), status.GetProperty("status_message").GetString()));

        (await clinic.Next()).Is(200);
        var called = await wall.Message("ticket_called");
        Assert.Equal($"{clinic.Code}-001", called.GetProperty("data").GetProperty("number").GetString());
        Assert.DoesNotContain("Canary", called.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Canary", (await wall.Message("board_update")).ToString(), StringComparison.Ordinal);
        await using var unknown = await RawSocket.Open(world.Url, "/ws/queue/NOWHERE/");
        Assert.Equal(403, unknown.Status);
    }

    /// <summary>Also where nothing happens it is said once a minute how the queue stands: a screen that missed something shows the truth again.</summary>
    [Fact]
    public async Task How_a_queue_stands_is_said_again_every_minute()
    {
        var clinic = await Clinic.Open(world);
        await clinic.Join();
        await using var wall = await RawSocket.Open(world.Url, $"/ws/queue/{clinic.Code}/");
        await wall.Message("initial_data");
        await wall.Message("forecast_update");
        world.Clock.Advance(TimeSpan.FromSeconds(60));
        var status = (await wall.Message("queue_status_update")).GetProperty("status");
        Assert.Equal((1, "Queue Open - 1 waiting", 1), (
            status.GetProperty("total_waiting").GetInt32(), status.GetProperty("status_message").GetString(), status.GetProperty("desks").GetInt32()));
    }

    /// <summary>Whatever desks do, in whatever order the news comes, each phone's own reckoning ends where the database is.</summary>
    [Fact]
    public async Task Every_phone_knows_its_rank_after_any_interleaving()
    {
        var clinic = await Clinic.Open(world, new { scheme = "strict", scale = "esi", recalls = 0, grace_seconds = 0 }, desks: 4);
        var other = await Clinic.Open(world, site: clinic.Site);
        var random = new Random(7);
        var phones = new List<Phone>();
        for (var number = 0; number < Phones; number++)
        {
            var joined = await clinic.Join(new { priority = random.Next(2, 6) });
            phones.Add(await Phone.Open(world, joined.Id, joined["token"].GetString()!));
        }

        await Parallel.ForAsync(0, Phones * 4, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (step, _) =>
        {
            var (ticket, what) = (phones[Random.Shared.Next(phones.Count)].Ticket, Random.Shared.Next(9));
            var answer = what switch
            {
                0 => await clinic.Next(clinic.Desks[Random.Shared.Next(4)]),
                1 => await clinic.Do(ticket, "hold"),
                2 => await clinic.Do(ticket, "return"),
                3 => await clinic.Do(ticket, "set-priority", new { priority = Random.Shared.Next(1, 6) }),
                4 => await clinic.Do(ticket, "undo"),
                5 => await clinic.Do(ticket, "put-back"),
                6 => await clinic.Do(ticket, "no-show"),
                7 => await clinic.Do(ticket, "reinstate"),
                _ => step % 10 == 0 ? await clinic.Join(new { priority = 3 }) : await clinic.Do(ticket, "start"),
            };
            Assert.True(answer.Number < 500, $"{what}: {answer.Number} {answer.Body}");
        });
        // One of those who wait goes elsewhere: it is not behind or before anybody here any more. It is told so, and comes again.
        var waiting = await world.Rows<long>($"select id from queues.tickets where queue_id = {clinic.Queue} and state = 'WAITING'");
        var gone = phones.First(phone => waiting.Contains(phone.Ticket));
        (await clinic.Do(gone.Ticket, "transfer", new { queue_id = other.Queue })).Is(200);
        await Wait.Until(() => gone.Closed);
        Assert.Equal((other.Queue, 1), (gone.Queue, gone.Rank));
        phones.Remove(gone);
        await using var again = await gone.Again();
        Assert.Equal((other.Queue, 1), (again.Queue, again.Rank));

        var ranks = (await world.Rows<string>($"""
            select id || ' ' || row_number() over (order by band, class, order_key, id) from queues.tickets where queue_id = {clinic.Queue} and state = 'WAITING'
            """)).ToDictionary(row => long.Parse(row.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture), row => int.Parse(row.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture));
        foreach (var phone in phones)
        {
            var expected = ranks.TryGetValue(phone.Ticket, out var rank) ? rank : (int?)null;
            await Wait.Until(() => phone.Rank == expected);
            Assert.False(phone.Unsure);
        }

        foreach (var phone in phones)
        {
            await phone.DisposeAsync();
        }

        Assert.Equal("", await world.Violations());
    }

    /// <summary>What a phone hears is of its own number; of others only that it moved, and nothing at all when it did not.</summary>
    [Fact]
    public async Task A_phone_hears_of_itself_and_of_others_only_that_it_moved()
    {
        var clinic = await Clinic.Open(world, new { scheme = "strict", scale = "esi" });
        var ahead = (await clinic.Join(new { priority = 3 })).Id;
        var mine = await clinic.Join(new { priority = 4 });
        await using var socket = await RawSocket.Open(world.Url, $"/ws/ticket/{mine["token"].GetString()}/");
        var first = await socket.Message("initial_data");
        Assert.Equal(2, first.GetProperty("data").GetProperty("ticket").GetProperty("position").GetInt32());
        Assert.False(first.GetProperty("data").GetProperty("ticket").TryGetProperty("key", out _));

        await clinic.Join(new { priority = 5 });
        (await clinic.Do(ahead, "hold", new { reason = "X-ray" })).Is(200);
        var moved = await socket.Message("queue_position_update");
        Assert.Equal("""{"moved":-1}""", moved.GetProperty("data").GetRawText());
        (await clinic.Do(mine.Id, "set-priority", new { priority = 5 })).Is(200);
        var told = await socket.Message("ticket_update");
        Assert.Equal(("PRIORITY_SET", mine.Id, 1), (
            told.GetProperty("event").GetString(), told.GetProperty("data").GetProperty("ticket").GetProperty("id").GetInt64(),
            told.GetProperty("data").GetProperty("ticket").GetProperty("position").GetInt32()));
        // Whoever comes behind it says nothing to it: the next it hears is of somebody ahead.
        await clinic.Join(new { priority = 5 });
        (await clinic.Do(ahead, "return")).Is(200);
        Assert.Equal("""{"moved":1}""", (await socket.Message("queue_position_update")).GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task Whoever_was_away_resumes_and_after_an_own_change_begins_anew()
    {
        var clinic = await Clinic.Open(world);
        var ahead = (await clinic.Join()).Id;
        var mine = await clinic.Join();
        var address = $"/ws/ticket/{mine["token"].GetString()}/";
        string cursor;
        await using (var socket = await RawSocket.Open(world.Url, address))
        {
            cursor = (await socket.Message("initial_data")).GetProperty("cursor").GetString()!;
        }

        (await clinic.Do(ahead, "cancel")).Is(200);
        await using (var again = await RawSocket.Open(world.Url, $"{address}?cursor={cursor}"))
        {
            var moved = await again.Message("queue_position_update");
            Assert.Equal("""{"moved":-1}""", moved.GetProperty("data").GetRawText());
            cursor = moved.GetProperty("cursor").GetString()!;
        }

        await using var staff = await RawSocket.Open(world.Url, $"/ws/queue/{clinic.Code}/", (await clinic.Nurse).Token);
        (await clinic.Do(mine.Id, "hold")).Is(200);
        (await clinic.Do(mine.Id, "return")).Is(200);
        while ((await staff.Message("ticket_update")).GetProperty("event").GetString() != "TICKET_RETURNED")
        {
            // Only what this node has heard can be missed.
        }

        await using var later = await RawSocket.Open(world.Url, $"{address}?cursor={cursor}");
        await later.Message("gap");
        Assert.Equal(1, (await later.Message("initial_data")).GetProperty("data").GetProperty("ticket").GetProperty("position").GetInt32());
    }

    /// <summary>A phone as the page is one: a snapshot, and from there on only what it hears.</summary>
    private sealed class Phone(World world, RawSocket socket, long ticket, string token) : IAsyncDisposable
    {
        private Task reading = Task.CompletedTask;

        /// <summary>It was told that it has a place and not which: a page asks again then.</summary>
        public bool Unsure { get; private set; }

        public bool Closed { get; private set; }

        public long Ticket => ticket;

        public long Queue { get; private set; }

        public int? Rank { get; private set; }

        public static async Task<Phone> Open(World world, long ticket, string token)
        {
            var socket = await RawSocket.Open(world.Url, $"/ws/ticket/{token}/");
            var phone = new Phone(world, socket, ticket, token);
            phone.Hear((await socket.Message("initial_data")).GetProperty("data").GetProperty("ticket"));
            phone.reading = phone.Read();
            return phone;
        }

        public async Task<Phone> Again()
        {
            await DisposeAsync();
            return await Open(world, ticket, token);
        }

        public async ValueTask DisposeAsync()
        {
            await socket.DisposeAsync();
            await reading;
        }

        private async Task Read()
        {
            try
            {
                while (await socket.Read() is var (opcode, payload))
                {
                    Closed |= opcode == 0x8;
                    var message = opcode == 0x1 ? JsonSerializer.Deserialize<JsonElement>(payload) : default;
                    switch (message.ValueKind is JsonValueKind.Object ? message.GetProperty("type").GetString() : null)
                    {
                        case "ticket_update":
                            Hear(message.GetProperty("data").GetProperty("ticket"));
                            break;
                        case "queue_position_update":
                            Rank += message.GetProperty("data").GetProperty("moved").GetInt32();
                            break;
                        default:
                            break;
                    }
                }
            }
            catch (ObjectDisposedException)
            {
                // The test is over.
            }
        }

        private void Hear(JsonElement view)
        {
            Queue = view.GetProperty("queue_id").GetInt64();
            Rank = view.GetProperty("position") is { ValueKind: JsonValueKind.Number } rank ? rank.GetInt32() : null;
            Unsure = Rank is null && view.GetProperty("state").GetString() == "WAITING";
        }
    }
}
