using Attend.Fleet;
using Attend.Platform;
using Attend.Platform.Database;
using Attend.Platform.Live;

namespace Attend.Dispatch;

/// <summary>When a unit will be there as it looks now, as a state of its pre-alert.</summary>
internal sealed record EtaNews(long Id, long Version, DateTimeOffset? Eta, string? EtaFrom, DateTimeOffset? EtaAt);

/// <summary>
/// Shows the hospitals whose rooms somebody watches how the times of arrival change on the way, every ten seconds. States: no event
/// stands behind them, and a busy client gets the newest only.
/// </summary>
internal sealed class ArrivalNews(Db db, Positions positions, Rooms rooms, TimeProvider clock, ILogger<ArrivalNews> log) : BackgroundService
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    private Dictionary<long, DateTimeOffset?> shown = [];

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Beat.Keep(Step, "Times of arrival", Show, log, stoppingToken);

    /// <summary>Tells those times that are others than were shown last.</summary>
    public async Task Show(CancellationToken ct)
    {
        long[] watched = [.. rooms.Watched(DispatchNews.HospitalRoom("")).Select(DispatchNews.RoomNumber)];
        if (watched.Length == 0)
        {
            return;
        }

        var alerts = await db.List<PreAlertView>($"""
            {PreAlertView.Select} where p.hospital_id = any({watched}) and p.state in ('SENT', 'ACCEPTED', 'DECLINED') order by p.id
            """, ct);
        var now = clock.Micros();
        var current = alerts.Select(alert => alert.Now(positions, now)).ToList();
        rooms.Show(current.Where(alert => !shown.TryGetValue(alert.Id, out var at) || at != alert.EtaAt).Select(alert => new News(
            DispatchNews.HospitalRoom(alert.HospitalId), "pre_alert_update", "ETA_UPDATE",
            new EtaNews(alert.Id, alert.Version, alert.Eta, alert.EtaFrom, alert.EtaAt), $"eta:{alert.Id}")).ToList());
        shown = current.ToDictionary(alert => alert.Id, alert => alert.EtaAt);
    }
}
