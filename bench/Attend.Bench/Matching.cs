using System.Diagnostics;
using System.Globalization;
using Attend.Fleet;
using Attend.Trips;

namespace Attend.Bench;

/// <summary>
/// B12: pick-ups on paper (algorithms.md 5): 12 x 12 km of blocks at 25 km/h, 40 drivers, 0.8, 1.0 and 1.1 requests a minute for eight hours, from
/// anywhere to anywhere, six seeds; a wait lasts from the request until the car is there. The yardstick, on the same requests, is nearest-greedy: in
/// the order in which they asked, and as soon as there is one, each gets the nearest idle driver. The closest pair first, whoever asked when, is
/// shown beside it. And how long it takes to match 200 with 200.
/// </summary>
internal static class Matching
{
    private const double Kilometres = 12;
    private const double MetresPerSecond = 25 / 3.6;
    private const int Drivers = 40;
    private const int Seeds = 6;
    private const double Hours = 8;

    /// <summary>Drivers are scarce where by the yardstick at least this part of those who ask finds nobody idle.</summary>
    private const double Scarce = 0.25;

    private const int Many = 200;
    private const int Rounds = 300;

    private static readonly double[] Rates = [0.8, 1.0, 1.1];

    /// <summary>Minutes to get in and to get out, of which the scenario says nothing: none, as it is written, and five, as it is.</summary>
    private static readonly double[] AtTheDoors = [0, 5];

    private static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly HashSet<string> NoSkills = [];
    private static readonly HashSet<long> Nobody = [];

    // Of the town, in degrees: at the equator they are as long in both directions.
    private static readonly double Side = Kilometres * 1_000 / default(GeoPoint).MetresTo(new GeoPoint(1, 0));

    /// <summary>Who is sent to whom now.</summary>
    private delegate IEnumerable<(WaitingTrip Trip, IdleDriver Driver)> Policy(
        IReadOnlyList<WaitingTrip> waiting, IReadOnlyList<IdleDriver> idle, DateTimeOffset now);

    public static Task Run(TextWriter output)
    {
        output.WriteLine($"  {Seeds} seeds, {Hours:N0} h, {Drivers} drivers; waits in minutes, means over the seeds");
        foreach (var doors in AtTheDoors)
        {
            foreach (var rate in Rates)
            {
                Compare(output, rate, doors);
            }
        }

        Speed(output);
        return Task.CompletedTask;
    }

