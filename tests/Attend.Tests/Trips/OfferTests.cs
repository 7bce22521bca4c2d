using Xunit;

namespace Attend.Tests.Trips;

public sealed class OfferTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_wave_is_asked_the_first_who_accepts_has_it_and_the_others_are_asked_no_more()
    {
        var company = await Company.Open(world);
        for (var east = 0; east < 5; east++)
        {
            await company.Driver(east * 10);
        }

        var trip = await company.Trip(0, 50);
        var mark = await world.Mark();
        Assert.Equal("OFFERED", (await company.Do(trip, "offer")).Is(200).State);
        // Of four who are new each says no with one half: only four are sure enough together.
        Assert.Equal(["1 OPEN", "2 OPEN", "3 OPEN", "4 OPEN"], await company.Offers(trip));
        var third = company.Drivers[2];
        Assert.Equal("asked", (await third.Api.Get($"/api/drivers/{third.Id}")).Is(200)["status"].GetString());
        Assert.Equal(trip, (await third.Api.Get("/api/offers")).Is(200)["items"][0].GetProperty("trip_id").GetInt64());
        (await company.Drivers[1].Api.Post($"/api/offers/{await company.Offer(trip, third)}/accept")).Refused(404, "not_found");
        Assert.Equal("ASSIGNED", (await third.Api.Post($"/api/offers/{await company.Offer(trip, third)}/accept")).Is(200).State);
        Assert.Equal(["1 WITHDRAWN", "2 WITHDRAWN", "3 ACCEPTED", "4 WITHDRAWN"], await company.Offers(trip));
        Assert.Equal(
            ["trips.trip_offered", "trips.offer_made", "trips.offer_made", "trips.offer_made", "trips.offer_made", "trips.offer_accepted", "trips.run_begun", "trips.driver_assigned",
                "trips.offer_withdrawn", "trips.offer_withdrawn", "trips.offer_withdrawn"],
            await world.EventsSince(mark));
        Assert.Equal((1, 1), (await world.Row<int>($"select offered from trips.drivers where user_id = {third.Id}"), await world.Row<int>($"select accepted from trips.drivers where user_id = {third.Id}")));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task What_nobody_is_free_for_is_sought_and_no_version_comes_without_an_event()
    {
        var company = await Company.Open(world);
        var trip = await company.Trip();
        var mark = await world.Mark();
        var sought = (await company.Do(trip, "offer")).Is(200);
        Assert.Equal(("REQUESTED", true, 2L), (sought.State, sought["seeking"].GetBoolean(), sought["version"].GetInt64()));
        await world.DueDone();
        Assert.Equal(["trips.trip_sought", "trips.trip_unserved"], await world.EventsSince(mark));
        Assert.Equal(3L, (await company.Do(trip, "offer")).Is(200)["version"].GetInt64());
        await world.DueDone();
        Assert.Equal(["trips.trip_sought", "trips.trip_unserved"], await world.EventsSince(mark));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Who_declines_or_is_silent_is_asked_no_more_and_the_next_is_asked_at_once()
    {
        var company = await Company.Open(world);
        var (first, second, third) = (await company.Driver(10), await company.Driver(20), await company.Driver(30));
        var trip = await company.Trip(10, 50, new { pick_up_at = world.Clock.Now.AddMinutes(20), seek = true });
        // There is time, so that one is asked after the other.
        Assert.Equal(["1 OPEN"], await company.Offers(trip));
        (await first.Api.Post($"/api/offers/{await company.Offer(trip, first)}/decline", new { reason = "Flat tyre" })).Is(200);
        await world.DueDone();
        Assert.Equal(["1 DECLINED", "2 OPEN"], await company.Offers(trip));

        var offer = await company.Offer(trip, second);
        world.Clock.Advance(TimeSpan.FromSeconds(24));
        await world.DueDone();
        Assert.Equal(["1 DECLINED", "2 OPEN"], await company.Offers(trip));
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await world.DueDone();
        Assert.Equal(["1 DECLINED", "2 EXPIRED", "3 OPEN"], await company.Offers(trip));
        (await second.Api.Post($"/api/offers/{offer}/accept")).Refused(409, "wrong_state");
        (await company.Assign(trip, second)).Refused(409, "driver_declined");

        (await third.Api.Post($"/api/offers/{await company.Offer(trip, third)}/decline")).Is(200);
        await world.DueDone();
        // Nobody is left.
        Assert.Equal("REQUESTED", await company.State(trip));
        Assert.Equal(["1 DECLINED", "2 EXPIRED", "3 DECLINED"], await company.Offers(trip));
        var fourth = await company.Driver(400);
        await world.DueDone();
        Assert.Equal(["1 DECLINED", "2 EXPIRED", "3 DECLINED", "4 OPEN"], await company.Offers(trip));
        (await fourth.Api.Post($"/api/offers/{await company.Offer(trip, fourth)}/accept")).Is(200);
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task What_was_given_by_hand_is_given_to_others_when_the_driver_does_not_say_that_they_know()
    {
        var company = await Company.Open(world, 2);
        var (first, second) = (company.Drivers[0], company.Drivers[1]);
        var trip = await company.Trip();
        (await company.Assign(trip, first)).Is(200);
        var mark = await world.Mark();
        world.Clock.Advance(TimeSpan.FromSeconds(25));
        await world.DueDone();
        Assert.Equal(["1 EXPIRED", "2 OPEN"], await company.Offers(trip));
        Assert.True(await company.Free(first));
        Assert.Equal("OFFERED", await company.State(trip));
        Assert.Equal(
            ["trips.offer_expired", "trips.assignment_expired", "trips.run_cancelled", "trips.trip_offered", "trips.offer_made"], await world.EventsSince(mark));

        var urgent = (await company.Try(0, 10, new { urgency = "urgent" })).Is(201);
        Assert.Equal(("ASSIGNED", first.Id), (urgent.State, urgent["driver_id"].GetInt64()));
        (await first.Api.Post($"/api/offers/{await company.Offer(urgent.Id, first)}/decline")).Is(200);
        await world.DueDone();
        Assert.Equal("REQUESTED", await company.State(urgent.Id));
        (await second.Api.Post($"/api/offers/{await company.Offer(trip, second)}/decline")).Is(200);
        await world.DueDone();
        // Free again, and nearest of one.
        Assert.Equal(["1 DECLINED", "2 OPEN"], await company.Offers(urgent.Id));
        Assert.Equal("ASSIGNED", await company.State(urgent.Id));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_driver_who_drives_is_shown_nothing_until_they_stand_and_their_time_begins_then()
    {
        var company = await Company.Open(world, 1);
        var driver = company.Drivers[0];
        await company.Stands(driver, 10, speed: 12);
        var trip = await company.Trip();
        (await company.Do(trip, "offer")).Is(200);
        Assert.Equal(["1 HELD"], await company.Offers(trip));
        Assert.Equal(0, (await driver.Api.Get("/api/offers")).Is(200)["items"].GetArrayLength());
        Assert.Equal("HELD", (await (await company.Operator).Get($"/api/offers?trip_id={trip}")).Is(200)["items"][0].GetProperty("state").GetString());
        (await driver.Api.Get($"/api/trips/{trip}")).Refused(404, "not_found");
        var offer = await company.Offer(trip, driver);
        (await driver.Api.Post($"/api/offers/{offer}/accept")).Refused(409, "wrong_state");
        for (var look = 0; look < 8; look++)
        {
            world.Clock.Advance(TimeSpan.FromSeconds(5));
            await company.Stands(driver, 10 + look, speed: 12);
            await world.DueDone();
        }

        Assert.Equal(["1 HELD"], await company.Offers(trip));
        // Told before the next look is due, which the server's own worker may be at as soon as it is.
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await company.Stands(driver, 17);
        world.Clock.Advance(TimeSpan.FromSeconds(4));
        await world.DueDone();
        Assert.Equal(["1 OPEN"], await company.Offers(trip));
        Assert.Equal(world.Clock.Now.AddSeconds(25), await world.Row<DateTimeOffset>($"select expires_at from trips.offers where id = {offer}"));
        (await driver.Api.Post($"/api/offers/{offer}/accept")).Is(200);
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Who_drives_on_for_minutes_is_not_waited_for()
    {
        var company = await Company.Open(world, 1);
        var driver = company.Drivers[0];
        await company.Stands(driver, 10, speed: 12);
        var trip = await company.Trip();
        (await company.Do(trip, "offer")).Is(200);
        for (var look = 0; look < 18; look++)
        {
            world.Clock.Advance(TimeSpan.FromSeconds(10));
            await company.Stands(driver, 10 + look, speed: 12);
            await world.DueDone();
        }

        Assert.Equal("1 WITHDRAWN", (await company.Offers(trip))[0]);
        Assert.Equal("", await world.Violations());
        // What is held is not to be shown in the middle of the next story.
        (await company.Do(trip, "cancel")).Is(200);
    }
}
