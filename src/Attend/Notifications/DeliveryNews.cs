using Attend.Channels;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Events;
using Attend.Platform.Live;

namespace Attend.Notifications;

/// <summary>How many deliveries came into a state by a way since the last message.</summary>
internal sealed record DeliveriesMoved(Way Way, DeliveryState State, int Count);

/// <summary>What changed in half a second.</summary>
/// <param name="Deliveries">Each once, as it is now, in the order in which they were made.</param>
/// <param name="LeftOut">So many more changed that were never shown: nobody reads a thousand lines a second.</param>
internal sealed record DeliveriesChanged(IReadOnlyList<DeliveryView> Deliveries, IReadOnlyList<DeliveriesMoved> Moved, int LeftOut);

/// <summary>
/// Deliveries as they happen, for whoever watches them. The feed only leaves their ids here, and only while somebody watches; twice a second
/// they are read, all at once, and told in one message. Of a flood a part is shown, what failed first, and the rest is counted; what was
/// shown once is always brought up to date. Whoever was away begins with a snapshot, so nothing is kept for them.
/// </summary>
internal sealed class DeliveryNews(Db db, Rooms rooms, ILogger<DeliveryNews> log) : BackgroundService
{
    /// <summary>Of those that nobody has seen yet, in one message.</summary>
    public const int MostFresh = 25;

    /// <summary>The last so many that were shown are remembered; a screen holds no more.</summary>
    public const int Remembered = 500;

    /// <summary>More than this of one half second is only counted.</summary>
    private const int MostKept = 20_000;

    private const int Shown = 100;
    private const string Room = "deliveries";

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    public static readonly Channel Channel = new("/ws/deliveries/", Permissions.DeliveriesRead, Admit, Snapshot, ShowsRecords: true, Resumes: false);

    public static readonly Projection Projection = new("deliveries", Hear);

    private readonly Lock gate = new();
    private readonly Dictionary<long, bool> changed = [];
    private readonly Dictionary<(Way, DeliveryState), int> moved = [];
    private readonly HashSet<long> remembered = [];
    private readonly Queue<long> inOrder = [];
    private int leftOut;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await Tell(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server is stopping.
        }
    }

    private static Task<Seat?> Admit(IServiceProvider services, Caller caller, HttpRequest request) =>
        Task.FromResult(caller.SitesFor(Permissions.DeliveriesRead) is null ? new Seat(Room) : null);

    private static async Task<object> Snapshot(IServiceProvider services, Reads reads, string room)
    {
        var newest = reads.List<DeliveryView>($"""
            {DeliveryView.Select} where d.id in (
                select id from notifications.deliveries order by message_id desc, id desc limit {Shown}) order by d.message_id, d.id
            """);
        await reads.Send();
        services.GetRequiredService<DeliveryNews>().Remember(newest.Value.Select(one => one.Id));
        return new { deliveries = newest.Value };
    }

    private static Task<IReadOnlyList<(int Index, News News)>> Hear(IServiceProvider services, IReadOnlyList<EventRow> events, CancellationToken ct)
    {
        services.GetRequiredService<DeliveryNews>().Note(events);
        return Task.FromResult<IReadOnlyList<(int, News)>>([]);
    }

    private void Note(IReadOnlyList<EventRow> events)
    {
        if (rooms.Watched(Room).Count == 0)
        {
            return;
        }

        lock (gate)
        {
            foreach (var row in events)
            {
                if (row.Kind.StartsWith("notifications.delivery_", StringComparison.Ordinal) && row.ToState is { } word)
                {
                    var (state, way) = (Words.Parse<DeliveryState>(word), Words.Parse<Way>(row.Data.GetProperty("way").GetString()!));
                    moved[(way, state)] = moved.GetValueOrDefault((way, state)) + 1;
                    var id = row.Data.GetProperty("delivery_id").GetInt64();
                    if (changed.Count < MostKept || changed.ContainsKey(id))
                    {
                        changed[id] = state is DeliveryState.Failed or DeliveryState.Unknown or DeliveryState.Expired;
                    }
                    else
                    {
                        leftOut++;
                    }
                }
            }
        }
    }

    private async Task Tell(CancellationToken ct)
    {
        var (ids, counts, more) = Take();
        if (counts.Count == 0)
        {
            return;
        }

        try
        {
            var rows = await db.List<DeliveryView>($"{DeliveryView.Select} where d.id = any({ids}) order by d.message_id, d.id", ct);
            rooms.Show([new News(Room, "deliveries", "", new DeliveriesChanged(rows, counts, more))]);
        }
        catch (Exception error) when (Retry.Of(error) is not RetryKind.Never && !ct.IsCancellationRequested)
        {
            // The next half second tells it.
            Again(ids, counts, more);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            log.LogError(error, "A bug: {Count} deliveries could not be shown.", ids.Length);
        }
    }

    private (long[] Ids, IReadOnlyList<DeliveriesMoved> Moved, int LeftOut) Take()
    {
        lock (gate)
        {
            var known = changed.Keys.Where(remembered.Contains).ToList();
            var fresh = changed.Where(one => !remembered.Contains(one.Key))
                .OrderByDescending(one => one.Value).ThenByDescending(one => one.Key).Select(one => one.Key).ToList();
            var taken = fresh.Take(MostFresh).ToList();
            var counts = moved.Select(one => new DeliveriesMoved(one.Key.Item1, one.Key.Item2, one.Value)).ToList();
            var more = leftOut + fresh.Count - taken.Count;
            changed.Clear();
            moved.Clear();
            leftOut = 0;
            Keep(taken);
            return ([.. known, .. taken], counts, more);
        }
    }

    private void Again(long[] ids, IReadOnlyList<DeliveriesMoved> counts, int more)
    {
        lock (gate)
        {
            leftOut += more;
            foreach (var id in ids)
            {
                changed.TryAdd(id, false);
            }

            foreach (var (way, state, count) in counts)
            {
                moved[(way, state)] = moved.GetValueOrDefault((way, state)) + count;
            }
        }
    }

    private void Remember(IEnumerable<long> ids)
    {
        lock (gate)
        {
            Keep(ids);
        }
    }

    private void Keep(IEnumerable<long> ids)
    {
        foreach (var id in ids.Where(remembered.Add))
        {
            inOrder.Enqueue(id);
        }

        while (inOrder.Count > Remembered)
        {
            remembered.Remove(inOrder.Dequeue());
        }
    }
}
