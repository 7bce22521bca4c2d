using System.Text.Json;
using Xunit;

namespace Attend.Tests.Fleet;

public sealed class VehicleTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_new_vehicle_is_unstaffed_and_counts_at_its_base()
    {
        var site = await world.Site();
        var supervisor = await world.Supervisor();
        var mark = await world.Mark();
        var unit = (await supervisor.Post("/api/units", Body("M1", site))).Is(201);

        Assert.Equal("UNSTAFFED", unit["status"].GetString());
        Assert.Equal(site, unit["home"].GetProperty("id").GetInt64());
        Assert.Equal("base", unit["position"].GetProperty("position_from").GetString());
        Assert.True(unit["position"].GetProperty("stale").GetBoolean());
        Assert.Equal(JsonValueKind.Null, unit["held_by"].ValueKind);
        Assert.Equal(1, unit["version"].GetInt64());
        Assert.Equal($"/api/units/{unit.Id}", unit.Message.Headers.Location?.ToString());
        Assert.Equal(["fleet.vehicle_added"], await world.OfUnitsSince(mark));
    }

    [Fact]
    public async Task A_number_belongs_to_one_vehicle_until_that_retires()
    {
        var unit = await world.Unit();
        var admin = await world.Admin();
        (await admin.Post("/api/units", Body(unit.Number, unit.Site))).Refused(409, "unit_number_taken");

        var mark = await world.Mark();
        var retired = (await admin.Post($"/api/units/{unit.Id}/retire")).Is(200);
        Assert.Equal("OUT_OF_SERVICE", retired["status"].GetString());
        Assert.Empty(retired["actions"].EnumerateArray());
        Assert.Empty(retired["crew"].EnumerateArray());
        Assert.Equal(["fleet.vehicle_retired"], await world.OfUnitsSince(mark));

        (await admin.Post("/api/units", Body(unit.Number, unit.Site))).Is(201);
        (await admin.Post($"/api/units/{unit.Id}/retire")).Refused(409, "unit_retired");
        var crew = new { user_ids = new[] { unit.Crew[0].Id } };
        (await admin.Post($"/api/units/{unit.Id}/sign-on", crew)).Refused(403, "forbidden");
        (await (await world.Supervisor()).Post($"/api/units/{unit.Id}/sign-on", crew)).Refused(409, "unit_retired");
    }

    [Fact]
    public async Task Bad_vehicles_are_refused_field_by_field()
    {
        var admin = await world.Admin();
        var site = await world.Site();
        var invalid = (await admin.Post("/api/units", Body(" M8", site, seats: -1))).Refused(400, "invalid")["errors"];
        Assert.True(invalid.TryGetProperty("unit_number", out _));
        Assert.True(invalid.TryGetProperty("seats", out _));
        invalid = (await admin.Post("/api/units", Body("M8", 999_999))).Refused(400, "invalid")["errors"];
        Assert.True(invalid.TryGetProperty("home_site_id", out _));
        (await admin.Raw(HttpMethod.Post, "/api/units", "{\"unit_number\":")).Refused(400, "malformed_json");
    }

    [Fact]
    public async Task An_edit_needs_the_version_that_was_seen()
    {
        var unit = await world.Unit(crew: 0);
        var admin = await world.Admin();
        (await admin.Patch($"/api/units/{unit.Id}", new { seats = 4 })).Refused(428, "precondition_required");
        var mark = await world.Mark();
        var edited = (await admin.Patch($"/api/units/{unit.Id}", new { seats = 4 }, 1)).Is(200);
        Assert.Equal(4, edited["seats"].GetInt32());
        Assert.Equal("ambulance", edited["kind"].GetString());
        Assert.Equal(2, edited["version"].GetInt64());
        Assert.Equal(["fleet.vehicle_changed"], await world.OfUnitsSince(mark));
        (await admin.Patch($"/api/units/{unit.Id}", new { seats = 5 }, 1)).Refused(412, "precondition_failed");
        (await admin.Patch($"/api/units/{unit.Id}", new { status = "AVAILABLE" }, 2)).Refused(400, "malformed_json");
        (await admin.Patch($"/api/units/{unit.Id}", new { home_site_id = 999_999 }, 2)).Refused(400, "invalid");
    }

    [Fact]
    public async Task Lists_narrow_by_filters_and_pages()
    {
        var site = await world.Site();
        var staffed = await world.Unit(1, site);
        var engine = await world.Unit(0, site, kind: "engine");
        await world.Unit(0, site);

        Assert.Equal([staffed.Id], await Ids(site, "&status=AVAILABLE"));
        Assert.Equal([engine.Id], await Ids(site, "&kind=engine"));
        Assert.Equal(3, (await Ids(site, "&free=true&status=AVAILABLE&status=UNSTAFFED&status=AT_HOSPITAL")).Count);
        Assert.Empty(await Ids(site, "&retired=true"));
        var page = (await (await world.Dispatcher()).Get($"/api/units?limit=2&home_site_id={site}")).Is(200);
        Assert.Equal(2, page["items"].GetArrayLength());
        Assert.Single(await Ids(site, $"&after={page["next"].GetInt64()}"));
        (await (await world.Dispatcher()).Get("/api/units?status=READY")).Refused(400, "invalid");
        (await (await world.Dispatcher()).Get("/api/units?limit=201")).Refused(400, "invalid");
    }

    [Fact]
    public async Task A_crew_sees_the_units_of_its_station_and_may_do_what_is_its_own()
    {
        var site = await world.Site();
        var own = await world.Unit(1, site);
        var other = await world.Unit(1, site);
        var elsewhere = await world.Unit();
        var medic = await world.SignIn(own.Crew[0].Name);

        Assert.Contains("hold", Actions(await medic.Get($"/api/units/{own.Id}")));
        Assert.DoesNotContain("edit", Actions(await medic.Get($"/api/units/{own.Id}")));
        Assert.DoesNotContain("hold", Actions(await medic.Get($"/api/units/{other.Id}")));
        (await medic.Get($"/api/units/{elsewhere.Id}")).Refused(404, "not_found");
        (await medic.Get($"/api/units/{elsewhere.Id}/history")).Refused(404, "not_found");
        (await medic.Post($"/api/units/{other.Id}/hold", new { reason = "meal" })).Refused(404, "not_found");
        (await medic.Post($"/api/units/{own.Id}/retire")).Refused(403, "forbidden");
        (await world.Stranger.Get($"/api/units/{own.Id}")).Refused(401, "unauthenticated");
    }

    [Fact]
    public async Task A_manager_of_one_site_reaches_only_its_units()
    {
        var (mine, theirs) = (await world.Unit(0), await world.Unit(0));
        var local = await world.As("supervisor", mine.Site);
        (await local.Post($"/api/units/{mine.Id}/hold", new { reason = "meal" })).Is(200);
        (await local.Post($"/api/units/{theirs.Id}/hold", new { reason = "meal" })).Refused(404, "not_found");
        (await local.Patch($"/api/units/{theirs.Id}", new { seats = 4 }, 1)).Refused(404, "not_found");
        (await local.Get($"/api/units/{theirs.Id}")).Refused(404, "not_found");
        (await local.Post("/api/units", Body("M99", theirs.Site))).Refused(400, "invalid");
        (await local.Patch($"/api/units/{mine.Id}", new { home_site_id = theirs.Site }, 2)).Refused(400, "invalid");
    }

    private static object Body(string number, long site, int seats = 2) =>
        new { unit_number = number, kind = "ambulance", level = "BASIC", seats, equipment = new[] { "stretcher" }, home_site_id = site };

    private static List<string> Actions(Answer unit) => [.. unit.Is(200)["actions"].EnumerateArray().Select(action => action.GetString()!)];

    private async Task<List<long>> Ids(long site, string query) =>
        [.. (await (await world.Dispatcher()).Get($"/api/units?home_site_id={site}{query}")).Is(200)["items"].EnumerateArray()
            .Select(unit => unit.GetProperty("id").GetInt64())];
}
