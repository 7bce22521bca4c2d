using System.Text.Json;
using Xunit;

namespace Attend.Tests.Dispatch;

public sealed class ReadResponsesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Each_unit_on_a_call_says_what_the_reader_may_do()
    {
        var call = await world.Call();
        var first = await world.Unit();
        var second = await world.Unit();
        await world.Dispatch(call.Id, first);
        await world.Dispatch(call.Id, second);

        var page = (await (await world.Dispatcher()).Get($"/api/calls/{call.Id}/responses")).Is(200);

        var responses = page["items"].EnumerateArray().ToList();
        Assert.Equal([first.Id, second.Id], responses.Select(response => response.GetProperty("unit_id").GetInt64()));
        Assert.All(responses, response => Assert.Contains("stand_down", Actions(response)));
        Assert.All(responses, response => Assert.DoesNotContain("undo", Actions(response)));
    }

    [Fact]
    public async Task A_crew_reads_its_own_call_and_no_other()
    {
        var unit = await world.Unit();
        var own = await world.Call();
        var other = await world.Call();
        await world.Dispatch(own.Id, unit);
        var medic = await world.SignIn(unit.Crew[0].Name);

        var page = (await medic.Get($"/api/calls/{own.Id}/responses")).Is(200);

        Assert.Contains("acknowledge", Actions(page["items"][0]));
        Assert.DoesNotContain("stand_down", Actions(page["items"][0]));
        (await medic.Get($"/api/calls/{other.Id}/responses")).Refused(404, "not_found");
    }

    private static IEnumerable<string?> Actions(JsonElement response) =>
        response.GetProperty("actions").EnumerateArray().Select(action => action.GetString());
}
