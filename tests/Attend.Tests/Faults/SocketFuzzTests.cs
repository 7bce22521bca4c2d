using System.Text;
using System.Text.Json;
using Attend.Platform;
using Attend.Tests.Platform;
using Attend.Tests.Platform.Live;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Attend.Tests.Faults;

/// <summary>Nonsense on every socket of the product: it is closed for the right reason or told so, nobody else notices, no row changes.</summary>
public sealed class SocketFuzzTests(World world) : IClassFixture<World>
{
    // Fewer than a socket may say in ten seconds, with the pings between them.
    private const int PerSocket = 100;

    private static readonly string[] Messages =
    [
        "", " ", "hello", "[]", "null", "1", "\"text\"", "{}", "{\"type\":null}", "{\"type\":5}", "{\"type\":[]}", "{\"type\":{\"type\":\"ping\"}}", "{\"type\":\"\"}",
        "{\"type\":\"ping\"", "{\"type\":\"ping\"} x", "{\"type\":\"PING\"}", "{\"type\":\"\\ud800\"}", "{\"\\ud800\":1,\"type\":\"x\"}", "{\"type\":\"\\u0000\"}", "{\"type\":\"initial_data\"}",
        "{\"type\":\"position\"}", "{\"type\":\"ack\",\"data\":{\"id\":-1}}", "{\"type\":NaN}", "{'type':'ping'}", "{\"type\":\"x\",\"type\":5}", "{\"type\":\"subscribe\",\"room\":\"dispatchers\"}",
        "{\"type\":\"position\",\"data\":" + new string('[', 3000) + "}", new string('[', 10_000), "{\"type\":\"" + new string('x', 15_000) + "\"}",
    ];

    private static readonly string[] Data =
    [
        "null", "[]", "{}", "5", "\"here\"", "[null]", "[[]]", "[5]", "{\"latitude\":52.5}", "{\"latitude\":\"52.5\",\"longitude\":13.4}", "{\"latitude\":NaN,\"longitude\":13.4}",
        "{\"latitude\":1e999,\"longitude\":13.4}", "{\"latitude\":91,\"longitude\":13.4}", "{\"latitude\":52.5,\"longitude\":-1e308}", "{\"latitude\":0,\"longitude\":0}",
        "{\"latitude\":52.5,\"longitude\":13.4,\"unit_id\":9223372036854775808}", "{\"latitude\":52.5,\"longitude\":13.4,\"unit_id\":-1}",
        "{\"latitude\":52.5,\"longitude\":13.4,\"unit_id\":\"1\"}", "{\"latitude\":52.5,\"longitude\":13.4,\"heading\":1e999}", "{\"latitude\":52.5,\"longitude\":13.4,\"speed\":-1e308}",
        "{\"latitude\":52.5,\"longitude\":13.4,\"accuracy\":-1}", "{\"latitude\":52.5,\"longitude\":13.4,\"at\":\"0001-01-01T00:00:00Z\"}",
        "{\"latitude\":52.5,\"longitude\":13.4,\"at\":\"9999-12-31T23:59:59.9999999Z\"}", "{\"latitude\":52.5,\"longitude\":13.4,\"at\":1}",
        "{\"latitude\":52.5,\"longitude\":13.4,\"at\":\"0001-01-01T00:00:01Z\",\"sent_at\":\"9999-12-31T00:00:00Z\"}",
        "{\"latitude\":52.5,\"longitude\":13.4,\"at\":\"9999-12-31T00:00:00Z\",\"sent_at\":\"0001-01-01T00:00:01Z\"}", "{\"\\ud800\":1}", "{\"no_such\":1}",
        "{\"latitude\":52.5,\"longitude\":13.4,\"latitude\":null}", "{\"latitude\":52.5,\"longitude\":{\"a\":[{\"b\":1}]}}",
    ];

    [Fact]
    public async Task What_breaks_the_protocol_is_closed_with_its_code_on_every_channel()
    {
        var scene = await Scene.Make(world, new Random(1));
        foreach (var channel in LiveChannels.All)
        {
            var token = await LiveChannels.Listener(world, channel);
            await using var other = await LiveChannels.Open(world, channel, scene, token);
            await other.Message("initial_data");
            foreach (var row in ConformanceTests.Wrong)
            {
                var (what, bytes, code) = row.Data;
                await using var socket = await LiveChannels.Open(world, channel, scene, token);
                await socket.Send(bytes, RawSocket.Text("""{"type":"ping"}"""));
                Assert.True((await socket.Closed())?.Code == code, $"{channel.Route}: {what}");
            }

            await Answers(other);
        }
    }