    private static void Compare(TextWriter output, double rate, double doors)
    {
        var towns = Enumerable.Range(1, Seeds).Select(seed => Town.Draw(rate, seed)).ToList();
        List<Day> Play(Policy policy) => towns.ConvertAll(town => town.Play(policy, doors));
        var (greedy, closest, ours) = (Play(NearestGreedy), Play(ClosestPair), Play(Matched));
        var none = greedy.Average(day => day.FoundNobody);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {rate:N1} a minute ({towns.Average(town => town.Requests.Count):N0} trips), {doors:N0} min at the doors; by nearest-greedy {none:P0} found nobody idle"));
        foreach (var (name, days) in ((string, List<Day>)[])[("nearest-greedy", greedy), ("closest pair", closest), ("matching", ours)])
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"    {name,-15} mean {days.Average(day => day.Mean),5:N1}  P90 {days.Average(day => day.P90),5:N1}  longest {days.Average(day => day.Longest),5:N1}"
                + $"  mean by seed {string.Join(' ', days.Select(day => Figures.Text(day.Mean, "N1")))}"));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"    matching against nearest-greedy: P90 {Change(greedy, ours, day => day.P90):+0.0;-0.0;0.0} %, by seed the mean "
            + $"{string.Join(' ', greedy.Zip(ours, (one, other) => $"{Change([one], [other], day => day.Mean):+0;-0;0} %"))};"
            + $" against the closest pair: mean {Change(closest, ours, day => day.Mean):+0.0;-0.0;0.0} %"));
        var (change, most) = (Change(greedy, ours, day => day.Mean), none >= Scarce ? -25 : 2);
        Figures.Aim(output, $"mean wait at {Figures.Text(rate, "N1")} a minute, {doors:N0} min at the doors, against nearest-greedy, %", change, "+0.0;-0.0;0.0", change <= most,
            none >= Scarce ? "<= -25 where drivers are scarce" : "<= +2 where they abound");
    }

    private static double Change(List<Day> before, List<Day> after, Func<Day, double> figure) => 100 * (after.Average(figure) / before.Average(figure) - 1);

    private static IEnumerable<(WaitingTrip, IdleDriver)> NearestGreedy(
        IReadOnlyList<WaitingTrip> waiting, IReadOnlyList<IdleDriver> idle, DateTimeOffset now)
    {
        var free = idle.ToList();
        foreach (var trip in waiting.Take(idle.Count))
        {
            var nearest = free.MinBy(driver => Blocks(driver.Place, trip.From, driver.Kind))!;
            free.Remove(nearest);
            yield return (trip, nearest);
        }
    }

    private static IEnumerable<(WaitingTrip, IdleDriver)> ClosestPair(
        IReadOnlyList<WaitingTrip> waiting, IReadOnlyList<IdleDriver> idle, DateTimeOffset now)
    {
        var (trips, free) = (waiting.ToList(), idle.ToList());
        while (trips.Count > 0 && free.Count > 0)
        {
            var (trip, driver) = trips.SelectMany(trip => free.Select(driver => (trip, driver)))
                .MinBy(pair => Blocks(pair.driver.Place, pair.trip.From, pair.driver.Kind));
            trips.Remove(trip);
            free.Remove(driver);
            yield return (trip, driver);
        }
    }

    /// <summary>The server's: all with all, at once, whatever is new.</summary>
    private static IEnumerable<(WaitingTrip, IdleDriver)> Matched(
        IReadOnlyList<WaitingTrip> waiting, IReadOnlyList<IdleDriver> idle, DateTimeOffset now) =>
        Attend.Trips.Matching.Match(idle, waiting, Blocks, now).Select(choice => (
            waiting.First(trip => trip.TripId == choice.TripId), idle.First(driver => driver.DriverId == choice.DriverId)));

    /// <summary>Along the streets, which all lead north or east.</summary>
    private static double Blocks(GeoPoint from, GeoPoint to, UnitKind kind)
    {
        var corner = new GeoPoint(to.Latitude, from.Longitude);
        return (from.MetresTo(corner) + corner.MetresTo(to)) / MetresPerSecond;
    }

    private static GeoPoint Place(Random random) => new(random.NextDouble() * Side, random.NextDouble() * Side);

    private static IdleDriver Driver(long id, GeoPoint place, DateTimeOffset since) => new(id, UnitKind.Car, place, 4, NoSkills, since);

    private static WaitingTrip Trip(long id, Random random, DateTimeOffset at) =>
        new(id, at, false, Place(random), Place(random), 1, NoSkills, NoSkills, Nobody);

    private static void Speed(TextWriter output)
    {
        // Fixed, so that two runs match the same towns.
        var random = new Random(4711);
        var (solved, matched) = (new double[Rounds], new double[Rounds]);
        for (var round = -Rounds; round < Rounds; round++)
        {
            var drivers = Enumerable.Range(1, Many).Select(id => Driver(id, Place(random), Start.AddSeconds(-random.Next(3_600)))).ToList();
            var trips = Enumerable.Range(1, Many).Select(id => Trip(id, random, Start.AddSeconds(-random.Next(3_600)))).ToList();
            var costs = trips.SelectMany(trip => drivers.Select(driver => Blocks(driver.Place, trip.From, driver.Kind))).ToArray();
            var began = Stopwatch.GetTimestamp();
            var answer = Pairing.Solve(costs, Many, Many);
            var half = Stopwatch.GetTimestamp();
            var choices = Attend.Trips.Matching.Match(drivers, trips, Blocks, Start);
            if (answer.Contains(Pairing.Nobody) || choices.Count < Many * 9 / 10)
            {
                throw new InvalidOperationException($"Of {Many} only {choices.Count} have a driver.");
            }

            // The first half of the rounds warms up.
            if (round >= 0)
            {
                matched[round] = Stopwatch.GetElapsedTime(half).TotalMilliseconds;
                solved[round] = Stopwatch.GetElapsedTime(began, half).TotalMilliseconds;
            }
        }

        Array.Sort(solved);
        Array.Sort(matched);
        foreach (var (what, times) in ((string, double[])[])[("assignment alone, every pair allowed", solved), ("matching: ways, the 20 nearest, assignment", matched)])
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {Many} x {Many}, {Rounds} rounds, {what}: p50 {Figures.Percentile(times, 0.5):N2} ms, p99 {Figures.Percentile(times, 0.99):N2} ms, worst {times[^1]:N2} ms"));
            Figures.Aim(output, $"p99 of {what}, ms", Figures.Percentile(times, 0.99), "N2", Figures.Percentile(times, 0.99) <= 20, "<= 20");
        }
    }

    /// <summary>What came of a day: waits in minutes, and which part of those who asked found nobody idle.</summary>
    private sealed record Day(double Mean, double P90, double Longest, double FoundNobody);

    /// <summary>Who asks when, and where the drivers are in the morning.</summary>
    private sealed record Town(List<WaitingTrip> Requests, List<IdleDriver> Fleet)
    {
        private enum Happening { Request, Free }

        public static Town Draw(double perMinute, int seed)
        {
            var random = new Random(seed);
            var requests = new List<WaitingTrip>();
            for (var at = Pause(); at < Hours * 3600; at += Pause())
            {
                requests.Add(Trip(requests.Count, random, Start.AddSeconds(at)));
            }

            return new Town(requests, [.. Enumerable.Range(0, Drivers).Select(id => Driver(id, Place(random), Start))]);

            double Pause() => -Math.Log(1 - random.NextDouble()) * 60 / perMinute;
        }

        /// <summary>The day, one thing after the other, until the last who asked has a car.</summary>
        public Day Play(Policy policy, double doors)
        {
            var ahead = new PriorityQueue<(Happening What, int Index, GeoPoint Place), (DateTimeOffset At, long Turn)>();
            var (waiting, idle, waits) = (new List<WaitingTrip>(), Fleet.ToList(), new List<double>());
            var (turn, foundNobody) = (0L, 0);
            foreach (var (index, request) in Requests.Index())
            {
                ahead.Enqueue((Happening.Request, index, request.From), (request.RequestedAt, turn++));
            }

            while (ahead.TryDequeue(out var next, out var when))
            {
                switch (next.What)
                {
                    case Happening.Request:
                        foundNobody += idle.Count == 0 ? 1 : 0;
                        waiting.Add(Requests[next.Index]);
                        break;
                    default:
                        idle.Add(Driver(next.Index, next.Place, when.At));
                        break;
                }

                foreach (var (trip, driver) in policy(waiting, idle, when.At).ToList())
                {
                    var there = when.At.AddSeconds(Blocks(driver.Place, trip.From, driver.Kind));
                    waits.Add((there - trip.RequestedAt).TotalMinutes);
                    waiting.Remove(trip);
                    idle.Remove(driver);
                    var free = there.AddMinutes(doors).AddSeconds(Blocks(trip.From, trip.To, driver.Kind));
                    ahead.Enqueue((Happening.Free, (int)driver.DriverId, trip.To), (free, turn++));
                }
            }

            waits.Sort();
            return new Day(waits.Average(), Figures.Percentile(waits, 0.9), waits[^1], (double)foundNobody / Requests.Count);
        }
    }
}
