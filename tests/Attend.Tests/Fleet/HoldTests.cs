using System.Globalization;
using System.Text.Json;
using Attend.Fleet;
using Attend.Platform.Access;
using Attend.Platform.Work;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Attend.Tests.Fleet;

public sealed class HoldTests(World world) : IClassFixture<World>
{
    [Theory]
    [InlineData("meal", "HOLD")]
    [InlineData("end_of_shift", "HOLD")]
    [InlineData("maintenance", "MAINTENANCE")]
    [InlineData("breakdown", "OUT_OF_SERVICE")]
    public async Task The_reason_decides_what_is_shown(string reason, string status)
    {
        var unit = await world.Unit();
        await world.Dispatcher();
        var mark = await world.Mark();
        var until = world.Clock.Now.AddMinutes(30);
        var held = await Hold(unit, new { reason, until });
        Assert.Equal(status, held.Is(200)["status"].GetString());
        Assert.Equal(reason, held["hold"].GetProperty("reason").GetString());
        Assert.Equal(until, held["hold"].GetProperty("until").GetDateTimeOffset());

        var released = (await (await world.Dispatcher()).Post($"/api/units/{unit.Id}/release")).Is(200);
        Assert.Equal("AVAILABLE", released["status"].GetString());
        Assert.Equal(JsonValueKind.Null, released["hold"].ValueKind);
        Assert.Equal(["fleet.unit_held", "fleet.unit_released"], await world.OfUnitsSince(mark));
        (await (await world.Dispatcher()).Post($"/api/units/{unit.Id}/release")).Refused(409, "not_set_aside");
    }

    [Theory]
    [InlineData("meal", true)]
    [InlineData("maintenance", false)]
    [InlineData("collision", false)]
    public async Task A_crew_ends_its_own_break_and_nothing_graver(string reason, bool its)
    {
        var unit = await world.Unit();
        (await Hold(unit, new { reason })).Is(200);
        var medic = await world.SignIn(unit.Crew[0].Name);
        var seen = (await medic.Get($"/api/units/{unit.Id}")).Is(200)["actions"].EnumerateArray().Select(action => action.GetString());
        Assert.Equal(its, seen.Contains("release"));
        if (its)
        {
            (await medic.Post($"/api/units/{unit.Id}/release")).Is(200);
            return;
        }

        (await medic.Post($"/api/units/{unit.Id}/release")).Refused(403, "release_forbidden");
        (await (await world.Dispatcher()).Post($"/api/units/{unit.Id}/release")).Is(200);
    }

    [Fact]
    public async Task An_alarm_shows_each_reader_what_that_reader_may_do()
    {
        var unit = await world.Unit();
        var medic = await world.SignIn(unit.Crew[0].Name);
        var raised = (await medic.Post($"/api/units/{unit.Id}/distress")).Is(200);
        Assert.Equal("[]", raised["actions"].GetRawText());
        var rings = (await (await world.Dispatcher()).Get("/api/alarms")).Is(200)["items"].EnumerateArray().Single(alarm => alarm.GetProperty("id").GetInt64() == raised.Id);
        Assert.Equal("""["acknowledge","end"]""", rings.GetProperty("actions").GetRawText());
    }

    [Fact]
    public async Task A_unit_on_a_call_is_neither_set_aside_nor_retired()
    {
        var unit = await world.Unit();
        var call = await world.Call();
        var response = await world.Dispatch(call.Id, unit);
        var mark = await world.Mark();
        var refused = (await Hold(unit, new { reason = "meal" })).Refused(409, "unit_held");
        Assert.Equal(call.Id, refused["holder"].GetProperty("call_id").GetInt64());
        Assert.Equal(response.Id, refused["holder"].GetProperty("response_id").GetInt64());
        (await (await world.Admin()).Post($"/api/units/{unit.Id}/retire")).Refused(409, "unit_held");
        Assert.Empty(await world.OfUnitsSince(mark));
    }

    [Fact]
    public async Task An_end_that_passed_is_announced_and_the_hold_stays()
    {
        var unit = await world.Unit();
        var until = world.Clock.Now.AddMinutes(30);
        (await Hold(unit, new { reason = "meal", until })).Is(200);
        Assert.Equal(until, await Due(unit));

        // Too early it says nothing: the end was moved meanwhile.
        var mark = await world.Mark();
        await Announce(unit.Id);
        Assert.Empty(await world.OfUnitsSince(mark));
        (await Hold(unit, new { reason = "meal", until = world.Clock.Now.AddMinutes(-1) })).Refused(400, "invalid");
        world.Clock.Advance(TimeSpan.FromMinutes(31));
        await Announce(unit.Id);
        Assert.Contains("fleet.hold_overdue", await world.OfUnitsSince(mark));
        Assert.Equal("HOLD", (await (await world.Dispatcher()).Get($"/api/units/{unit.Id}"))["status"].GetString());

        (await (await world.Dispatcher()).Post($"/api/units/{unit.Id}/release")).Is(200);
        Assert.Null(await Due(unit));
    }

    private async Task<Answer> Hold(Unit unit, object body) => await (await world.Dispatcher()).Post($"/api/units/{unit.Id}/hold", body);

    private Task<DateTimeOffset?> Due(Unit unit) =>
        world.Db.Find<DateTimeOffset?>($"select due_at from platform.work where kind = {Holds.Overdue} and key = {unit.Id.ToString(CultureInfo.InvariantCulture)}");

    private Task Announce(long unit) => world.Db.Write<IResult>(Caller.System, async change =>
    {
        var data = JsonSerializer.SerializeToElement(new { unit_id = unit });
        await Holds.Announce(world.Services, change, new DueItem(1, Holds.Overdue, unit.ToString(CultureInfo.InvariantCulture), change.Now, data, 0, 0));
        return TypedResults.NoContent();
    });
}
