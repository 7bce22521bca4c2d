using System.Collections.Concurrent;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Events;
using Attend.Platform.Live;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Attend.Tests.Platform.Live;

/// <summary>
/// A server with one small module: things with a value, a fact when one changes, a state when one is counted. Sessions are in memory.
/// </summary>
internal sealed class LiveWorld : IAsyncDisposable
{
    public static readonly Permission Watch = new("things.watch");

    private readonly ConcurrentDictionary<string, Session> byHash = new();
    private WebApplication app = null!;
    private long sessions;

    private LiveWorld(string connection) => Connection = connection;

    public string Connection { get; }

    public Uri Url { get; private set; } = null!;

    public Db Db => app.Services.GetRequiredService<Db>();

    public Epoch Epoch => app.Services.GetRequiredService<Epoch>();

    public Rooms Rooms => app.Services.GetRequiredService<Rooms>();

    public Snapshots Snapshots => app.Services.GetRequiredService<Snapshots>();

    public LiveSockets Sockets => app.Services.GetRequiredService<LiveSockets>();

    /// <summary>What came up from clients.</summary>
    public ConcurrentQueue<string> Heard { get; } = [];

    /// <summary>Set to make the projection fail over an event's number.</summary>
    public long? Broken { get; set; }

    /// <summary>Set to make an event's number one that no JSON holds: the projection succeeds, writing it down does not.</summary>
    public long? Unwritable { get; set; }

    /// <summary>Bytes added to every fact.</summary>
    public string Padding { get; set; } = "";

