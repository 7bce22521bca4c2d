using System.Text.Json;
using System.Text.RegularExpressions;
using Attend.Tests.Trips;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>
/// The flow of a home visit before everybody's eyes: who plans, who visits and who drives, each with a screen of their own. What one does, the others
/// see within a second of the answer, and hear over their lines in order.
/// </summary>
public sealed class VisitFlowTests(World world, Chromium chromium) : IClassFixture<World>, IClassFixture<Chromium>
{
    private static readonly string[] OfTrips = ["pickup_requested", "driver_assigned_pickup", "trip_update"];

    private static readonly string[] Driven =
        ["driver_assigned_pickup DRIVER_ASSIGNED", "trip_update DRIVER_DEPARTED", "trip_update DRIVER_AT_PICKUP", "trip_update PASSENGERS_ON_BOARD", "trip_update PASSENGERS_DROPPED_OFF"];

    [Fact]
    public async Task A_visit_is_agreed_driven_to_made_and_driven_home_from()
    {
        var flow = await FlowScreens.Open(world, chromium, 12);
        var driver = flow.Company.Drivers[0];
        var begins = FlowScreens.Wall(world.Clock.Now.AddHours(2));
        await flow.Enter(begins[..10]);
        var (phone, drives) = await flow.Drive(driver, 12);
        var mark = await world.Mark();

        await flow.Book(begins);
        var card = flow.Rounds.GetByRole(AriaRole.Main);
        await flow.Soonly((card, "You are asked"), (card, flow.ClientName), (flow.Block, "Asked"));
        var visit = await world.Row<long>($"select id from visits.appointments where client_id = {flow.Client}");
        await flow.Shows(flow.Rounds, () => flow.Rounds.GetByRole(AriaRole.Button, new() { Name = "Accept", Exact = true }).ClickAsync(), (flow.Block, "Accepted"));

        // A car is asked for by the operator, for a time that both of them are shown.
        var form = await flow.AskForCar();
        await flow.Look();
        var at = FlowScreens.Wall(world.Clock.Now.AddMinutes(25));
        await form.GetByLabel("Which way").SelectOptionAsync("outbound");
        await form.GetByLabel("Pick-up at").FillAsync(at);
        await form.GetByLabel("Ask the drivers at once").UncheckAsync();
        await CrewPhone.Show(flow.Desk, "desk-dark-ask-for-car");
        await flow.Shows(
            flow.Desk, () => form.GetByRole(AriaRole.Button, new() { Name = "Ask for a car" }).ClickAsync(), (flow.Car, "To the visit"), (flow.Car, "Asked for"), (flow.Car, at[11..]));
        var there = await Trip(visit, "outbound");
        await flow.ToPickups();
        await flow.Soonly((flow.Trip(there), "Waits for you"), (flow.Trip(there), $"at {at[11..]}"), (flow.Driver(driver), "Free"));
        await Drive(flow, driver, phone, there);
        await Expect(flow.Rounds.GetByRole(AriaRole.Banner)).ToContainTextAsync("Arrived");

        // The visit at the door, before the operator's plan.
        await flow.Back();
        await Expect(flow.Block).ToContainTextAsync("There");
        await flow.Shows(flow.Rounds, () => CrewPhone.Next(flow.Rounds, "Start visit").ClickAsync(), (flow.Block, "Going on"));
        await flow.Block.ClickAsync();
        var code = await Office.Dialog(flow.Desk).Locator("dd").Filter(new() { HasTextRegex = new Regex("^[0-9]{6}$") }).InnerTextAsync();
        form = await flow.Other("Code or signature");
        await form.GetByLabel("The client’s code, six digits").FillAsync(code);
        await flow.Shows(
            flow.Rounds, () => form.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync(), (Office.Dialog(flow.Desk), "proved by the code"));
        await flow.Desk.Keyboard.PressAsync("Escape");
        await CrewPhone.Next(flow.Rounds, "End visit").ClickAsync();
        await Expect(form).ToContainTextAsync("Begin, end and place are known.");
        await flow.Shows(flow.Rounds, () => form.GetByRole(AriaRole.Button, new() { Name = "End visit" }).ClickAsync(), (flow.Block, "Completed"));

        // The way home, asked for from the phone.
        await flow.ToPickups();
        form = await flow.Other("Ask for a car");
        await form.GetByLabel("Which way").SelectOptionAsync("return");
        var row = flow.Desk.Locator("[data-list=pickups] [role=option]");
        await flow.Shows(flow.Rounds, () => form.GetByRole(AriaRole.Button, new() { Name = "Ask for a car" }).ClickAsync(), (row, "Back"), (row, "Waits for you"));
        var home = await Trip(visit, "return");
        await Drive(flow, driver, phone, home);
        await flow.Gone(flow.Car);

        await flow.Over();
        await Held(flow, visit, there, home);
        await Written(mark, visit, there, home);
        Told(flow, drives, visit, there, home);
    }

