using System.Text.Json;
using Attend.Tests.Platform.Live;
using Xunit;

namespace Attend.Tests.Dispatch;

/// <summary>What a hospital's screen hears: who is announced, who comes, and who comes no more.</summary>
public sealed class HospitalSocketTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task It_hears_of_pre_alerts_and_of_arrivals_that_go_elsewhere()
    {
        var (first, second) = (await world.Hospital(), await world.Hospital(52.50, 13.30));
        var site = await world.Row<long>($"select site_id from dispatch.hospitals where id = {first}");
        var nurse = await world.As("nurse", site);
        await using var socket = await RawSocket.Open(world.Url, $"/ws/hospital/{first}/", nurse.Token);
        Assert.Empty((await socket.Message("initial_data")).GetProperty("data").GetProperty("pre_alerts").EnumerateArray());

        var unit = await world.Unit();
        var dispatcher = await world.Dispatcher();
        var call = (await world.Call(patients: 1)).Id;
        var response = (await world.Dispatch(call, unit)).Id;
        (await dispatcher.Post($"/api/responses/{response}/arrive")).Is(200);
        (await dispatcher.Post($"/api/responses/{response}/transport", new { hospital_id = first })).Is(200);
        var alert = await socket.Message("pre_alert_update");
        Assert.Equal("PRE_ALERT_SENT", alert.GetProperty("event").GetString());
        var told = alert.GetProperty("data");
        Assert.Equal(("SENT", 41), (told.GetProperty("state").GetString(), told.GetProperty("patients")[0].GetProperty("age").GetInt32()));
        Assert.Equal(["accept", "decline"], told.GetProperty("actions").EnumerateArray().Select(action => action.GetString()));

        await using (var late = await RawSocket.Open(world.Url, $"/ws/hospital/{first}/", nurse.Token))
        {
            var data = (await late.Message("initial_data")).GetProperty("data");
            Assert.Equal(response, data.GetProperty("pre_alerts")[0].GetProperty("response_id").GetInt64());
            Assert.Equal(response, data.GetProperty("arrivals")[0].GetProperty("response_id").GetInt64());
        }

        (await dispatcher.Post($"/api/responses/{response}/change-destination", new { hospital_id = second })).Is(200);
        Assert.Equal(response, Removed(await socket.Message("arrival_removed")));
        Assert.Equal("MOVED", (await socket.Message("pre_alert_update")).GetProperty("data").GetProperty("state").GetString());

        (await dispatcher.Post($"/api/responses/{response}/change-destination", new { hospital_id = first })).Is(200);
        await socket.Message("arrival_update");
        (await dispatcher.Post($"/api/responses/{response}/clear", new { disposition = "REFUSED" })).Is(200);
        Assert.Equal(response, Removed(await socket.Message("arrival_removed")));
    }

    private static long Removed(JsonElement message) => message.GetProperty("data").GetProperty("response_id").GetInt64();
}
