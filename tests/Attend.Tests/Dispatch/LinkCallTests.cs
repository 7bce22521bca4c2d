using Attend.Platform.Database;
using Xunit;

namespace Attend.Tests.Dispatch;

public sealed class LinkCallTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Callers_patients_notes_and_units_move_and_the_emptied_call_is_a_duplicate()
    {
        var unit = await world.Unit();
        var first = await world.Call(patients: 1);
        var second = await world.Call(patients: 1);
        var response = await world.Dispatch(second.Id, unit);
        var dispatcher = await world.Dispatcher();
        (await dispatcher.Post($"/api/calls/{second.Id}/notes", new { text = "Back door" })).Is(201);
        var mark = await world.Mark();

        var answer = (await dispatcher.Post($"/api/calls/{second.Id}/link", new { into = first.Id })).Is(200);

        Assert.Equal(first.Id, answer.Id);
        Assert.Equal("DISPATCHED", answer.State);
        Assert.False(answer["needs_unit"].GetBoolean());
        Assert.Equal(2, answer["callers"].GetArrayLength());
        Assert.Equal(2, answer["patients"].GetArrayLength());
        Assert.Equal(unit.Id, answer["units"][0].GetProperty("unit_id").GetInt64());
        Assert.Equal(
            ["dispatch.call_linked", "dispatch.crew_told_of_change", "dispatch.call_progressed", "dispatch.call_merged"],
            await world.EventsSince(mark));

        var emptied = await dispatcher.Get($"/api/calls/{second.Id}");
        Assert.Equal("CANCELLED", emptied.State);
        Assert.Equal("duplicate", emptied["end_reason"].GetString());
        Assert.Equal(first.Id, emptied["merged_into"].GetInt64());
        Assert.Equal(["unlink"], emptied["actions"].EnumerateArray().Select(action => action.GetString()));
        Assert.Empty(emptied["callers"].EnumerateArray());
        Assert.Equal(second.Id, (await dispatcher.Get($"/api/calls/{first.Id}/notes"))["items"][0].GetProperty("linked_from").GetInt64());

        // The reservation of unit and crew never lapsed and serves the other call now.
        Assert.Equal([first.Id, first.Id], await world.Rows<long>($"""
            select request_id from fleet.reservations where holder_id = {response.Id} and released_at is null
            """));
        Assert.Equal(first.Id, (await dispatcher.Get($"/api/units/{unit.Id}"))["held_by"].GetProperty("request_id").GetInt64());
        Assert.Equal("call", (await dispatcher.Get($"/api/responses/{response.Id}"))["change_pending"].GetString());
        Assert.Equal(0L, await world.Row<long>($"select count(*) from platform.work where kind = 'dispatch.watch_call' and key in ({first.Id}::text, {second.Id}::text)"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_step_that_waited_while_its_call_was_linked_is_made_on_the_call_that_it_is_on_now()
    {
        var dispatcher = await world.Dispatcher();
        var (first, second) = (await world.Call(), await world.Call());
        var (own, linked) = (await world.Dispatch(first.Id, await world.Unit()), await world.Dispatch(second.Id, await world.Unit()));
        Task<Answer>? tap = null;
        await world.Db.Write<Microsoft.AspNetCore.Http.IResult>(Attend.Platform.Access.Caller.System, async change =>
        {
            // The link holds both calls; the tap waits for the one that its unit was on.
            change.Lock($"select 1 from dispatch.calls where id in ({first.Id}, {second.Id}) order by id for no key update");
            await change.Send();
            tap = dispatcher.Post($"/api/responses/{linked.Id}/stand-down", new { reason = "not needed" });
            await Platform.Wait.Until(async () => await world.Row<bool>($"""
                select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')
                """));
            change.Run($"update dispatch.responses set call_id = {first.Id} where id = {linked.Id}");
            change.Run($"update fleet.reservations set request_id = {first.Id} where holder_id = {linked.Id} and released_at is null", 2);
            change.Run($"update dispatch.calls set needs_unit_since = {change.Now}, needs_unit_reason = 'test' where id = {second.Id}");
            await change.Send();
            return Microsoft.AspNetCore.Http.TypedResults.NoContent();
        });
        (await tap!).Is(200);
        (await dispatcher.Post($"/api/responses/{own.Id}/stand-down", new { reason = "not needed" })).Is(200);
        Assert.True((await dispatcher.Get($"/api/calls/{first.Id}"))["needs_unit"].GetBoolean());
    }

    [Fact]
    public async Task Parting_brings_back_what_came_and_both_calls_stand_where_their_own_units_say()
    {
        var dispatcher = await world.Dispatcher();
        var own = await world.Unit();
        var linked = await world.Unit();
        var first = await world.Call();
        var second = await world.Call(patients: 1);
        await world.Dispatch(first.Id, own);
        var response = await world.Dispatch(second.Id, linked);
        (await dispatcher.Post($"/api/responses/{response.Id}/arrive")).Is(200);
        Assert.Equal("ON_SCENE", (await dispatcher.Post($"/api/calls/{second.Id}/link", new { into = first.Id })).Is(200).State);
        (await dispatcher.Post($"/api/calls/{first.Id}/callers", new { name = "Third" })).Is(201);
        var mark = await world.Mark();

        var answer = (await dispatcher.Post($"/api/calls/{second.Id}/unlink")).Is(200);

        Assert.Equal("ON_SCENE", answer.State);
        Assert.Null(answer["merged_into"].GetString());
        Assert.Single(answer["patients"].EnumerateArray());
        Assert.Single(answer["callers"].EnumerateArray());
        Assert.Equal(
            ["dispatch.call_unlinked", "dispatch.crew_told_of_change", "dispatch.call_parted", "dispatch.call_progressed"],
            await world.EventsSince(mark));
        var left = await dispatcher.Get($"/api/calls/{first.Id}");
        Assert.Equal("DISPATCHED", left.State);
        Assert.Null(left["on_scene_at"].GetString());
        Assert.Equal(2, left["callers"].GetArrayLength());
        Assert.Single(left["units"].EnumerateArray());
        Assert.Equal(second.Id, await world.Row<long>($"""
            select request_id from fleet.reservations where holder_id = {response.Id} and vehicle_id is not null
            """));
        Assert.Equal(0L, await world.Row<long>($"select count(*) from dispatch.callers where cardinality(linked_from) > 0 and call_id = {second.Id}"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task What_is_shown_with_a_unit_moves_with_events_of_its_own()
    {
        var unit = await world.Unit();
        var (first, second) = (await world.Call(), await world.Call(patients: 1));
        var response = await world.Dispatch(second.Id, unit);
        var dispatcher = await world.Dispatcher();
        (await dispatcher.Post($"/api/responses/{response.Id}/transport", new { hospital_id = await world.Hospital() })).Is(200);
        var alarm = (await dispatcher.Post($"/api/units/{unit.Id}/distress")).Is(200);
        Assert.Equal(second.Id, alarm["call_id"].GetInt64());
        var mark = await world.Mark();

        (await dispatcher.Post($"/api/calls/{second.Id}/link", new { into = first.Id })).Is(200);

        var heard = await world.EventsSince(mark, $"call:{first.Id}");
        Assert.Single(heard, kind => kind == "dispatch.alarm_followed");
        Assert.Single(heard, kind => kind == "dispatch.pre_alert_followed");
        Assert.Equal(first.Id, (await dispatcher.Post($"/api/alarms/{alarm.Id}/acknowledge")).Is(200)["call_id"].GetInt64());
        mark = await world.Mark();
        (await dispatcher.Post($"/api/calls/{second.Id}/unlink")).Is(200);
        Assert.Contains("dispatch.alarm_followed", await world.EventsSince(mark, $"call:{second.Id}"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Links_over_several_calls_come_apart_in_the_opposite_order()
    {
        var dispatcher = await world.Dispatcher();
        var a = await world.Call();
        var b = await world.Call();
        var c = await world.Call();
        (await dispatcher.Post($"/api/calls/{a.Id}/link", new { into = b.Id })).Is(200);
        Assert.Equal(3, (await dispatcher.Post($"/api/calls/{b.Id}/link", new { into = c.Id })).Is(200)["callers"].GetArrayLength());

        var refused = (await dispatcher.Post($"/api/calls/{a.Id}/unlink")).Refused(409, "already_merged");
        Assert.Equal(c.Id, refused["merged_into"].GetInt64());
        Assert.Equal(2, (await dispatcher.Post($"/api/calls/{b.Id}/unlink")).Is(200)["callers"].GetArrayLength());
        var last = (await dispatcher.Post($"/api/calls/{a.Id}/unlink")).Is(200);

        Assert.Equal("RECEIVED", last.State);
        Assert.True(last["needs_unit"].GetBoolean());
        Assert.Single(last["callers"].EnumerateArray());
        Assert.Single((await dispatcher.Get($"/api/calls/{b.Id}"))["callers"].EnumerateArray());
    }

    [Fact]
    public async Task What_cannot_be_linked_is_refused_and_nothing_moves()
    {
        var dispatcher = await world.Dispatcher();
        var call = await world.Call();
        var other = await world.Call();
        var closed = await world.Call();
        (await dispatcher.Post($"/api/calls/{closed.Id}/cancel", new { reason = "mistake" })).Is(200);
        var merged = await world.Call();
        (await dispatcher.Post($"/api/calls/{merged.Id}/link", new { into = other.Id })).Is(200);
        var mark = await world.Mark();

        (await dispatcher.Post($"/api/calls/{call.Id}/link", new { into = call.Id })).Refused(409, "same_call");
        (await dispatcher.Post($"/api/calls/{call.Id}/link", new { into = 999_999 })).Refused(404, "not_found");
        (await dispatcher.Post("/api/calls/999999/link", new { into = call.Id })).Refused(404, "not_found");
        (await dispatcher.Post($"/api/calls/{call.Id}/link", new { into = closed.Id })).Refused(409, "call_closed");
        (await dispatcher.Post($"/api/calls/{call.Id}/link", new { into = merged.Id })).Refused(409, "already_merged");
        (await dispatcher.Post($"/api/calls/{closed.Id}/link", new { into = call.Id })).Refused(409, "wrong_state");
        (await dispatcher.Post($"/api/calls/{call.Id}/unlink")).Refused(409, "not_merged");
        (await dispatcher.Post($"/api/calls/{closed.Id}/unlink")).Refused(409, "not_merged");
        (await dispatcher.Post($"/api/calls/{merged.Id}/callers", new { name = "Late" })).Refused(409, "call_merged");
        Assert.Empty(await world.EventsSince(mark));
    }

    [Fact]
    public async Task A_patient_with_the_other_calls_unit_keeps_the_calls_together()
    {
        var dispatcher = await world.Dispatcher();
        var unit = await world.Unit();
        var first = await world.Call(patients: 1);
        var second = await world.Call(patients: 1);
        var response = await world.Dispatch(first.Id, unit);
        var joined = (await dispatcher.Post($"/api/calls/{second.Id}/link", new { into = first.Id })).Is(200);
        var stranger = joined["patients"][1].GetProperty("id").GetInt64();
        (await dispatcher.Post($"/api/responses/{response.Id}/transport", new { patient_ids = new[] { stranger } })).Is(200);

        (await dispatcher.Post($"/api/calls/{second.Id}/unlink")).Refused(409, "patient_entangled");

        (await dispatcher.Post($"/api/patients/{stranger}/disposition", new { disposition = "TREATED_AND_RELEASED" })).Is(200);
        Assert.Equal("CLOSED", (await dispatcher.Post($"/api/calls/{second.Id}/unlink")).Is(200).State);
    }

    [Fact]
    public async Task Crossing_links_end_in_one_call_and_no_deadlock()
    {
        var dispatcher = await world.Dispatcher();
        for (var round = 0; round < 10; round++)
        {
            var one = await world.Call();
            var other = await world.Call();
            var answers = await Task.WhenAll(
                dispatcher.Post($"/api/calls/{one.Id}/link", new { into = other.Id }),
                dispatcher.Post($"/api/calls/{other.Id}/link", new { into = one.Id }));
            Assert.Equal([200, 409], answers.Select(answer => answer.Number).Order());
        }
    }
}
