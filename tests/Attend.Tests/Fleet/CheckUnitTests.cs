using System.Text.Json;
using Attend.Platform.Database;
using Xunit;

namespace Attend.Tests.Fleet;

public sealed class CheckUnitTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_crew_looks_over_its_vehicle_and_what_it_found_is_kept()
    {
        var unit = await world.Unit();
        var medic = await world.SignIn(unit.Crew[0].Name);
        var list = (await medic.Get($"/api/units/{unit.Id}/checklist")).Is(200);
        Assert.Equal("ambulance", list["kind"].GetString());
        Assert.Equal(JsonValueKind.Null, list["last"].ValueKind);
        var codes = Codes(list);
        Assert.Contains("stretcher", codes);
        var mark = await world.Mark();

        var points = codes.Select(code => new { code, ok = code != "oxygen", note = code == "oxygen" ? "Bottle two is empty" : null });
        var check = (await medic.Post($"/api/units/{unit.Id}/checks", new { version = 1, points, mileage = 48211, fuel = 75 })).Is(201);

        Assert.Equal((1, 48211, 75), (check["defects"].GetInt32(), check["mileage"].GetInt32(), check["fuel"].GetInt32()));
        Assert.Equal(world.Clock.Now, check["at"].GetDateTimeOffset());
        Assert.Equal(["fleet.unit_checked"], await world.OfUnitsSince(mark));
        var said = await world.Row<JsonElement>($"select data from platform.events where id > {mark} and kind = 'fleet.unit_checked'");
        Assert.Equal(1, said.GetProperty("defects").GetInt32());
        Assert.DoesNotContain("Bottle", said.GetRawText(), StringComparison.Ordinal);
        var kept = (await (await world.Dispatcher()).Get($"/api/units/{unit.Id}/checks")).Is(200)["items"];
        Assert.Equal(check.Id, kept[0].GetProperty("id").GetInt64());
        var defect = kept[0].GetProperty("points").EnumerateArray().Single(point => !point.GetProperty("ok").GetBoolean());
        Assert.Equal("Bottle two is empty", defect.GetProperty("note").GetString());
        Assert.Equal(check.Id, (await medic.Get($"/api/units/{unit.Id}/checklist"))["last"].GetProperty("id").GetInt64());
    }

    [Fact]
    public async Task Every_point_is_answered_once()
    {
        var unit = await world.Unit();
        var medic = await world.SignIn(unit.Crew[0].Name);
        var codes = Codes(await medic.Get($"/api/units/{unit.Id}/checklist"));
        var mark = await world.Mark();

        var points = codes.Skip(1).Append("halo").Append(codes[1]).Select(code => new { code, ok = true });
        var refused = (await medic.Post($"/api/units/{unit.Id}/checks", new { version = 1, points })).Refused(409, "check_incomplete");

        Assert.Equal([codes[0]], refused["missing"].EnumerateArray().Select(code => code.GetString()));
        Assert.Equal(["halo"], refused["unknown"].EnumerateArray().Select(code => code.GetString()));
        Assert.Equal([codes[1]], refused["twice"].EnumerateArray().Select(code => code.GetString()));
        Assert.Empty(await world.OfUnitsSince(mark));
        Assert.Equal(0, await world.Row<long>($"select count(*) from fleet.checks where vehicle_id = {unit.Id}"));
    }

    [Fact]
    public async Task A_check_made_without_a_network_has_the_time_of_the_tap()
    {
        var unit = await world.Unit();
        var medic = await world.SignIn(unit.Crew[0].Name);
        var points = Codes(await medic.Get($"/api/units/{unit.Id}/checklist")).Select(code => new { code, ok = true });
        // The device is an hour ahead, and sends what was looked at twenty minutes ago.
        var sent = world.Clock.Now.AddHours(1);
        var made = sent.AddMinutes(-20);

        var check = (await medic.Post($"/api/units/{unit.Id}/checks", new { version = 1, points, made_at = made, sent_at = sent })).Is(201);

        Assert.Equal(world.Clock.Now.AddMinutes(-20), check["at"].GetDateTimeOffset());
        (await medic.Post($"/api/units/{unit.Id}/checks", new { version = 1, points, made_at = made })).Refused(400, "invalid");
        (await medic.Post($"/api/units/{unit.Id}/checks", new { version = 1, points, occurred_at = made })).Refused(403, "forbidden");
    }

    [Fact]
    public async Task A_check_written_down_by_a_clock_that_runs_ahead_is_of_now_also_in_its_event()
    {
        var unit = await world.Unit();
        var dispatcher = await world.Dispatcher();
        var points = Codes(await dispatcher.Get($"/api/units/{unit.Id}/checklist")).Select(code => new { code, ok = true });
        var mark = await world.Mark();

        var check = (await dispatcher.Post($"/api/units/{unit.Id}/checks",
            new { version = 1, points, occurred_at = world.Clock.Now.AddSeconds(30).UtcDateTime })).Is(201);

        Assert.Equal(world.Clock.Now, check["at"].GetDateTimeOffset());
        Assert.Equal(world.Clock.Now, await world.Row<DateTimeOffset>($"""
            select (data ->> 'stamp')::timestamptz from platform.events where id > {mark} and kind = 'fleet.unit_checked' and subject = {"unit:" + unit.Id}
            """));
    }

    [Fact]
    public async Task Which_list_was_gone_through_is_said()
    {
        var unit = await world.Unit();
        var medic = await world.SignIn(unit.Crew[0].Name);
        var points = Codes(await medic.Get($"/api/units/{unit.Id}/checklist")).Select(code => new { code, ok = true });

        var refused = (await medic.Post($"/api/units/{unit.Id}/checks", new { points })).Refused(400, "invalid");

        Assert.Equal(["version"], refused["errors"].EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task Another_crews_vehicle_is_not_there()
    {
        var (unit, other) = (await world.Unit(), await world.Unit());
        var medic = await world.SignIn(other.Crew[0].Name);
        var points = Codes(await medic.Get($"/api/units/{other.Id}/checklist")).Select(code => new { code, ok = true });

        (await medic.Post($"/api/units/{unit.Id}/checks", new { version = 1, points })).Refused(404, "not_found");
        (await medic.Get($"/api/units/{unit.Id}/checklist")).Refused(404, "not_found");
        (await medic.Get($"/api/units/{unit.Id}/checks")).Refused(404, "not_found");
    }

    [Fact]
    public async Task Somebodys_words_go_with_the_person_and_what_was_found_stays()
    {
        var unit = await world.Unit();
        var medic = await world.SignIn(unit.Crew[0].Name);
        var points = Codes(await medic.Get($"/api/units/{unit.Id}/checklist")).Select(code => new { code, ok = false, note = "Quetzalcoatl said so" });
        var check = (await medic.Post($"/api/units/{unit.Id}/checks", new { version = 1, points })).Is(201);
        (await (await world.Dispatcher()).Post($"/api/units/{unit.Id}/sign-off")).Is(200);
        var admin = await world.Admin();
        var export = (await admin.Get($"/api/users/{unit.Crew[0].Id}/export")).Is(200)["data"];
        Assert.Contains("Quetzalcoatl", export.GetProperty("fleet.checks").GetRawText(), StringComparison.Ordinal);

        (await admin.Post($"/api/users/{unit.Crew[0].Id}/erase")).Is(204);

        var kept = await world.Row<string>($"select points::text from fleet.checks where id = {check.Id}");
        Assert.DoesNotContain("Quetzalcoatl", kept, StringComparison.Ordinal);
        Assert.Contains("\"ok\": false", kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_crew_signs_on_without_a_network_and_the_tap_counts()
    {
        var unit = await world.Unit(crew: 0);
        var person = await world.Paramedic(unit.Site);
        var medic = await world.SignIn(person.Name);
        var tapped = world.Clock.Now.AddMinutes(-7);

        (await medic.Post($"/api/units/{unit.Id}/sign-on", new { user_ids = new[] { person.Id }, made_at = tapped, sent_at = world.Clock.Now })).Is(200);

        Assert.Equal(tapped, await world.Row<DateTimeOffset>($"select from_at from fleet.sign_ons where user_id = {person.Id}"));
        (await medic.Post($"/api/units/{unit.Id}/sign-off", new { made_at = world.Clock.Now, sent_at = world.Clock.Now })).Is(200);
    }

    private static List<string> Codes(Answer list) => [.. list.Is(200)["points"].EnumerateArray().Select(point => point.GetProperty("code").GetString()!)];
}
