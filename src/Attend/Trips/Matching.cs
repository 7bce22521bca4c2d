using Attend.Fleet;

namespace Attend.Trips;

/// <summary>Seconds from one place to another; <see cref="TravelTimes"/> answers it. Infinite where there is no way.</summary>
internal delegate double TravelSeconds(GeoPoint from, GeoPoint to, UnitKind kind);

/// <summary>A driver who has no trip and whose place is known.</summary>
/// <param name="Seats">For passengers.</param>
/// <param name="Skills">What the driver or the car can do.</param>
/// <param name="ShiftEnds">Null when there is no end in sight: nothing is overtime then, and no way leads home.</param>
/// <param name="Home">Where the shift ends.</param>
internal sealed record IdleDriver(
    long DriverId, UnitKind Kind, GeoPoint Place, int Seats, IReadOnlySet<string> Skills, DateTimeOffset IdleSince,
    DateTimeOffset? ShiftEnds = null, GeoPoint? Home = null);

/// <summary>A trip that was requested and has no driver.</summary>
/// <param name="Needed">Skills without which nobody can drive it.</param>
/// <param name="Wished">Skills that should be there and need not.</param>
/// <param name="Declined">The drivers who were asked and declined, or did not answer: they are never asked again.</param>
internal sealed record WaitingTrip(
    long TripId, DateTimeOffset RequestedAt, bool Urgent, GeoPoint From, GeoPoint To, int Passengers, IReadOnlySet<string> Needed,
    IReadOnlySet<string> Wished, IReadOnlySet<long> Declined);

/// <summary>A driver for a trip, and what speaks for and against it; all in seconds of driving.</summary>
/// <param name="Travel">The way to the pick-up.</param>
/// <param name="SkillGap">For what is wished and not there.</param>
/// <param name="Overtime">By how much the drop-off is later than the end of the shift.</param>
/// <param name="WayHome">From the drop-off, the more of it the nearer the end of the shift is.</param>
/// <param name="Age">What the trip has waited already takes so much off.</param>
internal readonly record struct DriverChoice(
    long TripId, long DriverId, double Travel, double SkillGap, double Overtime, double WayHome, double Age)
{
    /// <summary>What matching makes least, in sum.</summary>
    public double Price => Travel + SkillGap + Overtime + WayHome - Age;
}

/// <summary>
/// Which driver takes which trip (algorithms.md 5). All that wait and all who are idle are looked at together: the nearest driver of one trip may
/// be the only near one of another. Seats, needed skills and a driver's no are rules; the rest has its price. Pure: nothing is read here but what
/// is given, and its order does not matter.
/// </summary>
internal static class Matching
{
    /// <summary>While trips wait for want of drivers they are matched anew so often, because cars move; what is new is matched at once.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(20);

    /// <summary>So many are looked at for a trip. One who loses all of them to others is matched with the next twenty the next time.</summary>
    public const int Nearest = 20;

    // By so many seconds must somebody without a skill that is wished be closer, to stand before one who has it.
    private const double PerSkillMissing = 300;

    // For a trip that has waited two minutes longer somebody may drive one minute more.
    private const double PerSecondWaited = 0.5;

    // Until the passenger has come to the car and sits in it, and has got out again.
    private const double AtTheDoors = 300;

    // From so long before the end of a shift on the way home counts, more and more: ever more probably no trip comes between.
    private const double NearTheEnd = 3600;

    /// <summary>
    /// Each driver at most one trip and each trip at most one driver: first the urgent trips, by the way alone, then the others with the drivers
    /// who are left. In each of the two as many as can be, at the least price in sum. The urgent ones come first, then those who wait longest.
    /// </summary>
    public static IReadOnlyList<DriverChoice> Match(
        IReadOnlyCollection<IdleDriver> drivers, IReadOnlyCollection<WaitingTrip> trips, TravelSeconds travel, DateTimeOffset now)
    {
        List<IdleDriver> idle = [.. InOrder(drivers)];
        List<WaitingTrip> waiting = [.. trips.OrderBy(trip => (trip.RequestedAt, trip.TripId))];
        var matched = Assign(idle, waiting.FindAll(trip => trip.Urgent), travel, now);
        var taken = matched.Select(choice => choice.DriverId).ToHashSet();
        idle.RemoveAll(driver => taken.Contains(driver.DriverId));
        return [.. matched, .. Assign(idle, waiting.FindAll(trip => !trip.Urgent), travel, now)];
    }

