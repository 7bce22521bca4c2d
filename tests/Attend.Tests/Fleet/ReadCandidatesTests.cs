using System.Text.Json;
using Attend.Platform.Access;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Attend.Tests.Fleet;

public sealed class ReadCandidatesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Who_may_be_chosen_is_told_by_where_they_are_on_duty_and_what_speaks_against_them()
    {
        var (unit, other) = (await world.Unit(), await world.Unit());
        var (free, lapsed, away) = (await world.Paramedic(unit.Site), await world.Paramedic(unit.Site), await world.Paramedic(unit.Site));
        var off = await world.AddPerson($"off-duty-{world.Draw()}", "paramedic");
        var clerk = await world.AddPerson($"clerk-{world.Draw()}", "clerk");
        (await (await world.Admin()).Post($"/api/users/{lapsed.Id}/licences", new { kind = "paramedic", number = "1", expires_on = "2020-01-31" })).Is(201);
        (await (await world.Dispatcher()).Post($"/api/users/{away.Id}/availability", new { available = false })).Is(204);
        var response = await world.Dispatch((await world.Call()).Id, other);

        var here = await Candidates(unit, "?duty=here");
        Assert.Equal([unit.Crew[0].Id, free.Id, lapsed.Id, away.Id], here.Keys);
        Assert.Equal(unit.Number, here[unit.Crew[0].Id].GetProperty("unit_number").GetString());
        Assert.Equal((JsonValueKind.Null, true, false), (here[free.Id].GetProperty("unit_id").ValueKind,
            here[free.Id].GetProperty("licensed").GetBoolean(), here[free.Id].GetProperty("away").GetBoolean()));
        Assert.False(here[lapsed.Id].GetProperty("licensed").GetBoolean());
        Assert.True(here[away.Id].GetProperty("away").GetBoolean());

        var out_ = (await Candidates(unit, "?duty=elsewhere&limit=200"))[other.Crew[0].Id];
        Assert.Equal(other.Number, out_.GetProperty("unit_number").GetString());
        Assert.Equal(response.Id, out_.GetProperty("held_by").GetProperty("id").GetInt64());
        Assert.Contains(off, (await Candidates(unit, "?duty=off")).Keys);
        Assert.DoesNotContain(clerk, (await Candidates(unit, "")).Keys);

        // Whose shift is on this very unit is at home here, wherever their station is.
        var lent = await world.AddPerson($"lent-{world.Draw()}", "paramedic");
        (await (await world.Supervisor()).Post("/api/shifts", new
        {
            user_id = lent, site_id = other.Site, vehicle_id = unit.Id, from = world.Clock.Now.AddHours(-1), to = world.Clock.Now.AddHours(1),
        })).Is(201);
        var borrowed = (await Candidates(unit, "?duty=here"))[lent];
        Assert.Equal(world.Clock.Now.AddHours(1), borrowed.GetProperty("duty_until").GetDateTimeOffset());
    }

    [Fact]
    public async Task It_is_read_by_pages_by_those_who_make_up_crews_and_that_is_on_record()
    {
        var unit = await world.Unit(crew: 1);
        var second = await world.Paramedic(unit.Site);
        var dispatcher = await world.Dispatcher();
        var first = (await dispatcher.Get($"/api/units/{unit.Id}/candidates?duty=here&limit=1")).Is(200);
        Assert.Equal(unit.Crew[0].Id, first["next"].GetInt64());
        var next = (await dispatcher.Get($"/api/units/{unit.Id}/candidates?duty=here&limit=1&after={first["next"]}")).Is(200);
        Assert.Equal((second.Id, JsonValueKind.Null), (next["items"][0].GetProperty("id").GetInt64(), next["next"].ValueKind));

        await world.Services.GetRequiredService<AccessLog>().Flush(TestContext.Current.CancellationToken);
        var (seen, reader) = ("user:" + second.Id, "user:" + dispatcher.UserId);
        Assert.Equal(1L, await world.Row<long>($"select count(*) from platform.access_log where subject = {seen} and actor = {reader}"));

        (await dispatcher.Get("/api/units/999999/candidates")).Refused(404, "not_found");
        (await dispatcher.Get($"/api/units/{unit.Id}/candidates?duty=nowhere")).Refused(400, "invalid");
        // Its crew sees who is aboard, not who else there is.
        (await (await world.SignIn(unit.Crew[0].Name)).Get($"/api/units/{unit.Id}/candidates")).Refused(404, "not_found");
        (await (await world.As("clerk")).Get($"/api/units/{unit.Id}/candidates")).Refused(403, "forbidden");
    }

    private async Task<IReadOnlyDictionary<long, JsonElement>> Candidates(Unit unit, string query)
    {
        var answer = (await (await world.Dispatcher()).Get($"/api/units/{unit.Id}/candidates{query}")).Is(200);
        return answer["items"].EnumerateArray().ToDictionary(person => person.GetProperty("id").GetInt64());
    }
}
