using Attend.Tests.Platform.Live;
using Xunit;

namespace Attend.Tests.Queues;

/// <summary>Desks are added, edited and retired; they serve queues of their own site, and whoever watches one of those hears of it.</summary>
public sealed class AddDeskTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_desk_serves_queues_of_its_own_site_and_no_others()
    {
        var clinic = await Clinic.Open(world);
        var elsewhere = await Clinic.Open(world);
        var supervisor = await world.Supervisor();
        var mark = await world.Mark();
        foreach (var strange in new[] { elsewhere.Queue, 999_999 })
        {
            var added = await supervisor.Post("/api/desks", new { site_id = clinic.Site, desk = new { name = $"Room {world.Draw()}", queues = new[] { clinic.Queue, strange } } });
            Assert.Equal(strange, added.Refused(404, "unknown_queue")["queue_id"].GetInt64());
            var edited = await supervisor.Patch($"/api/desks/{clinic.Desk}", new { queues = new[] { clinic.Queue, strange } }, 2);
            Assert.Equal(strange, edited.Refused(404, "unknown_queue")["queue_id"].GetInt64());
        }

        Assert.Empty(await world.EventsSince(mark));
        Assert.Equal([clinic.Queue], await world.Rows<long>($"select queue_id from queues.desk_queues where desk_id = {clinic.Desk}"));
    }

    [Fact]
    public async Task Edited_over_the_version_that_was_seen_it_serves_others_and_retired_its_name_is_free()
    {
        var clinic = await Clinic.Open(world);
        var xray = await Clinic.Open(world, site: clinic.Site);
        var supervisor = await world.Supervisor();
        var mark = await world.Mark();
        var (path, name) = ($"/api/desks/{clinic.Desk}", $"Bay {world.Draw()}");
        (await supervisor.Patch(path, new { name })).Refused(428, "precondition_required");
        (await supervisor.Patch(path, new { name }, 1)).Refused(412, "precondition_failed");
        var edited = (await supervisor.Patch(path, new { name, kind = "bay", queues = new[] { xray.Queue, clinic.Queue } }, 2)).Is(200);
        Assert.Equal((name, "bay", 3), (edited["name"].GetString(), edited["kind"].GetString(), edited["version"].GetInt64()));
        Assert.Equal([xray.Queue, clinic.Queue], edited["queues"].EnumerateArray().Select(queue => queue.GetInt64()));
        (await supervisor.Post("/api/desks", new { site_id = clinic.Site, desk = new { name = name.ToUpperInvariant() } })).Refused(409, "desk_exists");

        var called = (await clinic.Join()).Id;
        (await clinic.Next()).Is(200);
        Assert.Equal(called, (await supervisor.Delete(path)).Refused(409, "desk_busy")["ticket_id"].GetInt64());
        (await clinic.Do(called, "put-back")).Is(200);
        (await supervisor.Delete(path)).Is(204);
        (await supervisor.Delete(path)).Refused(404, "not_found");
        (await supervisor.Post("/api/desks", new { site_id = clinic.Site, desk = new { name } })).Is(201);
        Assert.Equal(["queues.desk_changed", "queues.desk_retired"], await world.EventsSince(mark, $"desk:{clinic.Desk}"));
        Assert.Equal("", await world.Violations());
    }

    /// <summary>How many desks are open stands on the wall; staff see a desk that came, went, or serves their queue no more.</summary>
    [Fact]
    public async Task Whoever_watches_a_queue_hears_how_many_work_for_it()
    {
        var clinic = await Clinic.Open(world);
        var xray = await Clinic.Open(world, site: clinic.Site, desks: 2);
        var supervisor = await world.Supervisor();
        await using var wall = await RawSocket.Open(world.Url, $"/ws/queue/{clinic.Code}/");
        await using var staff = await RawSocket.Open(world.Url, $"/ws/queue/{clinic.Code}/", (await clinic.Nurse).Token);
        Assert.Equal(1, (await wall.Message("initial_data")).GetProperty("data").GetProperty("status").GetProperty("desks").GetInt32());
        await staff.Message("initial_data");

        (await supervisor.Post($"/api/desks/{clinic.Desk}/break")).Is(200);
        Assert.Equal(0, await Desks());
        Assert.Equal(("DESK_ON_BREAK", clinic.Desk), await Told());
        var other = xray.Desks[1];
        (await supervisor.Patch($"/api/desks/{other}", new { queues = new[] { xray.Queue, clinic.Queue } }, 2)).Is(200);
        Assert.Equal(1, await Desks());
        Assert.Equal(("DESK_CHANGED", other), await Told());
        (await supervisor.Patch($"/api/desks/{other}", new { queues = new[] { xray.Queue } }, 3)).Is(200);
        Assert.Equal(0, await Desks());
        Assert.Equal(("DESK_CHANGED", other), await Told());
        (await supervisor.Post($"/api/desks/{clinic.Desk}/open")).Is(200);
        Assert.Equal(1, await Desks());
        Assert.Equal(("DESK_OPENED", clinic.Desk), await Told());
        (await supervisor.Delete($"/api/desks/{clinic.Desk}")).Is(204);
        Assert.Equal(0, await Desks());
        Assert.Equal(("DESK_RETIRED", clinic.Desk), await Told());

        async Task<int> Desks() => (await wall.Message("queue_status_update")).GetProperty("status").GetProperty("desks").GetInt32();

        async Task<(string?, long)> Told()
        {
            var news = await staff.Message("desk_update");
            return (news.GetProperty("event").GetString(), news.GetProperty("data").GetProperty("id").GetInt64());
        }
    }
}
