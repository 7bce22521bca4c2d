using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Events;
using Attend.Platform.Live;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Channel = System.Threading.Channels.Channel;

namespace Attend.Bench;

/// <summary>
/// The servers that B3 compares, each the main program of a process of its own: Attend's, from the commit to the socket; a loop over
/// ASP.NET Core's WebSockets; a SignalR hub. The two yardsticks have no database and know the event before they are asked to tell it; they tell
/// it in one message of as many bytes as they are asked for.
/// </summary>
internal static class FanOutServers
{
    /// <summary>The hidden argument that makes this program one of the servers.</summary>
    public const string Word = "fan-out-server";

    public const string Attend = "attend";
    public const string Loop = "loop";
    public const string SignalR = "signalr";

    /// <summary>Instead of a token, where the address is the right to listen.</summary>
    public const string NoToken = "-";

    /// <summary>In the first message of each server; who got it hears every event from then on.</summary>
    public static ReadOnlySpan<byte> Greeting => "initial_data"u8;

    private const string Kind = "bench.told";

    private static readonly Permission Listen = new("bench.listen");
    private static readonly string Text = new('x', 600);

    /// <summary>Serves until its input ends.</summary>
    /// <param name="room">Of <see cref="FanOutRoom"/>, for Attend; the others have one.</param>
    public static async Task Serve(string kind, string connection, string room)
    {
        var (app, path, token, tell) = kind switch
        {
            Attend when room == FanOutRoom.Plain.Name => await Plain(connection),
            Attend => await WholeServer.Build(connection, room),
            Loop => WebSocketLoop(),
            _ => Hub(),
        };
        await app.StartAsync();
        if (kind == Attend)
        {
            await app.Services.GetRequiredService<Feed>().Started;
        }

        var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Answer("ready", $"{address.Port} {path} {token}");
        using var input = new StreamReader(Console.OpenStandardInput());
        while (await input.ReadLineAsync() is { } command)
        {
            _ = Obey(command, app, tell).ContinueWith(failed => Environment.FailFast(command, failed.Exception), CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }

        // Not stopped in order: a farewell to every client is not what is measured.
        Environment.Exit(0);
    }

    private static async Task Obey(string command, WebApplication app, Func<int, int, Task<long>> tell)
    {
        switch (command.Split(' '))
        {
            case ["tell", var number, var bytes]:
                Answer(command, $"{await tell(int.Parse(number, CultureInfo.InvariantCulture), int.Parse(bytes, CultureInfo.InvariantCulture))}");
                break;
            case ["sockets", _]:
                Answer(command, $"{app.Services.GetRequiredService<LiveSockets>().Count}");
                break;
            case ["cpu", _]:
                Answer(command, $"{Environment.CpuUsage.TotalTime.Ticks}");
                break;
            case ["memory", _]:
                for (var i = 0; i < 3; i++)
                {
                    GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                    GC.WaitForPendingFinalizers();
                }

                Answer(command, $"{Environment.WorkingSet} {GC.GetTotalMemory(false)}");
                break;
        }
    }

    private static void Answer(string command, FormattableString words) =>
        Console.WriteLine($"{command}: {words.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>An event as the yardsticks send it: so many bytes.</summary>
    private static byte[] Payload(int number, int bytes)
    {
        var begin = string.Create(CultureInfo.InvariantCulture, $$"""{"type":"told","number":{{number}},"text":" """);
        return Encoding.ASCII.GetBytes($$"""{{begin}}{{new string('x', Math.Max(0, bytes - begin.Length - 2))}}"}""");
    }

    private static async Task<(WebApplication, string, string, Func<int, int, Task<long>>)> Plain(string connection)
    {
        var (token, hash) = Token.New();
        var session = new Session(1, DateTimeOffset.MaxValue, new Caller("user:1", 1, 1, new Dictionary<Permission, Grant> { [Listen] = new(Scope.All, []) }));
        var module = new Module("bench");
        module.Services.Add(services => services.AddSingleton(new SessionSource(
            (given, _) => Task.FromResult(given.AsSpan().SequenceEqual(hash) ? session : null),
            (_, _) => Task.FromResult<IReadOnlyList<Session>>([session]),
            new HashSet<string>(["bench.session_ended"]))));
        module.Channels.Add(new Platform.Live.Channel("/ws/bench/", Listen, (_, _, _) => Task.FromResult<Platform.Live.Seat?>(new("bench")), async (_, reads, _) =>
        {
            var last = reads.One<long>($"select coalesce(max(id), 0) from bench_told");
            await reads.Send();
            return new { last = last.Value };
        }));
        module.Projections.Add(new Projection("bench", Project));
        var app = Server.Build(new Settings("http://127.0.0.1:0", connection, null), connection, [module], TimeProvider.System,
            services => services.AddLogging(logging => logging.ClearProviders()));
        await CommandLine.Prepare(app, [], CancellationToken.None);
        var db = app.Services.GetRequiredService<Db>();
        await db.Run($"create table if not exists bench_told (id bigint primary key, text text not null)");
        return (app, "/ws/bench/", token, Tell);

        async Task<long> Tell(int number, int bytes)
        {
            await db.Write<IResult>(Caller.System, async change =>
            {
                change.Run($"insert into bench_told (id, text) values ({number}, {Text})");
                change.Event(Kind, $"told:{number}");
                await change.Send();
                return TypedResults.NoContent();
            });
            return Stopwatch.GetTimestamp();
        }
    }

    private static async Task<IReadOnlyList<(int, News)>> Project(IServiceProvider services, IReadOnlyList<EventRow> events, CancellationToken ct)
    {
        long[] ids = [.. events.Where(row => row.Kind == Kind).Select(row => row.SubjectId)];
        var views = ids.Length == 0 ? [] : (await services.GetRequiredService<Db>().List<Told>(
            $"select id as number, text from bench_told where id = any({ids})", ct)).ToDictionary(told => told.Number);
        return [.. events.Index().Where(row => row.Item.Kind == Kind).Select(row => (row.Index, new News("bench", "told", "TOLD", views[row.Item.SubjectId])))];
    }

    /// <summary>
    /// A task a socket that waits for the client's end, and one that takes an event after the other and sends it to all of them. It waits
    /// for nobody but at the end of each event.
    /// </summary>
    private static (WebApplication, string, string, Func<int, int, Task<long>>) WebSocketLoop()
    {
        var app = Bare(_ => { });
        var members = new List<WebSocket>();
        var events = Channel.CreateUnbounded<ReadOnlyMemory<byte>>(new UnboundedChannelOptions { SingleReader = true });
        app.UseWebSockets();
        app.MapGet("/ws", async (HttpContext context) =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            lock (members)
            {
                members.Add(socket);
            }

            await socket.SendAsync("""{"type":"initial_data"}"""u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
            try
            {
                await socket.ReceiveAsync(Memory<byte>.Empty, context.RequestAborted);
            }
            catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
            {
                // The client reset the connection.
            }

            lock (members)
            {
                members.Remove(socket);
            }
        });
        _ = Task.Run(async () =>
        {
            var waiting = new List<Task>();
            await foreach (var bytes in events.Reader.ReadAllAsync())
            {
                WebSocket[] sockets;
                lock (members)
                {
                    sockets = [.. members];
                }

                foreach (var socket in sockets)
                {
                    var sent = socket.SendAsync(bytes, WebSocketMessageType.Text, true, CancellationToken.None);
                    if (!sent.IsCompletedSuccessfully)
                    {
                        waiting.Add(sent.AsTask());
                    }
                }

                await ((Task)Task.WhenAll(waiting)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                waiting.Clear();
            }
        });
        return (app, "/ws", NoToken, Tell);

        Task<long> Tell(int number, int bytes)
        {
            var now = Stopwatch.GetTimestamp();
            events.Writer.TryWrite(Payload(number, bytes));
            return Task.FromResult(now);
        }
    }

    private static (WebApplication, string, string, Func<int, int, Task<long>>) Hub()
    {
        // The clients here send no pings.
        var app = Bare(services => services.AddSignalR(hub => hub.ClientTimeoutInterval = TimeSpan.FromHours(1)));
        app.MapHub<TellingHub>("/hub");
        var hub = app.Services.GetRequiredService<IHubContext<TellingHub>>();
        return (app, "/hub", NoToken, Tell);

        async Task<long> Tell(int number, int bytes)
        {
            var now = Stopwatch.GetTimestamp();
            using var payload = JsonDocument.Parse(Payload(number, bytes));
            await hub.Clients.All.SendAsync("told", payload.RootElement);
            return now;
        }
    }

    private static WebApplication Bare(Action<IServiceCollection> add)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddRouting();
        add(builder.Services);
        return builder.Build();
    }

    private sealed record Told(long Number, string Text);

    private sealed class TellingHub : Hub
    {
        public override Task OnConnectedAsync() => Clients.Caller.SendAsync("initial_data");
    }
}
