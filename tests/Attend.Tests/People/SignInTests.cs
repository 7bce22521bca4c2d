using Attend.People;
using Attend.Platform.Database;
using Xunit;

namespace Attend.Tests.People;

public sealed class SignInTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_program_gets_a_bearer_token_and_the_user()
    {
        var site = await world.SiteNamed("Signing base");
        var user = await world.User("bearer", Role.Dispatcher, site);
        var mark = await world.Mark();
        var answer = (await Login("bearer")).Is(200);
        Assert.Equal("Bearer", answer["token_type"].GetString());
        Assert.Equal(57600, answer["expires_in"].GetInt32());
        var me = answer["user"];
        Assert.Equal(user.Id, me.GetProperty("id").GetInt64());
        Assert.Equal("bearer", me.GetProperty("username").GetString());
        Assert.Equal("bearer Test", me.GetProperty("full_name").GetString());
        Assert.Equal("dispatcher", me.GetProperty("roles")[0].GetProperty("role").GetString());
        Assert.Equal(site, me.GetProperty("roles")[0].GetProperty("site_id").GetInt64());
        Assert.Equal("site", me.GetProperty("permissions").GetProperty("calls.dispatch").GetString());
        Assert.Equal(["people.session_started"], await world.EventsSince(mark));
        var token = answer["access_token"].GetString()!;
        Assert.Equal(0, await world.Db.One<long>($"select count(*) from people.sessions where position({token} in token_hash::text || name) > 0"));
        (await world.With(token).Get("/api/auth/me")).Is(200);
    }

    [Fact]
    public async Task The_name_is_read_without_regard_to_case_and_the_token_is_never_stored_under_a_key()
    {
        await world.User("Cased", Role.Clerk);
        var answer = await world.Stranger.With(
            HttpMethod.Post, "/api/auth/login", new { username = "cASED", password = World.Password },
            request => request.Headers.Add("Idempotency-Key", "0123456789abcdef0123"));
        var token = answer.Is(200)["access_token"].GetString();
        Assert.Equal(0, await world.Db.One<long>($"select count(*) from platform.commands where position(convert_to({token}, 'UTF8') in coalesce(answer, '')) > 0"));
    }

    [Theory]
    [InlineData("nobody", World.Password)]
    [InlineData("wrong-password", "not the password")]
    [InlineData("without-password", World.Password)]
    public async Task A_wrong_name_and_a_wrong_password_are_refused_alike(string username, string password)
    {
        if (username == "wrong-password")
        {
            await world.User(username, Role.Clerk);
        }
        else if (username == "without-password")
        {
            await (await world.Admin()).Post("/api/users", new { username, first_name = "No", last_name = "Password", roles = Array.Empty<object>() });
        }

        (await Login(username, password)).Refused(401, "bad_credentials");
    }

    [Fact]
    public async Task A_browser_gets_a_cookie_that_no_script_reads_and_no_other_page_uses()
    {
        await world.User("browser", Role.Dispatcher);
        var answer = (await world.Stranger.Post("/api/auth/session", new { username = "browser", password = World.Password })).Is(200);
        Assert.False(answer.Body.TryGetProperty("access_token", out _));
        var cookie = Assert.Single(answer.Message.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("attend_session=", cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);

        var own = world.Url.GetLeftPart(UriPartial.Authority);
        (await Send(HttpMethod.Get, "/api/auth/me", null)).Is(200);
        (await Send(HttpMethod.Post, "/api/auth/totp", "https://evil.example")).Refused(403, "foreign_origin");
        (await Send(HttpMethod.Post, "/api/auth/totp", null)).Refused(403, "foreign_origin");
        (await Send(HttpMethod.Post, "/api/auth/totp", own)).Is(200);
        var logout = (await Send(HttpMethod.Post, "/api/auth/logout", own)).Is(204);
        Assert.Contains("attend_session=;", Assert.Single(logout.Message.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
        (await Send(HttpMethod.Get, "/api/auth/me", null)).Refused(401, "unauthenticated");

        Task<Answer> Send(HttpMethod method, string path, string? origin) => world.Stranger.With(method, path, null, request =>
        {
            request.Headers.Add("Cookie", cookie.Split(';')[0]);
            if (origin is not null)
            {
                request.Headers.Add("Origin", origin);
            }
        });
    }

    [Fact]
    public async Task A_foreign_page_cannot_sign_anybody_in()
    {
        var answer = await world.Stranger.With(
            HttpMethod.Post, "/api/auth/session", new { username = "x", password = "y" }, request => request.Headers.Add("Origin", "https://evil.example"));
        answer.Refused(403, "foreign_origin");
    }

    [Fact]
    public async Task A_socket_upgrade_by_cookie_from_a_foreign_page_is_refused()
    {
        await world.User("hijacked", Role.Dispatcher);
        var answer = await world.Stranger.Post("/api/auth/session", new { username = "hijacked", password = World.Password });
        var cookie = answer.Message.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        (await world.Stranger.With(HttpMethod.Get, "/api/auth/me", null, request =>
        {
            request.Headers.Add("Cookie", cookie);
            request.Headers.Add("Origin", "https://evil.example");
            request.Headers.Connection.Add("Upgrade");
            request.Headers.Upgrade.ParseAdd("websocket");
        })).Refused(403, "foreign_origin");
    }

    [Fact]
    public async Task A_session_outlasts_a_shift_and_then_expires()
    {
        await world.User("long-shift", Role.Dispatcher);
        var client = await world.SignIn("long-shift");
        world.Clock.Advance(TimeSpan.FromHours(13));
        (await client.Get("/api/auth/me")).Is(200);
        world.Clock.Advance(TimeSpan.FromHours(3));
        (await client.Get("/api/auth/me")).Refused(401, "unauthenticated");
    }

    [Fact]
    public async Task One_changes_the_own_password_and_every_other_session_ends()
    {
        var user = await world.User("password", Role.Dispatcher);
        var other = await world.SignIn("password");
        (await user.Client.Post("/api/auth/password", new { current = "wrong", password = "another-good-one" }))
            .Refused(401, "bad_credentials");
        (await user.Client.Post("/api/auth/password", new { current = World.Password, password = "short" })).Refused(400, "invalid");
        var mark = await world.Mark();
        (await user.Client.Post("/api/auth/password", new { current = World.Password, password = "another-good-one" })).Is(204);
        Assert.Equal(["people.session_ended", "people.password_changed"], await world.EventsSince(mark));
        (await user.Client.Get("/api/auth/me")).Is(200);
        (await other.Get("/api/auth/me")).Is(401);
        (await Login("password")).Refused(401, "bad_credentials");
        (await Login("password", "another-good-one")).Is(200);
    }

    [Theory]
    [InlineData("update people.credentials set password_hash = 'another' where user_id = {0}")]
    [InlineData("update people.users set active = false, deactivated_at = now() where id = {0}")]
    public async Task A_sign_in_under_way_while_the_account_is_closed_or_gets_another_password_opens_nothing(string meanwhile)
    {
        var user = await world.User($"under-way-{world.Draw()}", Role.Nurse);
        var name = await world.Row<string>($"select username from people.users where id = {user.Id}");
        Task<Answer>? login = null;
        await world.Db.Write<Microsoft.AspNetCore.Http.IResult>(Attend.Platform.Access.Caller.System, async change =>
        {
            // However long the sign-in needs to come to the lock.
            change.RunAny($"set local idle_in_transaction_session_timeout = 0");
            change.Lock($"select from people.users where id = {user.Id} for no key update");
            await change.Send();
            login = Login(name);
            await Platform.Wait.Until(async () => await world.Row<bool>($"""
                select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')
                """));
            change.RunAny(Sql.Raw(string.Format(System.Globalization.CultureInfo.InvariantCulture, meanwhile, user.Id)));
            await change.Send();
            return Microsoft.AspNetCore.Http.TypedResults.NoContent();
        });
        (await login!).Refused(401, "bad_credentials");
        Assert.Equal(1, await world.Row<long>($"select count(*) from people.sessions where user_id = {user.Id}"));
    }

    [Fact]
    public async Task An_administrator_resets_a_password_and_all_sessions_end()
    {
        var user = await world.User("reset", Role.Dispatcher);
        (await (await world.Admin()).Post($"/api/users/{user.Id}/password", new { password = "fresh-password" })).Is(204);
        (await user.Client.Get("/api/auth/me")).Is(401);
        (await Login("reset", "fresh-password")).Is(200);
    }

    [Fact]
    public async Task A_hash_made_at_a_lower_cost_is_made_again()
    {
        var user = await world.User("old-hash", Role.Clerk);
        using var cheap = new Passwords(Microsoft.Extensions.Options.Options.Create(
            new Microsoft.AspNetCore.Identity.PasswordHasherOptions { IterationCount = 10 }));
        await world.Db.Run($"update people.credentials set password_hash = {cheap.Hash(World.Password)} where user_id = {user.Id}");
        (await Login("old-hash")).Is(200);
        Assert.NotEqual(cheap.Hash(World.Password), await world.Db.One<string>($"select password_hash from people.credentials where user_id = {user.Id}"));
        (await Login("old-hash")).Is(200);
    }

    [Fact]
    public async Task One_edits_what_one_may_say_about_oneself()
    {
        var user = await world.User("self", Role.Paramedic);
        var me = (await user.Client.Get("/api/auth/me")).Is(200);
        var version = me["version"].GetInt64();
        (await user.Client.Patch("/api/auth/me", new { phone = "+49 30 1" }, null)).Refused(428, "precondition_required");
        (await user.Client.Patch("/api/auth/me", new { roles = new[] { new { role = "admin" } } }, version)).Is(400);
        var edited = (await user.Client.Patch("/api/auth/me", new { phone = "+49 30 1", zone = "Europe/Berlin" }, version)).Is(200);
        Assert.Equal("+49 30 1", edited["phone"].GetString());
        (await user.Client.Patch("/api/auth/me", new { phone = (string?)null }, version)).Refused(412, "precondition_failed");
    }

    private Task<Answer> Login(string username, string password = World.Password) =>
        world.Stranger.Post("/api/auth/login", new { username, password });
}
