using Attend.Demo;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Attend.Tests.Demo;

/// <summary>The town's departments as they are made, and its patients and desks as they go through an hour.</summary>
public sealed class SimulatedClinicTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task The_departments_are_open_and_busy_and_whoever_looks_around_is_left_alone()
    {
        var ct = TestContext.Current.CancellationToken;
        var town = await Built(ct);
        Assert.Equal(
            ["EMERGENCY strict esi - OPEN", "OPD credits plain - OPEN", "PHARMACY fifo plain - OPEN"], await world.Rows<string>($"""
                select concat_ws(' ', q.code, q.scheme, s.code, coalesce(q.capacity::text, '-'), q.state) from queues.queues q join queues.scales s on s.id = q.scale_id order by 1
                """));
        var nurse = await world.SignIn("nurse", TownPlan.Password);
        Assert.All((await nurse.Get("/api/queues")).Is(200)["items"].EnumerateArray(), queue => Assert.Equal(0, queue.GetProperty("waiting").GetInt32()));

        // Somebody who looks around sits down at a desk with a patient of their own, and another one takes a number by themselves.
        var opd = town.Departments["OPD"];
        var own = await world.Row<long>($"select id from queues.desks where name = 'Outpatients room 1'");
        (await nurse.Post($"/api/desks/{own}/open")).Is(200);
        var (mine, stranger) = ((await nurse.Post($"/api/queues/{opd}/tickets", new { name = "Mine" })).Is(201).Id, (await world.Stranger.Post($"/api/queues/{opd}/tickets")).Is(201).Id);
        (await nurse.Post($"/api/tickets/{mine}/call", new { desk_id = own })).Is(200);
        (await nurse.Post($"/api/tickets/{mine}/start")).Is(200);

        var clinic = new SimulatedClinic(town, world.Clock, new Random(1), NullLogger.Instance);
        for (var beat = 0; beat < 900; beat++)
        {
            await clinic.Step(ct);
            world.Clock.Advance(TimeSpan.FromSeconds(3));
            if (beat % 100 == 0)
            {
                // What it remembers is not needed to go on.
                clinic = new SimulatedClinic(town, world.Clock, new Random(beat), NullLogger.Instance);
            }
        }

        var ends = (await world.Rows<string>($"""
            select concat_ws(' ', q.code, s.ended, s.outcome) from queues.stages s join queues.queues q on q.id = s.queue_id
            """)).ToHashSet();
        Assert.Superset(
            new HashSet<string>
            {
                "OPD completed discharged", "OPD completed referred", "OPD no_show", "PHARMACY completed dispensed", "EMERGENCY completed treated", "EMERGENCY completed admitted",
            }, ends);
        Assert.True(await world.Row<bool>($"select exists (select from queues.tickets where stage = 2 and queue_id = {town.Departments["PHARMACY"]} and state = 'COMPLETED')"));
        Assert.True(await world.Row<bool>($"select exists (select from queues.deeds where action = 'return')"));
        Assert.Equal(["desk", "kiosk", "qr", "web"], await world.Rows<string>($"select distinct source from queues.tickets where name like '% (simulated)' order by 1"));
        Assert.InRange(await world.Row<int>($"select count(*)::int from queues.tickets where state = 'WAITING'"), 0, 25);

        Assert.Equal(["IN_SERVICE", "WAITING"], await world.Rows<string>($"select state from queues.tickets where id in ({mine}, {stranger}) order by id"));
        Assert.Equal(["call", "start"], await world.Rows<string>($"select action from queues.deeds where ticket_id in ({mine}, {stranger}) order by id"));
        string[] free = [.. TownPlan.FreeDesks.Select(desk => desk.Name)];
        Assert.Equal(
            ["Emergency bay 1 CLOSED", "Outpatients room 1 OPEN", "Pharmacy window 1 CLOSED", "Reception CLOSED"],
            await world.Rows<string>($"select name || ' ' || state from queues.desks where name = any({free}) order by 1"));
        Assert.Equal("", await world.Violations());

        // A second start finds all of it.
        var before = await world.Mark();
        var again = await Built(ct);
        Assert.Equal(town.Departments.OrderBy(one => one.Key), again.Departments.OrderBy(one => one.Key));
        Assert.Equal(town.DrivenDesks.OrderBy(one => one.Key), again.DrivenDesks.OrderBy(one => one.Key));
        Assert.DoesNotContain(await world.EventsSince(before), kind => kind.StartsWith("queues.", StringComparison.Ordinal));
    }

    private async Task<Town> Built(CancellationToken ct) =>
        await Town.Build(await ServerApi.SignIn(world.Stranger.Http, "admin", World.Password, world.Clock, ct), world.Stranger.Http, world.Clock, ct);
}
