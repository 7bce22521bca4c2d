using System.Text.Json;
using Xunit;

namespace Attend.Tests.Reports;

public sealed class ReportHandoverTests(World world) : IClassFixture<World>
{
    private readonly PastResponses past = new(world);

    [Fact]
    public async Task Each_hospital_has_its_waits_and_the_share_beyond_each_limit()
    {
        var (here, there) = (await world.Hospital(), await world.Hospital());
        var unit = await world.Unit();
        var day = new DateTimeOffset(2026, 2, 3, 6, 0, 0, TimeSpan.Zero);
        // Waits of exactly 15, then 20, 40 and 90 minutes; the fifth was never stamped, and one went elsewhere.
        foreach (var (hour, minutes) in new[] { 15, 20, 40, 90 }.Index())
        {
            await Handover(day.AddHours(hour * 3), unit.Id, here, minutes);
        }

        await Handover(day.AddHours(12), unit.Id, here, null);
        await Handover(day.AddHours(15), unit.Id, there, 10);
        await Handover(day.AddDays(2), unit.Id, here, 5);

        var report = (await (await world.Supervisor()).Get("/api/reports/handover?from=2026-02-03T00:00:00Z&to=2026-02-04T00:00:00Z")).Is(200);
        var row = Row(report, here);
        Assert.Equal((4L, 1L), (row.GetProperty("count").GetInt64(), row.GetProperty("left_out").GetInt64()));
        Assert.Equal((1200d, 5400d, 2475d), (row.GetProperty("p50").GetDouble(), row.GetProperty("p90").GetDouble(), row.GetProperty("mean").GetDouble()));
        Assert.Equal((0.75, 0.5, 0.25), (
            row.GetProperty("beyond15").GetDouble(), row.GetProperty("beyond30").GetDouble(), row.GetProperty("beyond60").GetDouble()));
        Assert.Equal((1L, 0d), (Row(report, there).GetProperty("count").GetInt64(), Row(report, there).GetProperty("beyond15").GetDouble()));

        // All hospitals together are what the interval report says of the handover.
        var intervals = (await (await world.Supervisor()).Get("/api/reports/intervals?priority=HIGH&from=2026-02-03T00:00:00Z&to=2026-02-04T00:00:00Z")).Is(200);
        Assert.Equal(5, intervals["items"].EnumerateArray().Single(item => item.GetProperty("interval").GetString() == "arrival_to_handover").GetProperty("count").GetInt64());
    }

    [Fact]
    public async Task A_hospital_without_arrivals_is_named_and_a_site_sees_its_own()
    {
        var (mine, other) = (await world.Hospital(), await world.Hospital());
        var site = await world.Row<long>($"select site_id from dispatch.hospitals where id = {mine}");
        var own = await world.As("supervisor", site);

        var report = (await own.Get("/api/reports/handover")).Is(200);
        var table = (await own.Get("/api/reports/handover?format=csv")).Is(200).Body.GetString()!;

        var row = Assert.Single(report["items"].EnumerateArray());
        Assert.Equal((mine, 0L), (row.GetProperty("hospital_id").GetInt64(), row.GetProperty("count").GetInt64()));
        Assert.Equal(JsonValueKind.Null, row.GetProperty("beyond15").ValueKind);
        Assert.StartsWith("hospital_id,name,count,mean,p50,p90,beyond15,beyond30,beyond60,left_out\r\n", table, StringComparison.Ordinal);
        Assert.DoesNotContain(other.ToString(System.Globalization.CultureInfo.InvariantCulture) + ",", table.Split("\r\n")[1], StringComparison.Ordinal);
        (await own.Get("/api/reports/handover?from=2026-02-02T00:00:00Z&to=2026-02-01T00:00:00Z")).Refused(400, "invalid");
        (await (await world.Dispatcher()).Get("/api/reports/handover")).Refused(403, "forbidden");
    }

    private async Task Handover(DateTimeOffset at, long unit, long hospital, int? minutes) => await past.Enter(
        await past.Received(at, "HIGH", new { name = "Caller" }), unit, at, enRoute: 60, onScene: 300, transporting: 900, atHospital: 1200,
        transferred: 1200 + minutes * 60, cleared: 7200, disposition: "TRANSPORTED", hospital: hospital);

    private static JsonElement Row(Answer report, long hospital) =>
        report["items"].EnumerateArray().Single(item => item.GetProperty("hospital_id").GetInt64() == hospital);
}
