using Xunit;

namespace Attend.Tests.Dispatch;

public sealed class ReadCallsTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Calls_are_listed_whole_and_by_every_filter()
    {
        var dispatcher = await world.Dispatcher();
        var open = (await world.Call("HIGH")).Id;
        var dispatched = (await world.Call("LOW")).Id;
        await world.Dispatch(dispatched, await world.Unit());
        var cancelled = (await world.Call("LOW")).Id;
        (await dispatcher.Post($"/api/calls/{cancelled}/cancel", new { reason = "hoax" })).Is(200);

        async Task<long[]> Listed(string query) =>
            [.. (await dispatcher.Get("/api/calls" + query)).Is(200)["items"].EnumerateArray().Select(call => call.GetProperty("id").GetInt64())];

        Assert.Equal([open, dispatched, cancelled], await Listed(""));
        Assert.Equal([open, dispatched], await Listed("?open=true"));
        Assert.Equal([cancelled], await Listed("?open=false"));
        Assert.Equal([dispatched, cancelled], await Listed("?state=DISPATCHED&state=CANCELLED"));
        Assert.Equal([dispatched], await Listed("?priority=LOW&open=true"));
        Assert.Equal([open], await Listed("?needs_unit=true"));
    }
}
