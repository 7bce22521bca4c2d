using System.Text.Json;
using Xunit;

namespace Attend.Tests.Reports;

public sealed class ReportUtilisationHoursTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Each_hour_has_its_share_by_the_clock_of_the_zone()
    {
        // From half past the hour: an hour and a half staffed, of which half an hour busy.
        world.Clock.Now = new DateTimeOffset(2026, 3, 10, 9, 30, 0, TimeSpan.Zero);
        var begin = world.Clock.Now;
        var unit = await world.Unit();
        world.Clock.Advance(TimeSpan.FromMinutes(45));
        var dispatcher = await world.Dispatcher();
        var response = (await world.Dispatch((await world.Call()).Id, unit)).Id;
        world.Clock.Advance(TimeSpan.FromMinutes(30));
        (await dispatcher.Post($"/api/responses/{response}/clear", new { disposition = "REFUSED" })).Is(200);
        world.Clock.Advance(TimeSpan.FromMinutes(15));
        (await dispatcher.Post($"/api/units/{unit.Id}/sign-off", new { user_ids = unit.Crew.Select(person => person.Id) })).Is(200);

        var span = $"from={Attend.Platform.Clocks.Text(begin.AddHours(-1))}&to={Attend.Platform.Clocks.Text(begin.AddHours(6))}";
        // Of its own station: the units of other tests do not count into the hours.
        var supervisor = await world.As("supervisor", unit.Site);
        var report = (await supervisor.Get($"/api/reports/utilisation/hours?{span}")).Is(200);
        Assert.Equal([(9, 0.5, 0d, 0d), (10, 1d, 0.5, 0.5)], Of(report, unit));
        Assert.Equal(24, report["hours"].GetArrayLength());
        Assert.Equal((10, 0.5), (report["hours"][10].GetProperty("hour").GetInt32(), report["hours"][10].GetProperty("utilisation").GetDouble()));
        Assert.Equal(JsonValueKind.Null, report["hours"][3].GetProperty("utilisation").ValueKind);

        // Kathmandu is a quarter to six ahead: its hours are not those of UTC.
        var there = (await supervisor.Get($"/api/reports/utilisation/hours?{span}&zone=Asia/Kathmandu")).Is(200);
        Assert.Equal([(15, 0.75, 0d, 0d), (16, 0.75, 0.5, 0.6667)], Of(there, unit));

        // The hours of a unit are together what the report by units says.
        var whole = (await supervisor.Get($"/api/reports/utilisation?{span}")).Is(200)["items"].EnumerateArray()
            .Single(row => row.GetProperty("unit_id").GetInt64() == unit.Id);
        Assert.Equal(whole.GetProperty("staffed_hours").GetDouble(), Of(report, unit).Sum(row => row.Staffed));
        Assert.Equal(whole.GetProperty("busy_hours").GetDouble(), Of(report, unit).Sum(row => row.Busy));
    }

    [Fact]
    public async Task It_comes_as_a_table_and_a_station_sees_its_own_units()
    {
        var unit = await world.Unit();
        var other = await world.Unit();
        world.Clock.Advance(TimeSpan.FromHours(1));
        var own = await world.As("supervisor", unit.Site);

        var table = (await own.Get("/api/reports/utilisation/hours?format=csv")).Is(200).Body.GetString()!;

        Assert.StartsWith("unit_id,unit_number,hour,staffed_hours,busy_hours,utilisation\r\n", table, StringComparison.Ordinal);
        Assert.Contains($",{unit.Number},", table, StringComparison.Ordinal);
        Assert.DoesNotContain($",{other.Number},", table, StringComparison.Ordinal);
        (await own.Get("/api/reports/utilisation/hours?zone=Nowhere")).Refused(400, "invalid");
        (await own.Get("/api/reports/utilisation/hours?from=2020-01-01T00:00:00Z")).Refused(400, "invalid");
        (await (await world.Dispatcher()).Get("/api/reports/utilisation/hours")).Refused(403, "forbidden");
    }

    private static List<(int Hour, double Staffed, double Busy, double Share)> Of(Answer report, Unit unit) =>
    [
        .. report["items"].EnumerateArray().Where(row => row.GetProperty("unit_id").GetInt64() == unit.Id).Select(row => (
            row.GetProperty("hour").GetInt32(), row.GetProperty("staffed_hours").GetDouble(), row.GetProperty("busy_hours").GetDouble(),
            row.GetProperty("utilisation").GetDouble())),
    ];
}
