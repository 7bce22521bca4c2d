using Xunit;

namespace Attend.Tests.Trips;

public sealed class MatchWaitingTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Those_who_wait_are_matched_with_those_who_become_free_as_is_best_for_all()
    {
        var company = await Company.Open(world);
        // One seat each: nobody rides along.
        var (left, right) = (await company.Driver(0, seats: 1), await company.Driver(100, seats: 1));
        var busy = new[] { await company.Taken(left), await company.Taken(right) };
        // The first one's nearest driver is the only near one of the second.
        var middle = await company.Trip(40, 60, new { seek = true });
        var west = await company.Trip(-30, -40, new { seek = true });
        await world.DueDone();
        Assert.Equal(("REQUESTED", "REQUESTED"), (await company.State(middle), await company.State(west)));
        foreach (var (driver, trip, at) in new[] { (left, busy[0], 0.0), (right, busy[1], 100.0) })
        {
            (await driver.Api.Post($"/api/trips/{trip}/board")).Is(200);
            world.Clock.Advance(TimeSpan.FromSeconds(70));
            await company.Stands(left, 0);
            await company.Stands(right, 100);
        }

        // Both at once, so that there is something to choose from.
        await Task.WhenAll((await company.Operator).Post($"/api/trips/{busy[0]}/drop-off"), (await company.Operator).Post($"/api/trips/{busy[1]}/drop-off"));
        await world.DueDone();
        Assert.True(await world.Row<bool>($"select count(*) = 2 from trips.offers where state = 'OPEN' and trip_id in ({middle}, {west})"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task While_trips_wait_it_is_looked_again_every_twenty_seconds_and_not_longer()
    {
        var company = await Company.Open(world);
        var trip = await company.Trip(10, 50, new { seek = true });
        await world.DueDone();
        Task<DateTimeOffset?> Next() => world.Row<DateTimeOffset?>($"select max(due_at) from platform.work where kind = 'trips.match' and key = {company.Site.ToString(System.Globalization.CultureInfo.InvariantCulture)}");
        Assert.Equal(world.Clock.Now.AddSeconds(20), await Next());
        // Nobody tells that a shift begins: it is found by looking.
        var late = await company.Driver(onDuty: false);
        await world.DueDone();
        (await (await world.Supervisor()).Post("/api/shifts", new { user_id = late.Id, site_id = company.Site, from = world.Clock.Now.AddSeconds(-1) })).Is(201);
        world.Clock.Advance(TimeSpan.FromSeconds(20));
        await world.DueDone();
        Assert.Equal("OFFERED", await company.State(trip));
        Assert.Null(await Next());
        (await late.Api.Post($"/api/offers/{await company.Offer(trip, late)}/accept")).Is(200);
        Assert.Null(await Next());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task That_nobody_is_free_is_said_once_until_a_driver_has_had_it()
    {
        var company = await Company.Open(world);
        var mark = await world.Mark();
        var trip = await company.Trip(10, 50, new { urgency = "urgent" });
        async Task Rounds(int times)
        {
            for (var round = 0; round < times; round++)
            {
                world.Clock.Advance(TimeSpan.FromSeconds(20));
                await world.DueDone();
            }
        }

        await world.DueDone();
        Assert.Equal(["trips.trip_requested", "trips.trip_unserved"], await world.EventsSince(mark, $"trip:{trip}"));
        var since = world.Clock.Now;
        await Rounds(4);
        Assert.Equal(2, (await world.EventsSince(mark, $"trip:{trip}")).Count);
        Assert.Equal(since, await world.Row<DateTimeOffset>($"select unserved_since from trips.trips where id = {trip}"));
        var driver = await company.Driver();
        await Rounds(1);
        Assert.Equal(("ASSIGNED", true), (await company.State(trip), await world.Row<bool>($"select unserved_since is null from trips.trips where id = {trip}")));
        (await driver.Api.Post($"/api/offers/{await company.Offer(trip, driver)}/decline")).Is(200);
        await world.DueDone();
        await Rounds(3);
        Assert.Equal(
            ["trips.trip_requested", "trips.trip_unserved", "trips.driver_assigned", "trips.assignment_declined", "trips.trip_unserved"], await world.EventsSince(mark, $"trip:{trip}"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Whoever_was_offered_it_and_does_not_take_it_is_the_one_time_that_it_is_said()
    {
        var company = await Company.Open(world, 1);
        var trip = await company.Trip(10, 50, new { seek = true });
        (await company.Drivers[0].Api.Post($"/api/offers/{await company.Offer(trip, company.Drivers[0])}/decline")).Is(200);
        var mark = await world.Mark();
        await world.DueDone();
        world.Clock.Advance(TimeSpan.FromSeconds(20));
        await world.DueDone();
        Assert.Equal(["trips.trip_unanswered"], await world.EventsSince(mark, $"trip:{trip}"));
        // What is not sought, or not yet, is missed by nobody.
        var (waits, later) = (await company.Trip(), await company.Trip(10, 50, new { seek = true, pick_up_at = world.Clock.Now.AddHours(2) }));
        mark = await world.Mark();
        world.Clock.Advance(TimeSpan.FromSeconds(20));
        await world.DueDone();
        Assert.Empty(await world.EventsSince(mark, $"trip:{waits}"));
        Assert.Empty(await world.EventsSince(mark, $"trip:{later}"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task What_is_for_later_is_asked_for_when_its_time_comes_near()
    {
        var company = await Company.Open(world, 1);
        var at = world.Clock.Now.AddHours(2);
        var trip = await company.Trip(10, 50, new { seek = true, pick_up_at = at });
        await world.DueDone();
        Assert.Equal("REQUESTED", await company.State(trip));
        world.Clock.Now = at.AddMinutes(-31);
        await world.DueDone();
        Assert.Equal("REQUESTED", await company.State(trip));
        world.Clock.Now = at.AddMinutes(-30);
        await world.DueDone();
        Assert.Equal(["1 OPEN"], await company.Offers(trip));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task What_waits_for_an_operator_is_offered_to_nobody()
    {
        var company = await Company.Open(world, 2);
        var trip = await company.Trip();
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await world.DueDone();
        Assert.Empty(await company.Offers(trip));
        (await company.Do(trip, "offer")).Is(200);
        Assert.Equal(2, (await company.Offers(trip)).Count);
        (await company.Do(trip, "cancel")).Is(200);
        Assert.Equal(["1 WITHDRAWN", "2 WITHDRAWN"], (await company.Offers(trip)).Order());
        (await company.Do(trip, "offer")).Refused(409, "wrong_state");
        Assert.Equal("", await world.Violations());
    }
}
