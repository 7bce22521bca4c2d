using System.Text.Json;
using Xunit;

namespace Attend.Tests.Reports;

public sealed class ReportIntervalsTests(World world) : IClassFixture<World>
{
    private readonly PastResponses past = new(world);

    [Fact]
    public async Task Percentiles_are_nearest_rank_and_shares_are_against_the_target()
    {
        var day = Day(1);
        var unit = await world.Unit();
        // Turnouts of 10, 20 ... 200 s: nearest-rank P50 is the 10th, P90 the 18th, P95 the 19th.
        foreach (var i in Enumerable.Range(1, 20).Reverse())
        {
            await past.Entered(day.AddMinutes(i * 20), "CRITICAL", unit.Id, enRoute: i * 10);
        }

        var turnout = await Row(day, "turnout", "CRITICAL");

        Assert.Equal(20, turnout.GetProperty("count").GetInt64());
        Assert.Equal(105, turnout.GetProperty("mean").GetDouble());
        Assert.Equal((100, 180, 190), (turnout.GetProperty("p50").GetDouble(), turnout.GetProperty("p90").GetDouble(), turnout.GetProperty("p95").GetDouble()));
        Assert.Equal(60, turnout.GetProperty("target").GetInt32());
        Assert.Equal(0.3, turnout.GetProperty("in_target").GetDouble());
        Assert.Equal(0, turnout.GetProperty("left_out").GetInt64());
    }

    [Fact]
    public async Task Every_interval_has_its_formula()
    {
        var day = Day(2);
        var unit = await world.Unit();
        var call = await past.Received(day, "HIGH", new { ringing_at = day.AddSeconds(-42), answered_at = day.AddSeconds(-30) });
        await past.Enter(call, unit.Id, day, enRoute: 50, onScene: 400, transporting: 1300, atHospital: 2000, transferred: 2900, cleared: 3500);

        var expected = new Dictionary<string, double>
        {
            ["answer"] = 12, ["processing"] = 30, ["turnout"] = 50, ["travel"] = 350, ["response"] = 400, ["response_first_unit"] = 400,
            ["response_first_appropriate_unit"] = 400, ["scene"] = 900, ["transport"] = 700, ["arrival_to_handover"] = 900, ["handover_to_clear"] = 600,
        };
        var items = (await Report(day, "&priority=HIGH"))["items"].EnumerateArray().ToList();
        Assert.Equal(expected.Keys, items.Select(item => item.GetProperty("interval").GetString()));
        Assert.All(items, item => Assert.Equal((1, expected[item.GetProperty("interval").GetString()!]), (item.GetProperty("count").GetInt64(), item.GetProperty("p50").GetDouble())));
        Assert.Equal(1, items[3].GetProperty("in_target").GetDouble());
        Assert.Equal(JsonValueKind.Null, items[8].GetProperty("in_target").ValueKind);
    }

    [Fact]
    public async Task A_missing_end_or_one_before_the_beginning_is_left_out_and_counted()
    {
        var day = Day(3);
        var unit = await world.Unit();
        await past.Entered(day, "LOW", unit.Id, enRoute: 30, onScene: 300);
        await past.Entered(day.AddHours(2), "LOW", unit.Id, onScene: 300);
        await past.Entered(day.AddHours(4), "LOW", unit.Id, enRoute: 40, onScene: 20);

        Assert.Equal((2, 1), Counts(await Row(day, "turnout", "LOW")));
        Assert.Equal((1, 2), Counts(await Row(day, "travel", "LOW")));
        Assert.Equal((3, 0), Counts(await Row(day, "response", "LOW")));
        Assert.Equal((0, 3), Counts(await Row(day, "transport", "LOW")));
        Assert.Equal((0, 0), Counts(await Row(day, "turnout", "HIGH")));
        Assert.Equal(JsonValueKind.Null, (await Row(day, "turnout", "HIGH")).GetProperty("p50").ValueKind);
        // No telephone stamped these calls.
        Assert.Equal((0, 3), Counts(await Row(day, "answer", "LOW")));
        Assert.Equal((0, 3), Counts(await Row(day, "processing", "LOW")));
    }

