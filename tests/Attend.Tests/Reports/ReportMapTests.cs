using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace Attend.Tests.Reports;

public sealed class ReportMapTests(World world) : IClassFixture<World>
{
    private const double Degree = 6_371_008.8 * Math.PI / 180;

    private readonly PastResponses past = new(world);

    [Fact]
    public async Task Each_square_says_what_the_calls_within_it_took()
    {
        var day = Day(2);
        var unit = await world.Unit();
        var targets = new Dictionary<string, double> { ["CRITICAL"] = 480, ["HIGH"] = 1080 };
        var calls = Enumerable.Range(0, 40).Select(i => (
            At: day.AddMinutes(30 * i), Priority: i % 3 == 0 ? "HIGH" : "CRITICAL", Latitude: 52.5 + i % 4 * 0.02 + i % 3 * 0.0004,
            Longitude: 13.4 + i % 5 / 2 * 0.05, Seconds: i % 13 == 12 ? (int?)null : 200 + i * 611 % 1300)).ToList();
        foreach (var call in calls)
        {
            await past.Enter(await past.Received(call.At, call.Priority, null, (call.Latitude, call.Longitude)), unit.Id, call.At, onScene: call.Seconds, cleared: 1600);
        }

        await past.Enter(await past.Received(day.AddHours(21), "CRITICAL", null), unit.Id, day.AddHours(21), onScene: 300);

        foreach (var (filter, cell) in new[] { ("", 500), ("&priority=CRITICAL", 500), ("&cell=5000", 5000), ("&cell=1000&priority=HIGH", 1000) })
        {
            var report = await Report(day, filter);
            Assert.Equal((cell, 3), (report["cell"].GetInt32(), report["fewest"].GetInt32()));
            var asked = calls.Where(call => !filter.Contains("priority", StringComparison.Ordinal) || filter.Contains(call.Priority, StringComparison.Ordinal)).ToList();
            var placed = 0;
            foreach (var square in report["items"].EnumerateArray())
            {
                var (south, north, west, east) = (Edge(square, "south"), Edge(square, "north"), Edge(square, "west"), Edge(square, "east"));
                Assert.InRange((north - south) * Degree, cell - 1, cell + 1);
                Assert.InRange((east - west) * Degree * Math.Cos(52.5 * Math.PI / 180), cell * 0.98, cell * 1.02);
                Assert.Equal((south + north) / 2, Edge(square, "latitude"), 0.000_002);
                var within = asked.Where(call => call.Seconds is not null && call.Latitude >= south && call.Latitude < north
                    && call.Longitude >= west && call.Longitude < east).ToList();
                placed += within.Count;
                Assert.Equal(within.Count, square.GetProperty("count").GetInt32());
                var told = within.Count >= 3;
                Assert.Equal(told ? Rank(within.Select(call => (double)call.Seconds!), 0.5) : null, Number(square, "p50"));
                Assert.Equal(told ? Rank(within.Select(call => (double)call.Seconds!), 0.9) : null, Number(square, "p90"));
                Assert.Equal(
                    told ? Math.Round(within.Count(call => call.Seconds <= targets[call.Priority]) / (double)within.Count, 4) : null, Number(square, "in_target"));
                Assert.Equal(told ? Math.Round(Rank(within.Select(call => call.Seconds!.Value / targets[call.Priority]), 0.9), 6) : null, Number(square, "of_target"));
            }

            Assert.Equal(asked.Count(call => call.Seconds is not null), placed);
            Assert.Equal(asked.Count(call => call.Seconds is null), report["left_out"].GetInt32());
            Assert.Equal(filter.Contains("HIGH", StringComparison.Ordinal) ? 0 : 1, report["without_place"].GetInt32());
            var worst = report["items"].EnumerateArray().Select(square => Number(square, "of_target") ?? -1).ToList();
            Assert.Equal(worst.OrderDescending(), worst);
        }

        // On the map and without a place they are together what the report by intervals counts.
        var supervisor = await world.Supervisor();
        var intervals = (await supervisor.Get($"/api/reports/intervals?{Span(day)}")).Is(200)["items"].EnumerateArray()
            .Where(row => row.GetProperty("interval").GetString() == "response_first_unit").Sum(row => row.GetProperty("count").GetInt32());
        Assert.Equal(intervals, (await Report(day))["items"].EnumerateArray().Sum(square => square.GetProperty("count").GetInt32()) + 1);
    }

    [Fact]
    public async Task Of_fewer_than_three_calls_nothing_is_told_but_their_number()
    {
        var day = Day(5);
        var unit = await world.Unit();
        for (var i = 0; i < 3; i++)
        {
            await past.Enter(await past.Received(day.AddHours(i), i == 2 ? "HIGH" : "LOW", null, (48.1, 11.5)), unit.Id, day.AddHours(i), onScene: 300 + i);
        }

        Assert.Equal("3 301 302", Figures(Assert.Single((await Report(day))["items"].EnumerateArray())));
        var square = Assert.Single((await Report(day, "&priority=LOW"))["items"].EnumerateArray());
        Assert.Equal("2  ", Figures(square));
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (square.GetProperty("in_target").ValueKind, square.GetProperty("of_target").ValueKind));

