using Attend.Fleet;
using Attend.Trips;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Attend.Tests.Trips;

/// <summary>Who is sent to whom, in a town of square blocks that is measured in seconds.</summary>
public sealed class MatchingTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static readonly HashSet<string>[] Skills = [[], [], [], ["lift"], ["arabic"], ["lift", "arabic"]];

    private sealed record Day(IdleDriver[] Drivers, WaitingTrip[] Trips)
    {
        public IReadOnlyList<DriverChoice> Matched => Matching.Match(Drivers, Trips, Blocks, Now);

        public IdleDriver DriverOf(DriverChoice choice) => Drivers.Single(driver => driver.DriverId == choice.DriverId);

        public WaitingTrip TripOf(DriverChoice choice) => Trips.Single(trip => trip.TripId == choice.TripId);

        public static bool Can(IdleDriver driver, WaitingTrip trip) =>
            driver.Seats >= trip.Passengers && trip.Needed.IsSubsetOf(driver.Skills) && !trip.Declined.Contains(driver.DriverId);
    }

    [Fact]
    public void Two_get_the_drivers_that_are_best_for_both()
    {
        // The first one's nearest is the only near one of the second.
        var matched = Matching.Match([Driver(1, 0), Driver(2, 1_000)], [Trip(1, 400), Trip(2, -100)], Blocks, Now);
        Assert.Equal([(1, 2, 600.0), (2, 1, 100.0)], matched.Select(choice => (choice.TripId, choice.DriverId, choice.Travel)));
    }

    [Fact]
    public void The_price_says_what_it_is_made_of()
    {
        var trip = Trip(7, 300, age: 240) with { To = new GeoPoint(300, 600), Wished = new HashSet<string> { "lift", "arabic" } };
        var driver = Driver(3, 0) with { Skills = new HashSet<string> { "arabic" }, Home = new GeoPoint(900, 600) };
        // Dropped off in 1,200 s: the way, the doors, the ride.
        Assert.Equal(new DriverChoice(7, 3, 300, 300, 0, 0, 120), Only(driver, trip));
        Assert.Equal(480, Only(driver, trip).Price);
        Assert.Equal(new DriverChoice(7, 3, 300, 300, 0, 0, 120), Only(driver with { ShiftEnds = Now.AddSeconds(1_200 + 3_600) }, trip));
        Assert.Equal(new DriverChoice(7, 3, 300, 300, 0, 450, 120), Only(driver with { ShiftEnds = Now.AddSeconds(1_200 + 900) }, trip));
        Assert.Equal(new DriverChoice(7, 3, 300, 300, 200, 600, 120), Only(driver with { ShiftEnds = Now.AddSeconds(1_000) }, trip));
        Assert.Equal(1_280, Only(driver with { ShiftEnds = Now.AddSeconds(1_000) }, trip).Price);
        Assert.Equal(new DriverChoice(7, 3, 300, 300, 200, 0, 120), Only(driver with { ShiftEnds = Now.AddSeconds(1_000), Home = null }, trip));
    }

    [Fact]
    public void Of_two_for_whom_there_is_one_driver_two_minutes_of_waiting_are_worth_one_of_the_way()
    {
        Assert.Equal(1, Only([Driver(1, 0)], [Trip(1, 500, age: 601), Trip(2, 200)]).TripId);
        Assert.Equal(2, Only([Driver(1, 0)], [Trip(1, 500, age: 599), Trip(2, 200)]).TripId);
        // As dear as each other: who came first; and the driver who is idle longer, then the one known longer.
        Assert.Equal(1, Only([Driver(1, 0)], [Trip(2, 200), Trip(1, 500, age: 600)]).TripId);
        Assert.Equal(2, Only([Driver(1, 0), Driver(2, 20) with { IdleSince = Now.AddHours(-1) }], [Trip(1, 10)]).DriverId);
        Assert.Equal(1, Only([Driver(2, 20), Driver(1, 0)], [Trip(1, 10)]).DriverId);
    }

    [Fact]
    public void A_driver_near_the_end_of_the_shift_goes_where_home_is_near()
    {
        IdleDriver[] drivers = [Driver(1, 0) with { ShiftEnds = Now.AddSeconds(900), Home = new GeoPoint(2_000, 0) }, Driver(2, 0)];
        var (away, homewards) = (Trip(1, 100) with { To = new GeoPoint(-300, 0) }, Trip(2, 100) with { To = new GeoPoint(600, 0) });
        Assert.Equal([(1, 2), (2, 1)], Matching.Match(drivers, [away, homewards], Blocks, Now).Select(choice => (choice.TripId, choice.DriverId)));
    }

    [Fact]
    public void An_urgent_trip_comes_first_and_gets_the_nearest_whatever_else_speaks_against_them()
    {
        var near = Driver(1, 0) with { ShiftEnds = Now, Home = new GeoPoint(90_000, 0) };
        var urgent = Trip(9, 100) with { Urgent = true, Wished = new HashSet<string> { "lift" } };
        var matched = Matching.Match([Driver(2, 350), near], [Trip(1, 0, age: 7_200), urgent], Blocks, Now);
        Assert.Equal([new(9, 1, 100, 0, 0, 0, 0), new(1, 2, 350, 0, 0, 0, 3_600)], matched);
        Assert.Equal(9, Only([near], [Trip(1, 0, age: 7_200), urgent]).TripId);
    }

    [Fact]
    public void Who_declined_is_not_asked_again_even_if_there_is_nobody_else()
    {
        var trip = Trip(1, 100) with { Declined = new HashSet<long> { 1, 2 }, Urgent = true };
        Assert.Empty(Matching.Match([Driver(1, 0), Driver(2, 100)], [trip], Blocks, Now));
        Assert.Empty(Matching.Rank(trip, [Driver(1, 0), Driver(2, 100)], Blocks, Now));
        Assert.Equal(3, Only([Driver(1, 0), Driver(2, 100), Driver(3, 90_000)], [trip]).DriverId);
    }

    [Fact]
    public void Nobody_is_sent_where_no_way_leads()
    {
        double island(GeoPoint from, GeoPoint to, UnitKind kind) =>
            (from.Latitude < 0) == (to.Latitude < 0) ? Blocks(from, to, kind) : double.PositiveInfinity;

        var inland = Trip(1, 100) with { To = new GeoPoint(200, 0) };
        Assert.Empty(Matching.Match([Driver(1, -10)], [inland], island, Now));
        var matched = Matching.Match([Driver(1, 0) with { ShiftEnds = Now.AddHours(9), Home = new GeoPoint(-10, 0) }], [inland], island, Now);
        Assert.Equal(100, Assert.Single(matched).Price);
        Assert.Empty(Matching.Match([Driver(1, 0) with { ShiftEnds = Now.AddHours(9) }], [inland with { To = new GeoPoint(-10, 0) }], island, Now));
    }

    [Fact]
    public void The_twenty_nearest_who_can_are_looked_at_the_best_first()
    {
        var drivers = Enumerable.Range(1, 50).Select(id => Driver(id, 1_000 - id * 10) with { Seats = id % 2 == 0 ? 4 : 1 }).ToArray();
        var ranked = Matching.Rank(Trip(1, 0) with { Passengers = 2 }, drivers, Blocks, Now);
        Assert.Equal(Enumerable.Range(0, Matching.Nearest).Select(place => 50L - place * 2), ranked.Select(choice => choice.DriverId));
        Assert.Equal(20, ranked.Count);
        // Thirty in one house are twenty now, by those who are nearest, and ten the next time.
        var trips = Enumerable.Range(1, 30).Select(id => Trip(id, 0, age: 60 - id)).ToArray();
        var matched = Matching.Match(drivers, trips, Blocks, Now);
        Assert.Equal(Enumerable.Range(31, 20).Select(id => (long)id), matched.Select(choice => choice.DriverId).Order());
        Assert.Equal(Enumerable.Range(1, 20).Select(id => (long)id), matched.Select(choice => choice.TripId));
    }

    [Fact]
    public void The_servers_own_travel_times_are_what_it_asks_for()
    {
        var (here, there) = (new GeoPoint(52.50, 13.40), new GeoPoint(52.52, 13.45));
        var choice = Assert.Single(
            Matching.Match([Driver(1, 0) with { Place = here }], [Trip(1, 0) with { From = there }], TravelTimes.Between, Now));
        Assert.Equal(TravelTimes.Between(here, there, UnitKind.Car), choice.Travel);
    }

    [Fact]
    public void Whoever_is_sent_can_and_may_and_has_one_trip_and_each_trip_one_driver() => Prop.ForAll(Arb.From(Days(30)), day =>
    {
        var matched = day.Matched;
        Assert.All(matched, choice => Assert.True(Day.Can(day.DriverOf(choice), day.TripOf(choice))));
        Assert.Equal(matched.Count, matched.Select(choice => choice.DriverId).Distinct().Count());
        Assert.Equal(matched.Count, matched.Select(choice => choice.TripId).Distinct().Count());
    }).Check(Tries(300));

    [Fact]
    public void As_many_go_as_can_at_the_least_price_in_sum() => Prop.ForAll(Arb.From(Days(Matching.Nearest)), day =>
    {
        var calm = day with { Trips = Array.ConvertAll(day.Trips, trip => trip with { Urgent = false }) };
        var prices = new long?[calm.Trips.Length, calm.Drivers.Length];
        foreach (var (row, trip) in calm.Trips.Index())
        {
            foreach (var choice in Matching.Rank(trip, calm.Drivers, Blocks, Now))
            {
                prices[row, Array.FindIndex(calm.Drivers, driver => driver.DriverId == choice.DriverId)] = Thousandths(choice.Price);
            }

            // Up to twenty drivers nobody is left out but who cannot.
            Assert.Equal(
                calm.Drivers.Select(driver => Day.Can(driver, trip)), Enumerable.Range(0, calm.Drivers.Length).Select(column => prices[row, column] is not null));
        }

        var (matched, (pairs, cost)) = (calm.Matched, Hungarian.Solve(prices));
        Assert.Equal(pairs, matched.Count);
        // Each price is rounded by half a thousandth at most.
        Assert.InRange(matched.Sum(choice => Thousandths(choice.Price)), cost, cost + pairs);
        Assert.All(matched, choice => Assert.Contains(choice, Matching.Rank(calm.TripOf(choice), calm.Drivers, Blocks, Now)));
    }).Check(Tries(200));

    [Fact]
    public void What_is_not_urgent_takes_nothing_from_what_is() => Prop.ForAll(Arb.From(Days(15)), day =>
    {
        var alone = Matching.Match(day.Drivers, Array.FindAll(day.Trips, trip => trip.Urgent), Blocks, Now);
        Assert.Equal(alone, day.Matched.Where(choice => day.TripOf(choice).Urgent));
        Assert.All(alone, choice => Assert.Equal(choice.Travel, choice.Price + choice.Age));
        Assert.Equal(day.Matched, day.Matched.OrderByDescending(choice => day.TripOf(choice).Urgent));
    }).Check(Tries(300));

    [Fact]
    public void In_which_order_they_are_named_does_not_matter() => Prop.ForAll(Arb.From(Days(15)), day =>
    {
        var other = new Day([.. day.Drivers.AsEnumerable().Reverse()], [.. day.Trips.Skip(2), .. day.Trips.Take(2)]);
        Assert.Equal(day.Matched, other.Matched);
    }).Check(Tries(200));

    private static Config Tries(int days) => Config.QuickThrowOnFailure.WithMaxTest(days).WithReplay(20261122, 1);

    private static long Thousandths(double price) => (long)Math.Round(price * 1_000);

    private static double Blocks(GeoPoint from, GeoPoint to, UnitKind kind) =>
        Math.Abs(from.Latitude - to.Latitude) + Math.Abs(from.Longitude - to.Longitude);

    private static DriverChoice Only(IdleDriver driver, WaitingTrip trip) => Only([driver], [trip]);

    private static DriverChoice Only(IdleDriver[] drivers, WaitingTrip[] trips) => Assert.Single(Matching.Match(drivers, trips, Blocks, Now));

    private static IdleDriver Driver(long id, double at) => new(id, UnitKind.Car, new GeoPoint(at, 0), 4, Skills[0], Now);

    private static WaitingTrip Trip(long id, double at, double age = 0) => new(
        id, Now.AddSeconds(-age), false, new GeoPoint(at, 0), new GeoPoint(at, 600), 1, Skills[0], Skills[0], new HashSet<long>());

    /// <summary>Drivers and trips of all kinds, some at one place.</summary>
    private static Gen<Day> Days(int most) =>
        from drivers in Gen.Choose(0, most)
        from trips in Gen.Choose(0, most)
        from idle in Drivers.ArrayOf(drivers)
        from waiting in Trips(drivers).ArrayOf(trips)
        select new Day(
            [.. idle.Index().Select(one => one.Item with { DriverId = one.Index + 1 })],
            [.. waiting.Index().Select(one => one.Item with { TripId = one.Index + 1 })]);

    private static Gen<GeoPoint> Places =>
        from north in Gen.Choose(0, 20)
        from east in Gen.Choose(0, 20)
        select new GeoPoint(north * 90, east * 90);

    private static Gen<IdleDriver> Drivers =>
        from place in Places
        from home in Places
        from seats in Gen.Choose(1, 4)
        from skills in Gen.Elements(Skills)
        from idle in Gen.Choose(0, 20)
        from shift in Gen.Choose(0, 3)
        select new IdleDriver(
            0, UnitKind.Car, place, seats, skills, Now.AddMinutes(-idle), shift == 0 ? null : Now.AddMinutes(shift * 25), idle < 2 ? null : home);

    private static Gen<WaitingTrip> Trips(int drivers) =>
        from place in Places
        from goal in Places
        from age in Gen.Choose(0, 60)
        from urgent in Gen.Choose(0, 4)
        from passengers in Gen.Choose(1, 3)
        from needed in Gen.Elements(Skills)
        from wished in Gen.Elements(Skills)
        from declined in Gen.Choose(1, drivers + 1).ListOf()
        select new WaitingTrip(
            0, Now.AddMinutes(-age), urgent == 0, place, goal, passengers, needed, wished, declined.Take(3).Select(id => (long)id).ToHashSet());
}
