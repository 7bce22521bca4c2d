using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Tests.People;
using Attend.Tests.Platform.Live;
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
    public async Task Lists_boards_and_the_old_screens_leave_their_lines()
    {
        var dispatcher = await world.User("board-looker", Role.Dispatcher);
        var unit = await world.Unit();
        var call = (await world.Call()).Id;
        var response = (await world.Dispatch(call, unit)).Id;
        var medic = await world.SignIn(unit.Crew[0].Name);

        (await dispatcher.Client.Get("/api/calls?open=true")).Is(200);
        Assert.Contains(("list", $"call:{call}"), await Lines(dispatcher.Id));
        (await dispatcher.Client.Get($"/api/responses/{response}")).Is(200);
        Assert.Contains(("read", $"call:{call}"), await Lines(dispatcher.Id));
        (await medic.Get($"/api/responses?call_id={call}")).Is(200);
        (await medic.Post($"/api/emergencies/{call}/acknowledge/")).Is(200);
        Assert.Equal([("list", $"call:{call}"), ("read", $"call:{call}")], await Lines(unit.Crew[0].Id));

        (await dispatcher.Client.Get("/api/emergencies/")).Is(200);
        await using (var board = await RawSocket.Open(world.Url, "/ws/dispatchers/", dispatcher.Client.Token))
        {
            await board.Message("initial_data");
        }

        Assert.Equal(2, (await Lines(dispatcher.Id)).Count(line => line == ("board", "dispatchers")));
        await using var crew = await RawSocket.Open(world.Url, "/ws/paramedic/", medic.Token);
        await crew.Message("initial_data");
        Assert.Contains(("board", $"crew:{unit.Crew[0].Id}"), await Lines(unit.Crew[0].Id));
    }

    private async Task<IReadOnlyList<(string, string)>> Lines(long user)
    {
        await world.Services.GetRequiredService<AccessLog>().Flush(TestContext.Current.CancellationToken);
        var lines = await world.Rows<string>($"select purpose || ' ' || subject from platform.access_log where actor = {"user:" + user} order by id");
        return [.. lines.Select(line => (line.Split(' ')[0], line.Split(' ')[1]))];
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
