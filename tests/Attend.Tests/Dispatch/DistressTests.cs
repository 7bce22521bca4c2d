using System.Text.Json;
using Attend.Tests.Platform.Live;
using Xunit;

namespace Attend.Tests.Dispatch;

public sealed class DistressTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_press_while_it_rings_is_the_same_alarm_and_one_after_it_was_answered_rings_again()
    {
        var unit = await world.Unit();
        var call = await world.Call();
        await world.Dispatch(call.Id, unit);
        var (crew, dispatcher) = (await world.SignIn(unit.Crew[0].Name), await world.Dispatcher());
        var first = (await crew.Post($"/api/units/{unit.Id}/distress")).Is(200);
        Assert.Equal(("RAISED", "everybody"), (first.State, first["meant_for"].GetString()));
        Assert.Equal(first.Id, (await crew.Post($"/api/units/{unit.Id}/distress")).Is(200).Id);
        (await dispatcher.Post($"/api/alarms/{first.Id}/acknowledge")).Is(200);
        var mark = await world.Mark();

        var second = (await crew.Post($"/api/units/{unit.Id}/distress")).Is(200);

        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal("RAISED", second.State);
        Assert.Equal(["dispatch.alarm_ended", "dispatch.alarm_raised"], await world.EventsSince(mark, $"call:{call.Id}"));
        Assert.Equal([second.Id], await Ringing(unit.Id));
    }

    [Fact]
    public async Task It_ends_when_a_dispatcher_says_so()
    {
        var unit = await world.Unit();
        var (crew, dispatcher) = (await world.SignIn(unit.Crew[0].Name), await world.Dispatcher());
        var alarm = (await crew.Post($"/api/units/{unit.Id}/distress")).Is(200);
        Assert.Empty(alarm["actions"].EnumerateArray());
        (await crew.Post($"/api/alarms/{alarm.Id}/end")).Refused(403, "forbidden");
        var seen = (await dispatcher.Post($"/api/alarms/{alarm.Id}/acknowledge")).Is(200);
        Assert.Equal(["end"], seen["actions"].EnumerateArray().Select(action => action.GetString()));
        var mark = await world.Mark();

        var ended = (await (await world.Supervisor()).Post($"/api/alarms/{alarm.Id}/end")).Is(200);

        Assert.Equal("ENDED", ended.State);
        Assert.Equal(["dispatch.alarm_ended"], await world.EventsSince(mark, $"unit:{unit.Id}"));
        Assert.Empty(await Ringing(unit.Id));
        (await dispatcher.Post($"/api/alarms/{alarm.Id}/end")).Refused(409, "wrong_state");
        (await dispatcher.Post("/api/alarms/999999/end")).Refused(404, "not_found");
        Assert.NotEqual(alarm.Id, (await crew.Post($"/api/units/{unit.Id}/distress")).Is(200).Id);
    }

    [Fact]
    public async Task An_alarm_with_a_cause_ends_with_it_and_not_by_hand()
    {
        var hospital = await world.Hospital();
        var response = await world.Dispatch((await world.Call(patients: 1)).Id, await world.Unit());
        var dispatcher = await world.Dispatcher();
        (await dispatcher.Post($"/api/responses/{response.Id}/transport", new { hospital_id = hospital })).Is(200);
        var staff = await world.As("hospital", await world.Row<long>($"select site_id from dispatch.hospitals where id = {hospital}"));
        var alert = await world.Row<long>($"select id from dispatch.pre_alerts where response_id = {response.Id}");
        (await staff.Post($"/api/pre-alerts/{alert}/decline", new { reason = "no bed" })).Is(200);
        var alarm = await world.Row<long>($"select id from dispatch.alarms where response_id = {response.Id}");

        var refused = (await dispatcher.Post($"/api/alarms/{alarm}/end")).Refused(409, "alarm_has_cause");

        Assert.Equal("pre_alert_declined", refused["kind"].GetString());
    }

    [Fact]
    public async Task Every_crew_on_duty_hears_it_and_finds_it_when_it_looks_later()
    {
        var (troubled, other) = (await world.Unit(), await world.Unit());
        var listener = (await world.SignIn(other.Crew[0].Name)).Token;
        await using var ear = await RawSocket.Open(world.Url, "/ws/paramedic/", listener);
        await ear.Message("initial_data");

        var alarm = (await (await world.SignIn(troubled.Crew[0].Name)).Post($"/api/units/{troubled.Id}/distress")).Is(200);

        var heard = await ear.Message("ambulance_alarm");
        Assert.Equal("ALARM_RAISED", heard.GetProperty("event").GetString());
        Assert.Equal((alarm.Id, troubled.Number), (heard.GetProperty("data").GetProperty("id").GetInt64(), heard.GetProperty("data").GetProperty("unit_number").GetString()));
        await using var late = await RawSocket.Open(world.Url, "/ws/paramedic/", listener);
        var alarms = (await late.Message("initial_data")).GetProperty("data").GetProperty("alarms");
        Assert.Contains(alarm.Id, alarms.EnumerateArray().Select(one => one.GetProperty("id").GetInt64()));
    }

    [Fact]
    public async Task A_dispatcher_of_one_site_speaks_for_its_units_and_no_others()
    {
        var (own, foreign) = (await world.Unit(), await world.Unit());
        var dispatcher = await world.As("dispatcher", own.Site);
        (await dispatcher.Post($"/api/units/{own.Id}/distress")).Is(200);
        (await dispatcher.Post($"/api/units/{foreign.Id}/distress")).Refused(404, "not_found");
        Assert.Contains("fail", (await dispatcher.Get($"/api/units/{own.Id}"))["actions"].EnumerateArray().Select(action => action.GetString()));
        (await dispatcher.Post($"/api/units/{own.Id}/fail", new { cause = "breakdown" })).Is(204);
        (await dispatcher.Post($"/api/units/{foreign.Id}/fail", new { cause = "breakdown" })).Refused(404, "not_found");
    }

    private async Task<IReadOnlyList<long>> Ringing(long unit) =>
        [.. (await (await world.Dispatcher()).Get("/api/alarms")).Is(200)["items"].EnumerateArray()
            .Where(alarm => alarm.GetProperty("unit_id").ValueKind is JsonValueKind.Number && alarm.GetProperty("unit_id").GetInt64() == unit)
            .Select(alarm => alarm.GetProperty("id").GetInt64())];
}
