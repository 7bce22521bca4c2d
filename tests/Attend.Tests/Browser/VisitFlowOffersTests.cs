using Attend.Tests.Trips;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>Cars that somebody has to be found for, before everybody's eyes: who is asked next when a driver does not want it or does not answer.</summary>
public sealed class VisitFlowOffersTests(World world, Chromium chromium) : IClassFixture<World>, IClassFixture<Chromium>
{
    [Fact]
    public async Task An_urgent_car_is_given_to_the_nearest_and_to_the_next_until_one_takes_it()
    {
        var flow = await FlowScreens.Open(world, chromium, 48, 30, 5);
        var (visit, begins) = await AtTheDoor(flow);
        await flow.Enter(begins[..10]);
        var (near, mid, far) = (flow.Company.Drivers[0], flow.Company.Drivers[1], flow.Company.Drivers[2]);
        var (first, heard) = await flow.Drive(near, 48);
        var (last, _) = await flow.Drive(far, 5);
        await flow.Look();
        await flow.ToPickups();

        var row = flow.Desk.Locator("[data-list=pickups] [role=option]");
        var form = await flow.Other("Ask for a car");
        await form.GetByLabel("Which way").SelectOptionAsync("return");
        await form.GetByLabel("How urgent").SelectOptionAsync("urgent");
        await flow.Shows(
            flow.Rounds, () => form.GetByRole(AriaRole.Button, new() { Name = "Ask for a car" }).ClickAsync(), (FlowScreens.Asked(first), "A trip was given to you"),
            (FlowScreens.Asked(first), "Urgent"), (row, "Urgent"), (row, "Given"), (row, await Name(near)), (flow.Car, "Assigned"), (flow.Car, await Name(near)));
        var trip = await world.Row<long>($"select id from trips.trips where appointment_id = {visit}");

        await flow.Shows(
            first, () => FlowScreens.Answer(first, "Decline").ClickAsync(), (flow.Trip(trip), await Name(mid)), (flow.Car, await Name(mid)), (flow.Driver(near), "Free"));
        await Expect(FlowScreens.Asked(first)).ToHaveCountAsync(0);
        Assert.Equal(["1 DECLINED", "2 OPEN"], await flow.Company.Offers(trip));

        world.Clock.Advance(TimeSpan.FromSeconds(26));
        await world.DueDone();
        await flow.Soonly((FlowScreens.Asked(last), "A trip was given to you"), (flow.Trip(trip), await Name(far)), (flow.Car, await Name(far)));
        await flow.Shows(last, () => FlowScreens.Answer(last, "Accept").ClickAsync());
        foreach (var (key, office, rides) in new[]
                 {
                     ("Set out", "On the way there", "To the pick-up"), ("At pick-up", "At the door", "At pick-up"), ("On board", "On board", "On board"),
                 })
        {
            await flow.Shows(last, () => CrewPhone.Next(last, key).ClickAsync(), (flow.Trip(trip), office), (flow.Car, rides));
        }

        await flow.Shows(last, () => CrewPhone.Next(last, "Dropped off").ClickAsync(), (flow.Driver(far), "Free"));
        await flow.Over();
        Assert.Equal(["1 DECLINED", "2 EXPIRED", "3 ACCEPTED"], await flow.Company.Offers(trip));
        Assert.Equal("urgent DROPPED_OFF", await world.Row<string>($"select urgency || ' ' || state from trips.trips where id = {trip}"));
        foreach (var driver in flow.Company.Drivers)
        {
            Assert.True(await flow.Company.Free(driver));
        }

        foreach (var ear in new[] { flow.Office, flow.Rides })
        {
            Assert.Equal(
                ["pickup_requested TRIP_REQUESTED", "driver_assigned_pickup DRIVER_ASSIGNED", "trip_update ASSIGNMENT_DECLINED", "driver_assigned_pickup DRIVER_ASSIGNED",
                    "trip_update ASSIGNMENT_EXPIRED", "driver_assigned_pickup DRIVER_ASSIGNED", "trip_update DRIVER_DEPARTED", "trip_update DRIVER_AT_PICKUP",
                    "trip_update PASSENGERS_ON_BOARD", "trip_update PASSENGERS_DROPPED_OFF"],
                ear.Of(trip, "pickup_requested", "driver_assigned_pickup", "trip_update"));
            Assert.Equal("urgent", ear.First(trip, "pickup_requested").GetProperty("urgency").GetString());
        }

        // Of what was not taken nothing more is heard than that.
        Assert.Equal("trip_removed ASSIGNMENT_DECLINED", heard.Of(trip, "pickup_requested", "driver_assigned_pickup", "trip_update", "trip_removed")[^1]);
    }

