using Xunit;

namespace Attend.Tests.Trips;

/// <summary>What is given for another time: who works and is free then, and which runs of that time have a seat.</summary>
public sealed class PlanTripTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task For_another_time_it_counts_who_works_then()
    {
        var company = await Company.Open(world);
        var supervisor = await world.Supervisor();
        var (now, driver) = (world.Clock.Now, await company.Driver(onDuty: false));
        async Task<Answer> Give(double hours) => await company.Assign(await company.Trip(but: new { pick_up_at = now.AddHours(hours) }), driver);
        Assert.Equal("off_duty", (await Give(5)).Refused(409, "driver_unavailable")["reason"].GetString());
        (await supervisor.Post("/api/shifts", new { user_id = driver.Id, site_id = company.Site, from = now.AddHours(4), to = now.AddHours(12) })).Is(201);
        Assert.Equal("off_duty", (await Give(0.2)).Refused(409, "driver_unavailable")["reason"].GetString());
        Assert.Equal("off_duty", (await Give(13)).Refused(409, "driver_unavailable")["reason"].GetString());
        // Who does not work yet is not asked yet.
        var given = (await Give(5)).Is(200);
        Assert.Empty(await company.Offers(given.Id));
        Assert.Equal(driver.Id, (await company.Do(await company.Trip(but: new { pick_up_at = now.AddHours(8) }), "assign", new { by = "nearest" })).Is(200)["driver_id"].GetInt64());
        (await company.Do(await company.Trip(but: new { pick_up_at = now.AddHours(8.1), passengers = new[] { new { name = "A" }, new { name = "B" }, new { name = "C" } } }), "assign", new { by = "nearest" })).Refused(409, "nobody_free");
        Assert.Equal("", await world.Violations());

        // When it begins they say that they know, or it is others'.
        world.Clock.Now = await world.Row<DateTimeOffset>($"select starts_at from trips.runs where id = {given["run_id"].GetInt64()}");
        await world.DueDone();
        Assert.Equal(["1 OPEN"], await company.Offers(given.Id));
        Assert.Equal("ACTIVE", await world.Row<string>($"select state from trips.runs where id = {given["run_id"].GetInt64()}"));
        (await driver.Api.Post($"/api/offers/{await company.Offer(given.Id, driver)}/accept")).Is(200);
        (await driver.Api.Post($"/api/trips/{given.Id}/board")).Is(200);
        (await driver.Api.Post($"/api/trips/{given.Id}/drop-off")).Is(200);
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Who_is_silent_when_it_begins_loses_it_to_others()
    {
        var company = await Company.Open(world);
        var (now, driver) = (world.Clock.Now, await company.Driver(0));
        var busy = await company.Taken(driver);
        var trip = await company.Trip(but: new { pick_up_at = now.AddHours(2) });
        var run = (await company.Assign(trip, driver)).Is(200)["run_id"].GetInt64();
        // They drive, and are left alone.
        Assert.Empty(await company.Offers(trip));
        foreach (var step in new[] { "board", "drop-off" })
        {
            (await driver.Api.Post($"/api/trips/{busy}/{step}")).Is(200);
        }

        world.Clock.Now = await world.Row<DateTimeOffset>($"select starts_at from trips.runs where id = {run}");
        await world.DueDone();
        Assert.Equal(["1 OPEN"], await company.Offers(trip));
        var other = await company.Driver(0);
        world.Clock.Advance(TimeSpan.FromSeconds(25));
        await world.DueDone();
        Assert.Equal(["1 EXPIRED", "2 OPEN"], await company.Offers(trip));
        Assert.Equal("CANCELLED", await world.Row<string>($"select state from trips.runs where id = {run}"));
        Assert.True(await company.Free(driver));
        Assert.True(await company.Offer(trip, other) > 0);
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task For_another_time_it_counts_who_is_free_then_and_every_run_that_is_planned()
    {
        var company = await Company.Open(world);
        var (now, driver) = (world.Clock.Now, await company.Driver(0));
        await company.Taken(driver);
        async Task<Answer> Nearest(double hours) => await company.Do(await company.Trip(but: new { pick_up_at = now.AddHours(hours) }), "assign", new { by = "nearest" });
        Task<Answer> Longest(long trip) => company.Do(trip, "assign", new { by = "longest_waiting" });
        // They drive now: that is over by then. Seats are no question where somebody fills the car.
        var many = new[] { new { name = "A" }, new { name = "B" }, new { name = "C" } };
        Assert.Equal(driver.Id, (await Nearest(3)).Is(200)["driver_id"].GetInt64());
        Assert.Equal(driver.Id, (await Nearest(9)).Is(200)["driver_id"].GetInt64());
        Assert.Equal(driver.Id, (await Longest(await company.Trip(but: new { pick_up_at = now.AddHours(6) }))).Is(200)["driver_id"].GetInt64());
        foreach (var hours in new[] { 3.1, 6.1, 9.1 })
        {
            var trip = await company.Trip(but: new { pick_up_at = now.AddHours(hours), passengers = many });
            (await Longest(trip)).Refused(409, "nobody_free");
            (await company.Do(trip, "assign", new { by = "nearest" })).Refused(409, "nobody_free");
            Assert.Equal("trip", (await company.Assign(trip, driver)).Refused(409, "driver_held")["holder"].GetProperty("kind").GetString());
        }

        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Who_does_not_fit_is_passed_over_for_the_next()
    {
        var company = await Company.Open(world);
        var (near, far) = (await company.Driver(10), await company.Driver(200));
        var at = world.Clock.Now.AddHours(3);
        (await company.Assign(await company.Trip(but: new { pick_up_at = at, passengers = new[] { new { name = "A" }, new { name = "B" }, new { name = "C" } } }), near)).Is(200);
        // The same time, and no seat beside three.
        var trip = await company.Trip(but: new { pick_up_at = at.AddMinutes(5) });
        Assert.Equal(far.Id, (await company.Do(trip, "assign", new { by = "nearest" })).Is(200)["driver_id"].GetInt64());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Sixteen_at_once_give_what_is_near_to_three_who_are_free_and_nobody_is_told_to_come_again()
    {
        var company = await Company.Open(world, 3);
        var trips = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => company.Trip(but: new { passengers = new[] { new { name = "A" }, new { name = "B" }, new { name = "C" } } })));
        var answers = await Task.WhenAll(trips.Select(trip => company.Do(trip, "assign", new { by = "nearest" })));
        Assert.Equal(3, answers.Count(answer => answer.Number == 200));
        Assert.All(answers.Where(answer => answer.Number != 200), loser => loser.Refused(409, "nobody_free"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Nobody_is_put_into_a_run_of_another_time()
    {
        var company = await Company.Open(world);
        var (now, driver, other) = (world.Clock.Now, await company.Driver(0), await company.Driver(0));
        var first = await company.Taken(driver, 10, 100);
        async Task<long> Run(long trip) => (await company.Look(trip))["trip"].GetProperty("run_id").GetInt64();
        async Task<Answer> Into(long run, object? but = null) => await company.Do(await company.Trip(30, 60, but), "assign", new { run_id = run });
        var active = await Run(first);
        (await Into(active, new { pick_up_at = now.AddDays(1) })).Refused(409, "run_other_time");
        (await Into(active, new { pick_up_at = now.AddMinutes(70) })).Refused(409, "run_other_time");
        (await Into(active, new { pick_up_at = now.AddMinutes(8) })).Is(200);
        Assert.True(await world.Row<bool>($"select ends_at < {now.AddHours(1)} from trips.runs where id = {active}"));

        var later = await company.Trip(10, 100, new { pick_up_at = now.AddHours(3) });
        (await company.Assign(later, other)).Is(200);
        (await other.Api.Post($"/api/offers/{await company.Offer(later, other)}/accept")).Is(200);
        var planned = await Run(later);
        (await Into(planned, new { pick_up_at = now.AddHours(2) })).Refused(409, "run_other_time");
        (await Into(planned, new { pick_up_at = now.AddHours(4) })).Refused(409, "run_other_time");
        (await Into(planned)).Refused(409, "run_other_time");
        (await Into(planned, new { pick_up_at = now.AddHours(3) })).Is(200);
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Who_rides_to_a_visit_is_there_in_time_whoever_comes_along()
    {
        var company = await Company.Open(world);
        var (driver, me) = (await company.Driver(0), await world.As("therapist", company.Site));
        var appointment = (await company.Appointment(me, world.Clock.Now.AddMinutes(25))).Id;
        var trip = (await (await company.Operator).Post("/api/trips", new { appointment_id = appointment, leg = "outbound", from = Company.Place(2) })).Is(201).Id;
        var by = await world.Row<DateTimeOffset>($"select arrive_by from trips.trips where id = {trip}");
        (await company.Assign(trip, driver)).Is(200);
        (await driver.Api.Post($"/api/offers/{await company.Offer(trip, driver)}/accept")).Is(200);
        var run = (await company.Look(trip))["trip"].GetProperty("run_id").GetInt64();
        Task<DateTimeOffset> There() => world.Row<DateTimeOffset>($"select eta_at from trips.stops where run_id = {run} and trip_id = {trip} and kind = 'drop_off'");
        Assert.True(await There() < by);
        // Nobody rides too long with either of them; with one of them the therapist would be late.
        var aside = await company.Trip(10, 20);
        await world.Db.Run($"update trips.trips set from_latitude = 52.56, to_latitude = 52.56, pick_up_at = {world.Clock.Now.AddMinutes(3)} where id = {aside}");
        (await company.Do(aside, "assign", new { run_id = run })).Refused(409, "run_other_time");
        (await company.Do(await company.Trip(10, 20), "assign", new { run_id = run })).Is(200);
        Assert.True(await There() <= by.AddSeconds(-150));
        Assert.Equal("", await world.Violations());
    }
}
