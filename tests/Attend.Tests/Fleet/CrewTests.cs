using Attend.Fleet;
using Attend.Platform.Access;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Attend.Tests.Fleet;

public sealed class CrewTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Signing_on_makes_a_unit_available_and_signing_off_unstaffed()
    {
        var unit = await world.Unit(crew: 0);
        var (one, two) = (await world.Paramedic(unit.Site), await world.Paramedic(unit.Site));
        await world.Dispatcher();
        var mark = await world.Mark();

        var on = (await SignOn(unit.Id, one.Id, two.Id)).Is(200);
        Assert.Equal("AVAILABLE", on["status"].GetString());
        Assert.Equal([one.Id, two.Id], on["crew"].EnumerateArray().Select(member => member.GetProperty("member").GetInt64()));

        world.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("AVAILABLE", (await SignOff(unit.Id, one.Id)).Is(200)["status"].GetString());
        var off = (await (await world.Dispatcher()).Post($"/api/units/{unit.Id}/sign-off")).Is(200);
        Assert.Equal("UNSTAFFED", off["status"].GetString());
        Assert.Equal(["fleet.unit_signed_on", "fleet.unit_signed_off", "fleet.unit_signed_off"], await world.OfUnitsSince(mark));

        var history = (await (await world.Dispatcher()).Get($"/api/units/{unit.Id}/history")).Is(200)["items"];
        Assert.Equal(2, history.GetArrayLength());
        Assert.Equal(one.Id, history[0].GetProperty("member").GetInt64());
        Assert.Equal(world.Clock.Now, history[0].GetProperty("to").GetDateTimeOffset());
        var later = $"/api/units/{unit.Id}/history?from={world.Clock.Now.AddHours(1):yyyy-MM-ddTHH:mm:ssZ}";
        Assert.Equal(0, (await (await world.Dispatcher()).Get(later)).Is(200)["items"].GetArrayLength());
    }

    [Fact]
    public async Task Signing_on_twice_to_the_same_unit_changes_nothing()
    {
        var unit = await world.Unit();
        await world.Dispatcher();
        var mark = await world.Mark();
        var again = (await SignOn(unit.Id, unit.Crew[0].Id)).Is(200);
        Assert.Equal(2, again["version"].GetInt64());
        Assert.Empty(await world.OfUnitsSince(mark));
    }

    [Fact]
    public async Task Who_is_signed_on_elsewhere_is_refused_with_where()
    {
        var (first, second) = (await world.Unit(), await world.Unit());
        await world.Dispatcher();
        var mark = await world.Mark();
        var refused = (await SignOn(second.Id, first.Crew[0].Id)).Refused(409, "member_signed_on");
        Assert.Equal(first.Crew[0].Id, refused["user_id"].GetInt64());
        Assert.Equal(first.Id, refused["unit_id"].GetInt64());
        Assert.Equal(first.Number, refused["unit_number"].GetString());
        Assert.Empty(await world.OfUnitsSince(mark));
    }

    [Fact]
    public async Task Two_units_want_one_person_at_once_and_one_gets_them()
    {
        var site = await world.Site();
        var units = new List<Unit>();
        for (var i = 0; i < 8; i++)
        {
            units.Add(await world.Unit(0, site));
        }

        var medic = await world.Paramedic(site);
        var answers = await Task.WhenAll(units.Select(unit => SignOn(unit.Id, medic.Id)));
        Assert.Single(answers, answer => answer.Number == 200);
        Assert.All(answers.Where(answer => answer.Number != 200), answer => answer.Refused(409, "member_signed_on"));
    }

    [Fact]
    public async Task Duty_is_checked_at_the_time_it_happened()
    {
        var unit = await world.Unit(crew: 0);
        var dispatcher = await world.Dispatcher();
        var medic = await world.AddPerson($"off-duty-{world.Draw()}", "paramedic");
        var refused = (await SignOn(unit.Id, medic)).Refused(409, "member_off_duty");
        Assert.Equal(medic, refused["user_ids"][0].GetInt64());

        var now = world.Clock.Now;
        var shift = new { user_id = medic, site_id = unit.Site, from = now.AddHours(-10), to = now.AddHours(-2) };
        (await (await world.Supervisor()).Post("/api/shifts", shift)).Is(201);
        (await SignOn(unit.Id, medic)).Refused(409, "member_off_duty");
        (await SignOnAt(unit.Id, medic, now.AddHours(1))).Refused(400, "invalid");
        (await SignOnAt(unit.Id, medic, now.AddHours(-9))).Is(200);
        (await dispatcher.Post($"/api/units/{unit.Id}/sign-off", new { occurred_at = now.AddHours(-11) })).Refused(400, "invalid");
        var off = (await dispatcher.Post($"/api/units/{unit.Id}/sign-off", new { occurred_at = now.AddHours(-2) })).Is(200);
        Assert.Equal(now.AddHours(-2), off["status_since"].GetDateTimeOffset());

        // A second sign-on inside the first one's time is as double as one beside it.
        (await SignOnAt(unit.Id, medic, now.AddHours(-5))).Refused(409, "member_signed_on");
    }

    [Fact]
    public async Task Only_a_supervisor_overrides_duty_and_only_with_a_reason()
    {
        var unit = await world.Unit(crew: 0);
        var medic = await world.AddPerson($"off-duty-{world.Draw()}", "paramedic");
        var body = new { user_ids = new[] { medic }, override_reason = "mass casualty" };
        (await (await world.Dispatcher()).Post($"/api/units/{unit.Id}/sign-on", body)).Refused(403, "override_forbidden");
        var mark = await world.Mark();
        var on = (await (await world.Supervisor()).Post($"/api/units/{unit.Id}/sign-on", body)).Is(200);
        Assert.Equal("AVAILABLE", on["status"].GetString());
        Assert.Equal(["fleet.unit_signed_on", "fleet.staffing_overridden"], await world.EventsSince(mark, $"unit:{unit.Id}"));
    }

    [Fact]
    public async Task A_crew_signs_itself_on_and_nobody_else_and_not_in_the_past()
    {
        var unit = await world.Unit(crew: 0);
        var (own, other) = (await world.Paramedic(unit.Site), await world.Paramedic(unit.Site));
        var medic = await world.SignIn(own.Name);
        (await medic.Post($"/api/units/{unit.Id}/sign-on", new { user_ids = new[] { other.Id } })).Refused(404, "not_found");
        var earlier = new { user_ids = new[] { own.Id }, occurred_at = world.Clock.Now.AddHours(-1) };
        (await medic.Post($"/api/units/{unit.Id}/sign-on", earlier)).Refused(403, "forbidden");
        (await medic.Post($"/api/units/{unit.Id}/sign-on", new { user_ids = new[] { own.Id } })).Is(200);
        (await medic.Post($"/api/units/{unit.Id}/sign-on", new { user_ids = new[] { other.Id } })).Is(200);
    }

    [Fact]
    public async Task Unknown_people_and_units_are_refused()
    {
        var unit = await world.Unit(crew: 0);
        var medic = await world.Paramedic(unit.Site);
        (await SignOn(unit.Id, 999_999)).Refused(404, "member_unknown");
        (await SignOn(999_999, medic.Id)).Refused(404, "not_found");
        (await SignOff(unit.Id, medic.Id)).Refused(409, "member_not_signed_on");
        (await SignOn(unit.Id)).Refused(400, "invalid");
    }

    [Fact]
    public async Task Nobody_signs_off_or_on_elsewhere_in_the_middle_of_a_call()
    {
        var unit = await world.Unit();
        var helper = await world.Paramedic(unit.Site);
        await world.Db.Write<IResult>(Caller.System, async change =>
        {
            Reservations.TakeVehicle(change, unit.Id, HolderKind.Response, 9005, 12, Activity.Dispatched, change.Now);
            Reservations.TakePeople(change, [unit.Crew[0].Id, helper.Id], HolderKind.Response, 9005, 12, Activity.Dispatched, change.Now);
            await change.Send();
            return TypedResults.NoContent();
        });
        var refused = (await SignOff(unit.Id, unit.Crew[0].Id)).Refused(409, "member_held");
        Assert.Equal(12, refused["holder"].GetProperty("call_id").GetInt64());
        (await SignOn((await world.Unit(0)).Id, helper.Id)).Refused(409, "member_held");

        // Onto the unit that serves the same call, somebody held for it may come.
        Assert.Equal("DISPATCHED", (await SignOn(unit.Id, helper.Id)).Is(200)["status"].GetString());
    }

    private async Task<Answer> SignOn(long unit, params long[] users) =>
        await (await world.Dispatcher()).Post($"/api/units/{unit}/sign-on", new { user_ids = users });

    private async Task<Answer> SignOnAt(long unit, long user, DateTimeOffset at) =>
        await (await world.Dispatcher()).Post($"/api/units/{unit}/sign-on", new { user_ids = new[] { user }, occurred_at = at });

    private async Task<Answer> SignOff(long unit, params long[] users) =>
        await (await world.Dispatcher()).Post($"/api/units/{unit}/sign-off", new { user_ids = users });
}