    [Fact]
    public async Task Who_is_only_asked_may_let_it_pass_and_the_next_is_asked()
    {
        var flow = await FlowScreens.Open(world, chromium, 2, 60);
        var (visit, begins) = await AtTheDoor(flow, accepted: true);
        await flow.Enter(begins[..10]);
        var (near, far) = (flow.Company.Drivers[0], flow.Company.Drivers[1]);
        var (first, heard) = await flow.Drive(near, 2);
        var (second, _) = await flow.Drive(far, 60);
        await flow.Look();

        var form = await flow.AskForCar();
        await form.GetByLabel("Which way").SelectOptionAsync("outbound");
        await form.GetByLabel("Pick-up at").FillAsync(FlowScreens.Wall(world.Clock.Now.AddMinutes(25)));
        await flow.Shows(
            flow.Desk, () => form.GetByRole(AriaRole.Button, new() { Name = "Ask for a car" }).ClickAsync(), (FlowScreens.Asked(first), "A trip for you"), (flow.Car, "Offered"));
        var trip = await world.Row<long>($"select id from trips.trips where appointment_id = {visit}");
        await Expect(FlowScreens.Asked(second)).ToHaveCountAsync(0);
        await flow.ToPickups();
        await flow.Soonly((flow.Trip(trip), "Offered"), (flow.Trip(trip), await Name(near)), (flow.Driver(near), "Asked"), (flow.Driver(far), "Free"));

        world.Clock.Advance(TimeSpan.FromSeconds(26));
        await world.DueDone();
        await flow.Soonly((FlowScreens.Asked(second), "A trip for you"), (flow.Trip(trip), await Name(far)), (flow.Driver(near), "Free"), (flow.Driver(far), "Asked"));
        await flow.Gone(FlowScreens.Asked(first));
        await flow.Shows(
            second, () => FlowScreens.Answer(second, "Accept").ClickAsync(), (flow.Trip(trip), "Given"), (flow.Car, "Assigned"), (flow.Car, await Name(far)), (flow.Driver(far), "Busy"));
        await flow.Over();
        Assert.Equal(["1 EXPIRED", "2 ACCEPTED"], await flow.Company.Offers(trip));
        Assert.Equal(["offer OFFERED", "offer LAPSED"], heard.Offers(trip));
        Assert.Equal("ASSIGNED", await flow.Company.State(trip));
    }

    /// <summary>A visit in two hours to which the therapist comes, or at whose door they are already.</summary>
    private async Task<(long Visit, string Begins)> AtTheDoor(FlowScreens flow, bool accepted = false)
    {
        var at = world.Clock.Now.AddHours(2);
        var booked = (await (await flow.Company.Operator).Post("/api/appointments", new
        {
            client_id = flow.Client, service_ids = new[] { flow.Service }, therapist_ids = new[] { flow.Therapist.UserId }, starts_at = at, override_reason = "For the story",
        })).Is(201);
        var place = booked["places"][0].GetProperty("id").GetInt64();
        foreach (var key in accepted ? ["accept"] : new[] { "accept", "set-out", "arrive" })
        {
            (await flow.Therapist.Post($"/api/places/{place}/{key}")).Is(200);
        }

        return (booked.Id, FlowScreens.Wall(at));
    }

    private Task<string> Name(TestDriver driver) => world.Row<string>($"select full_name from people.members where id = {driver.Id}");
}
