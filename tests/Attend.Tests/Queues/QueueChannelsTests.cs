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
            phones.Add(await Phone.Open(world.Url, joined));
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
        // One goes elsewhere: it is not behind or before anybody here any more.
        (await clinic.Do(phones[0].Ticket, "transfer", new { queue_id = other.Queue })).Is(200);

        var ranks = (await world.Rows<string>($"""
            select id || ' ' || row_number() over (order by band, class, order_key, id) from queues.tickets where queue_id = {clinic.Queue} and state = 'WAITING'
            """)).ToDictionary(row => long.Parse(row.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture), row => int.Parse(row.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture));
        foreach (var phone in phones)
        {
            var expected = ranks.TryGetValue(phone.Ticket, out var rank) ? rank : (int?)null;
            await Wait.Until(() => phone.Rank == expected || phone.Lost);
        }

        // To look again is for what happens once in a thousand times.
        Assert.InRange(phones.Count(phone => phone.Lost), 0, Phones / 10);
        foreach (var phone in phones)
        {
            await phone.DisposeAsync();
        }

        Assert.Equal("", await world.Violations());
    }

    /// <summary>A phone as the page is one: a snapshot, and from there on only what it hears.</summary>
    private sealed class Phone(RawSocket socket, long ticket, string number) : IAsyncDisposable
    {
        private Task reading = Task.CompletedTask;
        private string key = "";
        private long version;

        /// <summary>It was told that it has a place and not which: the page comes again then.</summary>
        public bool Lost { get; private set; }

        public long Ticket => ticket;

        public int? Rank { get; private set; }

        public static async Task<Phone> Open(Uri url, Answer joined)
        {
            var socket = await RawSocket.Open(url, $"/ws/ticket/{joined["token"].GetString()}/");
            var phone = new Phone(socket, joined.Id, joined["ticket_number"].GetString()!);
            var first = (await socket.Message("initial_data")).GetProperty("data").GetProperty("ticket");
            (phone.key, phone.version) = (first.GetProperty("key").GetString()!, first.GetProperty("version").GetInt64());
            phone.Rank = first.GetProperty("position") is { ValueKind: JsonValueKind.Number } rank ? rank.GetInt32() : null;
            phone.reading = phone.Read();
            return phone;
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
                    var message = opcode == 0x1 ? JsonSerializer.Deserialize<JsonElement>(payload) : default;
                    if (message.ValueKind is JsonValueKind.Object && message.GetProperty("type").ValueEquals("queue_position_update"))
                    {
                        Hear(message.GetProperty("data"));
                    }
                }
            }
            catch (ObjectDisposedException)
            {
                // The test is over.
            }
        }

        private void Hear(JsonElement data)
        {
            var (left, joined) = (data.GetProperty("left").GetString(), data.GetProperty("joined").GetString());
            if (data.GetProperty("number").GetString() == number)
            {
                // Of two things that happened to it the later one may be heard first.
                var latest = data.GetProperty("version").GetInt64();
                if (latest > version)
                {
                    version = latest;
                    Lost |= joined is not null && data.GetProperty("ahead").ValueKind is JsonValueKind.Null;
                    (key, Rank) = joined is null ? (key, left is null ? Rank : null) : (joined, Lost ? null : data.GetProperty("ahead").GetInt32() + 1);
                }

                return;
            }

            Rank -= left is not null && string.CompareOrdinal(left, key) < 0 ? 1 : 0;
            Rank += joined is not null && string.CompareOrdinal(joined, key) < 0 ? 1 : 0;
        }
    }
}
