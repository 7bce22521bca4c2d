using System.Text.Json;
using Attend.Dispatch;
using Attend.Tests.Platform.Live;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
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

    [Fact]
    public async Task It_hears_again_of_patients_who_are_not_as_they_were_announced()
    {
        var (hospital, response, call) = await Transporting();
        var nurse = await Nurse(hospital);
        await using var socket = await RawSocket.Open(world.Url, $"/ws/hospital/{hospital}/", nurse.Token);
        var begun = (await socket.Message("initial_data")).GetProperty("data");
        Assert.Equal(180, begun.GetProperty("answer_within_seconds").GetInt32());
        Assert.Equal([900, 1800, 3600], begun.GetProperty("transfer_marks_seconds").EnumerateArray().Select(mark => mark.GetInt32()));
        Assert.Contains("transfer_care", begun.GetProperty("arrivals")[0].GetProperty("actions").EnumerateArray().Select(action => action.GetString()));
        var announced = begun.GetProperty("pre_alerts")[0];
        Assert.Equal(JsonValueKind.Null, announced.GetProperty("patients")[0].GetProperty("changed_at").ValueKind);
        Assert.Equal(world.Clock.Now, announced.GetProperty("call_received_at").GetDateTimeOffset());

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var dispatcher = await world.Dispatcher();
        var patient = announced.GetProperty("patients")[0].GetProperty("id").GetInt64();
        var version = await world.Row<long>($"select version from dispatch.patients where id = {patient}");
        (await dispatcher.Patch($"/api/patients/{patient}", new { condition = "No pulse" }, version)).Is(200);
        var told = await socket.Message("pre_alert_update");
        Assert.Equal("PATIENT_CHANGED", told.GetProperty("event").GetString());
        var changed = told.GetProperty("data").GetProperty("patients")[0];
        Assert.Equal(("No pulse", world.Clock.Now), (changed.GetProperty("condition").GetString(), changed.GetProperty("changed_at").GetDateTimeOffset()));

        // A name is nothing that a hospital prepares by.
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        (await dispatcher.Patch($"/api/patients/{patient}", new { name = "Somebody" }, version + 1)).Is(200);
        Assert.Equal(
            world.Clock.Now.AddMinutes(-1),
            (await socket.Message("pre_alert_update")).GetProperty("data").GetProperty("patients")[0].GetProperty("changed_at").GetDateTimeOffset());

        (await dispatcher.Post($"/api/calls/{call}/reprioritise", new { priority = "CRITICAL" })).Is(200);
        Assert.Equal("CRITICAL", (await socket.Message("pre_alert_update")).GetProperty("data").GetProperty("priority").GetString());
        Assert.Equal(response, told.GetProperty("data").GetProperty("response_id").GetInt64());
    }

    [Fact]
    public async Task It_is_shown_how_the_time_of_arrival_changes_on_the_way()
    {
        var (hospital, response, _) = await Transporting();
        await using var socket = await RawSocket.Open(world.Url, $"/ws/hospital/{hospital}/", (await Nurse(hospital)).Token);
        var announced = (await socket.Message("initial_data")).GetProperty("data").GetProperty("pre_alerts")[0];
        Assert.Equal(world.Clock.Now, announced.GetProperty("eta_at").GetDateTimeOffset());

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var unit = await world.Row<long>($"select unit_id from dispatch.responses where id = {response}");
        (await (await world.Dispatcher()).Post("/api/positions", new { unit_id = unit, latitude = 52.5299, longitude = 13.3801, at = world.Clock.Now })).Is(202);
        var news = world.Services.GetServices<IHostedService>().OfType<ArrivalNews>().Single();
        await news.Show(TestContext.Current.CancellationToken);

        var shown = await socket.Message("pre_alert_update");
        Assert.Equal("ETA_UPDATE", shown.GetProperty("event").GetString());
        Assert.False(shown.TryGetProperty("cursor", out _));
        var eta = shown.GetProperty("data");
        Assert.Equal(announced.GetProperty("id").GetInt64(), eta.GetProperty("id").GetInt64());
        Assert.Equal(world.Clock.Now, eta.GetProperty("eta_at").GetDateTimeOffset());
        Assert.InRange(eta.GetProperty("eta").GetDateTimeOffset() - world.Clock.Now, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    private async Task<(long Hospital, long Response, long Call)> Transporting()
    {
        var hospital = await world.Hospital();
        var dispatcher = await world.Dispatcher();
        var call = (await world.Call(patients: 1)).Id;
        var response = (await world.Dispatch(call, await world.Unit())).Id;
        (await dispatcher.Post($"/api/responses/{response}/arrive")).Is(200);
        (await dispatcher.Post($"/api/responses/{response}/transport", new { hospital_id = hospital })).Is(200);
        return (hospital, response, call);
    }

    private async Task<Api> Nurse(long hospital) =>
        await world.As("nurse", await world.Row<long>($"select site_id from dispatch.hospitals where id = {hospital}"));

    private static long Removed(JsonElement message) => message.GetProperty("data").GetProperty("response_id").GetInt64();
}
