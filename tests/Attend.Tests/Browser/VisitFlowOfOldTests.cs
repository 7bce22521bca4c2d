using System.Globalization;
using System.Text.Json;
using Attend.Tests.Platform;
using Attend.Tests.Trips;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>What old clients write by their status alone, before the new screens: it appears there at once, and their sockets tell it with their fields.</summary>
public sealed class VisitFlowOfOldTests(World world, Chromium chromium) : IClassFixture<World>, IClassFixture<Chromium>
{
    private const string Path = "/api/scheduling/appointments/";

    private static readonly string[] OfTrips = ["pickup_requested", "driver_assigned_pickup", "trip_update"];

    private long id;

    [Fact]
    public async Task A_visit_that_old_clients_lead_through_is_seen_and_heard_step_by_step()
    {
        var flow = await FlowScreens.Open(world, chromium, 12);
        var (oper, therapist, driver) = (await flow.Company.Operator, flow.Therapist, flow.Company.Drivers[0]);
        var begins = FlowScreens.Wall(world.Clock.Now.AddHours(2));
        await flow.Enter(begins[..10]);
        var (phone, drives) = await flow.Drive(driver, 12);
        var (list, banner) = (flow.Rounds.GetByRole(AriaRole.Main), flow.Rounds.GetByRole(AriaRole.Banner));

        await Book(flow, begins);
        await flow.Soonly((list, "You are asked"), (flow.Block, "Asked"));
        await Say(therapist, "confirmed");
        await flow.Soonly((flow.Block, "Accepted"));
        await flow.Gone(list.Filter(new() { HasText = "You are asked" }));
        await flow.Look();
        await flow.ToPickups();

        await Say(therapist, "pickup_requested", new { status = "pickup_requested", notes = "At the back door", location = "Side street 5" });
        var there = await world.Row<long>($"select id from trips.trips where appointment_id = {id} and leg = 'outbound'");
        await flow.Soonly((flow.Trip(there), "Waits for you"), (flow.Trip(there), "Side street 5"), (flow.Car, "Asked for"));
        await Driven(flow, oper, driver, phone, there, "Asked");
        await Say(driver.Api, "en_route");
        await flow.Soonly((banner, "En route"));
        await Say(driver.Api, "arrived");
        await flow.Soonly((banner, "Arrived"), (flow.Driver(driver), "Free"), (phone.GetByRole(AriaRole.Main), "No trip"));
        await flow.Gone(flow.Trip(there));

        await flow.Back();
        await Expect(flow.Block).ToContainTextAsync("There");
        await Say(therapist, "in_progress");
        await flow.Soonly((banner, "Going on"), (flow.Block, "Going on"));
        await Say(therapist, "completed");
        await flow.Soonly((banner, "Done"), (flow.Block, "Completed"));

        await flow.ToPickups();
        await Say(therapist, "pickup_requested", new { status = "pickup_requested", notes = "I am done" });
        var home = await world.Row<long>($"select id from trips.trips where appointment_id = {id} and leg = 'return'");
        await flow.Soonly((flow.Trip(home), "Back"), (flow.Trip(home), "Waits for you"), (flow.Car, "Back"));
        await Driven(flow, oper, driver, phone, home, "Busy");
        Assert.Equal("completed", (await driver.Api.Patch($"{Path}{id}/", new { status = "arrived" })).Is(200)["status"].GetString());
        await flow.Soonly((flow.Driver(driver), "Free"), (phone.GetByRole(AriaRole.Main), "No trip"));
        await flow.Gone(flow.Car);

        await flow.Over();
        Assert.Equal(
            "COMPLETED COMPLETED outbound DROPPED_OFF return DROPPED_OFF",
            await world.Row<string>($"""
                select a.state || ' ' || p.state || ' ' || (select string_agg(t.leg || ' ' || t.state, ' ' order by t.id) from trips.trips t where t.appointment_id = a.id)
                from visits.appointments a join visits.places p on p.appointment_id = a.id where a.id = {id}
                """));
        Assert.True(await flow.Company.Free(driver));
        foreach (var trip in new[] { there, home })
        {
            Told(flow, driver.Id, trip, [flow.Office, flow.Rides, drives]);
        }
    }

