using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Tests.People;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Attend.Tests.Platform.Access;

public sealed class AccessLogTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Who_looked_at_whose_record_is_there_for_the_auditor()
    {
        var looker = await world.User("looker", Role.Dispatcher);
        var looked = await world.User("looked", Role.Paramedic);
        var auditor = await world.User("auditor", Role.Auditor);
        (await looker.Client.Get($"/api/users/{looked.Id}")).Is(200);
        (await looker.Client.Get("/api/users?role=paramedic")).Is(200);
        (await looked.Client.Get($"/api/users/{looked.Id}")).Is(200);
        (await looker.Client.Get("/api/users/999999")).Refused(404, "not_found");

        var seen = (await auditor.Client.Get($"/api/audit/access?subject=user:{looked.Id}")).Is(200).Items();
        Assert.Equal(["read", "list"], seen.Select(row => row.GetProperty("purpose").GetString()));
        Assert.All(seen, row => Assert.Equal($"user:{looker.Id}", row.GetProperty("actor").GetString()));
        Assert.Empty((await auditor.Client.Get("/api/audit/access?subject=user:999999")).Items());
        (await looker.Client.Get("/api/audit/access")).Refused(403, "forbidden");
    }

    [Fact]
    public async Task Nothing_is_lost_when_the_server_stops()
    {
        using var log = new AccessLog(world.Db, world.Clock, NullLogger<AccessLog>.Instance);
        await log.StartAsync(default);
        var caller = new Caller("user:77", 77, 1, new Dictionary<Permission, Grant>());
        for (var i = 0; i < 5000; i++)
        {
            await log.Looked(caller, "user:78", "read", default);
        }

        await log.StopAsync(default);
        Assert.Equal(5000, await world.Db.One<long>($"select count(*) from platform.access_log where actor = 'user:77'"));
    }

    [Fact]
    public async Task Ones_own_record_is_not_worth_a_line()
    {
        var log = world.Services.GetRequiredService<AccessLog>();
        await log.Looked(new Caller("user:79", 79, 1, new Dictionary<Permission, Grant>()), "user:79", "read", default);
        await log.Flush(default);
        Assert.Equal(0, await world.Db.One<long>($"select count(*) from platform.access_log where actor = 'user:79'"));
    }
}
