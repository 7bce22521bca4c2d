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
    private bool away;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The step is the machine's, as that of the positions from which the times are reckoned.
        using var timer = new PeriodicTimer(Step, TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await Attempt(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            log.LogDebug("No more times of arrival: the server stops.");
        }
    }

    private async Task Attempt(CancellationToken ct)
    {
        try
        {
            await Show(ct);
            away = false;
        }
        catch (Exception error) when (Retry.Of(error) is not RetryKind.Never)
        {
            if (!away)
            {
                log.LogWarning("Times of arrival wait for the database.");
            }

            away = true;
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            // The loop goes on: a time that is not shown is one bug, a server that stops is all of them.
            log.LogError(error, "A bug: times of arrival could not be shown this time.");
        }
    }

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