    [Fact]
    public async Task An_urgent_pick_up_of_old_clients_goes_to_a_driver_at_once_and_everybody_hears_it()
    {
        var flow = await FlowScreens.Open(world, chromium, 12);
        var (therapist, driver) = (flow.Therapist, flow.Company.Drivers[0]);
        var begins = FlowScreens.Wall(world.Clock.Now.AddHours(2));
        await flow.Enter(begins[..10]);
        var (phone, drives) = await flow.Drive(driver, 12);
        await Book(flow, begins);
        await flow.Soonly((flow.Rounds.GetByRole(AriaRole.Main), "You are asked"));
        await Say(therapist, "confirmed");
        await flow.Soonly((flow.Block, "Accepted"));
        await flow.Look();
        await flow.ToPickups();

        var given = (await therapist.Patch($"{Path}{id.ToString(CultureInfo.InvariantCulture)}/", new { status = "pickup_requested", notes = "URGENT: a fall" })).Is(200);
        Assert.Equal(("driver_assigned_pickup", driver.Id), (given["status"].GetString(), given["driver"].GetInt64()));
        var trip = await world.Row<long>($"select id from trips.trips where appointment_id = {id}");
        await flow.Soonly((FlowScreens.Asked(phone), "A trip was given to you"), (flow.Trip(trip), "Given"), (flow.Car, "Assigned"));

        await flow.Over();
        foreach (var ear in new[] { flow.Office, flow.Rides })
        {
            Requested(flow, trip, ear, "urgent");
        }

        foreach (var ear in new[] { flow.Office, flow.Rides, drives })
        {
            Assert.Contains("driver_assigned_pickup DRIVER_ASSIGNED", ear.Of(trip, OfTrips));
            var told = ear.First(trip, "driver_assigned_pickup");
            Assert.Equal((driver.Id, "urgent"), (Number(told, "driver_id"), told.GetProperty("urgency").GetString()));
        }
    }

    [Fact]
    public async Task What_old_clients_reject_give_again_and_call_off_is_seen_as_well()
    {
        var flow = await FlowScreens.Open(world, chromium);
        var (oper, therapist) = (await flow.Company.Operator, flow.Therapist);
        var begins = FlowScreens.Wall(world.Clock.Now.AddHours(2));
        await flow.Enter(begins[..10]);
        var list = flow.Rounds.GetByRole(AriaRole.Main);
        await Book(flow, begins);
        await flow.Soonly((list, "You are asked"));

        await Say(therapist, "rejected", new { status = "rejected", rejection_reason = "A course" });
        await flow.Soonly((list, "No visits in the next days"), (flow.Block, "Open"));
        await flow.Block.ClickAsync();
        await Expect(Office.Dialog(flow.Desk)).ToContainTextAsync("A course");
        await flow.Desk.Keyboard.PressAsync("Escape");
        await Say(oper, "cancelled");
        await flow.Gone(flow.Block);

        await Book(flow, begins);
        await flow.Soonly((list, "You are asked"), (flow.Block, "Asked"));
        await Say(therapist, "confirmed");
        await Say(therapist, "en_route");
        await Say(therapist, "no_show");
        await flow.Soonly((list, "No visits in the next days"));
        await flow.Gone(flow.Block);
        // The place is released in the same moment, and told before.
        await Wait.Until(() => Task.FromResult(flow.Office.Of(id, "appointment_updated_confirmed").Any(told => told.Contains("CLIENT_ABSENT", StringComparison.Ordinal))));
        Assert.Equal(
            ["PLACE_ACCEPTED", "APPOINTMENT_CONFIRMED", "CLIENT_ABSENT"],
            flow.Office.Of(id, "appointment_updated_confirmed").Select(told => told.Split(' ')[1]).Where(told => told is "PLACE_ACCEPTED" or "APPOINTMENT_CONFIRMED" or "CLIENT_ABSENT"));
        await flow.Over();
    }

