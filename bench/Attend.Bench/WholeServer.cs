using System.Diagnostics;
using Attend.Dispatch;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Attend.Queues;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Attend.Bench;

/// <summary>
/// The whole of Attend as one of <see cref="FanOutServers"/>: a room that people sit in, and the use case that tells it something. One event is
/// committed after the other, so that the first that a client hears is the first that was told.
/// </summary>
internal static class WholeServer
{
    /// <summary>Seats with a token of their own.</summary>
    private const int Seats = 9_500;

    /// <summary>Who can leave from the head of a line before those who listen are at it.</summary>
    private const int Leaving = 6_000;

    private const int Waiting = 50;

    /// <returns>What <see cref="FanOutServers"/> needs of a server; a star in path or token stands for nine digits of each client's own.</returns>
    public static async Task<(WebApplication App, string Path, string Token, Func<int, int, Task<long>> Tell)> Build(string connection, string room)
    {
        var app = Server.Build(new Settings("http://127.0.0.1:0", connection, null), connection, Modules.All, TimeProvider.System,
            services => services.AddLogging(logging => logging.ClearProviders()));
        await CommandLine.Prepare(app, Modules.All, CancellationToken.None);
        var db = app.Services.GetRequiredService<Db>();
        var (path, token, act) = room switch
        {
            _ when room == FanOutRoom.Wall.Name => await Wall(db),
            _ when room == FanOutRoom.Phones.Name => await Phones(db),
            _ when room == FanOutRoom.Board.Name => await Board(db, 1),
            _ when room == FanOutRoom.Boards.Name => await Board(db, Seats),
            _ => throw new ArgumentException($"There is no room {room}.", nameof(room)),
        };
        return (app, path, token, OneByOne(act));
    }

    /// <summary>A desk has called somebody, and calls them once more each time.</summary>
    private static async Task<(string Path, string Token, Func<Task> Act)> Wall(Db db)
    {
        var queue = await FilledQueue.Make(db, Waiting);
        Done(await CallNext.FromQueue(queue.Id, new CallNextRequest(queue.Desk), db, Caller.System, CancellationToken.None));
        var called = await db.One<long>($"select id from queues.tickets where queue_id = {queue.Id} and state = 'CALLED'");
        return ($"/ws/queue/{FilledQueue.Code}/?site={queue.Site}", FanOutServers.NoToken,
            async () => Done(await DeskKeys.Recall(called, db, Caller.System, CancellationToken.None)));
    }

    /// <summary>The first of the line gives up their place each time, and all who listen move up by one.</summary>
    private static async Task<(string Path, string Token, Func<Task> Act)> Phones(Db db)
    {
        var queue = await FilledQueue.Make(db, Leaving, Seats);
        var left = 0;
        return ($"/ws/ticket/{queue.TailTokens}*/", FanOutServers.NoToken,
            async () => Done(await MyTicket.Cancel(queue.HeadToken(left++), db, Caller.Anonymous, CancellationToken.None)));
    }

    /// <summary>A call is taken each time.</summary>
    private static async Task<(string Path, string Token, Func<Task> Act)> Board(Db db, int sessions)
    {
        // A star takes nine of a token's letters.
        var token = Token.New().Text[..^9];
        var user = await db.One<long>($"""
            insert into people.users (username, first_name, last_name, language, zone, created_at) values ({"bench-" + token}, 'Bench', 'User', 'en', 'UTC', now())
            returning id
            """);
        await db.Run($"insert into people.user_roles (user_id, role) values ({user}, 'dispatcher')");
        await db.Run($"""
            insert into people.sessions (user_id, kind, name, token_hash, created_at, used_at, expires_at)
            select {user}, 'session', 'bench', sha256(convert_to({token} || lpad(n::text, 9, '0'), 'UTF8')), now(), now(), now() + interval '1 day'
            from generate_series(0, {sessions - 1}) n
            """);
        await db.Run($"analyze people.sessions");
        return ("/ws/dispatchers/", token + (sessions > 1 ? "*" : "000000000"),
            async () => Done(await TakeCall.Handle(new TakeCallRequest(EmergencyType.Medical, Priority.Low), db, Caller.System, CancellationToken.None)));
    }

    private static Func<int, int, Task<long>> OneByOne(Func<Task> act)
    {
        Task last = Task.CompletedTask;
        return (_, _) =>
        {
            var told = After(last);
            last = told;
            return told;
        };

        async Task<long> After(Task before)
        {
            await before;
            await act();
            return Stopwatch.GetTimestamp();
        }
    }

    private static void Done(object result)
    {
        if (Refused.In(result) is { } refused)
        {
            throw new InvalidOperationException($"Refused: {refused.Problem.Code}.");
        }
    }
}
