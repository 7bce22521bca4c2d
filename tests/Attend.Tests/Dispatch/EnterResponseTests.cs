using Xunit;

namespace Attend.Tests.Dispatch;

/// <summary>Back-entry of a whole response: it says what was, and touches nothing that is.</summary>
public sealed class EnterResponseTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task It_neither_needs_the_unit_free_nor_chooses_anybody()
    {
        var site = await world.Site();
        var unit = await world.Unit(crew: 0, site);
        await world.Paramedic(site);
        var live = await world.Dispatch((await world.Call()).Id, unit);
        var before = await world.Row<long>($"select count(*) from fleet.reservations");
        var start = world.Clock.Now.AddHours(-3);
        var call = await world.Call(occurredAt: start);

        var entered = (await Enter(call.Id, new { unit_id = unit.Id, assigned_at = start, cleared_at = start.AddMinutes(30), disposition = "REFUSED" })).Is(200);

        Assert.Empty(entered["crew"].EnumerateArray());
        Assert.Equal(before, await world.Row<long>($"select count(*) from fleet.reservations"));
        Assert.Equal("ASSIGNED", (await (await world.Dispatcher()).Get($"/api/responses/{live.Id}")).State);
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task An_overlap_flags_what_is_entered_and_leaves_the_other_call_alone()
    {
        var unit = await world.Unit();
        var start = world.Clock.Now.AddHours(-5);
        var first = await world.Call(occurredAt: start);
        var one = (await Enter(first.Id, new { unit_id = unit.Id, assigned_at = start, cleared_at = start.AddMinutes(40), disposition = "REFUSED" })).Is(200);
        var second = await world.Call(occurredAt: start);
        var mark = await world.Mark();

        var two = (await Enter(second.Id, new { unit_id = unit.Id, assigned_at = start.AddMinutes(20), cleared_at = start.AddMinutes(50), disposition = "REFUSED" })).Is(200);

        Assert.Contains("overlap", two["flags"].EnumerateArray().Select(flag => flag.GetString()));
        Assert.Equal(one["version"].GetInt64(), (await (await world.Dispatcher()).Get($"/api/responses/{one.Id}"))["version"].GetInt64());
        Assert.Equal($"[{one.Id}]", await world.Row<string>($"""
            select (data -> 'overlapping')::text from platform.events where id > {mark} and kind = 'dispatch.response_entered'
            """));
    }

    [Fact]
    public async Task Duty_is_checked_at_that_time_and_a_supervisor_may_say_why_not()
    {
        var unit = await world.Unit();
        var start = world.Clock.Now.AddDays(-3);
        var call = await world.Call(occurredAt: start);
        var body = new { unit_id = unit.Id, crew = new[] { unit.Crew[0].Id }, assigned_at = start, cleared_at = start.AddHours(1), disposition = "REFUSED" };
        // On duty since yesterday, and so not three days ago.
        var refused = (await Enter(call.Id, body)).Refused(409, "member_off_duty");
        Assert.Equal(unit.Crew[0].Id, refused["member"].GetInt64());
        var overridden = new { body.unit_id, body.crew, body.assigned_at, body.cleared_at, body.disposition, override_reason = "came from home" };
        (await Enter(call.Id, overridden)).Refused(403, "override_forbidden");
        (await Enter(call.Id, new { body.unit_id, crew = new[] { 999_999 }, body.assigned_at, body.cleared_at })).Refused(404, "member_unknown");

        var entered = (await (await world.Supervisor()).Post($"/api/calls/{call.Id}/responses", overridden)).Is(200);

        Assert.Contains("staffing_override", entered["flags"].EnumerateArray().Select(flag => flag.GetString()));
        Assert.Equal("Staffing check overridden: came from home", await world.Row<string>($"select text from dispatch.notes where call_id = {call.Id}"));
    }

    [Fact]
    public async Task No_stamp_lies_ahead_and_those_out_of_order_are_flagged()
    {
        var unit = await world.Unit();
        var start = world.Clock.Now.AddHours(-1);
        var call = await world.Call(occurredAt: start);
        var ahead = (await Enter(call.Id, new { unit_id = unit.Id, assigned_at = start, cleared_at = start.AddMinutes(40), back_at_base_at = world.Clock.Now.AddHours(2) }))
            .Refused(400, "invalid");
        Assert.True(ahead["errors"].TryGetProperty("back_at_base_at", out _), ahead.Body.ToString());

        var entered = (await Enter(call.Id, new
        {
            unit_id = unit.Id, assigned_at = start, en_route_at = start.AddMinutes(20), on_scene_at = start.AddMinutes(10), cleared_at = start.AddMinutes(40),
            disposition = "REFUSED",
        })).Is(200);

        Assert.Contains("out_of_order:on_scene_at", entered["flags"].EnumerateArray().Select(flag => flag.GetString()));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Its_patients_get_their_end_each_with_an_event_and_those_of_a_live_unit_do_not()
    {
        var (unit, live) = (await world.Unit(), await world.Unit());
        var start = world.Clock.Now.AddHours(-1);
        var call = await world.Call(patients: 2, occurredAt: start);
        var patients = call["patients"].EnumerateArray().Select(patient => patient.GetProperty("id").GetInt64()).ToArray();
        var riding = await world.Dispatch(call.Id, live);
        (await (await world.Dispatcher()).Post($"/api/responses/{riding.Id}/transport", new { hospital_id = await world.Hospital(), patient_ids = patients[1..] })).Is(200);
        var mark = await world.Mark();

        (await Enter(call.Id, new { unit_id = unit.Id, assigned_at = start, cleared_at = start.AddMinutes(40), disposition = "REFUSED" })).Is(200);

        Assert.Single(await world.EventsSince(mark, $"call:{call.Id}"), kind => kind == "dispatch.disposition_given");
        Assert.Equal(["REFUSED", null], (await (await world.Dispatcher()).Get($"/api/calls/{call.Id}"))["patients"].EnumerateArray()
            .Select(patient => patient.GetProperty("disposition").GetString()));
        Assert.Equal(riding.Id, await world.Row<long>($"select response_id from dispatch.patients where id = {patients[1]}"));
    }

    private async Task<Answer> Enter(long call, object body) => await (await world.Dispatcher()).Post($"/api/calls/{call}/responses", body);
}
