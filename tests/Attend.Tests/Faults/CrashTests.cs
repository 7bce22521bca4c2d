using System.Collections.Concurrent;
using System.Diagnostics;
using Xunit;

namespace Attend.Tests.Faults;

/// <summary>The server and its database die under load: what was answered is there, nothing is half done, and it comes back by itself.</summary>
[Collection(Platform.AloneCollection.Name)]
public sealed class CrashTests
{
    private const int Clients = 8;

    private static bool Long => Environment.GetEnvironmentVariable("ATTEND_LONG") == "1";

    [Fact]
    public async Task Killed_servers_keep_every_answered_dispatch()
    {
        await using var server = new ServerProcess();
        await server.Start();
        var room = await Room.Open(server);
        var random = new Random(11);
        var slowest = TimeSpan.Zero;
        for (var kill = 0; kill < (Long ? 20 : 3); kill++)
        {
            using var stop = new CancellationTokenSource();
            var load = room.Load(server, stop.Token);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(300, 1500)), TimeProvider.System);
            await server.Kill();
            await stop.CancelAsync();
            await load;
            var ready = await server.Start();
            slowest = ready > slowest ? ready : slowest;
            await room.SignIn(server);
            await room.CheckAnswered(server);
        }

        Assert.True(room.Answered.Count > 10, $"only {room.Answered.Count} dispatches were answered");
        var (code, output) = await server.Command("verify");
        Assert.True(code == 0, output);
        TestContext.Current.TestOutputHelper?.WriteLine($"{room.Answered.Count} answered dispatches, slowest start {slowest.TotalSeconds:F2} s");
        Assert.True(slowest < TimeSpan.FromSeconds(Long ? 5 : 15), $"ready only after {slowest}");
    }

    [Fact]
    public async Task A_killed_database_comes_back_under_the_same_server()
    {
        await using var server = new ServerProcess();
        await server.Start();
        var room = await Room.Open(server);
        using var stop = new CancellationTokenSource();
        var load = room.Load(server, stop.Token);
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);

        using (var postmaster = Process.GetProcessById(server.PostgresPid))
        {
            postmaster.Kill();
        }

        var before = room.Answered.Count;
        var began = Stopwatch.GetTimestamp();
        while (room.Answered.Count < before + 20)
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(30), "no dispatch succeeded after the database was killed");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        await stop.CancelAsync();
        await load;
        await room.CheckAnswered(server);
        Assert.Equal(0, (await server.Command("verify")).Code);
    }

    /// <summary>A dispatcher with eight units and eight clients, who writes down what was answered.</summary>
    private sealed class Room
    {
        private readonly List<long> units = [];
        private Api dispatcher = null!;

        public ConcurrentDictionary<long, long> Answered { get; } = new();

        public static async Task<Room> Open(ServerProcess server)
        {
            var room = new Room();
            Assert.Equal(0, (await server.Command("user", "add", "boss", "--role", "admin,supervisor,dispatcher", "--password", World.Password)).Code);
            await room.SignIn(server);
            var site = (await room.dispatcher.Post("/api/sites", new { name = "Base", kind = "station", zone = "UTC" })).Is(201).Id;
            for (var i = 0; i < Clients; i++)
            {
                room.units.Add((await room.dispatcher.Post("/api/units", new
                {
                    unit_number = $"M{i}", kind = "ambulance", level = "BASIC", seats = 2, equipment = Array.Empty<string>(), home_site_id = site,
                })).Is(201).Id);
            }

            return room;
        }

        public async Task SignIn(ServerProcess server)
        {
            var answer = (await new Api(server.Http).Post("/api/auth/login", new { username = "boss", password = World.Password })).Is(200);
            dispatcher = new Api(server.Http, answer["access_token"].GetString());
        }

        /// <summary>Calls are taken, dispatched and cleared until told to stop; what the crash cuts off is nobody's answer.</summary>
        public Task Load(ServerProcess server, CancellationToken stop) => Task.WhenAll(units.Select(async unit =>
        {
            var client = dispatcher;
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    var call = await client.Post("/api/calls", new { emergency_type = "MEDICAL", priority = "HIGH" });
                    var sent = call.Number == 201 ? await client.Post($"/api/calls/{call.Id}/dispatch", new { unit_id = unit }) : call;
                    if (sent.Number == 200)
                    {
                        Answered[sent.Id] = call.Id;
                    }

                    var held = sent.Code == "unit_held" ? sent["holder"].GetProperty("response_id").GetInt64() : sent.Number == 200 ? sent.Id : 0;
                    if (held > 0)
                    {
                        await client.Post($"/api/responses/{held}/clear", new { disposition = "NOT_RECORDED" });
                    }
                }
                catch (Exception cut) when (cut is HttpRequestException or TaskCanceledException or ObjectDisposedException or IOException)
                {
                    if (server.Http is null || stop.IsCancellationRequested)
                    {
                        return;
                    }

                    await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
                }
            }
        }));

        /// <summary>I2: everything answered 200 is in the database.</summary>
        public async Task CheckAnswered(ServerProcess server)
        {
            foreach (var (response, call) in Answered)
            {
                var found = (await dispatcher.Get($"/api/calls/{call}")).Is(200);
                Assert.Contains(found["units"].EnumerateArray(), unit => unit.GetProperty("response_id").GetInt64() == response);
            }
        }
    }
}