    [Fact]
    public async Task The_first_unit_may_not_be_the_first_appropriate_one()
    {
        var day = Day(4);
        var engine = await world.Unit(crew: 0, kind: "engine", level: "BASIC");
        var ambulance = await world.Unit(crew: 0, level: "ADVANCED");
        var call = await past.Received(day, "CRITICAL", null);
        await past.Enter(call, engine.Id, day.AddSeconds(10), onScene: 200, cleared: 900, disposition: null);
        await past.Enter(call, ambulance.Id, day.AddSeconds(30), onScene: 500, cleared: 1000);

        Assert.Equal((1, 0), Counts(await Row(day, "response_first_unit", "CRITICAL")));
        Assert.Equal(200, (await Row(day, "response_first_unit", "CRITICAL")).GetProperty("p50").GetDouble());
        Assert.Equal(520, (await Row(day, "response_first_appropriate_unit", "CRITICAL")).GetProperty("p50").GetDouble());
        Assert.Equal((2, 0), Counts(await Row(day, "response", "CRITICAL")));
    }

    [Fact]
    public async Task A_response_with_two_destinations_left_the_scene_once()
    {
        var day = world.Clock.Now;
        var (one, two) = (await world.Hospital(), await world.Hospital());
        var unit = await world.Unit();
        var call = await world.Call("MEDIUM", patients: 1);
        var dispatcher = await world.Dispatcher();
        var response = (await world.Dispatch(call.Id, unit)).Id;
        foreach (var (action, body, minutes) in new (string, object, int)[]
        {
            ("arrive", new { }, 10), ("transport", new { hospital_id = one }, 10), ("arrive-hospital", new { }, 5), ("transport", new { hospital_id = two }, 7),
            ("arrive-hospital", new { }, 25), ("transfer-care", new { }, 9), ("clear", new { }, 10),
        })
        {
            world.Clock.Advance(TimeSpan.FromMinutes(minutes));
            (await dispatcher.Post($"/api/responses/{response}/{action}", body)).Is(200);
        }

        Assert.Equal(600, (await Row(day, "scene", "MEDIUM", day.AddHours(3))).GetProperty("p50").GetDouble());
        // Each leg is a transport of its own; care was handed over once.
        var transport = await Row(day, "transport", "MEDIUM", day.AddHours(3));
        Assert.Equal((2, 0), Counts(transport));
        Assert.Equal((300, 1500), (transport.GetProperty("p50").GetDouble(), transport.GetProperty("p90").GetDouble()));
        var handover = await Row(day, "arrival_to_handover", "MEDIUM", day.AddHours(3));
        Assert.Equal((1, 0), Counts(handover));
        Assert.Equal(540, handover.GetProperty("p50").GetDouble());
        Assert.Equal(day.AddMinutes(20), (await dispatcher.Get($"/api/calls/{call.Id}"))["transporting_at"].GetDateTimeOffset());
        Assert.Equal(day.AddMinutes(25), (await dispatcher.Get($"/api/calls/{call.Id}"))["at_hospital_at"].GetDateTimeOffset());
    }

    [Fact]
    public async Task Only_what_lies_in_the_time_asked_for_counts()
    {
        var day = Day(6);
        var unit = await world.Unit();
        await past.Entered(day, "HIGH", unit.Id, enRoute: 10);
        await past.Entered(day.AddDays(1), "HIGH", unit.Id, enRoute: 20);

        Assert.Equal((1, 0), Counts(await Row(day, "turnout", "HIGH")));
        Assert.Equal((2, 0), Counts(await Row(day, "turnout", "HIGH", day.AddDays(2))));
        var supervisor = await world.Supervisor();
        (await supervisor.Get("/api/reports/intervals?from=2026-02-02T00:00:00Z&to=2026-02-01T00:00:00Z")).Refused(400, "invalid");
        (await supervisor.Get("/api/reports/intervals?from=yesterday")).Refused(400, "invalid");
        (await supervisor.Get("/api/reports/intervals?priority=URGENT")).Refused(400, "invalid");
        (await (await world.Dispatcher()).Get("/api/reports/intervals")).Refused(403, "forbidden");
        (await (await world.As("supervisor", await world.Site())).Get("/api/reports/intervals")).Refused(403, "forbidden");
    }