    /// <param name="more">A module beside its own.</param>
    public static async Task<LiveWorld> Start(string connection, Module? more = null)
    {
        var world = new LiveWorld(connection);
        world.app = Server.Build(
            new Settings("http://127.0.0.1:0", connection, null), connection, more is null ? [world.Things()] : [world.Things(), more], TimeProvider.System,
            services => services.AddLogging(logging => logging.ClearProviders()));
        await CommandLine.Prepare(world.app, [], CancellationToken.None);
        await world.Db.Run($"create table if not exists things (id bigint primary key, value bigint not null, version bigint not null)");
        await world.Db.Run($"create table if not exists facts (number bigint primary key)");
        await world.app.StartAsync();
        world.Url = new Uri(world.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        await world.app.Services.GetRequiredService<Feed>().Started;
        return world;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    /// <summary>Signs somebody in; the bearer.</summary>
    public string SignIn(long user = 1, params Permission[] permissions)
    {
        var (text, hash) = Token.New();
        var id = Interlocked.Increment(ref sessions);
        var grants = permissions.ToDictionary(permission => permission, _ => new Grant(Scope.All, []));
        byHash[Convert.ToBase64String(hash)] = new Session(id, DateTimeOffset.MaxValue, new Caller($"user:{user}", user, id, grants));
        return text;
    }

    public void End(string token) => byHash.TryRemove(Convert.ToBase64String(Token.Hash(token)), out _);

    public void TakeRights(string token) => byHash.AddOrUpdate(
        Convert.ToBase64String(Token.Hash(token)), _ => throw new InvalidOperationException(),
        (_, session) => session with { Caller = session.Caller with { Grants = new Dictionary<Permission, Grant>() } });

    public Task<RawSocket> Connect(string? token, string? cursor = null, int? receiveBuffer = null) =>
        RawSocket.Open(Url, "/ws/things/" + (cursor is null ? "" : "?cursor=" + cursor), token, receiveBuffer: receiveBuffer);

    public Task Change(long id, long value) => Write(change =>
    {
        change.Run($"""
            insert into things (id, value, version) values ({id}, {value}, 1)
            on conflict (id) do update set value = excluded.value, version = things.version + 1
            """);
        change.Event("things.changed", $"thing:{id}", new { value });
    });

    /// <summary>An event that becomes a fact and a state, or two facts.</summary>
    public Task Happen(string kind, long number, long id = 1) => Write(change =>
    {
        change.Run($"insert into facts (number) values ({number})");
        change.Event(kind, $"thing:{id}", new { number });
    });

    public Task Tell(string kind, string subject) => Write(change => change.Event(kind, subject));

    private Task Write(Action<Change> write) => Db.Write<IResult>(Caller.System, async change =>
    {
        write(change);
        await change.Send();
        return TypedResults.NoContent();
    });

    private Module Things()
    {
        var module = new Module("test");
        module.Services.Add(services => services.AddSingleton(new SessionSource(
            (hash, _) => Task.FromResult(byHash.GetValueOrDefault(Convert.ToBase64String(hash))),
            (ids, _) => Task.FromResult<IReadOnlyList<Session>>([.. byHash.Values.Where(session => ids.Contains(session.Id))]),
            new HashSet<string>(["people.session_ended"]))));
        module.Channels.Add(new Channel("/ws/things/", Watch, (_, _, _) => Task.FromResult<Seat?>(new("things")), Snapshot,
            (_, caller, _, message) =>
            {
                Heard.Enqueue($"{caller.Actor} {message.GetProperty("type").GetString()}");
                return message.TryGetProperty("fail", out _) ? throw new InvalidOperationException("asked to fail") : Task.FromResult(true);
            }));
        module.Channels.Add(new Channel("/ws/public/{id}/", Permission.Anyone,
            (_, _, request) => Task.FromResult(request.RouteValues["id"] is "closed" ? null : new Seat($"public:{request.RouteValues["id"]}")),
            (_, _, room) => Task.FromResult<object>(new { room })));
        module.Projections.Add(new Projection("things", Project));
        return module;
    }

    private async Task<object> Snapshot(IServiceProvider services, Reads reads, string room)
    {
        var things = reads.List<Thing>($"select id, value, version from things order by id");
        var facts = reads.List<long>($"select number from facts order by number");
        await reads.Send();
        return new { things = things.Value, facts = facts.Value };
    }

    private async Task<IReadOnlyList<(int, News)>> Project(IServiceProvider services, IReadOnlyList<EventRow> events, CancellationToken ct)
    {
        var ids = events.Where(row => row.Kind == "things.changed").Select(row => row.SubjectId).Distinct().ToArray();
        var views = ids.Length == 0 ? [] : (await Db.List<Thing>($"select id, value, version from things where id = any({ids})", ct)).ToDictionary(thing => thing.Id);
        var news = new List<(int, News)>();
        foreach (var (index, row) in events.Index())
        {
            var number = row.Data.TryGetProperty("number", out var given) ? given.GetInt64() : 0;
            if (number == Broken && number != 0)
            {
                throw new InvalidOperationException("broken");
            }

            switch (row.Kind)
            {
                case "things.changed":
                    news.Add((index, new News("things", "thing_update", "CHANGED", views[row.SubjectId])));
                    break;
                case "things.counted":
                    news.Add((index, new News("things", "count", "COUNTED", new { number }, $"count:{row.SubjectId}")));
                    break;
                case "things.doubled":
                    news.Add((index, new News("things", "first", "DOUBLED", new { number })));
                    news.Add((index, new News("things", "second", "DOUBLED", new { number })));
                    break;
                case "test.happened":
                    news.Add((index, new News("things", "fact", "HAPPENED", new { number = number == Unwritable ? double.PositiveInfinity : number, padding = Padding })));
                    break;
            }
        }

        return news;
    }

    public sealed record Thing(long Id, long Value, long Version);
}

/// <summary>One such server for a whole test class.</summary>
public sealed class LiveServer(TestPostgres postgres) : Xunit.IAsyncLifetime
{
    internal LiveWorld World { get; private set; } = null!;

    public async ValueTask InitializeAsync() => World = await LiveWorld.Start(await postgres.CreateDatabase());

    public ValueTask DisposeAsync() => World.DisposeAsync();
}
