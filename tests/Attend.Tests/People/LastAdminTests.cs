using Attend.People;
using Attend.Platform.Database;
using Xunit;

namespace Attend.Tests.People;

/// <summary>Alone with their own database: each counts who administers everything.</summary>
public sealed class LastAdminTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task The_last_administrator_cannot_go()
    {
        var admin = await world.SignIn("admin");
        var me = await admin.Get("/api/auth/me");
        var id = me.Id;
        (await admin.Post($"/api/users/{id}/deactivate")).Refused(409, "last_admin");
        (await admin.Post($"/api/users/{id}/erase")).Refused(409, "last_admin");
        (await admin.Patch($"/api/users/{id}", new { roles = new[] { new { role = "nurse" } } }, me["version"].GetInt64())).Refused(409, "last_admin");
    }

    [Fact]
    public async Task Of_two_administrators_who_resign_at_once_one_stays()
    {
        for (var round = 0; round < 5; round++)
        {
            var first = await world.SignIn("admin");
            (await first.Post("/api/users", UsersTests.New($"second-{round}", new { role = "admin" }))).Is(201);
            var second = await world.SignIn($"second-{round}");
            var answers = await Task.WhenAll(
                first.Post($"/api/users/{first.UserId}/deactivate"), second.Post($"/api/users/{second.UserId}/deactivate"));
            Assert.Single(answers, answer => answer.Number == 200);
            await world.Db.Run($"update people.users set active = username = 'admin', deactivated_at = case when username <> 'admin' then now() end");
        }
    }
}
