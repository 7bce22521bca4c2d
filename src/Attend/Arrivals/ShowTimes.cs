using Attend.Dispatch;
using Attend.Fleet;
using Attend.Platform;
using Attend.Platform.Database;
using Attend.Platform.Live;

namespace Attend.Arrivals;

/// <summary>
/// Shows the queues whose rooms somebody watches how the times of arrival change on the way, every half a minute. They are reckoned from the
/// positions in memory and written nowhere: a fix changes no row, and no event stands behind what is shown.
/// </summary>
internal sealed class ShowTimes(Db db, Positions positions, Rooms rooms, TimeProvider clock, ILogger<ShowTimes> log) : BackgroundService
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(30);

    private Dictionary<long, DateTimeOffset?> shown = [];

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Beat.Keep(Step, "Times of arrival", Show, log, stoppingToken);

    /// <summary>Tells those times that are others than were shown last.</summary>
    public async Task Show(CancellationToken ct)
    {
        long[] watched = [.. rooms.Watched(ArrivalChannel.Room("")).Select(ArrivalChannel.Queue)];
        if (watched.Length == 0)
        {
            return;
        }

        var arriving = await db.List<ArrivalView>($"{ArrivalView.Select} where a.queue_id = any({watched}) and a.state = 'ARRIVING' order by a.id", ct);
        var now = clock.Micros();
        var current = arriving.Select(arrival => arrival.Now(positions, now)).ToList();
        rooms.Show(current.Where(arrival => !shown.TryGetValue(arrival.Id, out var at) || at != arrival.EtaAt).Select(arrival => new News(
            ArrivalChannel.Room(arrival.QueueId), "arrival_update", "ETA_UPDATE",
            new EtaNews(arrival.Id, arrival.Version, arrival.Eta, arrival.EtaFrom, arrival.EtaAt), $"eta:{arrival.Id}")).ToList());
        shown = current.ToDictionary(arrival => arrival.Id, arrival => arrival.EtaAt);
    }
}
