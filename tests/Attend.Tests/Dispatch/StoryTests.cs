using System.Text.Json;
using Xunit;

namespace Attend.Tests.Dispatch;

/// <summary>Whole stories, as a dispatch room lives them; the events are what the timeline will prove.</summary>
public sealed class StoryTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Two_units_three_patients_two_hospitals()
    {
        var (first, second) = (await world.Unit(), await world.Unit());
        var (near, far) = (await world.Hospital(), await world.Hospital(52.6, 13.2));
        var call = await world.Call("CRITICAL", patients: 3);
        var patients = call["patients"].EnumerateArray().Select(patient => patient.GetProperty("id").GetInt64()).ToArray();
        var one = await world.Dispatch(call.Id, first);
        var two = await world.Dispatch(call.Id, second);
        await Steps(one.Id, "acknowledge", "depart", "arrive");
        await Steps(two.Id, "acknowledge", "depart", "arrive");
        Assert.Equal("ON_SCENE", (await Call(call.Id)).State);

        await Post(one.Id, "transport", new { hospital_id = near, patient_ids = patients[..2] });
        await Post(two.Id, "transport", new { hospital_id = far, patient_ids = patients[2..] });
        Assert.Equal([1L, 1L], await world.Rows<long>($"select count(*) from dispatch.pre_alerts where state = 'SENT' and call_id = {call.Id} group by hospital_id"));
        await Steps(one.Id, "arrive-hospital", "transfer-care");
        await Steps(one.Id, "clear");
        Assert.Equal("AT_HOSPITAL", (await Call(call.Id)).State);
        Assert.False((await Call(call.Id))["needs_unit"].GetBoolean());

        var mark = await world.Mark();
        await Steps(two.Id, "arrive-hospital", "transfer-care");
        await Steps(two.Id, "clear");

        Assert.Equal(
        [
            "dispatch.unit_at_hospital", "dispatch.patient_arrived", "dispatch.care_transferred", "dispatch.pre_alert_ended",
            "dispatch.unit_cleared", "dispatch.call_finished",
        ], await world.EventsSince(mark, $"call:{call.Id}"));
        var closed = await Call(call.Id);
        Assert.Equal("CLOSED", closed.State);
        Assert.All(closed["patients"].EnumerateArray(), patient => Assert.Equal("TRANSPORTED", patient.GetProperty("disposition").GetString()));
        Assert.Equal([near, near, far], closed["patients"].EnumerateArray().Select(patient => patient.GetProperty("destination_id").GetInt64()));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Breakdown_with_a_patient_on_board()
    {
        var (unit, next) = (await world.Unit(), await world.Unit());
        var hospital = await world.Hospital();
        var call = await world.Call(patients: 1);
        var response = await world.Dispatch(call.Id, unit);
        await Steps(response.Id, "acknowledge", "depart", "arrive");
        await Post(response.Id, "transport", new { hospital_id = hospital });
        var mark = await world.Mark();

        (await (await world.Dispatcher()).Post($"/api/units/{unit.Id}/fail", new { cause = "breakdown" })).Is(204);

        Assert.Equal(["dispatch.unit_failed", "dispatch.call_progressed", "dispatch.pre_alert_ended"], await world.EventsSince(mark, $"call:{call.Id}"));
        Assert.Equal(["fleet.unit_held"], await world.EventsSince(mark, $"unit:{unit.Id}"));
        var waiting = await Call(call.Id);
        Assert.True(waiting["needs_unit"].GetBoolean());
        Assert.Equal("unit_failed", waiting["needs_unit_reason"].GetString());
        Assert.Equal("TRANSPORTING", waiting.State);
        Assert.Equal("OUT_OF_SERVICE", (await (await world.Dispatcher()).Get($"/api/units/{unit.Id}"))["status"].GetString());
        (await (await world.Dispatcher()).Post($"/api/calls/{call.Id}/dispatch", new { unit_id = unit.Id })).Refused(409, "unit_not_usable");

        var second = await world.Dispatch(call.Id, next);
        await Steps(second.Id, "acknowledge", "depart", "arrive");
        var riding = await Post(second.Id, "transport", new { hospital_id = hospital });
        Assert.Equal("TRANSPORTING", riding.State);
        Assert.Equal(second.Id, (await Call(call.Id))["patients"][0].GetProperty("response_id").GetInt64());
        await Steps(second.Id, "arrive-hospital", "transfer-care", "clear");
        Assert.Equal("CLOSED", (await Call(call.Id)).State);
    }

    [Fact]
    public async Task Redirect_to_a_higher_priority_and_the_first_call_is_alarmed()
    {
        var unit = await world.Unit();
        var low = await world.Call("LOW");
        var response = await world.Dispatch(low.Id, unit);
        await Steps(response.Id, "acknowledge", "depart");
        var critical = await world.Call("CRITICAL");
        var mark = await world.Mark();

        var redirected = (await (await world.Dispatcher()).Post($"/api/responses/{response.Id}/redirect", new { call_id = critical.Id })).Is(200);

        Assert.Equal(["dispatch.unit_redirected", "dispatch.call_progressed"], await world.EventsSince(mark, $"call:{low.Id}"));
        Assert.Equal(["dispatch.unit_assigned", "dispatch.call_dispatched"], await world.EventsSince(mark, $"call:{critical.Id}"));
        Assert.Equal(critical.Id, redirected["call_id"].GetInt64());
        var left = await Call(low.Id);
        Assert.Equal("RECEIVED", left.State);
        Assert.True(left["needs_unit"].GetBoolean());

        world.Clock.Advance(TimeSpan.FromMinutes(16));
        await world.DueDone();
        Assert.Contains(await Alarms(), alarm => alarm.Kind == "not_dispatched" && alarm.CallId == low.Id);
        await Post(redirected.Id, "stand-down", new { reason = "end of story" });
    }

    [Fact]
    public async Task A_wrong_tap_is_corrected_and_both_values_stay()
    {
        var unit = await world.Unit();
        var call = await world.Call();
        var response = await world.Dispatch(call.Id, unit);
        await Steps(response.Id, "acknowledge", "depart");
        world.Clock.Advance(TimeSpan.FromMinutes(7));
        var tapped = world.Clock.Now;
        await Steps(response.Id, "arrive");
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        var right = tapped.AddMinutes(-3);
        var mark = await world.Mark();

        var corrected = await Post(response.Id, "correct", new { step = "on_scene_at", at = right, reason = "tapped after the door" });

        Assert.Equal(right, corrected["on_scene_at"].GetDateTimeOffset());
        Assert.Contains("dispatch.stamp_corrected", await world.EventsSince(mark, $"call:{call.Id}"));
        Assert.Equal([tapped, right], await world.Rows<DateTimeOffset>($"select at from dispatch.stamps where response_id = {response.Id} and step = 'on_scene_at' order by id"));
        Assert.Equal(tapped, await world.Row<DateTimeOffset>($"""
            select previous_at from dispatch.stamps where response_id = {response.Id} and source = 'correction'
            """));
        await Post(response.Id, "clear", new { disposition = "REFUSED" });
    }

    [Fact]
    public async Task A_crew_changes_in_mid_call()
    {
        var unit = await world.Unit();
        var relief = await world.Paramedic(unit.Site);
        var response = await world.Dispatch((await world.Call()).Id, unit);
        await Steps(response.Id, "acknowledge", "depart", "arrive");
        world.Clock.Advance(TimeSpan.FromMinutes(20));
        var mark = await world.Mark();

        var changed = await Post(response.Id, "change-crew", new { crew = new[] { relief.Id } });

        Assert.Contains("dispatch.crew_changed", await world.EventsSince(mark));
        var crew = changed["crew"].EnumerateArray().ToList();
        Assert.Equal([unit.Crew[0].Id, relief.Id], crew.Select(member => member.GetProperty("member").GetInt64()));
        Assert.Equal(JsonValueKind.String, crew[0].GetProperty("to_at").ValueKind);
        Assert.Equal([relief.Id], await world.Rows<long>($"select person_id from fleet.reservations where holder_id = {response.Id} and person_id is not null and released_at is null"));
        await Post(response.Id, "clear", new { disposition = "REFUSED" });
    }

    [Fact]
    public async Task Who_works_on_past_the_shift_does_not_hold_up_the_relief_of_the_other()
    {
        var unit = await world.Unit(crew: 2);
        var (relief, late) = (await world.Paramedic(unit.Site), await world.AddPerson($"off-duty-{world.Draw()}", "paramedic"));
        var response = await world.Dispatch((await world.Call()).Id, unit);
        var (stays, goes) = (unit.Crew[0].Id, unit.Crew[1].Id);
        await world.Db.Run($"update people.shifts set to_at = {world.Clock.Now.AddMinutes(-1)} where user_id = {stays}");

        var refused = (await (await world.Dispatcher()).Post($"/api/responses/{response.Id}/change-crew", new { crew = new[] { stays, late } })).Refused(409, "member_off_duty");
        Assert.Equal(late, refused["member"].GetInt64());
        var changed = await Post(response.Id, "change-crew", new { crew = new[] { stays, relief.Id } });

        Assert.Equal([stays, relief.Id], changed["crew"].EnumerateArray().Where(member => member.GetProperty("to_at").ValueKind is JsonValueKind.Null)
            .Select(member => member.GetProperty("member").GetInt64()).Order());
        Assert.DoesNotContain(goes, await world.Rows<long>($"select person_id from fleet.reservations where holder_id = {response.Id} and person_id is not null and released_at is null"));
        await Post(response.Id, "clear", new { disposition = "REFUSED" });
    }

    [Fact]
    public async Task A_hospital_declines_and_a_second_leg_follows()
    {
        var unit = await world.Unit();
        var (full, open) = (await world.Hospital(), await world.Hospital(52.4, 13.1));
        var response = await world.Dispatch((await world.Call(patients: 1)).Id, unit);
        await Steps(response.Id, "acknowledge", "depart", "arrive");
        await Post(response.Id, "transport", new { hospital_id = full });
        var alert = await world.Row<long>($"select id from dispatch.pre_alerts where response_id = {response.Id}");
        var site = await world.Row<long>($"select site_id from dispatch.hospitals where id = {full}");
        var nurse = await world.As("hospital", site);
        (await nurse.Post($"/api/pre-alerts/{alert}/decline", new { reason = "no ventilator" })).Is(200);
        await Steps(response.Id, "arrive-hospital");
        world.Clock.Advance(TimeSpan.FromMinutes(6));
        var mark = await world.Mark();

        var second = await Post(response.Id, "transport", new { hospital_id = open });

        Assert.Equal(2, second["leg"].GetInt32());
        Assert.Equal("TRANSPORTING", second.State);
        Assert.Equal(["dispatch.pre_alert_moved", "dispatch.pre_alert_sent"], (await world.EventsSince(mark)).Where(kind => kind.Contains("pre_alert", StringComparison.Ordinal)));
        Assert.Equal([1, 2], await world.Rows<int>($"select leg from dispatch.stamps where response_id = {response.Id} and step = 'transporting_at' order by id"));
        await Steps(response.Id, "arrive-hospital", "transfer-care", "clear");
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_transfer_due_at_two_reserves_nothing_at_one()
    {
        world.Clock.Now = new DateTimeOffset(world.Clock.Now.Date.AddHours(13), TimeSpan.Zero);
        var unit = await world.Unit();
        var dispatcher = await world.Dispatcher();
        var call = (await dispatcher.Post("/api/calls", new
        {
            kind = "TRANSFER", emergency_type = "OTHER", priority = "LOW", due_at = world.Clock.Now.AddHours(1),
            location = new { address = "Ward 3" }, drop_off = new { address = "Rehabilitation" },
        })).Is(201);
        Assert.Equal("PLANNED", call.State);
        (await dispatcher.Post($"/api/calls/{call.Id}/dispatch", new { unit_id = unit.Id })).Refused(409, "call_planned");
        Assert.Equal("AVAILABLE", (await dispatcher.Get($"/api/units/{unit.Id}"))["status"].GetString());
        Assert.Equal(0L, await world.Row<long>($"select count(*) from fleet.reservations where request_id = {call.Id} and released_at is null"));

        var mark = await world.Mark();
        world.Clock.Advance(TimeSpan.FromMinutes(16));
        await world.DueDone();
        Assert.Contains("dispatch.call_came_due", await world.EventsSince(mark));
        Assert.Equal("RECEIVED", (await Call(call.Id)).State);
        await Post((await world.Dispatch(call.Id, unit)).Id, "clear", new { disposition = "TRANSPORTED" });
    }

    [Fact]
    public async Task The_first_unit_clears_while_the_patient_has_no_disposition()
    {
        var (first, second) = (await world.Unit(), await world.Unit());
        var call = await world.Call(patients: 1);
        var one = await world.Dispatch(call.Id, first);
        await Steps(one.Id, "acknowledge", "depart", "arrive");
        var mark = await world.Mark();

        await Steps(one.Id, "clear");

        Assert.Equal(["dispatch.unit_cleared", "dispatch.call_progressed"], await world.EventsSince(mark, $"call:{call.Id}"));
        var open = await Call(call.Id);
        Assert.Equal("ON_SCENE", open.State);
        Assert.Equal("no_disposition", open["needs_unit_reason"].GetString());
        (await (await world.Dispatcher()).Post($"/api/calls/{call.Id}/close", new { })).Refused(409, "disposition_needed");
        var two = await world.Dispatch(call.Id, second);
        await Steps(two.Id, "acknowledge", "depart", "arrive");
        await Post(two.Id, "clear", new { disposition = "TREATED_AND_RELEASED" });
        Assert.Equal("CLOSED", (await Call(call.Id)).State);
    }

    [Fact]
    public async Task Back_entry_of_a_paper_call()
    {
        var unit = await world.Unit();
        var start = world.Clock.Now.AddHours(-5);
        var call = await world.Call(occurredAt: start);
        var mark = await world.Mark();

        var entered = (await (await world.Dispatcher()).Post($"/api/calls/{call.Id}/responses", new
        {
            unit_id = unit.Id, assigned_at = start.AddMinutes(1), en_route_at = start.AddMinutes(3), on_scene_at = start.AddMinutes(11),
            cleared_at = start.AddMinutes(40), disposition = "TREATED_AND_RELEASED",
        })).Is(200);

        Assert.Equal("CLEARED", entered.State);
        Assert.Equal(["skipped:acknowledged_at"], entered["flags"].EnumerateArray().Select(flag => flag.GetString()));
        Assert.Equal(["dispatch.response_entered", "dispatch.call_dispatched", "dispatch.call_finished"], await world.EventsSince(mark, $"call:{call.Id}"));
        Assert.Equal(0L, await world.Row<long>($"select count(*) from fleet.reservations where holder_id = {entered.Id}"));
        var closed = await Call(call.Id);
        Assert.Equal("CLOSED", closed.State);
        Assert.Equal(start.AddMinutes(11), closed["on_scene_at"].GetDateTimeOffset());

        var other = await world.Call(occurredAt: start);
        var overlapping = (await (await world.Dispatcher()).Post($"/api/calls/{other.Id}/responses", new
        {
            unit_id = unit.Id, assigned_at = start.AddMinutes(20), cleared_at = start.AddMinutes(50), disposition = "REFUSED",
        })).Is(200);
        Assert.Contains("overlap", overlapping["flags"].EnumerateArray().Select(flag => flag.GetString()));
        Assert.Equal("", await world.Violations());
    }

    private async Task Steps(long response, params string[] steps)
    {
        foreach (var step in steps)
        {
            await Post(response, step, new { });
        }
    }

    private async Task<Answer> Post(long response, string step, object body) =>
        (await (await world.Dispatcher()).Post($"/api/responses/{response}/{step}", body)).Is(200);

    private async Task<Answer> Call(long id) => (await (await world.Dispatcher()).Get($"/api/calls/{id}")).Is(200);

    private async Task<IReadOnlyList<(string Kind, long? CallId)>> Alarms() =>
        [.. (await (await world.Dispatcher()).Get("/api/alarms")).Is(200)["items"].EnumerateArray()
            .Select(alarm => (alarm.GetProperty("kind").GetString()!, alarm.GetProperty("call_id").ValueKind is JsonValueKind.Null ? (long?)null : alarm.GetProperty("call_id").GetInt64()))];
}
