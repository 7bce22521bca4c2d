using System.Collections.Concurrent;
using Xunit;

namespace Attend.Tests.Faults;

/// <summary>A dispatcher with eight units and eight clients, who writes down what was answered.</summary>
internal sealed class CrashRoom
{
    private const int Clients = 8;

    private readonly List<long> units = [];
    private Api dispatcher = null!;

    public ConcurrentDictionary<long, long> Answered { get; } = new();

    /// <summary>Answers that a client did nothing to deserve.</summary>
    public ConcurrentBag<string> Failures { get; } = [];

    public static async Task<CrashRoom> Open(ServerProcess server)
    {
        var room = new CrashRoom();
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
                if (sent.Number >= 500)
                {
                    Failures.Add($"{sent.Number} {sent.Body}");
                }

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
            catch (Exception cut) when (ServerProcess.IsCut(cut))
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
