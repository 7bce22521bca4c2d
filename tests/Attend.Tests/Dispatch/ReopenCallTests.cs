using Xunit;

namespace Attend.Tests.Dispatch;

/// <summary>A call that somebody opened again goes on from where it stands: how it ended before neither ends it nor moves it.</summary>
public sealed class ReopenCallTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task It_asks_for_a_unit_until_one_has_come_to_an_end_there()
    {
        var call = await Closed();
        (await Post($"/api/calls/{call}/reopen", new { reason = "rang again" })).Is(200);
        var declined = await world.Dispatch(call, await world.Unit());
        await Post($"/api/responses/{declined.Id}/acknowledge");
        Assert.Equal(("DISPATCHED", false), await Stands(call));

        await Post($"/api/responses/{declined.Id}/decline", new { reason = "puncture" });
        Assert.Equal(("RECEIVED", true), await Stands(call));

        var came = await world.Dispatch(call, await world.Unit());
        await Post($"/api/responses/{came.Id}/arrive");
        Assert.Equal(("ON_SCENE", false), await Stands(call));
        await Post($"/api/responses/{came.Id}/clear", new { disposition = "ASSISTED_NOT_TREATED" });
        Assert.Equal(("CLOSED", false), await Stands(call));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_time_put_right_on_its_first_unit_does_not_close_it()
    {
        var call = await Closed();
        var first = await world.Row<long>($"select id from dispatch.responses where call_id = {call}");
        (await Post($"/api/calls/{call}/reopen", new { reason = "a time is wrong" })).Is(200);
        (await Post($"/api/responses/{first}/correct", new { step = "on_scene_at", at = world.Clock.Now, reason = "radio log" })).Is(200);
        Assert.Equal(("RECEIVED", true), await Stands(call));

        (await Post($"/api/calls/{call}/close")).Is(200);
        Assert.Equal(("CLOSED", false), await Stands(call));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task How_it_ended_said_anew_closes_it()
    {
        var call = await Closed();
        var patient = await world.Row<long>($"select id from dispatch.patients where call_id = {call}");
        (await Post($"/api/calls/{call}/reopen", new { reason = "wrong disposition" })).Is(200);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        (await Post($"/api/patients/{patient}/disposition", new { disposition = "REFUSED" })).Is(200);
        Assert.Equal(("CLOSED", false), await Stands(call));
    }

    private async Task<long> Closed()
    {
        var call = (await world.Call(patients: 1)).Id;
        var response = await world.Dispatch(call, await world.Unit());
        await Post($"/api/responses/{response.Id}/arrive");
        await Post($"/api/responses/{response.Id}/clear", new { disposition = "TREATED_AND_RELEASED" });
        Assert.Equal(("CLOSED", false), await Stands(call));
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        return call;
    }

    private async Task<(string State, bool NeedsUnit)> Stands(long call)
    {
        var view = (await (await world.Dispatcher()).Get($"/api/calls/{call}")).Is(200);
        return (view.State!, view["needs_unit"].GetBoolean());
    }

    private async Task<Answer> Post(string path, object? body = null) => await (await world.Dispatcher()).Post(path, body);
}
