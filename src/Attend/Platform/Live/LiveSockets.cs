using System.Diagnostics;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Events;

namespace Attend.Platform.Live;

/// <summary>
/// All open sockets of this node, and what is done to them from time to time: rights are looked at again, beacons sent, and those that
/// hang are closed.
/// </summary>
internal sealed class LiveSockets(
    Rooms rooms, Snapshots snapshots, Sessions sessions, IServiceProvider services, TimeProvider clock, ILogger<LiveSockets> log) : BackgroundService
{
    public static readonly TimeSpan BeaconEvery = TimeSpan.FromSeconds(20);

    /// <summary>The server's own buffer for a client that takes nothing, beside what waits in the room's log.</summary>
    private const int InFlight = 64 * 1024;

    /// <summary>For all clients that are behind together.</summary>
    private const long Budget = 64 * 1024 * 1024;

    /// <summary>The feed tells of most changes at once; this is for expiry, and for a feed that is held.</summary>
    private static readonly TimeSpan CheckRightsEvery = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan CheckStrangersEvery = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestStuck = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestMidway = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestClosing = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private readonly HashSet<LiveSocket> all = [];
    private readonly SemaphoreSlim rightsChanged = new(0);
    private bool stopping;

    public int Count => all.Count;

    /// <summary>Bytes that busy sockets have yet to take.</summary>
    public long Behind => All().Where(socket => socket.StuckSince != 0).Sum(socket => socket.Room.Behind(socket));

    public void Add(LiveSocket socket)
    {
        lock (gate)
        {
            all.Add(socket);
        }

        if (stopping)
        {
            SayGoodbye(socket);
        }
    }

    public void Remove(LiveSocket socket)
    {
        lock (gate)
        {
            all.Remove(socket);
        }
    }

    /// <summary>Somebody's session ended or roles changed: looks again now.</summary>
    public void CheckRights()
    {
        if (rightsChanged.CurrentCount == 0)
        {
            rightsChanged.Release();
        }
    }

    /// <summary>An event could not be told: everybody connects again and is given a gap.</summary>
    public void Break(Place place)
    {
        rooms.Break(place);
        foreach (var socket in All())
        {
            socket.Close(CloseCode.TryAgain, "connect again", "broken");
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(Beacons(stoppingToken), Rights(stoppingToken), Strangers(stoppingToken), Looks(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server is stopping.
        }
    }

    /// <summary>Clients are told to come back; the requests under them then end, and the web server with them.</summary>
    public async Task Stop()
    {
        stopping = true;
        foreach (var socket in All())
        {
            SayGoodbye(socket);
        }

        for (var began = Stopwatch.GetTimestamp(); Count > 0 && Stopwatch.GetElapsedTime(began) < LongestGoodbye;)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        foreach (var socket in All())
        {
            socket.Abort();
        }
    }

    private static void SayGoodbye(LiveSocket socket) => socket.Close(CloseCode.GoingAway, "the server stops; connect again", "stopping");

    private async Task Beacons(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(BeaconEvery, clock);
        while (await timer.WaitForNextTickAsync(ct))
        {
            rooms.Beacon();
        }
    }

    private async Task Strangers(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(CheckStrangersEvery, clock);
        while (await timer.WaitForNextTickAsync(ct))
        {
            await CheckStrangers();
        }
    }

    /// <summary>Closes the sockets of strangers whose address leads nowhere any more.</summary>
    public async Task CheckStrangers()
    {
        foreach (var socket in All().Where(socket => socket.Channel.Ends && socket.Caller.SessionId is null && !socket.Closing))
        {
            try
            {
                await Readmit(socket, socket.Caller);
            }
            catch (Exception error) when (Retry.Of(error) is not RetryKind.Never)
            {
                log.LogWarning("The strangers' sockets could not be looked at: {Error}", error.Message);
                return;
            }
        }
    }

    private async Task Looks(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(LookEvery, TimeProvider.System);
        while (await timer.WaitForNextTickAsync(ct))
        {
            rooms.Tidy();
            snapshots.Tidy();
            var stuck = All().Where(socket => !Dismissed(socket) && socket.StuckSince != 0).ToList();
            var total = stuck.Sum(socket => InFlight + socket.Room.Behind(socket));
            foreach (var socket in stuck.OrderByDescending(socket => socket.Room.Behind(socket)).TakeWhile(_ => total > Budget))
            {
                total -= InFlight + socket.Room.Behind(socket);
                socket.Close(CloseCode.TryAgain, "too many clients are slow; connect again with your last cursor", "budget");
            }
        }
    }

    /// <summary>Closes or ends what has been waiting too long. True when it is on its way out.</summary>
    private static bool Dismissed(LiveSocket socket)
    {
        if (Since(socket.ClosingSince) > LongestClosing)
        {
            socket.Abort();
        }
        else if (Since(socket.StuckSince) > LongestStuck)
        {
            socket.Close(CloseCode.TryAgain, "too slow; connect again with your last cursor", "stuck");
        }
        else if (Since(socket.MidwaySince) > LongestMidway)
        {
            socket.Close(CloseCode.Policy, "finish what you begin to say", "midway");
        }

        return socket.Closing;
    }

    private static TimeSpan Since(long timestamp) => timestamp == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(timestamp);

    private async Task Rights(CancellationToken ct)
    {
        while (true)
        {
            await rightsChanged.WaitAsync(CheckRightsEvery, ct);
            try
            {
                await Check(ct);
            }
            catch (Exception error) when (!ct.IsCancellationRequested)
            {
                log.LogWarning("The sockets' rights could not be looked at: {Error}", error.Message);
            }
        }
    }

    private async Task Check(CancellationToken ct)
    {
        var signedIn = All().Where(socket => socket.Caller.SessionId is not null && !socket.Closing).ToList();
        if (signedIn.Count == 0)
        {
            return;
        }

        var alive = await sessions.Again([.. signedIn.Select(socket => socket.Caller.SessionId!.Value).Distinct()], ct);
        foreach (var socket in signedIn)
        {
            if (!alive.TryGetValue(socket.Caller.SessionId!.Value, out var session))
            {
                socket.Close(CloseCode.SessionEnded, "the session has ended", "session");
            }
            else if (!SameRights(socket.Caller, session.Caller))
            {
                await Readmit(socket, session.Caller);
            }
        }
    }

    private async Task Readmit(LiveSocket socket, Caller caller)
    {
        await using var scope = services.CreateAsyncScope();
        if (!caller.MayAtAll(socket.Channel.Needs) || (await socket.Channel.Admit(scope.ServiceProvider, caller, socket.Request))?.Room != socket.Room.Name)
        {
            socket.Close(CloseCode.Forbidden, "you may no longer be here", "rights");
        }
        else
        {
            socket.Caller = caller;
        }
    }

    private static bool SameRights(Caller before, Caller now) =>
        before.Grants.Count == now.Grants.Count && before.Grants.All(grant =>
            now.Grants.TryGetValue(grant.Key, out var same) && same.Scope == grant.Value.Scope && same.Sites.SequenceEqual(grant.Value.Sites));

    private LiveSocket[] All()
    {
        lock (gate)
        {
            return [.. all];
        }
    }
}
