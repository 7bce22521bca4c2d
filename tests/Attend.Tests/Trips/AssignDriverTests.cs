using Xunit;

namespace Attend.Tests.Trips;

public sealed class AssignDriverTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task By_the_way_by_the_waiting_and_by_hand()
    {
        var company = await Company.Open(world);
        var first = await company.Driver(400);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var (second, third) = (await company.Driver(), await company.Driver());
        await company.Stands(second, 20);
        await company.Stands(third, 90);
        Assert.Equal(second.Id, (await company.Do(await company.Trip(10), "assign", new { by = "nearest" })).Is(200)["driver_id"].GetInt64());
        Assert.Equal(first.Id, (await company.Do(await company.Trip(10), "assign", new { by = "longest_waiting" })).Is(200)["driver_id"].GetInt64());
        var trip = await company.Trip(10);
        foreach (var body in new object[] { new { }, new { driver_id = third.Id, by = "nearest" } })
        {
            (await company.Do(trip, "assign", body)).Refused(400, "invalid");
        }

        (await company.Do(trip, "assign", new { driver_id = 999_999 })).Refused(404, "unknown_driver");
        (await company.Do(trip, "assign", new { driver_id = long.MaxValue })).Refused(404, "unknown_driver");
        (await company.Do(999_999, "assign", new { driver_id = third.Id })).Refused(404, "not_found");
        (await company.Do(999_999, "assign", new { by = "nearest" })).Refused(404, "not_found");
        var mark = await world.Mark();
        (await company.Assign(trip, third)).Is(200);
        Assert.Equal(["trips.run_begun", "trips.driver_assigned", "trips.offer_made"], await world.EventsSince(mark));
        (await company.Assign(trip, third)).Refused(409, "wrong_state");
        (await company.Do(await company.Trip(10), "assign", new { by = "nearest" })).Refused(409, "nobody_free");
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Why_somebody_cannot_is_said()
    {
        var company = await Company.Open(world);
        var (driver, supervisor, oper) = (await company.Driver(seats: 2), await world.Supervisor(), await company.Operator);
        async Task Cannot(string reason, object? but = null) =>
            Assert.Equal(reason, (await company.Assign(await company.Trip(but: but), driver)).Refused(409, "driver_unavailable")["reason"].GetString());
        await Cannot("too_few_seats", new { passengers = new[] { new { name = "A" }, new { name = "B" }, new { name = "C" } } });
        await Cannot("unskilled", new { needed_skills = new[] { "wheelchair" } });
        (await supervisor.Post($"/api/units/{driver.Car}/hold", new { reason = "refuel" })).Is(200);
        await Cannot("vehicle_set_aside");
        (await supervisor.Post($"/api/units/{driver.Car}/release")).Is(200);
        (await oper.Put($"/api/drivers/{driver.Id}", new { site_id = company.Site, seats = 2 }, version: 1)).Is(200);
        await Cannot("no_vehicle");
        (await oper.Put($"/api/drivers/{driver.Id}", new { site_id = company.Site, vehicle_id = driver.Car, seats = 2, active = false }, version: 2)).Is(200);
        await Cannot("inactive");
        var off = await company.Driver(onDuty: false);
        Assert.Equal("off_duty", (await company.Assign(await company.Trip(), off)).Refused(409, "driver_unavailable")["reason"].GetString());
        // By the plan of the week they work around the clock.
        (await supervisor.Put($"/api/users/{off.Id}/working-hours", new
        {
            weekly = Enumerable.Range(1, 7).Select(day => new { day, from = "00:00", to = "00:00" }), special_days = Array.Empty<object>(),
        }, version: 0)).Is(200);
        (await company.Assign(await company.Trip(), off)).Is(200);
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_car_that_a_call_has_cannot_be_given()
    {
        var company = await Company.Open(world, 1);
        var driver = company.Drivers[0];
        var call = (await world.Call()).Id;
        var response = (await (await world.Dispatcher()).Post($"/api/calls/{call}/dispatch", new { unit_id = driver.Car })).Is(200).Id;
        var held = (await company.Assign(await company.Trip(), driver)).Refused(409, "driver_held")["holder"];
        Assert.Equal(("response", response), (held.GetProperty("kind").GetString(), held.GetProperty("response_id").GetInt64()));
        (await (await world.Dispatcher()).Post($"/api/responses/{response}/stand-down", new { reason = "Not needed" })).Is(200);
        var trip = await company.Trip();
        (await company.Assign(trip, driver)).Is(200);
        var other = (await (await world.Dispatcher()).Post($"/api/calls/{call}/dispatch", new { unit_id = driver.Car })).Refused(409, "unit_held")["holder"];
        Assert.Equal(("trip", trip), (other.GetProperty("kind").GetString(), other.GetProperty("trip_id").GetInt64()));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_second_trip_rides_along_where_there_are_seats_and_the_driver_is_free_when_the_last_has_got_out()
    {
        var company = await Company.Open(world);
        var driver = await company.Driver(0, seats: 2);
        var first = await company.Taken(driver, 10, 100);
        var run = (await company.Look(first))["trip"].GetProperty("run_id").GetInt64();
        var second = await company.Trip(30, 60);
        (await company.Assign(second, driver)).Refused(409, "driver_held");
        (await company.Do(second, "assign", new { run_id = 999_999 })).Refused(404, "unknown_run");
        var mark = await world.Mark();
        Assert.Equal(run, (await company.Do(second, "assign", new { run_id = run })).Is(200)["run_id"].GetInt64());
        Assert.Equal(["trips.driver_assigned", "trips.trip_pooled", "trips.offer_made"], await world.EventsSince(mark));
        var stops = (await (await company.Operator).Get($"/api/runs/{run}")).Is(200)["stops"].EnumerateArray()
            .Select(stop => (stop.GetProperty("trip_id").GetInt64(), stop.GetProperty("kind").GetString())).ToList();
        Assert.Equal([(first, "pick_up"), (second, "pick_up"), (second, "drop_off"), (first, "drop_off")], stops);
        (await driver.Api.Post($"/api/offers/{await company.Offer(second, driver)}/accept")).Is(200);

        // Both seats are taken in between; far away somebody would be driven too long.
        var third = await company.Trip(40, 50);
        var many = await company.Trip(35, 55, new { passengers = new[] { new { name = "A" }, new { name = "B" }, new { name = "C" } } });
        (await company.Do(many, "assign", new { run_id = run })).Refused(409, "run_full");
        (await company.Do(third, "assign", new { run_id = run })).Is(200);
        (await driver.Api.Post($"/api/offers/{await company.Offer(third, driver)}/decline")).Is(200);
        Assert.Equal("", await world.Violations());

        foreach (var (trip, step) in new[] { (first, "board"), (second, "board"), (second, "drop-off") })
        {
            (await driver.Api.Post($"/api/trips/{trip}/{step}")).Is(200);
            Assert.False(await company.Free(driver));
            Assert.Equal("", await world.Violations());
        }

        (await driver.Api.Post($"/api/trips/{first}/drop-off")).Is(200);
        Assert.True(await company.Free(driver));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task What_is_for_later_is_planned_and_begins_when_its_time_has_come()
    {
        var company = await Company.Open(world, 1);
        var driver = company.Drivers[0];
        var at = world.Clock.Now.AddHours(3);
        var trip = await company.Trip(10, 50, new { pick_up_at = at });
        (await company.Assign(trip, driver)).Is(200);
        (await driver.Api.Post($"/api/offers/{await company.Offer(trip, driver)}/accept")).Is(200);
        Assert.True(await company.Free(driver));
        Assert.Equal("PLANNED", await world.Row<string>($"select state from trips.runs where driver_id = {driver.Id}"));
        var same = await company.Trip(10, 50, new { pick_up_at = at.AddMinutes(5) });
        (await company.Assign(same, driver)).Refused(409, "driver_held");
        (await (await company.Operator).Put($"/api/drivers/{driver.Id}", new { site_id = company.Site, seats = 2 }, version: 3)).Refused(409, "driver_held");
        // In between there is time for another, and not for a long one.
        (await company.Do(await company.Trip(0, 3_000), "assign", new { by = "nearest" })).Refused(409, "nobody_free");
        var between = await company.Taken(driver, 0, 20);
        (await driver.Api.Post($"/api/trips/{between}/board")).Is(200);
        (await driver.Api.Post($"/api/trips/{trip}/depart")).Refused(409, "driver_held");
        (await driver.Api.Post($"/api/trips/{between}/drop-off")).Is(200);
        Assert.Equal("", await world.Violations());

        var run = (await company.Look(trip))["trip"].GetProperty("run_id").GetInt64();
        world.Clock.Now = await world.Row<DateTimeOffset>($"select starts_at from trips.runs where id = {run}");
        await world.DueDone();
        Assert.Equal("ACTIVE", await world.Row<string>($"select state from trips.runs where id = {run}"));
        Assert.False(await company.Free(driver));
        Assert.Equal("", await world.Violations());
        (await driver.Api.Post($"/api/trips/{trip}/board")).Is(200);
        (await driver.Api.Post($"/api/trips/{trip}/drop-off")).Is(200);
        Assert.True(await company.Free(driver));
    }

    [Fact]
    public async Task Whoever_cannot_begin_in_time_loses_the_trip_to_others()
    {
        var company = await Company.Open(world, 1);
        var driver = company.Drivers[0];
        var trip = await company.Trip(10, 50, new { pick_up_at = world.Clock.Now.AddHours(2) });
        (await company.Assign(trip, driver)).Is(200);
        (await driver.Api.Post($"/api/offers/{await company.Offer(trip, driver)}/accept")).Is(200);
        var busy = await company.Taken(driver, 0, 20);
        (await driver.Api.Post($"/api/trips/{busy}/board")).Is(200);
        world.Clock.Now = await world.Row<DateTimeOffset>($"select starts_at from trips.runs where driver_id = {driver.Id} and state = 'PLANNED'");
        await world.DueDone();
        Assert.Equal("ASSIGNED", await company.State(trip));
        for (var minute = 0; minute < 15; minute++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            await world.DueDone();
        }

        Assert.Equal("REQUESTED", await company.State(trip));
        Assert.Equal("", await world.Violations());
        var other = await company.Driver(0);
        await world.DueDone();
        Assert.Equal("OFFERED", await company.State(trip));
        Assert.True(await company.Offer(trip, other) > 0);
    }
}
