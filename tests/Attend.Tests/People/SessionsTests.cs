using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Attend.Tests.People;

public sealed class SessionsTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task One_lists_the_own_sessions_and_ends_another_one()
    {
        var user = await world.User("lister", Role.Dispatcher);
        var second = await world.SignIn("lister");
        var mine = (await user.Client.Get("/api/sessions")).Is(200).Items();
        Assert.Equal(2, mine.Length);
        var current = Assert.Single(mine, session => session.GetProperty("current").GetBoolean());
        var other = Assert.Single(mine, session => !session.GetProperty("current").GetBoolean()).GetProperty("id").GetInt64();
        Assert.NotEqual(current.GetProperty("id").GetInt64(), other);

        var mark = await world.Mark();
        (await user.Client.Delete($"/api/sessions/{other}")).Is(204);
        Assert.Equal(["people.session_ended"], await world.EventsSince(mark));
        (await second.Get("/api/auth/me")).Refused(401, "unauthenticated");
        (await user.Client.Get("/api/auth/me")).Is(200);
        // Ending it again changes nothing and records nothing.
        (await user.Client.Delete($"/api/sessions/{other}")).Is(204);
        Assert.Equal(["people.session_ended"], await world.EventsSince(mark));
    }

    [Fact]
    public async Task Somebody_elses_session_is_not_there()
    {
        var user = await world.User("mine", Role.Dispatcher);
        var other = await world.User("theirs", Role.Dispatcher);
        var id = (await other.Client.Get("/api/sessions")).Items()[0].GetProperty("id").GetInt64();
        (await user.Client.Delete($"/api/sessions/{id}")).Refused(404, "not_found");
        (await user.Client.Get($"/api/users/{other.Id}/sessions")).Refused(403, "forbidden");
        (await other.Client.Get("/api/auth/me")).Is(200);
    }

    [Fact]
    public async Task An_administrator_sees_and_ends_all_sessions_of_a_user()
    {
        var user = await world.User("lost-phone", Role.Paramedic);
        await world.SignIn("lost-phone");
        var admin = await world.Admin();
        Assert.Equal(2, (await admin.Get($"/api/users/{user.Id}/sessions")).Is(200).Items().Length);
        var mark = await world.Mark();
        (await admin.Delete($"/api/users/{user.Id}/sessions")).Is(204);
        Assert.Equal(["people.session_ended", "people.session_ended"], await world.EventsSince(mark));
        (await user.Client.Get("/api/auth/me")).Is(401);
        (await admin.Delete("/api/users/999999/sessions")).Refused(404, "not_found");
    }

    [Fact]
    public async Task A_program_gets_a_token_that_is_listed_and_revoked()
    {
        var user = await world.User("program", Role.Dispatcher);
        var mark = await world.Mark();
        var made = (await user.Client.Post("/api/tokens", new { name = "billing export", days = 30 })).Is(201);
        Assert.Equal(["people.token_created"], await world.EventsSince(mark));
        var client = world.With(made["access_token"].GetString()!);
        world.Clock.Advance(TimeSpan.FromDays(29));
        (await client.Get("/api/auth/me")).Is(200);
        Assert.Equal("billing export", Assert.Single((await client.Get("/api/tokens")).Items()).GetProperty("name").GetString());
        (await client.Delete($"/api/tokens/{made.Id}")).Is(204);
        (await client.Get("/api/auth/me")).Is(401);
    }

    [Fact]
    public async Task A_patient_makes_no_tokens()
    {
        var user = await world.User("patient", Role.Patient);
        (await user.Client.Post("/api/tokens", new { name = "mine" })).Refused(403, "forbidden");
    }

    [Fact]
    public async Task Sockets_ask_again_for_many_sessions_in_one_question()
    {
        var one = await world.User("again-one", Role.Dispatcher);
        var two = await world.User("again-two", Role.Nurse);
        var ids = await world.Db.List<long>($"select id from people.sessions where user_id = any({new[] { one.Id, two.Id }}) order by user_id");
        await world.Db.Run($"update people.sessions set ended_at = {world.Clock.GetUtcNow()} where id = {ids[0]}");
        var alive = await world.Services.GetRequiredService<Sessions>().Again(ids, default);
        var session = Assert.Single(alive);
        Assert.Equal(two.Id, session.Value.Caller.UserId);
        Assert.NotNull(session.Value.Caller.May(Permissions.HospitalsCapacity));
    }

    [Fact]
    public async Task When_it_was_last_used_is_noted_now_and_then()
    {
        var user = await world.User("noted", Role.Dispatcher);
        await user.Client.Get("/api/auth/me");
        world.Clock.Advance(TimeSpan.FromMinutes(6));
        world.Services.GetRequiredService<Sessions>().InvalidateUser(user.Id);
        await user.Client.Get("/api/auth/me");
        Assert.Equal(world.Clock.GetUtcNow(), (await user.Client.Get("/api/sessions")).Items()[0].GetProperty("used_at").GetDateTimeOffset());
    }
}
