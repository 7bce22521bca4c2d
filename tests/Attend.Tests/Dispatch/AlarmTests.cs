using System.Text.Json;
using Attend.Platform.Work;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Attend.Tests.Dispatch;

/// <summary>What rings when, for whom, and what ends it.</summary>
public sealed class AlarmTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_critical_assignment_calls_the_crew_then_tells_the_dispatcher_then_a_supervisor()
    {
        var call = await world.Call("CRITICAL");
        var response = await world.Dispatch(call.Id, await world.Unit());

        await After(14);
        Assert.Empty(await Alarms(call.Id));
        await After(1);
        Assert.Equal([("not_acknowledged", 0, "crew")], await Alarms(call.Id));
        await After(14);
        Assert.Equal([("not_acknowledged", 0, "crew")], await Alarms(call.Id));
        var mark = await world.Mark();
        await After(1);
        Assert.Equal([("not_acknowledged", 1, "dispatcher")], await Alarms(call.Id));
        Assert.Equal("dispatcher", await world.Row<string>($"""
            select data ->> 'meant_for' from platform.events where id > {mark} and kind = 'dispatch.alarm_climbed' and subject = {"call:" + call.Id}
            """));
        await After(30);
        Assert.Equal([("not_acknowledged", 2, "supervisor")], await Alarms(call.Id));
        await After(600);
        Assert.Equal([("not_acknowledged", 2, "supervisor")], await Alarms(call.Id));
        await End(response.Id);
    }

    [Fact]
    public async Task Nobody_acknowledges_a_less_urgent_assignment_and_it_climbs_from_the_dispatcher()
    {
        var call = await world.Call("MEDIUM");
        var response = await world.Dispatch(call.Id, await world.Unit());
        await After(60);
        Assert.Equal([("not_acknowledged", 0, "dispatcher")], await Alarms(call.Id));
        await After(60);
        Assert.Equal([("not_acknowledged", 1, "dispatcher")], await Alarms(call.Id));
        await After(180);
        Assert.Equal([("not_acknowledged", 2, "supervisor")], await Alarms(call.Id));
        await End(response.Id);
    }

    [Fact]
    public async Task What_somebody_answers_for_climbs_no_further()
    {
        var call = await world.Call("CRITICAL");
        var response = await world.Dispatch(call.Id, await world.Unit());
        await After(15);
        var alarm = await world.Row<long>($"select id from dispatch.alarms where call_id = {call.Id}");
        (await (await world.Dispatcher()).Post($"/api/alarms/{alarm}/acknowledge")).Is(200);
        await After(600);
        Assert.Equal([("not_acknowledged", 0, "crew")], await Alarms(call.Id));
        await End(response.Id);
    }

    [Fact]
    public async Task A_transfer_of_care_is_late_at_fifteen_thirty_and_sixty_minutes()
    {
        var call = await world.Call(patients: 1);
        var response = await world.Dispatch(call.Id, await world.Unit());
        await Step(response.Id, "transport", new { hospital_id = await world.Hospital() });
        await Step(response.Id, "arrive-hospital", new { });
        await After(15 * 60);
        Assert.Equal([("transfer_delayed", 0, "dispatcher")], await Alarms(call.Id));
        await After(15 * 60);
        Assert.Equal([("transfer_delayed", 1, "dispatcher")], await Alarms(call.Id));
        await After(30 * 60);
        Assert.Equal([("transfer_delayed", 2, "supervisor")], await Alarms(call.Id));
        await Step(response.Id, "transfer-care", new { });
        Assert.Empty(await Alarms(call.Id));
        await Step(response.Id, "clear", new { });
    }

    [Fact]
    public async Task A_pre_alert_without_an_answer_climbs_and_so_does_a_refusal()
    {
        var hospital = await world.Hospital();
        var call = await world.Call(patients: 1);
        var response = await world.Dispatch(call.Id, await world.Unit());
        await Step(response.Id, "transport", new { hospital_id = hospital });
        await After(180);
        Assert.Equal([("pre_alert_unanswered", 0, "dispatcher")], await Alarms(call.Id));
        await After(60);
        await After(180);
        Assert.Equal([("pre_alert_unanswered", 2, "supervisor")], await Alarms(call.Id));

        var site = await world.Row<long>($"select site_id from dispatch.hospitals where id = {hospital}");
        var alert = await world.Row<long>($"select id from dispatch.pre_alerts where response_id = {response.Id}");
        (await (await world.As("hospital", site)).Post($"/api/pre-alerts/{alert}/decline", new { reason = "no bed" })).Is(200);
        Assert.Equal([("pre_alert_declined", 0, "dispatcher")], await Alarms(call.Id));
        await After(60);
        Assert.Equal([("pre_alert_declined", 1, "dispatcher")], await Alarms(call.Id));
        await After(180);
        Assert.Equal([("pre_alert_declined", 2, "supervisor")], await Alarms(call.Id));
        await Step(response.Id, "arrive-hospital", new { });
        Assert.Empty(await Alarms(call.Id));
        await Step(response.Id, "clear", new { disposition = "TRANSPORTED" });
    }

    [Fact]
    public async Task A_call_that_turns_critical_is_late_by_the_clock_of_a_critical_call()
    {
        var call = await world.Call("LOW");
        await After(120);
        Assert.Empty(await Alarms(call.Id));

        (await (await world.Dispatcher()).Post($"/api/calls/{call.Id}/reprioritise", new { priority = "CRITICAL" })).Is(200);
        await After(0);

        Assert.Equal("not_dispatched", Assert.Single(await Alarms(call.Id)).Kind);
        (await (await world.Dispatcher()).Post($"/api/calls/{call.Id}/cancel", new { reason = "over" })).Is(200);
        Assert.Empty(await Alarms(call.Id));
    }

    [Fact]
    public async Task An_assignment_that_turns_critical_is_late_by_its_clock()
    {
        var call = await world.Call("LOW");
        var response = await world.Dispatch(call.Id, await world.Unit());
        await After(10);
        (await (await world.Dispatcher()).Post($"/api/calls/{call.Id}/reprioritise", new { priority = "CRITICAL" })).Is(200);
        await After(5);
        Assert.Equal([("not_acknowledged", 0, "crew")], await Alarms(call.Id));
        await End(response.Id);
    }

    [Fact]
    public async Task A_change_that_the_crew_does_not_confirm_rings_until_it_does()
    {
        var call = await world.Call();
        var response = await world.Dispatch(call.Id, await world.Unit());
        await Step(response.Id, "acknowledge", new { });
        await Step(response.Id, "depart", new { });
        (await (await world.Dispatcher()).Post($"/api/calls/{call.Id}/relocate", new { location = new { address = "Next door" } })).Is(200);
        await After(30);
        Assert.Equal([("change_not_confirmed", 0, "dispatcher")], await Alarms(call.Id));
        await Step(response.Id, "arrive", new { });
        Assert.Equal([("change_not_confirmed", 0, "dispatcher")], await Alarms(call.Id));
        var mark = await world.Mark();

        await Step(response.Id, "acknowledge", new { });

        Assert.Equal(["dispatch.change_confirmed", "dispatch.alarm_ended"], await world.EventsSince(mark, $"call:{call.Id}"));
        Assert.Empty(await Alarms(call.Id));
        await After(300);
        Assert.Empty(await Alarms(call.Id));
        await Step(response.Id, "clear", new { disposition = "REFUSED" });
    }

    [Fact]
    public async Task A_change_before_the_first_acknowledgement_is_confirmed_with_it()
    {
        var call = await world.Call();
        var response = await world.Dispatch(call.Id, await world.Unit());
        (await (await world.Dispatcher()).Post($"/api/calls/{call.Id}/relocate", new { location = new { address = "Next door" } })).Is(200);
        await After(20);
        await Step(response.Id, "acknowledge", new { });
        await After(60);
        Assert.Empty(await Alarms(call.Id));
        await End(response.Id);
    }

    [Fact]
    public async Task A_tap_that_comes_late_ends_what_rings_for_its_step()
    {
        var unit = await world.Unit();
        var call = await world.Call();
        var response = await world.Dispatch(call.Id, unit);
        await After(12 * 60);
        Assert.Equal("not_acknowledged", Assert.Single(await Alarms(call.Id)).Kind);

        var crew = await world.SignIn(unit.Crew[0].Name);
        (await crew.Post($"/api/responses/{response.Id}/acknowledge", new { made_at = world.Clock.Now.AddMinutes(-11), sent_at = world.Clock.Now })).Is(200);

        Assert.Empty(await Alarms(call.Id));
        Assert.Equal(0L, await world.Row<long>($"select count(*) from platform.work where kind = 'dispatch.watch_response' and key = {response.Id}::text"));
        await End(response.Id);
    }

    private async Task After(int seconds)
    {
        world.Clock.Advance(TimeSpan.FromSeconds(seconds));
        // The world's own worker may have claimed what is due: nothing is asked before that is done too.
        do
        {
            await world.Services.GetRequiredService<Worker>().RunDue(TestContext.Current.CancellationToken);
        }
        while (await world.Row<bool>($"select exists (select 1 from platform.work where due_at <= {world.Clock.Now} and last_error is null)"));
    }

    private async Task Step(long response, string step, object body) =>
        (await (await world.Dispatcher()).Post($"/api/responses/{response}/{step}", body)).Is(200);

    private async Task End(long response) => await Step(response, "stand-down", new { reason = "end of story" });

    private async Task<IReadOnlyList<(string Kind, int Level, string For)>> Alarms(long call) =>
        [.. (await (await world.Dispatcher()).Get("/api/alarms")).Is(200)["items"].EnumerateArray()
            .Where(alarm => alarm.GetProperty("call_id").ValueKind is JsonValueKind.Number && alarm.GetProperty("call_id").GetInt64() == call)
            .Select(alarm => (alarm.GetProperty("kind").GetString()!, alarm.GetProperty("level").GetInt32(), alarm.GetProperty("meant_for").GetString()!))];
}
