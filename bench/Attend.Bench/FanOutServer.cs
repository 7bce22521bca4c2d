using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Live;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Attend.Bench;

/// <summary>
/// The server half of B3, in a process of its own so that its CPU and memory are its own: the product, a bare loop over WebSockets, or a
/// SignalR hub. It does what it is told on standard input and answers a line for each command.
/// </summary>
internal static class FanOutServer
{
    /// <summary>What every message carries beside its number.</summary>
    private static readonly string Padding = new('x', 300);

    public static async Task Run(string kind, string connection)
    {
        await using var app = kind switch
        {
            "attend" => await Product(connection),
            "loop" => Plain(builder => { }, app => Loop.Map(app)),
            _ => Plain(builder => builder.Services.AddSignalR(), app => app.MapHub<Ring>("/fan/")),
        };
        await app.StartAsync();
        Action<long> push = kind switch
        {
            "attend" => number => Commit(app, number),
            "loop" => Loop.Push,
            _ => number => app.Services.GetRequiredService<IHubContext<Ring>>().Clients.All.SendAsync("fact", new { number, padding = Padding }).GetAwaiter().GetResult(),
        };
        Console.WriteLine(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        while (Console.ReadLine() is { } line && line.Split(' ') is var words)
        {
            Console.WriteLine(words[0] switch
            {
                "push" => Push(push, kind == "attend", long.Parse(words[1], CultureInfo.InvariantCulture), int.Parse(words[2], CultureInfo.InvariantCulture)),
                "cpu" => Process.GetCurrentProcess().TotalProcessorTime.TotalMilliseconds.ToString(CultureInfo.InvariantCulture),
                _ => Memory().ToString(CultureInfo.InvariantCulture),
            });
        }

        await app.StopAsync();
    }

    /// <summary>
    /// Pushes so many messages one after the other and answers when each was certain, by the clock that all processes share: the product's
    /// when its commit has returned, the others' before the first send.
    /// </summary>
    private static string Push(Action<long> push, bool commits, long first, int count)
    {
        var times = new long[count];
        for (var i = 0; i < count; i++)
        {
            var before = Stopwatch.GetTimestamp();
            push(first + i);
            times[i] = commits ? Stopwatch.GetTimestamp() : before;
        }

        return string.Join(' ', times);
    }

    private static long Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    private static WebApplication Plain(Action<WebApplicationBuilder> add, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        add(builder);
        var app = builder.Build();
        app.UseWebSockets();
        map(app);
        return app;
    }

    private static async Task<WebApplication> Product(string connection)
    {
        var module = new Module("bench");
        module.Services.Add(services => services.AddSingleton(new SessionSource(
            (_, _) => Task.FromResult<Session?>(null), (_, _) => Task.FromResult<IReadOnlyList<Session>>([]), new HashSet<string>())));
        module.Channels.Add(new Channel("/fan/", Permission.Anyone, (_, _, _) => Task.FromResult<string?>("fan"), (_, _, _) => Task.FromResult<object>(new { })));
        module.Projections.Add(new Projection("bench", (_, events, _) => Task.FromResult<IReadOnlyList<(int, News)>>(
            [.. events.Index().Where(row => row.Item.Kind == "bench.pushed")
                .Select(row => (row.Index, new News("fan", "fact", "PUSHED", new { number = row.Item.Data.GetProperty("number").GetInt64(), padding = Padding })))])));
        var app = Server.Build(
            new Settings("http://127.0.0.1:0", connection, null), connection, [module], TimeProvider.System, services => services.AddLogging(logging => logging.ClearProviders()));
        await CommandLine.Prepare(app, [], CancellationToken.None);
        return app;
    }

    private static void Commit(WebApplication app, long number) => app.Services.GetRequiredService<Db>().Write<IResult>(Caller.System, async change =>
    {
        change.Event("bench.pushed", "fan:1", new { number });
        await change.Send();
        return TypedResults.NoContent();
    }).GetAwaiter().GetResult();

    internal sealed class Ring : Hub;

    /// <summary>The yardstick: every socket is written to in turn, and the next message waits for all of them.</summary>
    private static class Loop
    {
        private static readonly ConcurrentDictionary<WebSocket, bool> All = [];

        public static void Map(WebApplication app) => app.Map("/fan/", async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            All[socket] = true;
            var buffer = new byte[256];
            while (socket.State == WebSocketState.Open && (await socket.ReceiveAsync(buffer, CancellationToken.None)).MessageType != WebSocketMessageType.Close)
            {
            }

            All.TryRemove(socket, out _);
        });

        public static void Push(long number)
        {
            var bytes = Encoding.UTF8.GetBytes($$$"""{"type":"fact","event":"PUSHED","cursor":"1.{{{number:x8}}}.{{{number:x8}}}","data":{"number":{{{number}}},"padding":"{{{Padding}}}"}}""");
            var waiting = new List<Task>();
            foreach (var (socket, _) in All)
            {
                var sent = socket.SendAsync(bytes, WebSocketMessageType.Text, true, CancellationToken.None);
                if (!sent.IsCompleted)
                {
                    waiting.Add(sent);
                }
            }

            Task.WhenAll(waiting).GetAwaiter().GetResult();
        }
    }
}
