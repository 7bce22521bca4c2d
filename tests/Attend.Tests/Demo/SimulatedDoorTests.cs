using Attend.Demo;
using Attend.Tests.Arrivals;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Attend.Tests.Demo;

/// <summary>Whom the town's ambulances bring to its emergency queue, and whom somebody who looks around brings there.</summary>
public sealed class SimulatedDoorTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Whom_its_own_ambulances_bring_is_received_and_served_and_anybody_elses_patient_waits_for_them()
    {
        var ct = TestContext.Current.CancellationToken;
        var town = await Town.Build(await ServerApi.SignIn(world.Stranger.Http, "admin", World.Password, world.Clock, ct), world.Stranger.Http, world.Clock, ct);
        var hospital = await world.Row<long>($"select id from dispatch.hospitals where site_id = {town.Site}");
        var (queue, bay) = (town.Departments["EMERGENCY"], town.DrivenDesks.Single(desk => desk.Value == "EMERGENCY").Key);
        await town.Nurse.Post($"/api/desks/{bay}/open", new { }, ct);
        var dispatcher = await world.SignIn("dispatcher", TownPlan.Password);
        long[] units = [.. town.Driven.Keys.Order()];
        long[] own = [await Brought(dispatcher, units[0], TownPlan.Mark, hospital), await Brought(dispatcher, units[1], TownPlan.Mark, hospital)];
        var others = await Brought(dispatcher, town.Parked.Keys.Min(), null, hospital);
        await world.Followed();

        // For a while they stand at the door, where they can be seen.
        var door = new SimulatedDoor(town, world.Clock);
        world.Clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Null(await door.Receive(queue, bay, ct));
        Assert.Equal(["ARRIVED", "ARRIVED"], await Arrivals(own));
        var first = await Ticket(own[0]);
        Assert.True(door.HasAtIt(first));

        world.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(first, await door.Receive(queue, bay, ct));
        Assert.Equal(["HANDED_OVER bay", "HANDED_OVER waiting_room"], await Arrivals(own));
        Assert.Equal(["IN_SERVICE 2", "WAITING 2"], await world.Rows<string>($"""
            select t.state || ' ' || t.level from queues.tickets t join arrivals.arrivals a on a.ticket_id = t.id where a.call_id = any({own}) order by a.id
            """));
        Assert.False(door.HasAtIt(first));

        // The desks go on with them, and remember nothing of what was before.
        var clinic = new SimulatedClinic(town, world.Clock, new Random(1), NullLogger.Instance);
        for (var beat = 0; beat < 200; beat++)
        {
            await clinic.Step(ct);
            world.Clock.Advance(TimeSpan.FromSeconds(3));
        }

        Assert.Equal(["completed", "completed"], await world.Rows<string>($"""
            select s.ended from queues.stages s join arrivals.arrivals a on a.ticket_id = s.ticket_id where a.call_id = any({own}) order by a.id
            """));
        Assert.Equal(["ARRIVED"], await Arrivals(others));
        Assert.Equal("WAITING", await world.Row<string>($"select state from queues.tickets where id = {await Ticket(others)}"));
        Assert.False(await world.Row<bool>($"select exists (select from queues.deeds where ticket_id = {await Ticket(others)})"));
        await world.Followed();
        Assert.Equal("", await world.Violations());
    }

    /// <summary>Somebody whom a unit has brought to the hospital's door; their call.</summary>
    private async Task<long> Brought(Api dispatcher, long unit, string? mark, long hospital)
    {
        var call = (await dispatcher.Post("/api/calls", new
        {
            emergency_type = "MEDICAL", priority = "HIGH", location = new { address = "1 Mill Lane", latitude = -36.88, longitude = 174.76 },
            callers = new[] { new { name = "Caller", phone = "+4930" + world.Draw() } }, patients = new[] { new { age = 40 } }, external_ref = mark,
        })).Is(201).Id;
        var response = (await dispatcher.Post($"/api/calls/{call}/dispatch", new { unit_id = unit })).Is(200).Id;
        (await dispatcher.Post($"/api/responses/{response}/transport", new { hospital_id = hospital })).Is(200);
        (await dispatcher.Post($"/api/responses/{response}/arrive-hospital")).Is(200);
        return call;
    }

    private Task<IReadOnlyList<string>> Arrivals(params long[] calls) =>
        world.Rows<string>($"select concat_ws(' ', state, place) from arrivals.arrivals where call_id = any({calls}) order by id");

    private Task<long> Ticket(long call) => world.Row<long>($"select ticket_id from arrivals.arrivals where call_id = {call}");
}
