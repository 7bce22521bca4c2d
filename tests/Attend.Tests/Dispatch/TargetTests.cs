using System.Text.Json;
using Attend.Tests.Platform.Live;
using Xunit;

namespace Attend.Tests.Dispatch;

public sealed class TargetTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task An_open_board_knows_the_targets_and_hears_when_one_is_set_or_taken_away()
    {
        var dispatcher = await world.Dispatcher();
        // The route is for those who read reports; a dispatcher's board is told.
        (await dispatcher.Get("/api/reports/targets")).Refused(403, "forbidden");
        await using var board = await RawSocket.Open(world.Url, "/ws/dispatchers/", dispatcher.Token);
        Assert.Equal(480, Seconds(await board.Message("initial_data"), "response", "CRITICAL"));

        var admin = await world.Admin();
        (await admin.Put("/api/reports/targets/response/CRITICAL", new { seconds = 420 })).Is(204);
        var set = await board.Message("target_update");
        Assert.Equal(("REPORT_TARGET_SET", 420), (set.GetProperty("event").GetString(), Seconds(set, "response", "CRITICAL")));
        Assert.Equal(60, Seconds(set, "turnout", "CRITICAL"));
        Assert.True(set.TryGetProperty("cursor", out _));

        (await admin.Put("/api/reports/targets/response/CRITICAL", new { seconds = (int?)null })).Is(204);
        Assert.Null(Seconds(await board.Message("target_update"), "response", "CRITICAL"));
    }

    [Fact]
    public async Task A_call_says_from_when_each_of_its_units_is_measured()
    {
        var unit = await world.Unit();
        var call = await world.Call();
        var response = await world.Dispatch(call.Id, unit);
        var dispatcher = await world.Dispatcher();
        var assigned = world.Clock.Now;
        world.Clock.Advance(TimeSpan.FromSeconds(40));
        (await dispatcher.Post($"/api/responses/{response.Id}/acknowledge")).Is(200);
        Assert.Equal((assigned, null), await Measured(call));
        world.Clock.Advance(TimeSpan.FromSeconds(20));
        (await dispatcher.Post($"/api/responses/{response.Id}/depart")).Is(200);
        Assert.Equal((assigned, world.Clock.Now), await Measured(call));
    }

    private async Task<(DateTimeOffset Assigned, DateTimeOffset? EnRoute)> Measured(Answer call)
    {
        var unit = (await (await world.Dispatcher()).Get($"/api/calls/{call.Id}"))["units"][0];
        var enRoute = unit.GetProperty("en_route_at");
        return (unit.GetProperty("assigned_at").GetDateTimeOffset(), enRoute.ValueKind is JsonValueKind.Null ? null : enRoute.GetDateTimeOffset());
    }

    private static int? Seconds(JsonElement message, string interval, string priority) =>
        message.GetProperty("data").GetProperty("targets").EnumerateArray()
            .Where(target => target.GetProperty("interval").GetString() == interval && target.GetProperty("priority").GetString() == priority)
            .Select(target => (int?)target.GetProperty("seconds").GetInt32()).SingleOrDefault();
}
