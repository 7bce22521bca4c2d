using Attend.Fleet;
using Attend.Platform;
using Attend.Tests.Platform;
using Xunit;

namespace Attend.Tests.Fleet;

public sealed class PositionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    private readonly TestLog<Positions> log = new();
    private readonly Positions positions;

    public PositionsTests() => positions = new Positions(new TestMeters(), log);

    [Fact]
    public void The_newest_by_the_devices_time_wins()
    {
        Assert.Equal(Verdict.Accepted, Report(-20));
        Assert.Equal(Verdict.Accepted, Report(-10, latitude: 52.501));
        Assert.Equal(Verdict.OutOfOrder, Report(-15, latitude: 52.502));
        Assert.Equal(Verdict.OutOfOrder, Report(-10, latitude: 52.503));
        Assert.Equal(52.501, positions.Find(1)!.Value.Latitude);
        Assert.Null(positions.Find(2));
    }

    [Theory]
    [InlineData(91, 13)]
    [InlineData(52, -180.1)]
    [InlineData(double.NaN, 13)]
    [InlineData(52, double.PositiveInfinity)]
    [InlineData(0, 0)]
    public void What_is_not_on_earth_is_impossible(double latitude, double longitude)
    {
        Assert.Equal(Verdict.Impossible, Report(-1, latitude, longitude));
        Assert.Null(positions.Find(1));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(360.5f)]
    [InlineData(float.PositiveInfinity)]
    public void A_heading_off_the_compass_is_impossible(float heading)
    {
        Assert.Equal(Verdict.Impossible, positions.Report(1, Fix(-1) with { Heading = heading }, Now.UtcTicks));
        Assert.Equal(Verdict.Impossible, positions.Report(1, Fix(-1, speed: float.PositiveInfinity), Now.UtcTicks));
        Assert.Equal(Verdict.Inaccurate, positions.Report(1, Fix(-1, accuracy: float.PositiveInfinity), Now.UtcTicks));
        Assert.Equal(Verdict.Accepted, positions.Report(1, Fix(-1) with { Heading = 360 }, Now.UtcTicks));
    }

    [Fact]
    public void What_one_listener_cannot_show_the_others_hear_and_the_store_writes()
    {
        var heard = new List<Located>();
        positions.Moved += _ => throw new InvalidOperationException("cannot be shown");
        positions.Moved += heard.AddRange;
        Report(-10);
        Assert.Single(positions.TakeChanged());
        Assert.Single(heard);
        Assert.Contains("A bug: 1 places could not be shown.", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(6, "future")]
    [InlineData(4, "accepted")]
    public void A_clock_may_run_ahead_a_little(int seconds, string verdict) => Assert.Equal(verdict, Words.Of(Report(seconds)));

    [Theory]
    [InlineData(-1, "inaccurate")]
    [InlineData(6_000, "inaccurate")]
    [InlineData(30, "accepted")]
    public void What_the_device_does_not_know_is_not_taken(float accuracy, string verdict) =>
        Assert.Equal(verdict, Words.Of(Report(-1, accuracy: accuracy)));

    [Fact]
    public void No_vehicle_jumps_faster_than_it_can_drive()
    {
        Assert.Equal(Verdict.Accepted, Report(-600));
        // 0.01 degrees of latitude are 1,112 m: in 5 s impossible, in 12 s a fast helicopter.
        Assert.Equal(Verdict.Impossible, Report(-595, latitude: 52.51));
        Assert.Equal(Verdict.Accepted, Report(-588, latitude: 52.51));
        Assert.Equal(Verdict.Impossible, Report(-587, speed: 120));
        // Two fixes close in time jump by what a receiver errs.
        Assert.Equal(Verdict.Accepted, Report(-587.9, latitude: 52.5103));
    }

    [Fact]
    public void After_ten_minutes_a_jump_proves_nothing()
    {
        Assert.Equal(Verdict.Accepted, Report(-700, latitude: 48.1));
        Assert.Equal(Verdict.Impossible, Report(-200, latitude: 52.5));
        Assert.Equal(Verdict.Accepted, Report(-90, latitude: 52.5));
    }

    [Fact]
    public void Who_watches_hears_of_each_unit_once_and_of_its_newest_place()
    {
        var heard = new List<Located>();
        positions.Moved += heard.AddRange;
        Report(-20);
        Report(-10, latitude: 52.5001);
        positions.Report(2, Fix(-5), Now.UtcTicks);
        var own = positions.TakeChanged();
        Assert.Equal([(1, 52.5001), (2, 52.5)], heard.Select(located => (located.UnitId, located.Fix.Latitude)));
        Assert.Equal(heard, own);
        Assert.Empty(positions.TakeChanged());
    }

    [Fact]
    public void What_another_node_took_is_shown_but_not_written_again()
    {
        positions.Learn(1, Fix(-20));
        Assert.Empty(positions.TakeChanged());
        Assert.NotNull(positions.Find(1));
        Report(-10, latitude: 52.5001);
        positions.Learn(1, Fix(-15));
        Assert.Equal(52.5001, positions.TakeChanged().Single().Fix.Latitude);
        Assert.Single(positions.TakeHistory());
    }

    [Fact]
    public void History_keeps_one_fix_a_second_and_at_most_so_many()
    {
        for (var i = 0; i < 100; i++)
        {
            Report(-20 + i * 0.1);
        }

        Assert.Equal(10, positions.TakeHistory().Count);
        for (var unit = 10; unit < 60_010; unit++)
        {
            positions.Report(unit, Fix(-1), Now.UtcTicks);
        }

        var kept = positions.TakeHistory();
        Assert.Equal(50_000, kept.Count);
        positions.KeepAgain(kept);
        Assert.Equal(50_000, positions.TakeHistory().Count);
    }

    [Fact]
    public void Many_threads_report_and_the_newest_stands()
    {
        Parallel.For(0, 64, thread =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                positions.Report(1, Fix(-5_000 + i * 64 / 20.0 + thread / 20.0), Now.UtcTicks);
                positions.TakeChanged();
            }
        });
        Assert.Equal(Now.AddSeconds(-5_000 + 999 * 64 / 20.0 + 63 / 20.0).UtcTicks, positions.Find(1)!.Value.AtTicks);
    }

    [Fact]
    public void A_straight_line_takes_longer_by_road_and_is_called_an_estimate()
    {
        var (north, south) = (new GeoPoint(52.6, 13.4), new GeoPoint(52.5, 13.4));
        Assert.Equal(11_119.5, north.MetresTo(south), 1.0);
        Assert.Equal(0, north.MetresTo(north));
        var matrix = TravelTimes.Between([north, south], [south], UnitKind.Ambulance);
        Assert.Equal("estimate", matrix.Basis);
        Assert.Equal(11_119.5 * 1.3 / (50 / 3.6), matrix[0, 0], 0.5);
        Assert.Equal(0, matrix[1, 0]);
        Assert.True(TravelTimes.Between(north, south, UnitKind.Ladder) > matrix[0, 0]);
    }

    [Fact]
    public void Units_are_ranked_by_time_and_a_stale_place_is_never_used_silently()
    {
        var point = new GeoPoint(52.5, 13.4);
        var home = new GeoPoint(52.52, 13.4);
        positions.Report(1, Fix(-10, 52.51), Now.UtcTicks);
        positions.Report(2, Fix(-100, 52.501), Now.UtcTicks);
        positions.Report(3, Fix(-100, 52.501), Now.UtcTicks);
        Candidate[] candidates =
        [
            new(5, UnitKind.Ambulance, true, null), new(4, UnitKind.Ambulance, true, home), new(3, UnitKind.Ambulance, false, home),
            new(2, UnitKind.Ambulance, true, home), new(1, UnitKind.Ambulance, true, home),
        ];

        var ranked = NearestUnits.Rank(candidates, point, positions, Now);

        Assert.Equal([3, 1, 4, 2, 5], ranked.Select(unit => unit.UnitId));
        Assert.Equal(["fix", "fix", "base", "base"], ranked.Take(4).Select(unit => unit.PositionFrom));
        Assert.Equal([true, false, true, true, true], ranked.Select(unit => unit.Stale));
        Assert.False(ranked[4].Located);
    }

    [Fact]
    public void A_batch_is_read_and_a_wrong_clock_corrected()
    {
        var (fixes, field, error) = Read("""
            [{"unit_id":7,"latitude":52.5,"longitude":13.4,"speed":12.5,"heading":null,"at":"2026-03-02T07:59:50Z"},
             {"latitude":-1e0,"longitude":0.5,"accuracy":3,"at":"2026-03-02T10:59:50+02:00","sent_at":"2026-03-02T09:00:00Z"},
             {"latitude":1,"longitude":2}]
            """);
        Assert.Null(error ?? field);
        Assert.Equal([7, 0, 0], fixes.Select(fix => fix.UnitId));
        Assert.Equal([-10, -10, 0], fixes.Select(fix => (fix.Fix.At - Now).TotalSeconds));
        Assert.Equal(12.5f, fixes[0].Fix.Speed);
        Assert.True(float.IsNaN(fixes[0].Fix.Heading));
        Assert.Equal(3f, fixes[1].Fix.Accuracy);
    }

    [Theory]
    [InlineData("""{"latitude":1}""", "longitude")]
    [InlineData("""[{"latitude":1,"longitude":2},{"longitude":2}]""", "[1].latitude")]
    [InlineData("""[{"latitude":"1","longitude":2}]""", "[0].latitude")]
    [InlineData("""{"latitude":1,"longitude":2,"unit_id":1.5}""", "unit_id")]
    [InlineData("""{"latitude":1,"longitude":2,"altitude":3}""", "altitude")]
    [InlineData("""{"latitude":1,"longitude":2,"at":"2026-03-02T08:00:00"}""", "at")]
    [InlineData("""{"latitude":1,"longitude":2,"at":1772438400}""", "at")]
    [InlineData("""{"latitude":1,"longitude":2} x""", "body")]
    [InlineData("""{"latitude":1,"longitude":2},""", "body")]
    [InlineData("""[{"latitude":1,"longitude":2}""", "body")]
    [InlineData("""[1]""", "body")]
    [InlineData("""[[]]""", "body")]
    [InlineData("""{"latitude":{"x":1},"longitude":2}""", "latitude")]
    [InlineData("""[[[[[[[[]]]]]]]]""", "body")]
    [InlineData("7", "body")]
    [InlineData("", "body")]
    public void Anything_else_is_refused_by_field(string body, string field)
    {
        var read = Read(body);
        Assert.Empty(read.Fixes);
        Assert.Equal(field, read.Field);
        Assert.NotEmpty(read.Error!);
    }

    [Fact]
    public void More_than_a_thousand_at_once_are_refused()
    {
        var one = """{"latitude":1,"longitude":2}""";
        Assert.Equal(1_000, Read($"[{string.Join(',', Enumerable.Repeat(one, 1_000))}]").Fixes.Count);
        Assert.Equal("body", Read($"[{string.Join(',', Enumerable.Repeat(one, 1_001))}]").Field);
    }

    private static (IReadOnlyList<Reported> Fixes, string? Field, string? Error) Read(string body)
    {
        var into = new Reported[PositionReader.Most];
        var (count, field, error) = PositionReader.Read(System.Text.Encoding.UTF8.GetBytes(body), Now.UtcTicks, into);
        return (into[..count], field, error);
    }

    private static Fix Fix(
        double seconds, double latitude = 52.5, double longitude = 13.4, float speed = float.NaN, float accuracy = float.NaN) =>
        new(latitude, longitude, speed, float.NaN, accuracy, Now.AddSeconds(seconds).UtcTicks);

    private Verdict Report(
        double seconds, double latitude = 52.5, double longitude = 13.4, float speed = float.NaN, float accuracy = float.NaN) =>
        positions.Report(1, Fix(seconds, latitude, longitude, speed, accuracy), Now.UtcTicks);
}
