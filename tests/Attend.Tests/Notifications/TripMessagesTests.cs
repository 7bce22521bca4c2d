using Attend.Tests.Trips;
using Xunit;

namespace Attend.Tests.Notifications;

/// <summary>What drivers, passengers and operators are told of a trip, and when that is over.</summary>
public sealed class TripMessagesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_driver_hears_an_offer_until_it_is_answered_and_a_passenger_where_the_car_is()
    {
        var company = await Company.Open(world, drivers: 1);
        var driver = company.Drivers[0];
        var rider = await world.AddPerson($"therapist-{world.Draw()}", "therapist", company.Site);
        var trip = await company.Trip(but: new { passengers = new[] { new { user_id = rider } } });
        (await company.Assign(trip, driver)).Is(200);
        var offer = await company.Offer(trip, driver);
        await world.Settled();
        Assert.Equal(["trip_offered SAID"], await world.Said($"offer:{offer}"));
        Assert.StartsWith($"trip_offered {driver.Id} in_app", (await world.Deliveries($"offer:{offer}"))[0], StringComparison.Ordinal);
        Assert.Equal("assigned", await world.Row<string>($"select facts ->> 'what' from notifications.messages where subject = {"offer:" + offer}"));

        (await driver.Api.Post($"/api/offers/{offer}/accept")).Is(200);
        (await driver.Api.Post($"/api/trips/{trip}/depart")).Is(200);
        await world.Settled();
        Assert.Equal(["trip_offered OVER ended"], await world.Said($"offer:{offer}"));
        (await driver.Api.Post($"/api/trips/{trip}/arrive")).Is(200);
        await world.Settled();
        Assert.Equal(["trip_news SAID there"], (await News(trip, rider)).TakeLast(1));
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task Nobody_at_the_wheel_is_rung_before_they_stand()
    {
        var company = await Company.Open(world);
        var driver = await company.Driver();
        await company.Stands(driver, 1, speed: 12);
        var trip = await company.Trip();
        (await company.Assign(trip, driver)).Is(200);
        var offer = await company.Offer(trip, driver);
        await world.Settled();
        Assert.Empty(await world.Said($"offer:{offer}"));
        Assert.Empty(await world.Violations());

        // Told before the next look is due, which the server's own worker may be at as soon as it is.
        world.Clock.Advance(TimeSpan.FromSeconds(4));
        await company.Stands(driver, 1);
        world.Clock.Advance(TimeSpan.FromSeconds(2));
        await world.Settled();
        Assert.Equal(["trip_offered SAID"], await world.Said($"offer:{offer}"));
    }

    [Fact]
    public async Task Operators_hear_of_a_pick_up_that_nobody_takes_until_somebody_has_it()
    {
        var company = await Company.Open(world, drivers: 1);
        var driver = company.Drivers[0];
        var operators = await company.Operator;
        var trip = await company.Trip();
        (await company.Do(trip, "offer")).Is(200);
        (await driver.Api.Post($"/api/offers/{await company.Offer(trip, driver)}/decline")).Is(200);
        await world.Settled();
        Assert.Contains("trip_unserved SAID", await world.Said($"trip:{trip}"));
        Assert.Contains($"trip_unserved {operators.UserId} in_app", string.Join('|', await world.Deliveries($"trip:{trip}")), StringComparison.Ordinal);

        var other = await company.Driver();
        (await company.Assign(trip, other)).Is(200);
        await world.Settled();
        Assert.Contains("trip_unserved OVER ended", await world.Said($"trip:{trip}"));
        (await company.Do(trip, "cancel", new { reason_code = "not_needed" })).Is(200);
        await world.Settled();
        Assert.Contains($"trip_changed {other.Id} in_app", string.Join('|', await world.Deliveries($"trip:{trip}")), StringComparison.Ordinal);
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task Operators_hear_once_of_an_urgent_pick_up_for_which_nobody_is_free()
    {
        var company = await Company.Open(world);
        var operators = await company.Operator;
        var rider = await world.AddPerson($"therapist-{world.Draw()}", "therapist", company.Site);
        var trip = await company.Trip(but: new { urgency = "urgent", passengers = new[] { new { user_id = rider } } });
        for (var round = 0; round < 3; round++)
        {
            await world.DueDone();
            await world.Settled();
            world.Clock.Advance(TimeSpan.FromSeconds(20));
        }

        Assert.Equal(["trip_unserved urgent nobody"], await world.Rows<string>($"""
            select concat_ws(' ', kind, facts ->> 'urgency', facts ->> 'what') from notifications.messages where subject = {"trip:" + trip} and kind = 'trip_unserved'
            """));
        Assert.Contains($"trip_unserved {operators.UserId} in_app", string.Join('|', await world.Deliveries($"trip:{trip}")), StringComparison.Ordinal);
        Assert.Equal(["trip_news SAID unserved"], await News(trip, rider));

        var driver = await company.Driver();
        await world.DueDone();
        await world.Settled();
        Assert.Equal("ASSIGNED", await company.State(trip));
        Assert.Contains("trip_unserved OVER ended", await world.Said($"trip:{trip}"));
        Assert.Equal(["trip_news OVER unserved", "trip_news SAID assigned"], await News(trip, rider));
        Assert.Equal(driver.Id, await world.Row<long>($"select driver_id from trips.trips where id = {trip}"));
        Assert.Empty(await world.Violations());
    }

    [Theory]
    [InlineData("unassign")]
    [InlineData("decline")]
    [InlineData("expire")]
    public async Task Whoever_was_told_of_a_driver_hears_that_there_is_none_any_more(string how)
    {
        var company = await Company.Open(world, drivers: 1);
        var (driver, operators) = (company.Drivers[0], await company.Operator);
        var rider = await world.AddPerson($"therapist-{world.Draw()}", "therapist", company.Site);
        var trip = await company.Trip(but: new { passengers = new[] { new { user_id = rider } } });
        (await company.Assign(trip, driver)).Is(200);
        await world.Settled();
        Assert.Equal(["trip_news SAID assigned"], await News(trip, rider));
        if (how is "unassign")
        {
            (await company.Do(trip, "unassign")).Is(200);
        }
        else if (how is "decline")
        {
            (await driver.Api.Post($"/api/offers/{await company.Offer(trip, driver)}/decline")).Is(200);
        }
        else
        {
            world.Clock.Advance(TimeSpan.FromSeconds(25));
            await world.DueDone();
        }

        await world.Settled();
        Assert.Equal(["assigned", "lost"], (await News(trip, rider)).Take(2).Select(one => one.Split(' ')[^1]));
        await world.DueDone();
        await world.Settled();
        // Given back by hand it waits for an operator, who knows; else nobody is left, and they are to know.
        Assert.Equal(how is "unassign" ? "trip_news SAID lost" : "trip_news SAID unserved", (await News(trip, rider))[^1]);
        Assert.Equal(how is not "unassign", string.Join('|', await world.Deliveries($"trip:{trip}")).Contains($"trip_unserved {operators.UserId} in_app", StringComparison.Ordinal));
        Assert.Empty(await world.Violations());
    }

    private Task<IReadOnlyList<string>> News(long trip, long rider) => world.Rows<string>($"""
        select concat_ws(' ', m.kind, m.state, m.facts ->> 'what') from notifications.messages m join notifications.deliveries d on d.message_id = m.id
        where m.subject = {"trip:" + trip} and d.user_id = {rider} and d.way = 'in_app' order by m.id
        """);
}
