using Attend.Fleet;
using Attend.Reports;
using Xunit;

namespace Attend.Tests.Reports;

public sealed class RunWayTests
{
    private static readonly DateTimeOffset Begin = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    /// <summary>A thousandth of a degree to the north, in metres.</summary>
    private const double North = 111.195;

    [Fact]
    public void Without_positions_the_way_goes_from_stop_to_stop_and_is_a_third_longer_than_the_line()
    {
        var way = RunWay.Of([Point(0, 0), Point(5, 10, 2), Point(5, 10, 2), Point(20, 40), Point(30, null)], []);
        Same(30, 10, 0, 1, way, 1.3);
    }

    [Fact]
    public void Where_positions_saw_the_car_the_way_is_as_long_as_they_saw_it()
    {
        // There and back again, which no line from stop to stop knows of; each minute a thousandth of a degree.
        var fixes = Enumerable.Range(0, 31).Select(minute => Fix(minute, minute <= 20 ? minute : 40 - minute)).ToList();
        Same(20, 10, 30, 0, RunWay.Of([Point(0, 0), Point(10, 10, 1), Point(30, 10)], fixes));
        // The last part has no place, and none is needed.
        Same(0, 30, 30, 0, RunWay.Of([Point(0, 0), Point(30, null)], fixes));
    }

    [Fact]
    public void A_hole_in_the_positions_makes_one_part_an_estimate_and_leaves_the_others_seen()
    {
        var fixes = Enumerable.Range(0, 31).Where(minute => minute is < 12 or > 16).Select(minute => Fix(minute, minute)).ToList();
        var way = RunWay.Of([Point(0, 0), Point(10, 10, 1), Point(20, 20), Point(30, 30)], fixes);
        Assert.Equal(10 * 1.3 * North, way.Loaded, 0);
        Assert.Equal(20 * North, way.Empty, 0);
        Assert.Equal(20 * North, way.ByFixes, 0);
    }

    [Fact]
    public void Positions_that_begin_late_or_end_early_have_a_hole_there()
    {
        var fixes = Enumerable.Range(0, 31).Select(minute => Fix(minute, minute)).ToList();
        Same(0, 30, 0, 0, RunWay.Of([Point(0, 0), Point(30, 30)], [.. fixes.Skip(3)]), 1.3);
        Same(0, 30, 0, 0, RunWay.Of([Point(0, 0), Point(30, 30)], [.. fixes.SkipLast(3)]), 1.3);
        Assert.Equal(28 * North, RunWay.Of([Point(0, 0), Point(30, 30)], [.. fixes.Skip(2)]).ByFixes, 0);
    }

    [Fact]
    public void A_car_that_stands_drives_nowhere_however_its_positions_tremble()
    {
        var random = new Random(7);
        var fixes = Enumerable.Range(0, 240).Select(step => new WayFix(
            Begin.AddSeconds(step * 15), new GeoPoint(52.5 + (random.NextDouble() - 0.5) / 10_000, 13.4 + (random.NextDouble() - 0.5) / 10_000))).ToList();
        Assert.Equal(new WayDriven(0, 0, 0, 0), RunWay.Of([Point(0, 0), Point(59, 0)], fixes));
    }

    private static WayPoint Point(double minute, double? north, long aboard = 0) =>
        new(Begin.AddMinutes(minute), north is { } thousandths ? new GeoPoint(52.5 + thousandths / 1000, 13.4) : null, aboard);

    private static WayFix Fix(double minute, double north) => new(Begin.AddMinutes(minute), new GeoPoint(52.5 + north / 1000, 13.4));

    private static void Same(double loaded, double empty, double seen, long leftOut, WayDriven way, double detour = 1)
    {
        Assert.Equal(loaded * detour * North, way.Loaded, 0);
        Assert.Equal(empty * detour * North, way.Empty, 0);
        Assert.Equal((seen * North, leftOut), (Math.Round(way.ByFixes / North) * North, way.LeftOut));
        Assert.Equal(way.Loaded + way.Empty, way.All);
    }
}
