using Attend.People;
using Attend.Platform.Database;
using Microsoft.Extensions.DependencyInjection;
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

    [Fact]
    public async Task Of_two_administrators_who_give_the_role_back_at_once_one_keeps_it()
    {
        for (var round = 0; round < 5; round++)
        {
            var first = await world.SignIn("admin");
            (await first.Post("/api/users", UsersTests.New($"third-{round}", new { role = "admin" }))).Is(201);
            var second = await world.SignIn($"third-{round}");
            var answers = await Task.WhenAll(new[] { first, second }.Select(async admin => await admin.Patch(
                $"/api/users/{admin.UserId}", new { roles = new[] { new { role = "nurse" } } },
                (await admin.Get("/api/auth/me"))["version"].GetInt64())));
            Assert.Single(answers, answer => answer.Number == 200);
            Assert.Equal(1, await world.Row<long>($"select count(*) from people.user_roles r join people.users u on u.id = r.user_id and u.active where r.role = 'admin' and r.site_id is null"));
            await world.Db.Run($"delete from people.user_roles where user_id = {first.UserId}");
            await world.Db.Run($"insert into people.user_roles (user_id, role) values ({first.UserId}, 'admin')");
            await world.Db.Run($"update people.users set active = false, deactivated_at = now() where id = {second.UserId}");
            world.Services.GetRequiredService<Attend.Platform.Access.Sessions>().InvalidateUser(first.UserId);
        }
    }
}
