using Xunit;

namespace Attend.Tests.Dispatch;

public sealed class FailUnitTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_call_that_got_another_unit_for_the_one_that_failed_asks_no_more()
    {
        var (lost, staying, coming) = (await world.Unit(), await world.Unit(), await world.Unit());
        var call = await world.Call(patients: 2);
        var patients = call["patients"].EnumerateArray().Select(patient => patient.GetProperty("id").GetInt64()).ToArray();
        var hospital = await world.Hospital();
        var (failing, other) = (await world.Dispatch(call.Id, lost), await world.Dispatch(call.Id, staying));
        await Post(failing.Id, "transport", new { hospital_id = hospital, patient_ids = patients[..1] });
        await Post(other.Id, "arrive", new { });
        world.Clock.Advance(TimeSpan.FromMinutes(1));

        await Post(failing.Id, "fail", new { cause = "breakdown" });

        Assert.Equal((true, "unit_failed"), await Needs(call.Id));
        Assert.Equal([null, null], await world.Rows<long?>($"select response_id from dispatch.patients where call_id = {call.Id} order by id"));
        Assert.Equal(hospital, await world.Row<long>($"select destination_id from dispatch.patients where id = {patients[0]}"));
        await Post(other.Id, "at-patient", new { });
        Assert.Equal((true, "unit_failed"), await Needs(call.Id));

        var next = await world.Dispatch(call.Id, coming);
        foreach (var step in new[] { "acknowledge", "depart", "arrive" })
        {
            await Post(next.Id, step, new { });
            Assert.Equal((false, null), await Needs(call.Id));
        }

        Assert.Equal(0L, await world.Row<long>($"select count(*) from platform.work where kind = 'dispatch.watch_call' and key = {call.Id}::text"));
        await Post(next.Id, "transport", new { hospital_id = hospital, patient_ids = patients[..1] });
        Assert.Equal(next.Id, await world.Row<long>($"select response_id from dispatch.patients where id = {patients[0]}"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task When_the_replacement_is_taken_away_again_the_call_asks_again()
    {
        var call = await world.Call(patients: 1);
        var failing = await world.Dispatch(call.Id, await world.Unit());
        var other = await world.Dispatch(call.Id, await world.Unit());
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await Post(failing.Id, "fail", new { cause = "collision" });
        var next = await world.Dispatch(call.Id, await world.Unit());
        Assert.Equal((false, null), await Needs(call.Id));
        await Post(next.Id, "stand-down", new { reason = "further than thought" });
        Assert.Equal((true, "unit_failed"), await Needs(call.Id));
        await Post(other.Id, "clear", new { disposition = "REFUSED" });
    }

    [Fact]
    public async Task Whoever_holds_a_unit_is_named_in_one_way()
    {
        var unit = await world.Unit();
        var call = await world.Call();
        var response = await world.Dispatch(call.Id, unit);
        var dispatcher = await world.Dispatcher();
        foreach (var refused in new[]
        {
            (await dispatcher.Post($"/api/calls/{(await world.Call()).Id}/dispatch", new { unit_id = unit.Id })).Refused(409, "unit_held"),
            (await dispatcher.Post($"/api/units/{unit.Id}/hold", new { reason = "meal" })).Refused(409, "unit_held"),
            (await dispatcher.Post($"/api/calls/{(await world.Call()).Id}/dispatch", new { unit_id = (await world.Unit()).Id, crew = new[] { unit.Crew[0].Id } }))
                .Refused(409, "member_held"),
        })
        {
            var holder = refused["holder"];
            Assert.Equal(["call", "call_id", "kind", "response_id", "since"], holder.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
            Assert.Equal((response.Id, call.Id, call["call_id"].GetString()),
                (holder.GetProperty("response_id").GetInt64(), holder.GetProperty("call_id").GetInt64(), holder.GetProperty("call").GetString()));
        }
    }

    private async Task Post(long response, string step, object body) =>
        (await (await world.Dispatcher()).Post($"/api/responses/{response}/{step}", body)).Is(200);

    private async Task<(bool Needs, string? Why)> Needs(long call)
    {
        var view = (await (await world.Dispatcher()).Get($"/api/calls/{call}")).Is(200);
        return (view["needs_unit"].GetBoolean(), view["needs_unit_reason"].GetString());
    }
}
