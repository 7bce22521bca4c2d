using Xunit;

namespace Attend.Tests.Trips;

public sealed class DriveTripTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_trip_from_being_asked_for_to_the_last_step_and_the_driver_is_free_in_the_same_moment()
    {
        var company = await Company.Open(world);
        var driver = await company.Driver(0);
        await company.Operator;
        var mark = await world.Mark();
        var asked = (await company.Try(10, 50)).Is(201);
        Assert.Equal(("REQUESTED", "normal", 0L), (asked.State, asked["urgency"].GetString(), asked["waiting_seconds"].GetInt64()));
        Assert.Equal("""["offer","assign","cancel","redirect"]""", asked["actions"].GetRawText());
        var given = (await company.Assign(asked.Id, driver)).Is(200);
        Assert.Equal(("ASSIGNED", driver.Id, driver.Car), (given.State, given["driver_id"].GetInt64(), given["vehicle_id"].GetInt64()));
        Assert.False(await company.Free(driver));
        Assert.Equal("DISPATCHED", await world.Row<string>($"select status from fleet.units where id = {driver.Car}"));

        foreach (var (step, state, status) in new[]
        {
            ("depart", "EN_ROUTE_PICKUP", "EN_ROUTE"), ("arrive", "AT_PICKUP", "ON_SCENE"), ("board", "ON_BOARD", "TRANSPORTING"),
        })
        {
            Assert.Equal(state, (await driver.Api.Post($"/api/trips/{asked.Id}/{step}")).Is(200).State);
            Assert.Equal(status, await world.Row<string>($"select status from fleet.units where id = {driver.Car}"));
            Assert.Equal("", await world.Violations());
            // Not before the first: an assignment that nobody answers is over in half a minute.
            world.Clock.Advance(TimeSpan.FromMinutes(3));
        }

        world.Clock.Advance(TimeSpan.FromMinutes(6));
        var there = (await driver.Api.Post($"/api/trips/{asked.Id}/drop-off")).Is(200);
        Assert.Equal(("DROPPED_OFF", world.Clock.Now), (there.State, there["dropped_off_at"].GetDateTimeOffset()));
        Assert.True(await company.Free(driver));
        Assert.Equal(world.Clock.Now, (await driver.Api.Get($"/api/drivers/{driver.Id}")).Is(200)["free_since"].GetDateTimeOffset());
        Assert.Equal(
            ["trips.trip_requested", "trips.run_begun", "trips.driver_assigned", "trips.offer_made", "trips.offer_accepted", "trips.driver_departed", "trips.driver_at_pickup",
                "trips.passengers_on_board", "trips.passengers_dropped_off", "trips.run_ended"],
            await world.EventsSince(mark));
        Assert.Equal(0L, await world.Row<long>($"select count(*) from platform.events where data::text like '%Somebody%' or data::text like '%Mile%'"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_step_keeps_the_time_of_the_phone_and_one_that_was_radioed_in_the_time_that_was_said()
    {
        var company = await Company.Open(world, 1);
        var driver = company.Drivers[0];
        var trip = await company.Taken(driver);
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        var now = world.Clock.Now;
        var late = (await driver.Api.Post($"/api/trips/{trip}/depart", new { made_at = now.AddHours(1).AddMinutes(-4), sent_at = now.AddHours(1) })).Is(200);
        Assert.Equal(now.AddMinutes(-4), late["en_route_at"].GetDateTimeOffset());
        (await driver.Api.Post($"/api/trips/{trip}/arrive", new { occurred_at = now.AddMinutes(-3) })).Refused(403, "forbidden");
        (await driver.Api.Post($"/api/trips/{trip}/arrive", new { made_at = now })).Refused(400, "invalid");
        Assert.Equal(now.AddMinutes(-3), (await company.Do(trip, "arrive", new { occurred_at = now.AddMinutes(-3) })).Is(200)["at_pickup_at"].GetDateTimeOffset());
        // A clock that is behind makes two steps one moment, not a step back.
        Assert.Equal(now.AddMinutes(-3), (await company.Do(trip, "board", new { occurred_at = now.AddMinutes(-30) })).Is(200)["on_board_at"].GetDateTimeOffset());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Who_is_not_there_is_driven_nowhere_and_the_driver_is_free()
    {
        var company = await Company.Open(world, 1);
        var driver = company.Drivers[0];
        var trip = await company.Taken(driver);
        (await driver.Api.Post($"/api/trips/{trip}/no-show")).Refused(409, "wrong_state");
        (await driver.Api.Post($"/api/trips/{trip}/arrive")).Is(200);
        Assert.Equal("PASSENGER_NO_SHOW", (await driver.Api.Post($"/api/trips/{trip}/no-show")).Is(200).State);
        Assert.True(await company.Free(driver));
        Assert.Equal("DONE", await world.Row<string>($"select r.state from trips.runs r join trips.trips t on t.run_id = r.id where t.id = {trip}"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task What_is_taken_away_or_cancelled_frees_the_driver_and_who_is_on_board_is_redirected()
    {
        var company = await Company.Open(world, 1);
        var driver = company.Drivers[0];
        var trip = await company.Taken(driver);
        (await driver.Api.Post($"/api/trips/{trip}/depart")).Is(200);
        var back = (await company.Do(trip, "unassign", new { reason = "The other is nearer" })).Is(200);
        Assert.Equal("REQUESTED", back.State);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, back["driver_id"].ValueKind);
        Assert.True(await company.Free(driver));
        Assert.Equal("CANCELLED", await world.Row<string>($"select state from trips.runs where driver_id = {driver.Id}"));

        (await company.Assign(trip, driver)).Is(200);
        Assert.Equal("CANCELLED", (await company.Do(trip, "cancel", new { reason_code = "well_again" })).Is(200).State);
        Assert.True(await company.Free(driver));
        Assert.Equal(0L, await world.Row<long>($"select count(*) from trips.offers where state = 'OPEN' and driver_id = {driver.Id}"));
        Assert.Equal("", await world.Violations());

        var second = await company.Taken(driver, 10, 50);
        (await driver.Api.Post($"/api/trips/{second}/board")).Is(200);
        (await company.Do(second, "cancel")).Refused(409, "wrong_state");
        (await company.Do(second, "redirect")).Refused(400, "invalid");
        (await company.Do(second, "redirect", new { from = Company.Place(20) })).Refused(400, "invalid");
        var eta = (await company.Look(second))["trip"].GetProperty("eta_at").GetDateTimeOffset();
        var elsewhere = (await company.Do(second, "redirect", new { to = Company.Place(20) })).Is(200);
        Assert.Equal(("ON_BOARD", "Mile 20"), (elsewhere.State, elsewhere["to"].GetProperty("address").GetString()));
        Assert.True(elsewhere["eta_at"].GetDateTimeOffset() < eta);
        Assert.Equal(13.42, await world.Row<double>($"select longitude from trips.stops where trip_id = {second} and kind = 'drop_off'"), 6);
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_breakdown_begins_the_trip_anew_where_the_car_is_and_the_nearest_free_driver_has_it()
    {
        var company = await Company.Open(world);
        var (broken, far, near) = (await company.Driver(0), await company.Driver(400), await company.Driver(100));
        var trip = await company.Taken(broken);
        (await broken.Api.Post($"/api/trips/{trip}/board")).Is(200);
        world.Clock.Advance(TimeSpan.FromSeconds(50));
        await company.Stands(broken, 30);
        (await broken.Api.Post($"/api/trips/{trip}/fail", new { })).Refused(400, "invalid");
        Assert.Equal("FAILED", (await broken.Api.Post($"/api/trips/{trip}/fail", new { cause = "breakdown" })).Is(200).State);
        await world.DueDone();

        var next = await world.Row<long>($"select id from trips.trips where instead_of = {trip}");
        var view = (await company.Look(next))["trip"];
        Assert.Equal(("ASSIGNED", "urgent", near.Id), (view.GetProperty("state").GetString(), view.GetProperty("urgency").GetString(), view.GetProperty("driver_id").GetInt64()));
        Assert.Equal(13.43, view.GetProperty("from").GetProperty("longitude").GetDouble(), 6);
        Assert.Equal("OUT_OF_SERVICE", await world.Row<string>($"select status from fleet.units where id = {broken.Car}"));
        Assert.Equal("vehicle_set_aside", (await (await company.Operator).Get($"/api/drivers/{broken.Id}")).Is(200)["reason"].GetString());
        Assert.Equal(1L, await world.Row<long>($"select count(*) from trips.passengers where trip_id = {next} and waiting"));
        Assert.True(await company.Free(far));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_trip_that_is_only_planned_can_fail_and_begins_anew_at_its_time()
    {
        var company = await Company.Open(world, 1);
        var driver = company.Drivers[0];
        var at = world.Clock.Now.AddHours(5);
        var trip = await company.Trip(10, 50, new { pick_up_at = at });
        (await company.Assign(trip, driver)).Is(200);
        (await driver.Api.Post($"/api/offers/{await company.Offer(trip, driver)}/accept")).Is(200);
        Assert.Equal("PLANNED", await world.Row<string>($"select state from trips.runs where driver_id = {driver.Id}"));
        var mark = await world.Mark();
        Assert.Equal("FAILED", (await driver.Api.Post($"/api/trips/{trip}/fail", new { cause = "driver_ill" })).Is(200).State);
        Assert.Equal("CANCELLED", await world.Row<string>($"select state from trips.runs where driver_id = {driver.Id}"));
        var events = await world.EventsSince(mark);
        Assert.Contains("trips.run_cancelled", events);
        Assert.Contains("trips.trip_requested", events);
        await company.Driver(100);
        await world.DueDone();
        var next = (await company.Look(await world.Row<long>($"select id from trips.trips where instead_of = {trip}")))["trip"];
        Assert.Equal(("REQUESTED", "normal", true), (next.GetProperty("state").GetString(), next.GetProperty("urgency").GetString(), next.GetProperty("seeking").GetBoolean()));
        Assert.Equal(at, next.GetProperty("pick_up_at").GetDateTimeOffset());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Nobody_touches_what_is_somebody_elses()
    {
        var company = await Company.Open(world, 2);
        var (mine, other) = (company.Drivers[0], company.Drivers[1]);
        var trip = await company.Taken(mine);
        (await other.Api.Get($"/api/trips/{trip}")).Refused(404, "not_found");
        (await other.Api.Post($"/api/trips/{trip}/depart")).Refused(404, "not_found");
        (await mine.Api.Post($"/api/trips/{trip}/unassign")).Refused(403, "forbidden");
        (await (await world.As("operator", await world.Site("base"))).Get($"/api/trips/{trip}")).Refused(404, "not_found");
        (await (await world.As("operator", await world.Site("base"))).Post($"/api/trips/{trip}/depart")).Refused(404, "not_found");
        Assert.Equal(trip, (await mine.Api.Get("/api/trips")).Is(200)["items"][0].GetProperty("id").GetInt64());
        Assert.Equal(0, (await other.Api.Get("/api/trips")).Is(200)["items"].GetArrayLength());
        Assert.Equal(0, (await other.Api.Get("/api/runs")).Is(200)["items"].GetArrayLength());
        Assert.Equal(1, (await mine.Api.Get("/api/runs")).Is(200)["items"].GetArrayLength());
        Assert.Equal([mine.Id], (await mine.Api.Get("/api/drivers")).Is(200)["items"].EnumerateArray().Select(one => one.GetProperty("user_id").GetInt64()));
        (await mine.Api.Get($"/api/drivers/{other.Id}")).Refused(404, "not_found");
    }
}
