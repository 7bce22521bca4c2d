using Attend.Forecasts;
using Attend.Platform;
using Attend.Platform.Database;
using Attend.Queues;

namespace Attend.WalkIns;

/// <summary>How long whoever would join now will wait, for the pages that say it (<see cref="WaitWords"/>); null where nothing can be said.</summary>
internal static class ReadWait
{
    /// <summary>Of several queues, by their ids.</summary>
    public static async Task<IReadOnlyDictionary<long, WaitForecast?>> ToJoin(IEnumerable<QueueView> queues, Db db, Lines lines, TimeProvider clock, CancellationToken ct)
    {
        long[] ids = [.. queues.Select(queue => queue.Id)];
        return (await Forecast.Read(db, ids, lines, clock.Micros(), ct)).ToDictionary(forecast => forecast.Key, forecast => forecast.Value.ForWhoeverJoins);
    }

    public static async Task<WaitForecast?> ToJoin(QueueView queue, Db db, Lines lines, TimeProvider clock, CancellationToken ct) =>
        (await ToJoin([queue], db, lines, clock, ct)).GetValueOrDefault(queue.Id);
}
