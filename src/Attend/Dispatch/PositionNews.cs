using Attend.Fleet;
using Attend.Platform.Live;

namespace Attend.Dispatch;

/// <summary>
/// Shows the dispatchers where units are now, several times a second: states, of which a busy client gets the newest only. No event
/// stands behind them, so that nobody is sent an old place after a new one.
/// </summary>
internal sealed class PositionNews(Positions positions, Rooms rooms) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        positions.Moved += Show;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        positions.Moved -= Show;
        return Task.CompletedTask;
    }

    private void Show(IReadOnlyList<Located> moved) => rooms.Show(moved.Select(located => new News(
        DispatchNews.Dispatchers, "ambulance_update", "LOCATION_UPDATE", LocationView.Of(located), $"position:{located.UnitId}")));
}