    /// <summary>The operator gives it to the driver, who drives it to its end.</summary>
    private static async Task Drive(FlowScreens flow, TestDriver driver, IPage phone, long trip)
    {
        var car = flow.Car.GetByRole(AriaRole.Listitem).Last;
        await flow.Shows(
            flow.Desk, () => flow.Desk.Keyboard.PressAsync("a"), (FlowScreens.Asked(phone), "A trip was given to you"), (FlowScreens.Asked(phone), "s left"),
            (car, "Assigned"), (flow.Trip(trip), "Given"), (flow.Trip(trip), "s left"), (flow.Driver(driver), "Busy"));
        await flow.Shows(phone, () => FlowScreens.Answer(phone, "Accept").ClickAsync());
        await flow.Gone(flow.Trip(trip).Filter(new() { HasText = "s left" }));
        foreach (var (key, office, rides) in new[]
                 {
                     ("Set out", "On the way there", "To the pick-up"), ("At pick-up", "At the door", "At pick-up"), ("On board", "On board", "On board"),
                 })
        {
            await flow.Shows(phone, () => CrewPhone.Next(phone, key).ClickAsync(), (flow.Trip(trip), office), (car, rides));
        }

        await flow.Shows(phone, () => CrewPhone.Next(phone, "Dropped off").ClickAsync(), (flow.Driver(driver), "Free"));
        await flow.Gone(flow.Trip(trip));
        await Expect(phone.GetByRole(AriaRole.Heading, new() { Name = "No trip" })).ToBeVisibleAsync();
    }

    /// <summary>What the database holds at the end.</summary>
    private async Task Held(FlowScreens flow, long visit, long there, long home)
    {
        Assert.Equal("COMPLETED", await world.Row<string>($"select state from visits.appointments where id = {visit}"));
        Assert.True(await world.Row<bool>($"select complete and proved and evv_exception is null from visits.verified_visits where appointment_id = {visit}"));
        Assert.Equal("code", await world.Row<string>($"select r.kind from visits.proofs r join visits.places p on p.id = r.place_id where p.appointment_id = {visit}"));
        Assert.Equal(
            ["outbound DROPPED_OFF true", "return DROPPED_OFF false"],
            await world.Rows<string>($"select leg || ' ' || state || ' ' || (pick_up_at is not null)::text from trips.trips where id in ({there}, {home}) order by id"));
        Assert.True(await flow.Company.Free(flow.Company.Drivers[0]));
    }

    /// <summary>The journal of the visit, of its trips and of their offers, in order.</summary>
    private async Task Written(long mark, long visit, long there, long home)
    {
        Assert.Equal(
            ["appointment_booked", "place_opened", "therapist_asked", "place_accepted", "appointment_confirmed", "therapist_set_out", "appointment_en_route", "therapist_arrived",
                "appointment_arrived", "visit_started", "appointment_started", "visit_proved", "visit_ended", "appointment_completed"],
            (await world.EventsSince(mark, $"appointment:{visit}")).Select(kind => kind.Replace("visits.", "", StringComparison.Ordinal)));
        foreach (var trip in new[] { there, home })
        {
            Assert.Equal(
                ["trip_requested", "driver_assigned", "driver_departed", "driver_at_pickup", "passengers_on_board", "passengers_dropped_off"],
                (await world.EventsSince(mark, $"trip:{trip}")).Select(kind => kind.Replace("trips.", "", StringComparison.Ordinal)));
            var offer = await world.Row<long>($"select id from trips.offers where trip_id = {trip} and binding");
            Assert.Equal(["trips.offer_made", "trips.offer_accepted"], await world.EventsSince(mark, $"offer:{offer}"));
        }
    }

    /// <summary>Everybody heard what concerns them, in order and with the fields that the old clients read.</summary>
    private static void Told(FlowScreens flow, Ear drives, long visit, long there, long home)
    {
        foreach (var trip in new[] { there, home })
        {
            foreach (var ear in new[] { flow.Office, flow.Rides })
            {
                Assert.Equal(["pickup_requested TRIP_REQUESTED", .. Driven], ear.Of(trip, OfTrips));
                var asked = ear.First(trip, "pickup_requested");
                Assert.Equal((flow.Therapist.UserId, visit, "normal"), (Number(asked, "therapist_id"), Number(asked, "appointment_id"), Text(asked, "urgency")));
                Assert.NotEqual("", Text(asked, "location"));
                Assert.NotEqual("", Text(asked, "therapist_name"));
            }

            Assert.Equal([Driven[0], "trip_update OFFERED", .. Driven[1..]], drives.Of(trip, OfTrips));
            Assert.Equal(["offer OFFERED", "offer ACCEPTED"], drives.Offers(trip));
            foreach (var ear in new[] { flow.Office, flow.Rides, drives })
            {
                var given = ear.First(trip, "driver_assigned_pickup");
                Assert.Equal(
                    (flow.Company.Drivers[0].Id, flow.Therapist.UserId, visit), (Number(given, "driver_id"), Number(given, "therapist_id"), Number(given, "appointment_id")));
                Assert.True(given.GetProperty("estimated_arrival").TryGetDateTimeOffset(out _));
                Assert.All(new[] { "driver_name", "therapist_name", "pickup_location" }, field => Assert.NotEqual("", Text(given, field)));
            }
        }

        foreach (var ear in new[] { flow.Office, flow.Rides })
        {
            Assert.Equal(
                ["APPOINTMENT_CONFIRMED", "APPOINTMENT_EN_ROUTE", "APPOINTMENT_ARRIVED", "APPOINTMENT_STARTED", "APPOINTMENT_COMPLETED"],
                ear.Of(visit, "appointment_updated_confirmed").Select(told => told.Split(' ')[1])
                    .Where(told => told.StartsWith("APPOINTMENT_", StringComparison.Ordinal) && told is not "APPOINTMENT_BOOKED"));
        }

        foreach (var ear in new[] { flow.Office, drives })
        {
            Assert.Equal(["busy", "free", "busy", "free"], ear.Standing(flow.Company.Drivers[0].Id));
        }
    }

    private Task<long> Trip(long visit, string leg) => world.Row<long>($"select id from trips.trips where appointment_id = {visit} and leg = {leg} order by id desc limit 1");

    private static long Number(JsonElement data, string field) => data.GetProperty(field).GetInt64();

    private static string Text(JsonElement data, string field) => data.GetProperty(field).GetString()!;
}
