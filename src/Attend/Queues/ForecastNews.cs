using Attend.Platform;
using Attend.Platform.Database;
using Attend.Platform.Live;

namespace Attend.Queues;

/// <summary>
/// Shows whoever watches a queue how long people wait as it looks now: within a second of a change, and once a minute without one, because time
/// itself changes it; then the counts are said again too, for a screen that may have missed one. States: no event stands behind them. A phone finds
/// its own wait in the curve of its class.
/// </summary>
internal sealed class ForecastNews(Db db, Lines lines, Rooms rooms, TimeProvider clock, ILogger<ForecastNews> log) : BackgroundService
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly Dictionary<long, (long Changes, DateTimeOffset At)> shown = [];

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Beat.Keep(Step, "Forecasts", Show, log, stoppingToken);

    /// <summary>Tells those queues in which something changed since they were shown last, or that were not for a minute.</summary>
    public async Task Show(CancellationToken ct)
    {
        var now = clock.Micros();
        var due = QueueNews.Watched(rooms).Select(queue => (Queue: queue, Changes: lines.Changes(queue)))
            .Where(one => !shown.TryGetValue(one.Queue, out var last) || last.Changes != one.Changes || now - last.At >= Longest)
            .ToDictionary(one => one.Queue, one => one.Changes);
        if (due.Count == 0)
        {
            return;
        }

        var forecasts = await Forecast.Read(db, [.. due.Keys], lines, now, ct);
        rooms.Show(forecasts.SelectMany(one => QueueNews.OfForecast(ForecastView.Of(one.Key, one.Value, now))).ToList());
        await Recount(due, ct);
        foreach (var (queue, changes) in due)
        {
            shown[queue] = (changes, now);
        }
    }

    /// <summary>How the queues stand in which nothing has changed; where something does meanwhile its event tells it, and this would be older.</summary>
    private async Task Recount(Dictionary<long, long> due, CancellationToken ct)
    {
        long[] still = [.. due.Where(one => shown.TryGetValue(one.Key, out var last) && last.Changes == one.Value).Select(one => one.Key)];
        if (still.Length == 0)
        {
            return;
        }

        foreach (var queue in still)
        {
            await lines.Know(queue, ct);
        }

        var standing = await db.List<QueueView>($"{QueueView.Uncounted} where q.id = any({still})", ct);
        rooms.Show(standing.Select(queue => queue with { Waiting = lines.Count(queue.Id) })
            .Where(queue => lines.Changes(queue.Id) == due[queue.Id]).SelectMany(QueueNews.OfStatus).ToList());
    }
}
