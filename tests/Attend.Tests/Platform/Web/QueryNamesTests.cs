using Xunit;

namespace Attend.Tests.Platform.Web;

public sealed class QueryNamesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Filters_are_named_like_the_fields_and_take_the_wires_words()
    {
        var dispatcher = await world.Dispatcher();
        var moving = await world.Call();
        var waiting = await world.Call("LOW");
        var unit = await world.Unit();
        var response = await world.Dispatch(moving.Id, unit);
        (await dispatcher.Post($"/api/responses/{response.Id}/depart")).Is(200);

        Assert.Equal([moving.Id], Ids(await dispatcher.Get("/api/calls?state=EN_ROUTE")));
        Assert.Equal([moving.Id, waiting.Id], Ids(await dispatcher.Get("/api/calls?state=EN_ROUTE&state=RECEIVED")));
        Assert.Equal([waiting.Id], Ids(await dispatcher.Get("/api/calls?needs_unit=true")));
        Assert.Equal([waiting.Id], Ids(await dispatcher.Get($"/api/calls?call_id={waiting["call_id"].GetString()}")));
        Assert.Equal([unit.Id], Ids(await dispatcher.Get($"/api/units?home_site_id={unit.Site}&status=EN_ROUTE&kind=ambulance")));
        foreach (var nonsense in new[] { "state=EnRoute", "state=2", "state=", "state=en_route", "needs_unit=perhaps", "limit=0" })
        {
            (await dispatcher.Get("/api/calls?" + nonsense)).Refused(400, "invalid");
        }
    }

    private static IEnumerable<long> Ids(Answer page) => page.Is(200)["items"].EnumerateArray().Select(item => item.GetProperty("id").GetInt64());
}
