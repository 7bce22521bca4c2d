using System.Text.Json;
using Xunit;

namespace Attend.Tests.Reports;

public sealed class ReportUtilisationTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Busy_hours_over_staffed_hours()
    {
        var begin = world.Clock.Now;
        var unit = await world.Unit();
        var parked = await world.Unit(crew: 0);
        var dispatcher = await world.Dispatcher();
        world.Clock.Advance(TimeSpan.FromHours(1));
        var response = (await world.Dispatch((await world.Call()).Id, unit)).Id;
        world.Clock.Advance(TimeSpan.FromHours(1));
        (await dispatcher.Post($"/api/responses/{response}/clear", new { disposition = "REFUSED" })).Is(200);
        world.Clock.Advance(TimeSpan.FromHours(2));
        (await dispatcher.Post($"/api/units/{unit.Id}/sign-off", new { user_ids = unit.Crew.Select(person => person.Id) })).Is(200);
        world.Clock.Advance(TimeSpan.FromHours(2));
        // Nobody aboard: busy, but not a unit hour.
        var second = (await world.Dispatch((await world.Call()).Id, parked)).Id;
        world.Clock.Advance(TimeSpan.FromMinutes(30));

        var report = await Report(begin, begin.AddHours(12));

        var row = Row(report, unit.Number);
        Assert.Equal((4, 1, 0.25, 1, 0), (
            row.GetProperty("staffed_hours").GetDouble(), row.GetProperty("busy_hours").GetDouble(), row.GetProperty("utilisation").GetDouble(),
            row.GetProperty("responses").GetInt32(), row.GetProperty("transports").GetInt32()));
        row = Row(report, parked.Number);
        Assert.Equal((0, 0.5), (row.GetProperty("staffed_hours").GetDouble(), row.GetProperty("busy_hours").GetDouble()));
        Assert.Equal(JsonValueKind.Null, row.GetProperty("utilisation").ValueKind);
        Assert.Equal(report["items"].EnumerateArray().Sum(item => item.GetProperty("staffed_hours").GetDouble()), report["staffed_hours"].GetDouble(), 1);
        Assert.Equal(1 / report["staffed_hours"].GetDouble(), report["utilisation"].GetDouble(), 3);

        // A part of it: from the middle of the response to the middle of the idle hours.
        row = Row(await Report(begin.AddHours(1.5), begin.AddHours(2.5)), unit.Number);
        Assert.Equal((1, 0.5, 0.5, 0), (
            row.GetProperty("staffed_hours").GetDouble(), row.GetProperty("busy_hours").GetDouble(), row.GetProperty("utilisation").GetDouble(),
            row.GetProperty("responses").GetInt32()));
        (await dispatcher.Post($"/api/responses/{second}/clear", new { disposition = "REFUSED" })).Is(200);
    }

    [Fact]
    public async Task It_comes_as_a_table_and_a_station_sees_its_own_units()
    {
        var unit = await world.Unit();
        var other = await world.Unit();
        var own = await world.As("supervisor", unit.Site);

        var report = (await own.Get("/api/reports/utilisation")).Is(200);
        var table = (await own.Get("/api/reports/utilisation?format=csv")).Is(200).Body.GetString()!;

        Assert.Equal([unit.Number], report["items"].EnumerateArray().Select(item => item.GetProperty("unit_number").GetString()));
        Assert.StartsWith("unit_id,unit_number,kind,staffed_hours,busy_hours,utilisation,responses,transports\r\n", table, StringComparison.Ordinal);
        Assert.Contains(unit.Number, table, StringComparison.Ordinal);
        Assert.DoesNotContain($",{other.Number},", table, StringComparison.Ordinal);
        (await (await world.Dispatcher()).Get("/api/reports/utilisation")).Refused(403, "forbidden");
    }

    private async Task<Answer> Report(DateTimeOffset from, DateTimeOffset to) => (await (await world.Supervisor()).Get(
        $"/api/reports/utilisation?from={Attend.Platform.Clocks.Text(from)}&to={Attend.Platform.Clocks.Text(to)}")).Is(200);

    private static JsonElement Row(Answer report, string number) =>
        report["items"].EnumerateArray().Single(item => item.GetProperty("unit_number").GetString() == number);
}