    /// <summary>Who may be asked for one trip, the best first: of the <see cref="Nearest"/> who can and have not declined.</summary>
    public static IReadOnlyList<DriverChoice> Rank(
        WaitingTrip trip, IReadOnlyCollection<IdleDriver> drivers, TravelSeconds travel, DateTimeOffset now) =>
        [.. Candidates(trip, [.. InOrder(drivers)], travel, now).Select(candidate => candidate.Choice).OrderBy(choice => choice.Price)];

    // Of two who cost the same the one goes who is idle longer.
    private static IEnumerable<IdleDriver> InOrder(IReadOnlyCollection<IdleDriver> drivers) =>
        drivers.OrderBy(driver => (driver.IdleSince, driver.DriverId));

    private static List<DriverChoice> Assign(
        List<IdleDriver> drivers, List<WaitingTrip> trips, TravelSeconds travel, DateTimeOffset now)
    {
        var prices = new double[trips.Count * drivers.Count];
        Array.Fill(prices, Pairing.Forbidden);
        var candidates = trips.ConvertAll(trip => Candidates(trip, drivers, travel, now));
        for (var trip = 0; trip < trips.Count; trip++)
        {
            foreach (var (driver, choice) in candidates[trip])
            {
                prices[trip * drivers.Count + driver] = choice.Price;
            }
        }

        var matched = new List<DriverChoice>();
        foreach (var (trip, driver) in Pairing.Solve(prices, trips.Count, drivers.Count).Index())
        {
            if (driver != Pairing.Nobody)
            {
                matched.Add(Array.Find(candidates[trip], candidate => candidate.Driver == driver).Choice);
            }
        }

        return matched;
    }

    /// <summary>The nearest who can, by their places among the drivers.</summary>
    private static (int Driver, DriverChoice Choice)[] Candidates(
        WaitingTrip trip, List<IdleDriver> drivers, TravelSeconds travel, DateTimeOffset now)
    {
        var (able, seconds) = (new List<int>(drivers.Count), new List<double>(drivers.Count));
        for (var driver = 0; driver < drivers.Count; driver++)
        {
            if (Can(drivers[driver], trip) && travel(drivers[driver].Place, trip.From, drivers[driver].Kind) is var way && double.IsFinite(way))
            {
                able.Add(driver);
                seconds.Add(way);
            }
        }

        return
        [
            .. NearestUnits.InOrder([.. seconds]).Take(Nearest)
                .Select(place => (Driver: able[place], Choice: Weigh(trip, drivers[able[place]], seconds[place], travel, now)))
                .Where(candidate => double.IsFinite(candidate.Choice.Price)),
        ];
    }

    private static bool Can(IdleDriver driver, WaitingTrip trip) =>
        driver.Seats >= trip.Passengers && !trip.Declined.Contains(driver.DriverId) && trip.Needed.IsSubsetOf(driver.Skills);

    private static DriverChoice Weigh(WaitingTrip trip, IdleDriver driver, double way, TravelSeconds travel, DateTimeOffset now)
    {
        var age = PerSecondWaited * Math.Max(0, (now - trip.RequestedAt).TotalSeconds);
        if (trip.Urgent)
        {
            return new DriverChoice(trip.TripId, driver.DriverId, way, 0, 0, 0, age);
        }

        var gap = PerSkillMissing * trip.Wished.Count(skill => !driver.Skills.Contains(skill));
        if (driver.ShiftEnds is not { } ends)
        {
            return new DriverChoice(trip.TripId, driver.DriverId, way, gap, 0, 0, age);
        }

        var left = (ends - now).TotalSeconds - way - AtTheDoors - travel(trip.From, trip.To, driver.Kind);
        var near = Math.Clamp(1 - left / NearTheEnd, 0, 1);
        var home = driver.Home is { } place && near > 0 ? near * travel(trip.To, place, driver.Kind) : 0;
        return new DriverChoice(trip.TripId, driver.DriverId, way, gap, Math.Max(0, -left), home, age);
    }
}
