using Attend.People;
using Attend.Platform.Database;
using Xunit;

namespace Attend.Tests.People;

public sealed class SitesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_site_is_made_read_edited_and_closed()
    {
        var admin = await world.Admin();
        var mark = await world.Mark();
        var made = (await admin.Post("/api/sites", new
        {
            name = "St. Luke", kind = "hospital", zone = "America/New_York", address = "1 Main St", latitude = 40.03, longitude = -76.3,
        })).Is(201);
        Assert.Equal($"/api/sites/{made.Id}", made.Message.Headers.Location!.ToString());
        Assert.True(made["active"].GetBoolean());
        Assert.Equal(["people.site_created"], await world.EventsSince(mark));

        var path = $"/api/sites/{made.Id}";
        (await admin.Patch(path, new { latitude = (double?)null }, 1)).Refused(400, "invalid");
        (await admin.Patch(path, new { name = "St. Luke's" }, null)).Refused(428, "precondition_required");
        var edited = (await admin.Patch(path, new { name = "St. Luke's", active = false }, 1)).Is(200);
        Assert.Equal(2, edited["version"].GetInt64());
        Assert.Equal("America/New_York", edited["zone"].GetString());
        Assert.Equal(["people.site_created", "people.site_changed"], await world.EventsSince(mark));
        Assert.Equal(edited.Body.ToString(), (await admin.Get(path)).Is(200).Body.ToString());
        Assert.Contains((await admin.Get("/api/sites?kind=hospital&active=false")).Items(), site => site.GetProperty("id").GetInt64() == made.Id);
        (await admin.Get("/api/sites?kind=castle")).Refused(400, "invalid");
        (await admin.Get("/api/sites/999999")).Refused(404, "not_found");
        Assert.False(await world.Db.One<bool>($"select active from people.sites where id = {made.Id}"));

        // A closed site gives its name free, and takes no new roles.
        var heir = (await admin.Post("/api/sites", new { name = "St. Luke's", kind = "clinic", zone = "UTC" })).Is(201);
        (await admin.Post("/api/users", UsersTests.New("late-nurse", new { role = "nurse", site_id = made.Id }))).Refused(404, "unknown_site");
        (await admin.Patch($"/api/sites/{made.Id}", new { active = true }, 2)).Refused(409, "site_name_taken");
        Assert.NotEqual(made.Id, heir.Id);
    }

    [Fact]
    public async Task An_open_site_has_its_name_alone()
    {
        await world.SiteNamed("Only one");
        (await (await world.Admin()).Post("/api/sites", new { name = "only ONE", kind = "base", zone = "UTC" })).Refused(409, "site_name_taken");
    }

    [Theory]
    [InlineData("{\"name\":\"x\",\"kind\":\"base\",\"zone\":\"Nowhere/City\"}", "invalid", "zone")]
    [InlineData("{\"name\":\"x\",\"kind\":\"base\",\"zone\":\"UTC\",\"latitude\":91,\"longitude\":0}", "invalid", "latitude")]
    [InlineData("{\"name\":\"x\",\"kind\":\"base\",\"zone\":\"UTC\",\"latitude\":1}", "invalid", "longitude")]
    [InlineData("{\"name\":\"x\",\"kind\":\"castle\",\"zone\":\"UTC\"}", "malformed_json", "kind")]
    [InlineData("{\"name\":\"x\",\"zone\":\"UTC\"}", "malformed_json", "kind")]
    public async Task Bad_facts_are_named(string body, string code, string field)
    {
        var refused = (await (await world.Admin()).Post("/api/sites", System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(body)))
            .Refused(400, code);
        Assert.True(refused["errors"].TryGetProperty(field, out _), refused.Body.ToString());
    }

    [Fact]
    public async Task Everybody_signed_in_reads_sites_and_only_administrators_make_them()
    {
        var user = await world.User("site-reader", Role.Paramedic);
        (await user.Client.Get("/api/sites")).Is(200);
        (await user.Client.Post("/api/sites", new { name = "Mine", kind = "base", zone = "UTC" })).Refused(403, "forbidden");
    }
}
