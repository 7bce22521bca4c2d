using System.Diagnostics;
using System.Diagnostics.Metrics;
using Attend.Fleet;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Attend.Bench;

/// <summary>
/// B6: ranks 1,000 units for a point, from the newest positions in memory: three quarters with a fresh fix, the others at their base.
/// The yardstick is brute force over the same facts: compute every time, sort by it; both must give the same order.
/// </summary>
internal static class Recommend
{
    private const int Units = 1_000;
    private const int Calls = 20_000;

    public static Task Run(TextWriter output)
    {
        // Fixed, so that two runs rank the same town.
        var random = new Random(4711);
        var now = TimeProvider.System.GetUtcNow();
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var positions = new Attend.Fleet.Positions(services.GetRequiredService<IMeterFactory>(), NullLogger<Attend.Fleet.Positions>.Instance);
        var candidates = new Candidate[Units];
        for (var i = 0; i < Units; i++)
        {
            candidates[i] = new Candidate(i + 1, (UnitKind)(i % 3), true, Place(random));
            if (i % 4 != 0)
            {
                var place = Place(random);
                positions.Report(i + 1, new Fix(place.Latitude, place.Longitude, float.NaN, float.NaN, 10, now.UtcTicks), now.UtcTicks);
            }
        }

        var points = Enumerable.Range(0, Calls).Select(_ => Place(random)).ToArray();
        for (var i = 0; i < 2_000; i++)
        {
            NearestUnits.Rank(candidates, points[i], positions, now);
            BruteForce(candidates, points[i], positions);
        }

        var differ = points.Take(1_000).Count(point => !NearestUnits.Rank(candidates, point, positions, now).Select(unit => unit.UnitId)
            .SequenceEqual(BruteForce(candidates, point, positions)));
        var ours = Measure(points, point => NearestUnits.Rank(candidates, point, positions, now).Length);
        var brute = Measure(points, point => BruteForce(candidates, point, positions).Length);
        output.WriteLine($"  {Units:N0} units, {Calls:N0} calls, one thread; orders that differ from brute force: {differ} of 1,000");
        output.WriteLine($"  ours        p50 {ours.P50:N3} ms, p99 {ours.P99:N3} ms, worst {ours.Worst:N3} ms");
        output.WriteLine($"  brute force p50 {brute.P50:N3} ms, p99 {brute.P99:N3} ms, worst {brute.Worst:N3} ms");
        output.WriteLine($"  ratio of p99 {ours.P99 / brute.P99:N2}");
        Figures.Aim(output, "p99 of ranking, ms", ours.P99, "N3", ours.P99 <= 1 && differ == 0, "<= 1 by straight line, in the same order");
        return Task.CompletedTask;
    }

    private static GeoPoint Place(Random random) => new(52.3 + random.NextDouble() * 0.4, 13.1 + random.NextDouble() * 0.7);

    private static long[] BruteForce(Candidate[] candidates, GeoPoint point, Attend.Fleet.Positions positions) =>
    [
        .. candidates
            .OrderBy(unit => TravelTimes.Between(positions.Find(unit.UnitId)?.Place ?? unit.Home!.Value, point, unit.Kind))
            .Select(unit => unit.UnitId),
    ];

    private static (double P50, double P99, double Worst) Measure(GeoPoint[] points, Func<GeoPoint, int> rank)
    {
        var times = new double[points.Length];
        for (var i = 0; i < points.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            rank(points[i]);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        return (Figures.Percentile(times, 0.5), Figures.Percentile(times, 0.99), times[^1]);
    }
}
