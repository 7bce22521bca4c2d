using System.Text.Json;
using Xunit;

namespace Attend.Tests.Reports;

public sealed class ReportTrendTests(World world) : IClassFixture<World>
{
    private readonly PastResponses past = new(world);

    [Fact]
    public async Task Days_begin_at_midnight_of_the_zone_and_weeks_on_monday()
    {
        var unit = await world.Unit();
        // Monday the 2nd and Tuesday the 3rd in Berlin; 23:30 UTC on the 2nd is the 3rd already.
        var monday = new DateTimeOffset(2026, 2, 2, 6, 0, 0, TimeSpan.Zero);
        await past.Entered(monday, "HIGH", unit.Id, enRoute: 40);
        await past.Entered(monday.AddHours(2), "HIGH", unit.Id, enRoute: 80);
        await past.Entered(new DateTimeOffset(2026, 2, 2, 23, 30, 0, TimeSpan.Zero), "HIGH", unit.Id, enRoute: 120);
        await past.Entered(monday.AddDays(8), "HIGH", unit.Id);

        var days = await Rows("interval=turnout&priority=HIGH&zone=Europe/Berlin&from=2026-02-01T23:00:00Z&to=2026-02-10T23:00:00Z");
        Assert.Equal(9, days.Count);
        Assert.Equal((monday.AddHours(-7), 2L, 40d, 80d, 0.5), (
            days[0].GetProperty("from").GetDateTimeOffset(), days[0].GetProperty("count").GetInt64(), days[0].GetProperty("p50").GetDouble(),
            days[0].GetProperty("p90").GetDouble(), days[0].GetProperty("in_target").GetDouble()));
        Assert.Equal((1L, 120d), (days[1].GetProperty("count").GetInt64(), days[1].GetProperty("p50").GetDouble()));
        Assert.Equal((0L, 1L, JsonValueKind.Null), (
            days[8].GetProperty("count").GetInt64(), days[8].GetProperty("left_out").GetInt64(), days[8].GetProperty("p50").ValueKind));

        var weeks = await Rows("interval=turnout&priority=HIGH&bucket=week&zone=Europe/Berlin&from=2026-02-01T23:00:00Z&to=2026-02-10T23:00:00Z");
        Assert.Equal([3L, 0L], weeks.Select(week => week.GetProperty("count").GetInt64()));
        Assert.Equal(new DateTimeOffset(2026, 2, 8, 23, 0, 0, TimeSpan.Zero), weeks[1].GetProperty("from").GetDateTimeOffset());

        // One bucket over the whole time says what the interval report says.
        var whole = (await Rows("interval=turnout&priority=HIGH&bucket=week&from=2026-02-02T00:00:00Z&to=2026-02-08T00:00:00Z")).Single();
        var report = (await (await world.Supervisor()).Get("/api/reports/intervals?priority=HIGH&from=2026-02-02T00:00:00Z&to=2026-02-08T00:00:00Z")).Is(200);
        var turnout = report["items"].EnumerateArray().Single(row => row.GetProperty("interval").GetString() == "turnout");
        Assert.All(["count", "p50", "p90", "in_target", "left_out"], name => Assert.Equal(turnout.GetProperty(name).GetDouble(), whole.GetProperty(name).GetDouble()));
    }

    [Fact]
    public async Task It_comes_as_a_table_and_refuses_what_it_cannot_draw()
    {
        var supervisor = await world.Supervisor();
        var table = (await supervisor.Get("/api/reports/trend?format=csv&interval=travel&from=2026-01-05T00:00:00Z&to=2026-01-06T00:00:00Z")).Is(200).Body.GetString()!;
        Assert.StartsWith("from,priority,count,p50,p90,in_target,left_out\r\n2026-01-05T00:00:00Z,CRITICAL,0,,,,0\r\n", table, StringComparison.Ordinal);

        (await supervisor.Get("/api/reports/trend?interval=patience")).Refused(400, "invalid");
        (await supervisor.Get("/api/reports/trend?bucket=month")).Refused(400, "invalid");
        (await supervisor.Get("/api/reports/trend?zone=Middle/Earth")).Refused(400, "invalid");
        (await supervisor.Get("/api/reports/trend?from=2020-01-01T00:00:00Z")).Refused(400, "invalid");
        (await supervisor.Get("/api/reports/trend?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z")).Refused(400, "invalid");
        (await (await world.Dispatcher()).Get("/api/reports/trend")).Refused(403, "forbidden");
        (await (await world.As("supervisor", await world.Site())).Get("/api/reports/trend")).Refused(403, "forbidden");
    }

    private async Task<List<JsonElement>> Rows(string query) =>
        [.. (await (await world.Supervisor()).Get("/api/reports/trend?" + query)).Is(200)["items"].EnumerateArray()];
}
