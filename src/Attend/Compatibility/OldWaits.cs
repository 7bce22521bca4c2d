using System.Globalization;
using Attend.Forecasts;
using Attend.Platform;
using Attend.Platform.Database;
using Attend.Queues;

namespace Attend.Compatibility;

/// <summary>Waits as the old clients know them: one number, the median of the forecast. Null where nothing can be said.</summary>
internal sealed class OldWaits(IReadOnlyDictionary<long, Forecast> forecasts)
{
    public static async Task<OldWaits> Read(Db db, IEnumerable<long> queues, Lines lines, TimeProvider clock, CancellationToken ct) =>
        new(await Forecast.Read(db, [.. queues.Distinct()], lines, clock.Micros(), ct));

    /// <summary>For somebody who would join now, in minutes.</summary>
    public int? Minutes(long queueId) => Minutes(Joining(queueId));

    /// <summary>For whoever has a ticket, in minutes; 0 when they do not wait any more.</summary>
    public int? Minutes(TicketView ticket) => ticket switch
    {
        { State: TicketState.Waiting, Position: { } position } => Minutes(forecasts[ticket.QueueId].At(ticket.Level.Place, position - 1)),
        { State: TicketState.Waiting or TicketState.OnHold } => null,
        _ => 0,
    };

    /// <summary>For somebody who would join now: <c>00:15:00</c>.</summary>
    public string? Text(long queueId) => Text(Joining(queueId));

    /// <summary>Days stand before the clock, as the old server wrote them: <c>1 01:00:00</c>.</summary>
    public static string? Text(WaitForecast? wait) => wait is null ? null : TimeSpan.FromSeconds(wait.FromSeconds) switch
    {
        { Days: > 0 } days => days.ToString(@"d\ hh\:mm\:ss", CultureInfo.InvariantCulture),
        var hours => hours.ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture),
    };

    public static int? Minutes(WaitForecast? wait) => (wait?.FromSeconds + 59) / 60;

    private WaitForecast? Joining(long queueId) => forecasts[queueId].ForWhoeverJoins;
}
