using Attend.Fleet;
using Attend.Platform.Database;
using Attend.Platform.Work;

namespace Attend.Trips;

/// <summary>
/// Drivers are asked for all trips of a site that are sought: at once when there is something new (a trip, a driver who became free, a no), and
/// every <see cref="Matching.Every"/> while trips wait for want of drivers. First whoever had better share a car that drives anyhow gets a seat in it
/// (<see cref="Pooling"/>), then each trip the driver with whom all are served best; whoever is free beyond that makes waves of the offers.
/// </summary>
internal static class MatchWaiting
{
    public const string Work = "trips.match";

    /// <summary>Queues a look at the site as soon as this is committed.</summary>
    public static void Soon(Change change, long siteId) => change.Later(Work, siteId, change.Now);

    public static async Task Run(IServiceProvider services, Change change, DueItem item)
    {
        var (positions, time, siteId) = (services.GetRequiredService<Positions>(), services.GetRequiredService<OfferTime>(), item.KeyId);
        var outlook = Outlook.Load(change, positions, $"select {siteId}::bigint", $"""
            t.site_id = {siteId} and {TripRow.Sought(change.Now)}
            and not exists (select from trips.offers o where o.trip_id = t.id and {OfferLifecycle.Is(OfferLifecycle.Unanswered)})
            """);
        var next = change.One<DateTimeOffset?>($"""
            select min(t.pick_up_at) from trips.trips t
            where t.site_id = {siteId} and {TripLifecycle.Is(TripLifecycle.Waiting)} and t.seeking and t.pick_up_at > {change.Now + TripRow.Ahead}
            """);
        await change.Send();
        var seats = Seats(outlook, change.Now);
        var pairs = Choose(outlook, seats, change.Now);
        long[] given = [.. pairs.Select(pair => pair.TripId), .. seats.Select(seat => seat.TripId)];
        var unserved = outlook.Trips.Where(trip => !given.Contains(trip.Id) && (trip.State is TripState.Offered || trip.UnservedSince is null)).Select(trip => trip.Id).ToList();
        var asked = await AskDrivers.Make(change, positions, time, pairs, seats, unserved);
        await Unserved(change, positions, unserved);
        if (asked < outlook.Trips.Count)
        {
            change.Later(Work, siteId, change.Now + Matching.Every);
        }
        else if (next.Value is { } later)
        {
            change.Later(Work, siteId, later - TripRow.Ahead);
        }
    }

    /// <summary>
    /// Who had better share a car, the cheapest first and each run one at a time: its driver is asked one thing. Compared is with whoever would come
    /// for them if all were matched with the free drivers.
    /// </summary>
    private static List<FreeSeat> Seats(Outlook outlook, DateTimeOffset now)
    {
        var come = Match(outlook, [], now).ToDictionary(choice => choice.TripId, choice => choice.Travel);
        var seats = new List<FreeSeat>();
        foreach (var seat in outlook.Trips.Select(trip => outlook.Seat(trip, come.GetValueOrDefault(trip.Id, double.PositiveInfinity))).OfType<FreeSeat>().OrderBy(seat => (seat.Extra, seat.TripId)))
        {
            if (seats.TrueForAll(other => other.Run.DriverId != seat.Run.DriverId))
            {
                seats.Add(seat);
            }
        }

        return seats;
    }

    private static IReadOnlyList<DriverChoice> Match(Outlook outlook, IReadOnlyList<FreeSeat> seats, DateTimeOffset now) => Matching.Match(
        [.. outlook.Idle.Where(driver => seats.All(seat => seat.Run.DriverId != driver.DriverId))],
        [.. outlook.Trips.Where(trip => seats.All(seat => seat.TripId != trip.Id)).Select(outlook.Waiting)], TravelTimes.Between, now);

    private static List<(long TripId, SeenDriver Driver)> Choose(Outlook outlook, IReadOnlyList<FreeSeat> seats, DateTimeOffset now)
    {
        var matched = Match(outlook, seats, now);
        var left = outlook.Idle.Where(driver => matched.All(choice => choice.DriverId != driver.DriverId) && seats.All(seat => seat.Run.DriverId != driver.DriverId)).ToList();
        var pairs = new List<(long, SeenDriver)>();
        foreach (var choice in matched)
        {
            var trip = outlook.Trips.First(one => one.Id == choice.TripId);
            var best = outlook.Idle.First(driver => driver.DriverId == choice.DriverId);
            foreach (var driver in outlook.FirstWave(trip, [best, .. trip.Urgently ? [] : left]))
            {
                pairs.Add((trip.Id, driver));
                left.RemoveAll(one => one.DriverId == driver.UserId);
            }
        }

        return pairs;
    }

    /// <summary>
    /// What was offered to somebody, and nobody took, and nobody is left for, waits again; for what nobody is free that is said, once in all rounds until a
    /// driver has it.
    /// </summary>
    private static async Task Unserved(Change change, Positions positions, List<long> tripIds)
    {
        var steps = tripIds.ConvertAll(trip => TripStep.Load(change, positions, trip));
        await change.Send();
        foreach (var step in steps.Where(step => step.Found() && step.Trip.SoughtAt(change.Now) && step.Offers.Count == 0))
        {
            var (trip, after) = (step.Trip, step.Trip with { UnservedSince = step.Trip.UnservedSince ?? change.Now });
            if (trip.State is TripState.Offered)
            {
                step.Save(TripAction.Withdraw, change.Now, after);
            }
            else if (trip.UnservedSince is null)
            {
                step.Note(after, TripsEvents.TripUnserved, new { trip_id = trip.Id, site_id = trip.SiteId, appointment_id = trip.AppointmentId });
            }
        }
    }
}
