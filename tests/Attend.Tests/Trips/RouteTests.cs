using Attend.Fleet;
using Attend.Trips;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Attend.Tests.Trips;

/// <summary>Runs that grow trip by trip, in a town of square blocks that is measured in seconds.</summary>
public sealed class RouteTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private sealed record Town(Ride[] Rides, int Seats, int Aboard);

    /// <summary>A run, its stops in order, and who is in it.</summary>
    private sealed record Grown(IReadOnlyList<TimedStop> Stops, IReadOnlyList<Ride> Rides)
    {
        public IReadOnlyList<(long TripId, StopKind Kind)> Order => [.. Stops.Select(stop => (stop.TripId, stop.Kind))];
    }

    [Fact]
    public void On_no_part_of_the_way_are_there_more_than_seats() => Prop.ForAll(Arb.From(Towns), town =>
    {
        foreach (var run in Grow(town))
        {
            var aboard = run.Rides.Where(ride => ride.BoardedAt is not null).Sum(ride => ride.Passengers);
            Assert.InRange(aboard, 0, town.Seats);
            foreach (var stop in run.Stops)
            {
                aboard += (stop.Kind is StopKind.PickUp ? 1 : -1) * run.Rides.Single(ride => ride.TripId == stop.TripId).Passengers;
                Assert.InRange(aboard, 0, town.Seats);
            }

            Assert.Equal(0, aboard);
        }
    }).Check(Tries(300));

    [Fact]
    public void Nobody_rides_longer_than_half_as_long_again_and_ten_minutes() => Prop.ForAll(Arb.From(Towns), town =>
    {
        foreach (var run in Grow(town))
        {
            foreach (var (tripId, ridden) in Route.Rides(run.Stops, run.Rides))
            {
                var ride = run.Rides.Single(one => one.TripId == tripId);
                Assert.True(ridden <= TimeSpan.FromSeconds(1.5 * Blocks(ride.From, ride.To, UnitKind.Car) + 600), $"{tripId} rides for {ridden}");
            }
        }
    }).Check(Tries(300));

    [Fact]
    public void Each_is_picked_up_before_being_dropped_off_once_and_who_was_there_keeps_the_order() => Prop.ForAll(Arb.From(Towns), town =>
    {
        IReadOnlyList<(long TripId, StopKind Kind)> before = [];
        foreach (var run in Grow(town))
        {
            var order = run.Order;
            Assert.Equal(order.Distinct().Count(), order.Count);
            foreach (var ride in run.Rides)
            {
                var (pickUp, dropOff) = (order.ToList().IndexOf((ride.TripId, StopKind.PickUp)), order.ToList().IndexOf((ride.TripId, StopKind.DropOff)));
                Assert.Equal(ride.BoardedAt is not null, pickUp < 0);
                Assert.True(pickUp < dropOff);
            }

            Assert.Equal(before, order.Where(before.Contains));
            Assert.Equal(run.Stops.Select(stop => stop.EtaAt), run.Stops.Select(stop => stop.EtaAt).Order());
            Assert.All(run.Stops.Where(stop => stop.Kind is StopKind.PickUp), stop =>
                Assert.True(run.Rides.Single(ride => ride.TripId == stop.TripId).PickUpAt is not { } at || stop.EtaAt >= at));
            before = order;
        }
    }).Check(Tries(300));

    [Fact]
    public void No_other_place_among_the_stops_is_better() => Prop.ForAll(Arb.From(Towns), town =>
    {
        var runs = Grow(town).ToList();
        for (var index = 1; index < runs.Count; index++)
        {
            var (before, after) = (runs[index - 1], runs[index]);
            var more = after.Rides.Single(ride => before.Rides.All(other => other.TripId != ride.TripId));
            double Costs(IReadOnlyList<TimedStop> stops) => stops.Sum(stop => (stop.EtaAt - Now).TotalSeconds);
            for (var pickUp = 0; pickUp <= before.Order.Count; pickUp++)
            {
                for (var dropOff = pickUp; dropOff <= before.Order.Count; dropOff++)
                {
                    List<(long, StopKind)> order = [.. before.Order];
                    order.Insert(dropOff, (more.TripId, StopKind.DropOff));
                    order.Insert(pickUp, (more.TripId, StopKind.PickUp));
                    var times = Route.Times(new GeoPoint(0, 0), Now, order, after.Rides, Blocks, UnitKind.Car);
                    var may = Route.Fits(order, after.Rides, town.Seats)
                        && Route.InTime(
                            new GeoPoint(0, 0), Now, Route.Times(new GeoPoint(0, 0), Now, before.Order, before.Rides, Blocks, UnitKind.Car), times, after.Rides, Blocks, UnitKind.Car)
                        && Route.Rides(times, after.Rides).All(one => one.Value <= Route.Longest(after.Rides.Single(ride => ride.TripId == one.Key), Blocks, UnitKind.Car));
                    Assert.True(!may || Costs(times) >= Costs(after.Stops) - 0.001);
                }
            }
        }
    }).Check(Tries(60));

    [Fact]
    public void Nobody_is_fetched_late_or_late_for_a_visit_for_somebody_who_comes_along() => Prop.ForAll(Arb.From(Towns), town =>
    {
        var runs = Grow(town).ToList();
        for (var index = 1; index < runs.Count; index++)
        {
            var (before, after) = (runs[index - 1], runs[index]);
            foreach (var stop in after.Stops)
            {
                var ride = after.Rides.Single(one => one.TripId == stop.TripId);
                var was = before.Stops.Count == 0 ? null : Route.Times(new GeoPoint(0, 0), Now, before.Order, before.Rides, Blocks, UnitKind.Car)
                    .SingleOrDefault(other => (other.TripId, other.Kind) == (stop.TripId, stop.Kind));
                var kept = stop.Kind is StopKind.PickUp ? ride.PickUpAt is not { } at || stop.EtaAt <= at.AddMinutes(10)
                    : ride.ArriveBy is not { } due || stop.EtaAt.AddSeconds(150) <= due;
                Assert.True(kept || stop.EtaAt <= was?.EtaAt || Hopeless(ride, stop.Kind), $"{stop} of {ride}");
            }
        }
    }).Check(Tries(300));

    // Whoever could not be in time in a car of their own.
    private static bool Hopeless(Ride ride, StopKind kind) => kind is StopKind.DropOff
        && (ride.PickUpAt > Now ? ride.PickUpAt.Value : Now).AddSeconds((ride.BoardedAt is null ? 150 : 0) + Blocks(ride.From, ride.To, UnitKind.Car) + 150) > ride.ArriveBy;

    [Fact]
    public void A_car_does_not_stand_and_wait_for_somebody_of_later()
    {
        Ride first = new(1, new GeoPoint(100, 0), new GeoPoint(1_100, 0), 1);
        IReadOnlyList<(long, StopKind)> order = [(1, StopKind.PickUp), (1, StopKind.DropOff)];
        IReadOnlyList<TimedStop>? With(int minutes) => Route.Insert(
            new GeoPoint(0, 0), Now, order, [first], new Ride(2, new GeoPoint(300, 0), new GeoPoint(700, 0), 1, Now.AddMinutes(minutes)), 3, Blocks, UnitKind.Car);
        Assert.NotNull(With(15));
        Assert.Null(With(24 * 60));
    }

    [Fact]
    public void Who_lies_on_the_way_is_taken_along_and_who_does_not_is_left()
    {
        Ride first = new(1, new GeoPoint(100, 0), new GeoPoint(1_100, 0), 1);
        IReadOnlyList<(long, StopKind)> order = [(1, StopKind.PickUp), (1, StopKind.DropOff)];
        IReadOnlyList<TimedStop>? With(Ride more, int seats = 3) => Route.Insert(new GeoPoint(0, 0), Now, order, [first], more, seats, Blocks, UnitKind.Car);
        var along = With(new Ride(2, new GeoPoint(300, 0), new GeoPoint(700, 0), 1))!;
        Assert.Equal([(1, StopKind.PickUp), (2, StopKind.PickUp), (2, StopKind.DropOff), (1, StopKind.DropOff)], along.Select(stop => (stop.TripId, stop.Kind)));
        Assert.Equal(Now.AddSeconds(1_100 + 3 * 150), along[^1].EtaAt);
        // One seat: one after the other, the short way first.
        Assert.Equal([2, 2, 1, 1], With(new Ride(2, new GeoPoint(300, 0), new GeoPoint(700, 0), 1), seats: 1)!.Select(stop => stop.TripId));
        Assert.Null(With(new Ride(2, new GeoPoint(300, 0), new GeoPoint(700, 0), 4)));
    }

    [Fact]
    public void Who_rides_too_long_already_is_driven_no_longer_for_anybody_and_keeps_nobody_out_who_comes_after()
    {
        Ride late = new(1, new GeoPoint(0, 0), new GeoPoint(1_000, 0), 1, BoardedAt: Now.AddHours(-2));
        var times = Route.Insert(
            new GeoPoint(0, 0), Now, [(1, StopKind.DropOff)], [late], new Ride(2, new GeoPoint(500, 0), new GeoPoint(900, 0), 1), 3, Blocks, UnitKind.Car)!;
        Assert.Equal([(1, StopKind.DropOff), (2, StopKind.PickUp), (2, StopKind.DropOff)], times.Select(stop => (stop.TripId, stop.Kind)));
    }

    private static Config Tries(int towns) => Config.QuickThrowOnFailure.WithMaxTest(towns).WithReplay(20261122, 1);

    private static double Blocks(GeoPoint from, GeoPoint to, UnitKind kind) =>
        Math.Abs(from.Latitude - to.Latitude) + Math.Abs(from.Longitude - to.Longitude);

    /// <summary>The run after each ride that it could take.</summary>
    private static IEnumerable<Grown> Grow(Town town)
    {
        var aboard = town.Rides.Take(town.Aboard).Select(ride => ride with { BoardedAt = Now, PickUpAt = null, Passengers = 1, From = new GeoPoint(0, 0) }).Take(town.Seats).ToList();
        // Whoever is aboard gets out in turn, the first at least in time.
        var run = new Grown([], []);
        foreach (var ride in aboard)
        {
            List<(long, StopKind)> order = [.. run.Order, (ride.TripId, StopKind.DropOff)];
            List<Ride> rides = [.. run.Rides, ride];
            var times = Route.Times(new GeoPoint(0, 0), Now, order, rides, Blocks, UnitKind.Car);
            if (Route.Rides(times, rides).All(one => one.Value <= Route.Longest(rides.Single(other => other.TripId == one.Key), Blocks, UnitKind.Car)))
            {
                run = new Grown(times, rides);
            }
        }

        yield return run;
        foreach (var more in town.Rides.Skip(town.Aboard))
        {
            if (Route.Insert(new GeoPoint(0, 0), Now, run.Order, run.Rides, more, town.Seats, Blocks, UnitKind.Car) is { } stops)
            {
                run = new Grown(stops, [.. run.Rides, more]);
                yield return run;
            }
        }
    }

    private static Gen<GeoPoint> Places =>
        from north in Gen.Choose(0, 20)
        from east in Gen.Choose(0, 20)
        select new GeoPoint(north * 90, east * 90);

    private static Gen<Town> Towns =>
        from rides in Gen.Choose(1, 6)
        from all in (
            from start in Places
            from end in Places
            from passengers in Gen.Choose(1, 3)
            from at in Gen.Choose(-3, 3)
            from due in Gen.Choose(-3, 9)
            select new Ride(0, start, end, passengers, at < 0 ? null : Now.AddMinutes(at * 10), ArriveBy: due < 0 ? null : Now.AddMinutes(due * 10))).ArrayOf(rides)
        from seats in Gen.Choose(1, 5)
        from aboard in Gen.Choose(0, 2)
        select new Town([.. all.Index().Select(one => one.Item with { TripId = one.Index + 1 })], seats, aboard);
}
