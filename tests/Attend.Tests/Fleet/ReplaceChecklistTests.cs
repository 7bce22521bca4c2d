using System.Text.Json;
using Xunit;

namespace Attend.Tests.Fleet;

public sealed class ReplaceChecklistTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task An_administrator_replaces_a_list_against_the_version_seen()
    {
        var admin = await world.Admin();
        var before = (await admin.Get("/api/checklists/command")).Is(200);
        Assert.Equal(("command", 1L, JsonValueKind.Null), (before["kind"].GetString(), before["version"].GetInt64(), before["changed_at"].ValueKind));
        Assert.Equal("lights_and_siren", Codes(before)[0]);
        var mark = await world.Mark();

        object[] points = [new { code = "tyres", name = "Tyres and chains" }, new { name = " Radio, spare (2) " }, new { name = "Öl" }, new { name = "RADIO: SPARE 2!" }, new { name = "車" }];
        (await admin.Put("/api/checklists/command", new { points })).Refused(428, "precondition_required");
        var after = (await admin.Put("/api/checklists/command", new { points }, version: 1)).Is(200);

        Assert.Equal(2, after["version"].GetInt64());
        Assert.Equal(
            ["tyres Tyres and chains", "radio_spare_2 Radio, spare (2)", "l Öl", "radio_spare_2_2 RADIO: SPARE 2!", "point 車"],
            after["points"].EnumerateArray().Select(point => $"{point.GetProperty("code")} {point.GetProperty("name")}"));
        Assert.Equal(after.Body.GetRawText(), (await admin.Get("/api/checklists/command")).Is(200).Body.GetRawText());
        var told = await world.Row<JsonElement>($"select data from platform.events where id > {mark} and kind = 'fleet.checklist_changed' and subject = 'checklist:command'");
        Assert.Equal(("command", 2L), (told.GetProperty("kind").GetString(), told.GetProperty("version").GetInt64()));
        Assert.Equal((4, Codes(before).Count - 1, 1),
            (told.GetProperty("added").GetInt32(), told.GetProperty("removed").GetInt32(), told.GetProperty("renamed").GetInt32()));
        Assert.DoesNotContain("radio", told.GetRawText(), StringComparison.Ordinal);

        var stale = (await admin.Put("/api/checklists/command", new { points }, version: 1)).Refused(412, "precondition_failed");
        Assert.Equal(2, stale["version"].GetInt64());
        // Equal to what stands: nothing happened.
        mark = await world.Mark();
        Assert.Equal(2, (await admin.Put("/api/checklists/command", new { points = after["points"] }, version: 2)).Is(200)["version"].GetInt64());
        Assert.Empty(await world.Rows<string>($"select kind from platform.events where id > {mark} and subject = 'checklist:command'"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task What_is_wrong_is_said_of_each_point()
    {
        var admin = await world.Admin();
        object[] points =
        [
            new { code = "tyres", name = "Tyres" }, new { code = "tyres", name = "Wheels" }, new { name = "tyres " },
        ];

        var refused = (await admin.Put("/api/checklists/other", new { points }, version: 1)).Refused(400, "invalid");

        Assert.Equal(["points[1].code", "points[2].name"], refused["errors"].EnumerateObject().Select(error => error.Name));
        (await admin.Put("/api/checklists/other", new { points = new[] { new { code = "No!", name = "x" } } }, version: 1)).Refused(400, "invalid");
        (await admin.Put("/api/checklists/other", new { points = new[] { new { name = "  " } } }, version: 1)).Refused(400, "invalid");
        (await admin.Put("/api/checklists/other", new { points = Array.Empty<object>() }, version: 1)).Refused(400, "invalid");
        (await admin.Put("/api/checklists/boat", new { points = new[] { new { name = "Oars" } } }, version: 1)).Refused(404, "not_found");
        (await admin.Get("/api/checklists/boat")).Refused(404, "not_found");
        Assert.Equal(1L, await world.Row<long>($"select max(version) from fleet.check_lists where kind = 'other'"));
    }

    [Fact]
    public async Task One_list_for_each_kind_is_for_those_who_keep_the_whole_fleet()
    {
        var lists = (await (await world.Supervisor()).Get("/api/checklists")).Is(200);

        Assert.Equal(["ambulance", "car", "motorcycle", "engine", "ladder", "command", "other"],
            lists["items"].EnumerateArray().Select(list => list.GetProperty("kind").GetString()));
        foreach (var other in new[] { await world.Dispatcher(), await world.As("supervisor", await world.Site()) })
        {
            (await other.Get("/api/checklists")).Refused(403, "forbidden");
            (await other.Put("/api/checklists/car", new { points = new[] { new { name = "Tyres" } } }, version: 1)).Refused(403, "forbidden");
        }
    }

    [Fact]
    public async Task Of_two_who_replace_the_same_version_one_is_too_late()
    {
        var admin = await world.Admin();
        var answers = await Task.WhenAll(Enumerable.Range(1, 4).Select(number =>
            admin.Put("/api/checklists/engine", new { points = new[] { new { name = $"Pump {number}" } } }, version: 1)));

        Assert.Equal([200, 412, 412, 412], answers.Select(answer => answer.Number).Order());
        Assert.Equal(2L, await world.Row<long>($"select max(version) from fleet.check_lists where kind = 'engine'"));
    }

    [Fact]
    public async Task A_check_stays_as_it_was_asked_and_one_made_without_a_network_answers_the_list_it_had()
    {
        var unit = await world.Unit();
        var medic = await world.SignIn(unit.Crew[0].Name);
        var old = (await medic.Get($"/api/units/{unit.Id}/checklist")).Is(200);
        var oldPoints = Codes(old).Select(code => new { code, ok = true }).ToList();
        var first = (await medic.Post($"/api/units/{unit.Id}/checks", new { points = oldPoints, version = 1 })).Is(201);
        Assert.Equal(1, first["version"].GetInt64());
        (await (await world.Admin()).Put("/api/checklists/ambulance", new { points = new[] { new { name = "Blankets, four" } } }, version: 1)).Is(200);

        Assert.Equal(2, (await medic.Get($"/api/units/{unit.Id}/checklist"))["version"].GetInt64());
        (await medic.Post($"/api/units/{unit.Id}/checks", new { points = oldPoints, version = 2 })).Refused(409, "check_incomplete");
        var late = (await medic.Post($"/api/units/{unit.Id}/checks", new { points = oldPoints, version = 1 })).Is(201);
        var now = (await medic.Post($"/api/units/{unit.Id}/checks", new { points = new[] { new { code = "blankets_four", ok = false } }, version = 2 })).Is(201);
        (await medic.Post($"/api/units/{unit.Id}/checks", new { points = oldPoints, version = 3 })).Refused(400, "invalid");

        Assert.Equal((1L, 2L), (late["version"].GetInt64(), now["version"].GetInt64()));
        var kept = (await (await world.Dispatcher()).Get($"/api/units/{unit.Id}/checks")).Is(200)["items"];
        Assert.Equal(old["points"].EnumerateArray().Select(Name), kept[0].GetProperty("points").EnumerateArray().Select(Name));
        Assert.Equal(["Blankets, four"], kept[2].GetProperty("points").EnumerateArray().Select(Name));
        Assert.Equal("", await world.Violations());
    }

    private static List<string> Codes(Answer list) => [.. list["points"].EnumerateArray().Select(point => point.GetProperty("code").GetString()!)];

    private static string? Name(JsonElement point) => point.GetProperty("name").GetString();
}
