using System.Text.RegularExpressions;
using Attend.Platform.Database;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>The crew's phone, from signing on to clear: by thumb and by key, with a network and without.</summary>
public sealed class CrewTests(World world, Chromium chromium) : IClassFixture<World>, IClassFixture<Chromium>
{
    [Theory]
    [InlineData("phone", "dark")]
    [InlineData("phone", "light")]
    [InlineData("zoomed", "dark")]
    public async Task A_crew_signs_on_checks_its_vehicle_and_takes_a_call_to_its_end(string screen, string scheme)
    {
        var look = $"crew-{screen}-{scheme}";
        var unit = await Station();
        var person = await world.Paramedic(unit.Site);
        var page = await Phone(person, screen, scheme);

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Which unit are you on?" })).ToBeVisibleAsync();
        await Show(page, $"{look}-sign-on");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex($"^{unit.Number}") }).PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No call" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = unit.Number })).ToBeVisibleAsync();
        await Expect(page.GetByText("Not checked in the last 12 hours")).ToBeVisibleAsync();
        await Show(page, $"{look}-calm");
        Assert.Equal("AVAILABLE", await Status(unit));

        await page.GetByRole(AriaRole.Button, new() { Name = "Vehicle check" }).PressAsync("Enter");
        await Check(page, look);
        await Expect(page.GetByText("1 defect")).ToBeVisibleAsync();
        Assert.Equal(1, await world.Row<long>($"select count(*) from fleet.checks where vehicle_id = {unit.Id} and mileage = 48211"));

        var call = await world.Call("CRITICAL", patients: 1);
        await Warn(call);
        var response = await world.Dispatch(call.Id, unit);
        var alert = page.GetByRole(AriaRole.Dialog);
        await Expect(alert.GetByRole(AriaRole.Heading, new() { Name = "New call" })).ToBeVisibleAsync();
        await Show(page, $"{look}-ringing");
        await Expect(alert.GetByRole(AriaRole.Button, new() { Name = "Acknowledge" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("Enter");
        await Expect(alert).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Warnings of this address" })).ToContainTextAsync("Weapon in the flat");
        await Show(page, $"{look}-call");
        Assert.Equal("ACKNOWLEDGED", await State(response.Id));

        await Next(page, "En route").PressAsync("Enter");
        await Expect(Next(page, "On scene")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Undo: ") }).PressAsync("Enter");
        await Expect(Next(page, "En route")).ToBeVisibleAsync();
        Assert.Equal("ACKNOWLEDGED", await State(response.Id));
        foreach (var step in new[] { "En route", "On scene", "At patient" })
        {
            await Next(page, step).PressAsync("Enter");
        }

        await Patients(page);
        await Next(page, "Transport").PressAsync("Enter");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Radio).Nth(1).CheckAsync();
        await Show(page, $"{look}-transport");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Transport" }).PressAsync("Enter");
        var destination = page.GetByRole(AriaRole.Region, new() { Name = "Destination" });
        await Expect(destination).ToContainTextAsync("Pre-alert sent, no answer yet");
        await Answered(response.Id);
        await Expect(destination).ToContainTextAsync("Declined");
        await Expect(destination).ToContainTextAsync("No cardiologist tonight");
        await Show(page, $"{look}-declined");
        await destination.GetByRole(AriaRole.Button, new() { Name = "Change destination" }).PressAsync("Enter");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Radio).Last.CheckAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Change destination" }).PressAsync("Enter");
        await Expect(destination).ToContainTextAsync("Pre-alert sent, no answer yet");

        await Next(page, "At hospital").PressAsync("Enter");
        await Next(page, "Care transferred").PressAsync("Enter");
        await page.GetByLabel("Taken over in").SelectOptionAsync("bay");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Care transferred" }).PressAsync("Enter");
        await Next(page, "Clear").PressAsync("Enter");
        await page.GetByLabel("Then set aside for").SelectOptionAsync("cleaning");
        await page.GetByLabel("Set aside for how many minutes").FillAsync("15");
        await Show(page, $"{look}-clear");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Clear" }).PressAsync("Enter");

        await Expect(page.GetByText("Hold: Cleaning")).ToBeVisibleAsync();
        await Show(page, $"{look}-cleared");
        Assert.Equal("CLEARED", await State(response.Id));
        Assert.Equal("HOLD", await Status(unit));
        var sources = await world.Rows<string>($"select distinct source from dispatch.stamps where response_id = {response.Id} and step <> 'assigned_at'");
        Assert.Equal(["device"], sources);
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Without_a_network_every_tap_has_its_time_and_is_sent_in_order_even_after_a_reload()
    {
        var unit = await Station();
        var person = await world.Paramedic(unit.Site);
        var page = await Phone(person, "phone", "dark");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex($"^{unit.Number}") }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No call" })).ToBeVisibleAsync();
        // Installed: from here on the phone starts by itself.
        await page.WaitForFunctionAsync("async () => (await navigator.serviceWorker.getRegistrations()).some(one => one.active?.state === 'activated')");
        var call = await world.Call("HIGH", patients: 1);
        var response = await world.Dispatch(call.Id, unit);
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Acknowledge" }).ClickAsync();
        await Next(page, "En route").ClickAsync();
        await Expect(Next(page, "On scene")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-waiting='0']")).ToHaveCountAsync(1);

        await page.Context.SetOfflineAsync(true);
        await Expect(page.Locator("[data-connection]")).ToHaveTextAsync("Offline");
        await Next(page, "On scene").ClickAsync();
        await Next(page, "At patient").ClickAsync();
        await Next(page, "Transport").ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Radio).Nth(1).CheckAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Transport" }).ClickAsync();
        await page.GetByLabel("Message to the dispatcher").FillAsync("No network down here");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(page.GetByText("4 steps wait")).ToBeVisibleAsync();
        await Show(page, "crew-phone-dark-offline");

        // A killed tab, and the phone starts again without a network.
        await page.ReloadAsync();
        await Expect(page.GetByText("4 steps wait")).ToBeVisibleAsync();
        await Next(page, "At hospital").ClickAsync();
        await Expect(Next(page, "Care transferred")).ToBeVisibleAsync();
        await Show(page, "crew-phone-dark-offline-reloaded");
        var seen = await State(response.Id);
        Assert.Equal("EN_ROUTE", seen);

        world.Clock.Now = world.Clock.Now.AddMinutes(5);
        var back = Attend.Platform.Clocks.Micros(world.Clock.Now);
        await page.Context.SetOfflineAsync(false);
        await Expect(page.Locator("[data-waiting='0']")).ToHaveCountAsync(1, new() { Timeout = 30_000 });
        Assert.Equal("AT_HOSPITAL", await State(response.Id));
        var stamps = await world.Rows<DeviceStamp>($"""
            select step, at, device_at, sent_at, received_at from dispatch.stamps where response_id = {response.Id} and step <> 'assigned_at' order by id
            """);
        Assert.Equal(
            ["acknowledged_at", "en_route_at", "on_scene_at", "at_patient_at", "transporting_at", "at_hospital_at"], stamps.Select(stamp => stamp.Step));
        var without = stamps.Skip(2).ToList();
        Assert.Equal(4, without.Select(stamp => stamp.DeviceAt).Distinct().Count());
        Assert.Equal(without.Select(stamp => stamp.DeviceAt).Order(), without.Select(stamp => stamp.DeviceAt));
        // They came together, minutes by the server's clock after the taps; what counts is how long each had waited on the phone.
        Assert.All(without, stamp => Assert.Equal(back, stamp.ReceivedAt));
        Assert.All(without, stamp => Assert.Equal(back - (stamp.SentAt - stamp.DeviceAt), stamp.At));
        Assert.All(without, stamp => Assert.True(stamp.SentAt > without[^1].DeviceAt));
        var timeline = (await (await world.Dispatcher()).Get($"/api/calls/{call.Id}/timeline")).Is(200)["items"].EnumerateArray();
        Assert.Contains(timeline, line => line.GetProperty("text").GetString() == "No network down here");
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_step_that_is_refused_is_shown_with_what_holds_now_and_the_crew_decides()
    {
        var unit = await Station();
        var person = await world.Paramedic(unit.Site);
        var page = await Phone(person, "phone", "light");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex($"^{unit.Number}") }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No call" })).ToBeVisibleAsync();
        var call = await world.Call();
        var response = await world.Dispatch(call.Id, unit);
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Acknowledge" }).ClickAsync();
        await Expect(Next(page, "En route")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-waiting='0']")).ToHaveCountAsync(1);

        await page.Context.SetOfflineAsync(true);
        await Next(page, "En route").ClickAsync();
        await Next(page, "On scene").ClickAsync();
        await Expect(page.GetByText("2 steps wait")).ToBeVisibleAsync();
        (await (await world.Dispatcher()).Post($"/api/responses/{response.Id}/stand-down", new { reason = "nearer unit" })).Is(200);
        await page.Context.SetOfflineAsync(false);

        var card = page.GetByRole(AriaRole.Region, new() { Name = "Refused: En route" });
        await Expect(card).ToContainTextAsync("It changed meanwhile: now Stood down.", new() { Timeout = 30_000 });
        await Expect(card).ToContainTextAsync("1 later step waits for this.");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No call" })).ToBeVisibleAsync();
        await Show(page, "crew-phone-light-refused");
        await card.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(card).ToContainTextAsync("Stood down");
        await card.GetByRole(AriaRole.Button, new() { Name = "Drop all 2" }).ClickAsync();

        await Expect(card).ToHaveCountAsync(0);
        await Expect(page.Locator("[data-waiting='0']")).ToHaveCountAsync(1);
        Assert.Equal("STOOD_DOWN", await State(response.Id));
    }

    [Fact]
    public async Task A_change_rings_again_and_a_redirect_too()
    {
        var unit = await Station();
        var person = await world.Paramedic(unit.Site);
        var page = await Phone(person, "phone", "dark");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex($"^{unit.Number}") }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No call" })).ToBeVisibleAsync();
        var call = await world.Call("LOW");
        var response = await world.Dispatch(call.Id, unit);
        var alert = page.GetByRole(AriaRole.Dialog);
        await alert.GetByRole(AriaRole.Button, new() { Name = "Acknowledge" }).ClickAsync();
        await Next(page, "En route").ClickAsync();
        await Expect(Next(page, "On scene")).ToBeVisibleAsync();
        var dispatcher = await world.Dispatcher();

        (await dispatcher.Post($"/api/calls/{call.Id}/reprioritise", new { priority = "CRITICAL" })).Is(200);
        await Expect(alert.GetByRole(AriaRole.Heading, new() { Name = "Priority changed" })).ToBeVisibleAsync();
        await Expect(alert).ToContainTextAsync("Critical");
        await alert.GetByRole(AriaRole.Button, new() { Name = "Confirm change" }).ClickAsync();
        await Expect(alert).ToHaveCountAsync(0);

        var other = await world.Call("HIGH");
        (await dispatcher.Post($"/api/responses/{response.Id}/redirect", new { call_id = other.Id, reason = "nearer" })).Is(200);
        await Expect(alert.GetByRole(AriaRole.Heading, new() { Name = "New call" })).ToBeVisibleAsync();
        await Expect(alert).ToContainTextAsync(other["call_id"].GetString()!);
        await alert.GetByRole(AriaRole.Button, new() { Name = "Acknowledge" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = other["call_id"].GetString() })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Distress_is_held_by_thumb_or_key_and_a_slip_sends_nothing()
    {
        var unit = await Station();
        var other = await world.Unit(site: unit.Site);
        var page = await Phone(other.Crew[0], "phone", "dark");
        var hold = page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Distress|^Hold on") });
        await hold.ClickAsync();
        await Expect(hold).ToHaveTextAsync("Distress: hold");
        Assert.Equal(0, await Distresses(other));

        await hold.FocusAsync();
        await page.Keyboard.DownAsync("Enter");
        await Expect(page.GetByText("Everybody is alarmed.")).ToBeVisibleAsync();
        await page.Keyboard.UpAsync("Enter");
        await Show(page, "crew-phone-dark-distress");
        Assert.Equal(1, await Distresses(other));

        var alarm = await world.Row<long>($"select id from dispatch.alarms where kind = 'distress' and unit_id = {other.Id}");
        (await (await world.Dispatcher()).Post($"/api/alarms/{alarm}/acknowledge")).Is(200);
        await Expect(page.GetByText("the dispatcher has answered")).ToBeVisibleAsync();
        await hold.HoverAsync();
        await page.Mouse.DownAsync();
        await Expect(page.GetByText("Everybody is alarmed.")).ToBeVisibleAsync();
        await page.Mouse.UpAsync();
        Assert.Equal(2, await Distresses(other));
    }

    [Fact]
    public async Task On_an_assignment_the_position_is_shared_and_the_way_without_a_network_follows()
    {
        var unit = await Station();
        var person = await world.Paramedic(unit.Site);
        var page = await Phone(person, "phone", "dark");
        await page.Context.GrantPermissionsAsync(["geolocation"]);
        await page.Context.SetGeolocationAsync(new Geolocation { Latitude = 52.5f, Longitude = 13.25f, Accuracy = 10 });
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex($"^{unit.Number}") }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No call" })).ToBeVisibleAsync();
        var shared = page.WaitForResponseAsync(answer => answer.Url.EndsWith("/api/positions", StringComparison.Ordinal));
        await world.Dispatch((await world.Call()).Id, unit);

        Assert.Equal(202, (await shared).Status);
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Acknowledge" }).ClickAsync();
        await Expect(page.GetByText("Position is shared every 15 s")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^Navigate · 10\\.") })).ToBeVisibleAsync();
        var position = (await (await world.Dispatcher()).Get($"/api/units/{unit.Id}")).Is(200)["position"];
        Assert.Equal("fix", position.GetProperty("position_from").GetString());
        Assert.Equal(13.25, position.GetProperty("longitude").GetDouble(), 3);
    }

    private sealed record DeviceStamp(string Step, DateTimeOffset At, DateTimeOffset DeviceAt, DateTimeOffset SentAt, DateTimeOffset ReceivedAt);

    /// <summary>Real time, so that the phone's timers and the server's stamps agree; a unit without a crew, and a hospital.</summary>
    private async Task<Unit> Station()
    {
        world.Clock.Now = TimeProvider.System.GetUtcNow();
        await world.Hospital();
        await world.Hospital(52.40, 13.10);
        return await world.Unit(crew: 0);
    }

    private async Task<IPage> Phone(Person person, string screen, string scheme)
    {
        var page = await chromium.Open(
            world.Url, screen == "phone" ? Screen.Phone : Screen.Zoomed, scheme == "dark" ? ColorScheme.Dark : ColorScheme.Light);
        await Desk.SignIn(page, person.Name);
        await page.WaitForURLAsync("**/crew");
        await Expect(page.Locator("[data-connection]")).ToHaveTextAsync("Live");
        return page;
    }

    private static ILocator Next(IPage page, string step) => page.Locator("[data-next]").Filter(new() { HasText = step });

    private static async Task Show(IPage page, string name)
    {
        await page.Picture(name);
        await page.IsSound(name);
    }

    private static async Task Check(IPage page, string look)
    {
        var dialog = page.GetByRole(AriaRole.Dialog);
        var points = dialog.GetByRole(AriaRole.Group);
        await Expect(points.First).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Check done" }).PressAsync("Enter");
        await Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("points are not answered yet");
        var count = await points.CountAsync();
        for (var point = 0; point < count; point++)
        {
            var wanted = points.Nth(point).GetByRole(AriaRole.Radio, new() { Name = point == 1 ? "Defect" : "In order" });
            await wanted.FocusAsync();
            await page.Keyboard.PressAsync("Space");
        }

        await dialog.GetByLabel(new Regex("^What is wrong")).FillAsync("Left rear is worn");
        await dialog.GetByLabel("Kilometres").FillAsync("48211");
        await Show(page, $"{look}-check");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Check done" }).PressAsync("Enter");
        await Expect(dialog).ToHaveCountAsync(0);
    }

    private static async Task Patients(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit patient: Patient 1" }).ClickAsync();
        await page.GetByLabel("Condition").FillAsync("Chest pain, 12-lead sent");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Patients" })).ToContainTextAsync("Chest pain, 12-lead sent");
        await Expect(page.Locator("[data-waiting='0']")).ToHaveCountAsync(1);
    }

    private async Task Warn(Answer call) => (await (await world.Supervisor()).Post("/api/warnings", new
    {
        address = call["location"].GetProperty("address").GetString(),
        kind = "VIOLENCE",
        text = "Weapon in the flat",
        review_on = world.Clock.Now.AddDays(90).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
    })).Is(201);

    private async Task Answered(long response)
    {
        var alert = await world.Row<long>($"select id from dispatch.pre_alerts where response_id = {response} and state = 'SENT'");
        var site = await world.Row<long>($"""
            select h.site_id from dispatch.pre_alerts p join dispatch.hospitals h on h.id = p.hospital_id where p.id = {alert}
            """);
        (await (await world.As("hospital", site)).Post($"/api/pre-alerts/{alert}/decline", new { reason = "No cardiologist tonight" })).Is(200);
    }

    private async Task<string> Status(Unit unit) => (await (await world.Dispatcher()).Get($"/api/units/{unit.Id}")).Is(200)["status"].GetString()!;

    private async Task<string> State(long response) => (await (await world.Dispatcher()).Get($"/api/responses/{response}")).Is(200).State;

    private Task<long> Distresses(Unit unit) => world.Row<long>($"select count(*) from dispatch.alarms where kind = 'distress' and unit_id = {unit.Id}");
}
