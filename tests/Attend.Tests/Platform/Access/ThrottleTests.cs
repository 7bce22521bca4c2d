using Attend.People;
using Attend.Platform.Database;
using Attend.Tests.People;
using Xunit;

namespace Attend.Tests.Platform.Access;

public sealed class ThrottleTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Failures_are_slowed_by_account_and_a_live_session_goes_on()
    {
        var user = await world.User("slowed", Role.Dispatcher);
        for (var i = 0; i < 5; i++)
        {
            (await Login("slowed", "wrong")).Refused(401, "bad_credentials");
        }

        (await Login("slowed", "wrong")).Refused(401, "bad_credentials");
        var slowed = (await Login("SLOWED", World.Password)).Refused(429, "throttled");
        Assert.Equal(1, slowed["retry_after"].GetInt32());
        Assert.Equal(1, slowed.Message.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
        (await user.Client.Get("/api/auth/me")).Is(200);

        // Each further failure doubles the wait.
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        (await Login("slowed", "wrong")).Refused(401, "bad_credentials");
        Assert.Equal(2, (await Login("slowed", World.Password)).Is(429)["retry_after"].GetInt32());

        world.Clock.Advance(TimeSpan.FromSeconds(2));
        (await Login("slowed", World.Password)).Is(200);
        // A success forgets the failures.
        (await Login("slowed", "wrong")).Refused(401, "bad_credentials");
        (await Login("slowed", World.Password)).Is(200);
    }

    [Fact]
    public async Task A_hundred_tries_at_once_are_not_a_hundred_tries()
    {
        await world.User("rushed", Role.Dispatcher);
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Login("rushed", "wrong")));
        Assert.InRange(answers.Count(answer => answer.Number == 401), 6, 6 + Environment.ProcessorCount / 2);
        await Unlock("rushed");
    }

    [Fact]
    public async Task A_supervisor_unlocks_the_account_and_the_place_it_failed_from()
    {
        var user = await world.User("locked", Role.Dispatcher);
        var supervisor = await world.User("unlocking", Role.Supervisor);
        for (var i = 0; i < 7; i++)
        {
            await Login("locked", "wrong");
        }

        (await Login("locked", World.Password)).Refused(429, "throttled");
        (await user.Client.Post($"/api/users/{user.Id}/unlock")).Refused(403, "forbidden");
        var mark = await world.Mark();
        (await supervisor.Client.Post($"/api/users/{user.Id}/unlock")).Is(204);
        Assert.Equal(["people.sign_in_unlocked"], await world.EventsSince(mark));
        Assert.Equal(0, await world.Db.One<long>($"select count(*) from platform.throttles"));
        (await Login("locked", World.Password)).Is(200);
    }

    [Fact]
    public async Task Many_names_from_one_source_are_slowed_too()
    {
        for (var i = 0; i < 31; i++)
        {
            (await Login($"guess-{i}", "wrong")).Refused(401, "bad_credentials");
        }

        (await Login("guess-next", "wrong")).Refused(429, "throttled");
        await world.Db.Run($"delete from platform.throttles");
    }

    [Fact]
    public async Task Behind_a_proxy_each_client_is_a_source_of_its_own()
    {
        for (var i = 0; i < 31; i++)
        {
            await From("198.51.100.7", $"proxied-{i}");
        }

        (await From("198.51.100.7", "proxied-next")).Refused(429, "throttled");
        (await From("198.51.100.8", "proxied-next")).Refused(401, "bad_credentials");
        await world.Db.Run($"delete from platform.throttles");

        Task<Answer> From(string address, string username) => world.Stranger.With(
            HttpMethod.Post, "/api/auth/login", new { username, password = "wrong" }, request => request.Headers.Add("X-Forwarded-For", address));
    }

    private async Task Unlock(string username) =>
        await world.Db.Run(Attend.Platform.Access.Throttle.Unlock(Attend.Platform.Access.Throttle.Account(username)));

    private Task<Answer> Login(string username, string password) => world.Stranger.Post("/api/auth/login", new { username, password });
}