        // Nor where too few have a target to say how many kept it.
        var admin = await world.Admin();
        (await admin.Put("/api/reports/targets/response_first_unit/LOW", new { seconds = (int?)null })).Is(204);
        square = Assert.Single((await Report(day))["items"].EnumerateArray());
        Assert.Equal("3 301 302", Figures(square));
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (square.GetProperty("in_target").ValueKind, square.GetProperty("of_target").ValueKind));
        (await admin.Put("/api/reports/targets/response_first_unit/LOW", new { seconds = 10800 })).Is(204);

        var table = (await (await world.Supervisor()).Get($"/api/reports/map?{Span(day)}&priority=LOW&format=csv")).Is(200).Body.GetString()!.Split("\r\n");
        Assert.Equal("latitude,longitude,south,west,north,east,count,p50,p90,in_target,of_target", table[0]);
        Assert.EndsWith(",2,,,,", table[1], StringComparison.Ordinal);
        Assert.Equal("", table[2]);
    }

    [Fact]
    public async Task It_refuses_what_it_cannot_draw_and_whoever_sees_only_some_sites()
    {
        var supervisor = await world.Supervisor();
        foreach (var query in new[] { "cell=499", "cell=50001", "cell=wide", "priority=URGENT", "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "from=yesterday" })
        {
            (await supervisor.Get($"/api/reports/map?{query}")).Refused(400, "invalid");
        }

        (await (await world.Dispatcher()).Get("/api/reports/map")).Refused(403, "forbidden");
        (await (await world.As("supervisor", await world.Site())).Get("/api/reports/map")).Refused(403, "forbidden");
        var empty = (await supervisor.Get("/api/reports/map?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z")).Is(200);
        Assert.Empty(empty["items"].EnumerateArray());
    }

    [Fact]
    public async Task Twenty_thousand_calls_are_a_few_hundred_squares_at_once()
    {
        var day = Day(20);
        var unit = await world.Unit();
        await world.Db.Run($"""
            with taken as (
                insert into dispatch.calls (state, state_since, version, kind, emergency_type, priority, latitude, longitude, source, received_at, created_at, updated_at)
                select 'CLOSED', {day}, 1, 'EMERGENCY', 'MEDICAL', (array['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'])[n % 4 + 1],
                       52.5 + 0.08 * sin(n * 0.37), 13.4 + 0.13 * cos(n * 0.73), 'phone', {day} + n * interval '1 second', {day}, {day}
                from generate_series(1, 20000) as n
                returning id, received_at
            )
            insert into dispatch.responses (call_id, unit_id, state, state_since, version, assigned_at, on_scene_at)
            select id, {unit.Id}, 'CLEARED', {day}, 1, received_at + interval '30 seconds',
                   received_at + interval '30 seconds' + id * 7919 % 1800 * interval '1 second'
            from taken
            """);
        await world.Db.Run($"analyze dispatch.calls, dispatch.responses");

        await Report(day);
        var began = Stopwatch.GetTimestamp();
        var report = await Report(day);
        var took = Stopwatch.GetElapsedTime(began);

        TestContext.Current.TestOutputHelper?.WriteLine($"20,000 calls: {took.TotalMilliseconds:0} ms, {report["items"].GetArrayLength()} squares of {report["cell"]} m");
        Assert.InRange(report["items"].GetArrayLength(), 100, 400);
        Assert.Equal(20_000, report["items"].EnumerateArray().Sum(square => square.GetProperty("count").GetInt32()));
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.Contains("larger", (await (await world.Supervisor()).Get($"/api/reports/map?{Span(day)}&cell=500")).Refused(400, "invalid").Body.ToString(), StringComparison.Ordinal);
    }

    // Each test has days of its own, all before the world's clock.
    private static DateTimeOffset Day(int number) => new(2026, 2, number, 6, 0, 0, TimeSpan.Zero);

    private static string Span(DateTimeOffset day) =>
        $"from={Attend.Platform.Clocks.Text(day)}&to={Attend.Platform.Clocks.Text(day.AddDays(1))}";

    private async Task<Answer> Report(DateTimeOffset day, string more = "") =>
        (await (await world.Supervisor()).Get($"/api/reports/map?{Span(day)}{more}")).Is(200);

    private static string Figures(JsonElement square) => $"{square.GetProperty("count")} {Number(square, "p50")} {Number(square, "p90")}";

    private static double Edge(JsonElement square, string name) => square.GetProperty(name).GetDouble();

    private static double? Number(JsonElement square, string name) =>
        square.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;

    /// <summary>Nearest-rank, by its definition.</summary>
    private static double Rank(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted[(int)Math.Ceiling(share * sorted.Count) - 1];
    }
}