    [Fact]
    public async Task Every_message_that_means_nothing_is_answered_with_a_problem()
    {
        var ledger = await Ledger.Open(world);
        var scene = await Scene.Make(world, new Random(1));
        var codes = world.Services.GetRequiredService<IReadOnlyList<Module>>().SelectMany(module => module.Problems).Select(problem => problem.Code).ToHashSet();
        string[] texts = [.. Messages, .. Data.Select(data => $"{{\"type\":\"position\",\"data\":{data}}}")];
        var wrong = new List<string>();
        foreach (var channel in LiveChannels.All)
        {
            var token = await LiveChannels.Listener(world, channel);
            await using var other = await LiveChannels.Open(world, channel, scene, token);
            await other.Message("initial_data");
            var mark = await ledger.Mark();
            foreach (var portion in texts.Chunk(PerSocket))
            {
                await using var socket = await LiveChannels.Open(world, channel, scene, token);
                await socket.Message("initial_data");
                foreach (var text in portion)
                {
                    await socket.Send(RawSocket.Text(text), RawSocket.Text("""{"type":"ping"}"""));
                    var said = await UntilPong(socket);
                    if (said.FirstOrDefault(code => code is "internal_error" || !codes.Contains(code)) is { } fault)
                    {
                        wrong.Add($"{channel.Route} {Short(text)}: {fault}");
                    }

                    // A position may be taken and dropped without a word, as over HTTP; everything else is told.
                    if (said.Count == 0 && !text.Contains("position", StringComparison.Ordinal))
                    {
                        wrong.Add($"{channel.Route} {Short(text)}: no answer");
                    }
                }
            }

            await Answers(other);
            Assert.Empty(await ledger.Since(mark));
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Whoever_floods_is_closed_and_the_others_are_served()
    {
        var scene = await Scene.Make(world, new Random(1));
        foreach (var channel in LiveChannels.All)
        {
            var token = await LiveChannels.Listener(world, channel);
            await using var other = await LiveChannels.Open(world, channel, scene, token);
            await other.Message("initial_data");
            await using var socket = await LiveChannels.Open(world, channel, scene, token);
            var flood = Enumerable.Repeat(RawSocket.Text("""{"type":"nonsense"}"""), 10_000).SelectMany(frame => frame).ToArray();
            var sending = socket.Send(flood).AsTask();
            Assert.Equal(1008, (int?)(await socket.Closed())?.Code);
            await Answers(other);
            // What is still on its way when the server goes is nobody's.
            await Task.WhenAny(sending.ContinueWith(sent => sent.Exception, TaskScheduler.Default));
        }
    }

    [Fact]
    public async Task No_position_stops_the_server()
    {
        var unit = await world.Unit();
        var crew = await world.SignIn(unit.Crew[0].Name);
        foreach (var data in Data)
        {
            var answer = await crew.Raw(HttpMethod.Post, "/api/positions", data);
            Assert.True(answer.Number is 202 or 400, $"{data}: {answer.Number} {answer.Body}");
        }

        // Positions are carried on by a service beside the requests; only what comes out of it shows that it lives.
        await using var board = await RawSocket.Open(world.Url, "/ws/dispatchers/", (await world.Dispatcher()).Token);
        await board.Message("initial_data");
        world.Clock.Advance(TimeSpan.FromMinutes(20));
        var next = await world.SignIn(unit.Crew[0].Name);
        (await next.Post("/api/positions", new { latitude = 52.6, longitude = 13.5, at = world.Clock.Now })).Is(202);
        await Wait.Until(async () => await world.Row<bool>(
            $"select exists (select 1 from fleet.newest_positions where vehicle_id = {unit.Id} and latitude = 52.6)"));
        (await next.Get($"/api/units/{unit.Id}")).Is(200);
        await using var newcomer = await RawSocket.Open(world.Url, "/ws/dispatchers/", (await world.Dispatcher()).Token);
        await newcomer.Message("initial_data");
    }

    /// <summary>The codes of the problems that come before the pong.</summary>
    private static async Task<List<string>> UntilPong(RawSocket socket)
    {
        var said = new List<string>();
        while (true)
        {
            var message = await socket.Next();
            switch (message.GetProperty("type").GetString())
            {
                case "pong":
                    return said;
                case "problem":
                    said.Add(message.GetProperty("data").GetProperty("code").GetString()!);
                    break;
            }
        }
    }

    private static async Task Answers(RawSocket socket)
    {
        await socket.Send(RawSocket.Text("""{"type":"ping"}"""));
        await socket.Message("pong");
    }

    private static string Short(string text) => text.Length > 80 ? text[..80] : text;
}
