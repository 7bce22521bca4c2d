using System.Collections.Concurrent;
using Attend.Fleet;
using Attend.Platform;
using Attend.Platform.Database;
using Attend.Platform.Live;
using Attend.Visits;

namespace Attend.Trips;

/// <summary>Where a driver is, by the fixes of their car.</summary>
internal sealed record DriverLocationView(
    long DriverId, long VehicleId, double Latitude, double Longitude, double? Speed, double? Heading, double? Accuracy, DateTimeOffset At);

/// <summary>
/// Shows where drivers are who are free or drive, once a second: to operators of their site, and to those whom they come for or have on board. States:
/// no event stands behind them, and a busy client gets the newest only.
/// </summary>
internal sealed class DriverNews(Db db, Positions positions, Rooms rooms, TimeProvider clock, ILogger<DriverNews> log) : BackgroundService
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<long, Located> moved = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        positions.Moved += Note;
        await Beat.Keep(Step, "Places of drivers", Show, log, stoppingToken);
        positions.Moved -= Note;
    }

    /// <summary>Shows the cars that moved since the last time; nothing is read while nobody looks.</summary>
    public async Task Show(CancellationToken ct)
    {
        var taken = moved.Where(one => moved.TryRemove(one)).ToDictionary(one => one.Key, one => LocationView.Of(one.Value));
        var watched = new TripRooms(rooms.Watched);
        if (taken.Count == 0 || !watched.Any)
        {
            return;
        }

        long[] cars = [.. taken.Keys];
        var now = clock.Micros();
        var read = await db.Read(reads => (
            Drivers: reads.List<DriverFacts>($"{DriverFacts.Select(now)} where d.vehicle_id = any({cars})"),
            Riders: reads.List<Rider>($"""
                select t.driver_id, w.user_id from trips.trips t join trips.runs r on r.id = t.run_id join trips.passengers w on w.trip_id = t.id
                where r.vehicle_id = any({cars}) and {TripLifecycle.Is(TripLifecycle.UnderWay)} and w.user_id = any({watched.Therapists})
                """)), ct);
        var riders = read.Riders.Value.ToLookup(rider => rider.DriverId, rider => rider.UserId);
        // Whoever does not work is nowhere.
        rooms.Show([
            .. from facts in read.Drivers.Value
               let driver = DriverView.Of(facts, positions, now)
               where driver.Status is not DriverStatus.Unavailable
               let place = taken[driver.VehicleId!.Value]
               let view = new DriverLocationView(driver.UserId, place.Id, place.Latitude, place.Longitude, place.Speed, place.Heading, place.Accuracy, place.At)
               from room in watched.At(driver.SiteId).Concat(riders[driver.UserId].Distinct().Select(VisitRooms.Therapist))
               select new News(room, "driver_update", "LOCATION_UPDATE", view, $"driver:{driver.UserId}"),
        ]);
    }

    private void Note(IReadOnlyList<Located> all)
    {
        foreach (var located in all)
        {
            moved[located.UnitId] = located;
        }
    }

    private sealed record Rider(long DriverId, long UserId);
}