    /// <summary>The driver is named by the operator, comes and takes the therapist along.</summary>
    /// <param name="then">What the driver is once they know: with time until they must set out they are still free for others.</param>
    private async Task Driven(FlowScreens flow, Api oper, TestDriver driver, IPage phone, long trip, string then)
    {
        var car = flow.Car.GetByRole(AriaRole.Listitem).Last;
        await Say(oper, "driver_assigned_pickup", new { status = "driver_assigned_pickup", driver = driver.Id });
        await flow.Soonly((FlowScreens.Asked(phone), "A trip was given to you"), (flow.Trip(trip), "Given"), (car, "Assigned"), (flow.Driver(driver), then));
        foreach (var (status, next, office, rides) in new[]
                 {
                     ("driver_en_route_pickup", "At pick-up", "On the way there", "To the pick-up"), ("driver_arrived_pickup", "On board", "At the door", "At pick-up"),
                     ("therapist_picked_up", "Dropped off", "On board", "On board"),
                 })
        {
            await Say(driver.Api, status);
            await flow.Soonly((phone.Locator("[data-next]"), next), (flow.Trip(trip), office), (car, rides));
        }
    }

    /// <summary>The messages of the old sockets, in order, with the fields of old.</summary>
    private void Told(FlowScreens flow, long driver, long trip, Ear[] ears)
    {
        string[] steps =
            ["driver_assigned_pickup DRIVER_ASSIGNED", "trip_update DRIVER_DEPARTED", "trip_update DRIVER_AT_PICKUP", "trip_update PASSENGERS_ON_BOARD", "trip_update PASSENGERS_DROPPED_OFF"];
        foreach (var ear in ears)
        {
            Assert.Equal(steps, ear.Of(trip, OfTrips).Where(told => told is not "trip_update OFFERED" and not "pickup_requested TRIP_REQUESTED"));
            var given = ear.First(trip, "driver_assigned_pickup");
            Assert.Equal((driver, flow.Therapist.UserId, id), (Number(given, "driver_id"), Number(given, "therapist_id"), Number(given, "appointment_id")));
            Assert.True(given.GetProperty("estimated_arrival").TryGetDateTimeOffset(out _));
            Assert.All(new[] { "driver_name", "therapist_name", "pickup_location" }, field => Assert.NotEqual("", given.GetProperty(field).GetString()));
        }

        foreach (var ear in ears[..2])
        {
            Requested(flow, trip, ear, "normal");
        }
    }

    private void Requested(FlowScreens flow, long trip, Ear ear, string urgency)
    {
        Assert.Equal("pickup_requested TRIP_REQUESTED", ear.Of(trip, OfTrips)[0]);
        var asked = ear.First(trip, "pickup_requested");
        Assert.Equal((flow.Therapist.UserId, id, urgency), (Number(asked, "therapist_id"), Number(asked, "appointment_id"), asked.GetProperty("urgency").GetString()));
        Assert.All(new[] { "location", "therapist_name" }, field => Assert.NotEqual("", asked.GetProperty(field).GetString()));
    }

    private static long Number(JsonElement data, string field) => data.GetProperty(field).GetInt64();

    /// <summary>By the old route, as the old office books.</summary>
    private async Task Book(FlowScreens flow, string begins) =>
        id = (await (await flow.Company.Operator).Post(Path, new
        {
            patient = flow.Client, therapist = flow.Therapist.UserId, services = new[] { flow.Service }, date = begins[..10], start_time = begins[11..],
        })).Is(201).Id;

    private Task Say(Api who, string status) => Say(who, status, new { status });

    private async Task Say(Api who, string status, object body) =>
        Assert.Equal(status, (await who.Patch($"{Path}{id.ToString(CultureInfo.InvariantCulture)}/", body)).Is(200)["status"].GetString());
}
