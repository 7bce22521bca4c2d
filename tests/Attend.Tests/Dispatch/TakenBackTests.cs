using Attend.Platform.Work;
using Attend.Tests.Platform;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Attend.Tests.Dispatch;

/// <summary>A tap that is taken back takes everything with it that it had brought.</summary>
public sealed class TakenBackTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_departure_to_a_second_hospital()
    {
        var (first, second) = (await world.Hospital(), await world.Hospital(52.4, 13.1));
        var response = await world.Dispatch((await world.Call(patients: 1)).Id, await world.Unit());
        await Post(response.Id, "transport", new { hospital_id = first });
        var arrived = await Post(response.Id, "arrive-hospital");
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await Post(response.Id, "transport", new { hospital_id = second });

        var back = await Post(response.Id, "undo");

        Assert.Equal(("AT_HOSPITAL", 1, first), (back.State, back["leg"].GetInt32(), back["hospital_id"].GetInt64()));
        Assert.Equal(arrived["at_hospital_at"].GetDateTimeOffset(), back["at_hospital_at"].GetDateTimeOffset());
        Assert.Equal(arrived["transporting_at"].GetDateTimeOffset(), back["transporting_at"].GetDateTimeOffset());
        Assert.Equal([$"{first} ARRIVED"], await Announced(response.Id));
        await Post(response.Id, "transfer-care");
        await Post(response.Id, "clear");
        Assert.Empty(await Announced(response.Id));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_departure_that_no_hospital_waits_for_any_more()
    {
        var response = await world.Dispatch((await world.Call(patients: 1)).Id, await world.Unit());
        await Post(response.Id, "arrive");
        await Post(response.Id, "transport", new { hospital_id = await world.Hospital() });
        await Post(response.Id, "undo");
        Assert.Empty(await Announced(response.Id));
        await Post(response.Id, "clear", new { disposition = "REFUSED" });
    }

    [Fact]
    public async Task An_arrival_at_a_hospital_that_has_not_answered()
    {
        var response = await world.Dispatch((await world.Call(patients: 1)).Id, await world.Unit());
        await Post(response.Id, "transport", new { hospital_id = await world.Hospital() });
        await Post(response.Id, "arrive-hospital");
        await Post(response.Id, "undo");

        world.Clock.Advance(TimeSpan.FromMinutes(4));
        await Rings(response.Id, "pre_alert_unanswered");
        Assert.Empty(await world.Rows<string>($"select last_error from platform.work where last_error is not null"));
    }

    [Fact]
    public async Task An_arrival_where_the_hospital_had_declined()
    {
        var (unit, hospital) = (await world.Unit(), await world.Hospital());
        var response = await world.Dispatch((await world.Call(patients: 1)).Id, unit);
        await Post(response.Id, "transport", new { hospital_id = hospital });
        var alert = await world.Row<long>($"select id from dispatch.pre_alerts where response_id = {response.Id}");
        (await (await world.As("nurse")).Post($"/api/pre-alerts/{alert}/decline", new { reason = "No bed" })).Is(200);
        await Post(response.Id, "arrive-hospital");
        await Post(response.Id, "undo");
        await Rings(response.Id, "pre_alert_declined");
    }

    [Fact]
    public async Task A_transport_that_was_never_made_is_announced_to_nobody()
    {
        var response = await world.Dispatch((await world.Call(patients: 1)).Id, await world.Unit());
        await Post(response.Id, "arrive");
        await Post(response.Id, "transport", new { hospital_id = await world.Hospital() });
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await Post(response.Id, "correct", new { step = "transporting_at", at = (DateTimeOffset?)null, state = "ON_SCENE", reason = "wrong button" });
        Assert.Empty(await Announced(response.Id));
        Assert.Equal("CLOSED", (await Post(response.Id, "clear", new { disposition = "REFUSED" }))["call_state"].GetString());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Nobody_is_announced_after_a_clear_though_the_stamp_of_the_transport_was_taken_away()
    {
        var response = await world.Dispatch((await world.Call(patients: 1)).Id, await world.Unit());
        await Post(response.Id, "transport", new { hospital_id = await world.Hospital() });
        await Post(response.Id, "correct", new { step = "transporting_at", at = (DateTimeOffset?)null, reason = "nobody knows when" });
        await Post(response.Id, "clear", new { disposition = "TRANSPORTED" });
        Assert.Empty(await Announced(response.Id));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Not_onto_a_unit_that_was_taken_out_of_the_fleet_since()
    {
        var unit = await world.Unit();
        var response = await world.Dispatch((await world.Call()).Id, unit);
        await Post(response.Id, "clear", new { disposition = "REFUSED" });
        (await (await world.Admin()).Post($"/api/units/{unit.Id}/retire")).Is(200);
        (await (await world.Dispatcher()).Post($"/api/responses/{response.Id}/undo")).Refused(409, "unit_retired");
        (await (await world.Dispatcher()).Post($"/api/units/{unit.Id}/fail", new { cause = "breakdown" })).Refused(409, "unit_retired");
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_breakdown_and_a_clear_with_a_hold()
    {
        var unit = await world.Unit();
        var response = await world.Dispatch((await world.Call(patients: 1)).Id, unit);
        await Post(response.Id, "fail", new { cause = "breakdown" });
        await Post(response.Id, "undo");
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await Post(response.Id, "clear", new { disposition = "REFUSED", hold = new { reason = "meal" } });
        Assert.Null((await Post(response.Id, "undo"))["disposition"].GetString());
        await Post(response.Id, "clear", new { disposition = "REFUSED" });
        Assert.Equal("AVAILABLE", (await (await world.Dispatcher()).Get($"/api/units/{unit.Id}"))["status"].GetString());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_clear_without_a_disposition_leaves_the_one_that_another_unit_gave()
    {
        var call = await world.Call();
        var (one, two) = (await world.Dispatch(call.Id, await world.Unit()), await world.Dispatch(call.Id, await world.Unit()));
        await Post(one.Id, "clear", new { disposition = "TREATED_AND_RELEASED" });
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await Post(two.Id, "clear");
        Assert.Equal("DISPATCHED", (await Post(two.Id, "undo"))["call_state"].GetString());
        await Post(two.Id, "clear");
        Assert.Equal("CLOSED", (await (await world.Dispatcher()).Get($"/api/calls/{call.Id}")).State);
    }

    [Fact]
    public async Task After_the_call_is_over_a_unit_comes_back_to_base_and_stamps_are_corrected()
    {
        var response = await world.Dispatch((await world.Call()).Id, await world.Unit());
        await Post(response.Id, "arrive");
        world.Clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal("CLOSED", (await Post(response.Id, "clear", new { disposition = "REFUSED" }))["call_state"].GetString());
        var back = await Post(response.Id, "back-at-base");
        Assert.Equal(world.Clock.Now, back["back_at_base_at"].GetDateTimeOffset());
        var right = world.Clock.Now.AddMinutes(-4);
        var corrected = await Post(response.Id, "correct", new { step = "on_scene_at", at = right, reason = "tapped after the door" });
        Assert.Equal((right, "CLOSED"), (corrected["on_scene_at"].GetDateTimeOffset(), corrected["call_state"].GetString()));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_unit_sent_after_a_breakdown_is_the_one_that_the_call_needed()
    {
        var call = await world.Call(patients: 1);
        var failed = await world.Dispatch(call.Id, await world.Unit());
        await Post(failed.Id, "transport", new { hospital_id = await world.Hospital() });
        await Post(failed.Id, "fail", new { cause = "breakdown" });
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await world.Dispatch(call.Id, await world.Unit());
        await Post(second.Id, "acknowledge");
        Assert.False((await (await world.Dispatcher()).Get($"/api/calls/{call.Id}"))["needs_unit"].GetBoolean());
        await Post(second.Id, "stand-down", new { reason = "test" });
        Assert.True((await (await world.Dispatcher()).Get($"/api/calls/{call.Id}"))["needs_unit"].GetBoolean());
    }

    [Fact]
    public async Task A_call_that_a_unit_was_taken_away_from_needs_one_although_another_is_there()
    {
        var (first, second) = (await world.Call(patients: 1), await world.Call("CRITICAL"));
        await world.Dispatch(first.Id, await world.Unit());
        var taken = await world.Dispatch(first.Id, await world.Unit());
        await Post(taken.Id, "redirect", new { call_id = second.Id });
        var left = (await (await world.Dispatcher()).Get($"/api/calls/{first.Id}")).Is(200);
        Assert.Equal((true, "taken_away"), (left["needs_unit"].GetBoolean(), left["needs_unit_reason"].GetString()));
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await world.Dispatch(first.Id, await world.Unit());
        Assert.False((await (await world.Dispatcher()).Get($"/api/calls/{first.Id}"))["needs_unit"].GetBoolean());
    }

    [Fact]
    public async Task Who_is_aboard_goes_along_with_a_redirected_unit()
    {
        var unit = await world.Unit();
        var relief = await world.Paramedic(unit.Site);
        var (first, second) = (await world.Call(), await world.Call("CRITICAL"));
        var response = await world.Dispatch(first.Id, unit);
        await Post(response.Id, "change-crew", new { crew = new[] { relief.Id } });
        var redirected = await Post(response.Id, "redirect", new { call_id = second.Id });
        Assert.Equal([relief.Id], redirected["crew"].EnumerateArray().Select(member => member.GetProperty("member").GetInt64()));
        await Post(redirected.Id, "clear", new { disposition = "REFUSED" });
        Assert.Equal("", await world.Violations());
    }

    /// <summary>The worker of the server and this one carry out what is due, whoever comes first.</summary>
    private Task Rings(long response, string alarm) => Wait.Until(async () =>
    {
        await world.Services.GetRequiredService<Worker>().RunDue(TestContext.Current.CancellationToken);
        return (await world.Rows<string>($"select kind from dispatch.alarms where response_id = {response} and state = 'RAISED'")).SequenceEqual([alarm]);
    });

    private async Task<Answer> Post(long response, string step, object? body = null) =>
        (await (await world.Dispatcher()).Post($"/api/responses/{response}/{step}", body)).Is(200);

    /// <summary>The hospitals that wait for this unit.</summary>
    private Task<IReadOnlyList<string>> Announced(long response) => world.Rows<string>($"""
        select hospital_id || ' ' || state from dispatch.pre_alerts where response_id = {response} and state not in ('MOVED', 'ENDED')
        """);
}