    [Fact]
    public async Task It_comes_as_a_table_when_asked()
    {
        var day = Day(8);
        await past.Entered(day, "HIGH", (await world.Unit()).Id, enRoute: 61);
        var supervisor = await world.Supervisor();
        var path = $"/api/reports/intervals?from={Text(day)}&to={Text(day.AddDays(1))}&priority=HIGH";
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept", "text/csv");

        var byHeader = (await supervisor.Send(request)).Is(200);
        var byQuery = (await supervisor.Get(path + "&format=csv")).Is(200);

        Assert.Equal("text/csv", byHeader.Message.Content.Headers.ContentType?.MediaType);
        Assert.Equal(byHeader.Body.GetString(), byQuery.Body.GetString());
        var lines = byQuery.Body.GetString()!.Split("\r\n");
        Assert.Equal("interval,priority,count,mean,p50,p90,p95,target,in_target,left_out", lines[0]);
        Assert.Contains("turnout,HIGH,1,61,61,61,61,60,0,0", lines);
        Assert.Contains("transport,HIGH,0,,,,,,,1", lines);
    }

    [Fact]
    public async Task Targets_are_data()
    {
        var day = Day(9);
        await past.Entered(day, "HIGH", (await world.Unit()).Id, enRoute: 61);
        var admin = await world.Admin();
        var mark = await world.Mark();

        (await admin.Put("/api/reports/targets/turnout/HIGH", new { seconds = 75 })).Is(204);

        Assert.Equal(["dispatch.report_target_set"], await world.EventsSince(mark));
        Assert.Equal(1, (await Row(day, "turnout", "HIGH")).GetProperty("in_target").GetDouble());
        Assert.Contains((await admin.Get("/api/reports/targets"))["items"].EnumerateArray(),
            target => target.GetProperty("interval").GetString() == "turnout" && target.GetProperty("priority").GetString() == "HIGH" && target.GetProperty("seconds").GetInt32() == 75);
        (await admin.Put("/api/reports/targets/turnout/HIGH", new { seconds = (int?)null })).Is(204);
        Assert.Equal(JsonValueKind.Null, (await Row(day, "turnout", "HIGH")).GetProperty("in_target").ValueKind);
        (await admin.Put("/api/reports/targets/turnout/HIGH", new { seconds = 60 })).Is(204);
        (await admin.Put("/api/reports/targets/turnout/URGENT", new { seconds = 75 })).Refused(404, "not_found");
        (await admin.Put("/api/reports/targets/turnout/HIGH", new { seconds = 0 })).Refused(400, "invalid");
        (await (await world.Supervisor()).Put("/api/reports/targets/turnout/HIGH", new { seconds = 75 })).Refused(403, "forbidden");
    }

    // Each test has days of its own, all before the world's clock.
    private static DateTimeOffset Day(int number) => new(2026, 2, number, 6, 0, 0, TimeSpan.Zero);

    private async Task<Answer> Report(DateTimeOffset day, string more = "", DateTimeOffset? until = null) =>
        (await (await world.Supervisor()).Get($"/api/reports/intervals?from={Text(day)}&to={Text(until ?? day.AddDays(1))}{more}")).Is(200);

    private async Task<JsonElement> Row(DateTimeOffset day, string interval, string priority, DateTimeOffset? until = null) =>
        (await Report(day, until: until))["items"].EnumerateArray().Single(item =>
            item.GetProperty("interval").GetString() == interval && item.GetProperty("priority").GetString() == priority);

    private static (long, long) Counts(JsonElement row) => (row.GetProperty("count").GetInt64(), row.GetProperty("left_out").GetInt64());

    private static string Text(DateTimeOffset time) => Attend.Platform.Clocks.Text(time);
}
