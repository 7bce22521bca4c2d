using System.Text.Json;
using Attend.People;
using Attend.Platform.Database;
using Xunit;

namespace Attend.Tests.People;

public sealed class UsersTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_user_is_made_with_roles_and_without_a_trace_of_the_password()
    {
        var site = await world.SiteNamed("Made station");
        var admin = await world.Admin();
        var mark = await world.Mark();
        var made = (await admin.Post("/api/users", New("made", new { role = "paramedic", site_id = site }, new { role = "driver" }))).Is(201);
        Assert.Equal($"/api/users/{made.Id}", made.Message.Headers.Location!.ToString());
        Assert.Equal("Zoë Made", made["full_name"].GetString());
        Assert.Equal("Europe/Berlin", made["zone"].GetString());
        Assert.Equal("en", made["language"].GetString());
        Assert.Equal(1, made["version"].GetInt64());
        Assert.Equal(2, made["roles"].GetArrayLength());
        Assert.DoesNotContain("password", made.Body.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(["people.user_created"], await world.EventsSince(mark));
        Assert.Equal("{\"user_id\": " + made.Id + "}", await world.Db.One<string>($"select data::text from platform.events where id > {mark}"));
    }

    [Fact]
    public async Task The_same_key_makes_one_user()
    {
        var admin = await world.Admin();
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => admin.With(
            HttpMethod.Post, "/api/users", New("keyed"), request => request.Headers.Add("Idempotency-Key", "make-this-user-once"))));
        Assert.All(answers, answer => answer.Is(201));
        Assert.Single(answers.Select(answer => answer.Id).Distinct());
    }

    [Fact]
    public async Task A_name_is_taken_whatever_its_case()
    {
        var admin = await world.Admin();
        (await admin.Post("/api/users", New("taken"))).Is(201);
        var refused = (await admin.Post("/api/users", New("TAKEN"))).Refused(409, "username_taken");
        Assert.Equal("is taken", refused["errors"].GetProperty("username")[0].GetString());
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => admin.Post("/api/users", New("raced"))));
        Assert.Single(answers, answer => answer.Number == 201);
        Assert.All(answers.Where(answer => answer.Number != 201), answer => answer.Refused(409, "username_taken"));
    }

    [Theory]
    [InlineData("username", "with space")]
    [InlineData("first_name", " ")]
    [InlineData("password", "short")]
    [InlineData("email", "no address")]
    [InlineData("zone", "Mars/Olympus")]
    [InlineData("language", "English")]
    public async Task A_bad_field_is_named(string field, string value)
    {
        var body = JsonSerializer.SerializeToNode(New("bad-field"))!;
        body[field] = value;
        var refused = (await (await world.Admin()).Post("/api/users", body)).Refused(400, "invalid");
        Assert.True(refused["errors"].TryGetProperty(field, out _), refused.Body.ToString());
    }

    [Fact]
    public async Task An_unknown_site_or_role_is_refused()
    {
        var admin = await world.Admin();
        (await admin.Post("/api/users", New("nowhere", new { role = "nurse", site_id = 999_999 }))).Refused(404, "unknown_site");
        (await admin.Post("/api/users", New("nothing", new { role = "wizard" }))).Refused(400, "malformed_json");
    }

    [Fact]
    public async Task A_thousand_are_made_at_once_or_none()
    {
        var admin = await world.Admin();
        var users = Enumerable.Range(0, 1000).Select(i => New($"import-{i}", new { role = "paramedic" }, password: null)).ToList();
        var mark = await world.Mark();
        var made = (await admin.Post("/api/users/import", new { users })).Is(201);
        var ids = made["ids"].EnumerateArray().Select(id => id.GetInt64()).ToArray();
        Assert.Equal(1000, ids.Length);
        Assert.Equal("import-7", await world.Db.One<string>($"select username from people.users where id = {ids[7]}"));
        Assert.Equal(1000, (await world.EventsSince(mark)).Count);

        var half = new[] { New("import-new"), New("import-3"), New("IMPORT-new") };
        var refused = (await admin.Post("/api/users/import", new { users = half })).Refused(409, "username_taken");
        Assert.Equal(["users[1].username", "users[2].username"], refused["errors"].EnumerateObject().Select(error => error.Name));
        Assert.Equal(0, await world.Db.One<long>($"select count(*) from people.users where username = 'import-new'"));

        users.Add(New("one-too-many"));
        (await admin.Post("/api/users/import", new { users })).Refused(400, "invalid");
    }

    [Fact]
    public async Task An_edit_needs_the_version_and_keeps_what_it_does_not_name()
    {
        var admin = await world.Admin();
        var user = (await admin.Post("/api/users", New("edited", new { role = "nurse" }))).Is(201);
        var path = $"/api/users/{user.Id}";
        (await admin.Patch(path, new { phone = "1" }, null)).Refused(428, "precondition_required");
        var mark = await world.Mark();
        var edited = (await admin.Patch(path, new { phone = "+1 717 555 0100" }, 1)).Is(200);
        Assert.Equal("+1 717 555 0100", edited["phone"].GetString());
        Assert.Equal("Zoë", edited["first_name"].GetString());
        Assert.Equal(2, edited["version"].GetInt64());
        Assert.Equal(["people.user_changed"], await world.EventsSince(mark));
        (await admin.Patch(path, new { phone = "2" }, 1)).Refused(412, "precondition_failed");
        (await admin.Patch(path, new { first_name = (string?)null }, 2)).Is(400);
        (await admin.Patch(path, new { nonsense = 1 }, 2)).Refused(400, "malformed_json");
        (await admin.Patch(path, new { username = "admin" }, 2)).Refused(409, "username_taken");
        (await admin.Patch("/api/users/999999", new { phone = "2" }, 1)).Refused(404, "not_found");
    }

    [Fact]
    public async Task New_roles_hold_in_an_open_session_at_once()
    {
        var user = await world.User("promoted", Role.Paramedic);
        (await user.Client.Get("/api/retention")).Is(403);
        var mark = await world.Mark();
        (await (await world.Admin()).Patch($"/api/users/{user.Id}", new { roles = new[] { new { role = "admin" } } }, 1)).Is(200);
        Assert.Equal(["people.user_changed", "people.roles_changed"], await world.EventsSince(mark));
        (await user.Client.Get("/api/retention")).Is(200);
        (await (await world.Admin()).Patch($"/api/users/{user.Id}", new { roles = Array.Empty<object>() }, 2)).Is(200);
        (await user.Client.Get("/api/retention")).Is(403);
    }

    [Fact]
    public async Task A_deactivated_user_is_out_at_once_and_may_be_let_in_again()
    {
        var user = await world.User("leaver", Role.Dispatcher);
        var admin = await world.Admin();
        var mark = await world.Mark();
        Assert.False((await admin.Post($"/api/users/{user.Id}/deactivate")).Is(200)["active"].GetBoolean());
        Assert.Equal(["people.session_ended", "people.user_deactivated"], await world.EventsSince(mark));
        (await user.Client.Get("/api/auth/me")).Is(401);
        (await world.Stranger.Post("/api/auth/login", new { username = "leaver", password = World.Password }))
            .Refused(401, "bad_credentials");
        (await admin.Post($"/api/users/{user.Id}/deactivate")).Is(200);
        (await admin.Post($"/api/users/{user.Id}/reactivate")).Is(200);
        Assert.Equal(["people.session_ended", "people.user_deactivated", "people.user_reactivated"], await world.EventsSince(mark));
        (await user.Client.Get("/api/auth/me")).Is(401);
        await world.SignIn("leaver");
    }

    [Fact]
    public async Task Lists_are_paged_filtered_and_searched_within_the_callers_reach()
    {
        var site = await world.SiteNamed("Listed station");
        var first = await world.User("listed-one", Role.Therapist, site);
        var second = await world.User("listed-two", Role.Therapist, site);
        var admin = await world.Admin();
        var page = (await admin.Get($"/api/users?site_id={site}&limit=1")).Is(200);
        Assert.Equal(first.Id, Assert.Single(page.Items()).GetProperty("id").GetInt64());
        var rest = await admin.Get($"/api/users?site_id={site}&limit=1&after={page["next"].GetInt64()}");
        Assert.Equal(second.Id, Assert.Single(rest.Items()).GetProperty("id").GetInt64());
        Assert.Equal(JsonValueKind.Null, rest["next"].ValueKind);
        Assert.Empty((await admin.Get($"/api/users?role=therapist&site_id={site}&active=false")).Items());
        (await admin.Get("/api/users?role=wizard")).Refused(400, "invalid");
        (await admin.Get("/api/users?limit=201")).Refused(400, "invalid");
        Assert.Equal([second.Id], (await admin.Post("/api/users/search", new { text = "LISTED-two" })).Items().Select(item => item.GetProperty("id").GetInt64()));
        Assert.Empty((await admin.Post("/api/users/search", new { text = "%" })).Items());

        // A therapist reads nobody but themselves.
        Assert.Equal([first.Id], (await first.Client.Get("/api/users")).Items().Select(item => item.GetProperty("id").GetInt64()));
        (await first.Client.Get($"/api/users/{second.Id}")).Refused(404, "not_found");
    }

    [Fact]
    public async Task Who_administers_one_site_reaches_nobody_elsewhere()
    {
        var (here, there) = (await world.SiteNamed("Here"), await world.SiteNamed("There"));
        var local = await world.User("local-admin", Role.Admin, here);
        var colleague = await world.User("local-colleague", Role.Nurse, here);
        var stranger = await world.User("stranger", Role.Nurse, there);
        (await local.Client.Post("/api/users", New("local-nurse", new { role = "nurse", site_id = here }))).Is(201);
        (await local.Client.Post("/api/users", New("far-nurse", new { role = "nurse", site_id = there }))).Refused(403, "forbidden");
        (await local.Client.Post("/api/users", New("grown", new { role = "admin" }))).Refused(403, "forbidden");
        (await local.Client.Get($"/api/users/{stranger.Id}")).Refused(404, "not_found");
        (await local.Client.Patch($"/api/users/{stranger.Id}", new { phone = "1" }, 1)).Refused(404, "not_found");
        (await local.Client.Post($"/api/users/{stranger.Id}/deactivate")).Refused(404, "not_found");
        (await local.Client.Post($"/api/users/{stranger.Id}/password", new { password = "taken-over-now" })).Refused(404, "not_found");
        (await local.Client.Delete($"/api/users/{stranger.Id}/sessions")).Refused(404, "not_found");
        (await local.Client.Post("/api/sites", new { name = "More", kind = "base", zone = "UTC" })).Refused(403, "forbidden");
        (await local.Client.Patch($"/api/sites/{there}", new { name = "Mine" }, 1)).Refused(404, "not_found");
        (await local.Client.Patch($"/api/users/{colleague.Id}", new { roles = new[] { new { role = "admin" } } }, 1))
            .Refused(403, "forbidden");
        (await local.Client.Patch($"/api/users/{colleague.Id}", new { phone = "1" }, 1)).Is(200);
    }

    internal static object New(string username, params object[] roles) => New(username, roles, World.Password);

    private static object New(string username, object role, string? password) => New(username, [role], password);

    private static object New(string username, object[] roles, string? password) => new
    {
        username, password, first_name = "Zoë", last_name = "Made", roles,
    };
}
