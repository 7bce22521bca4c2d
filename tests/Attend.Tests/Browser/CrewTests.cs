using System.Text.RegularExpressions;
using Attend.Platform.Database;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>The crew's phone, from signing on to clear: by thumb and by key, with a network and without.</summary>
public sealed class CrewTests(World world, Chromium chromium) : IClassFixture<World>, IClassFixture<Chromium>
{
    private readonly CrewPhone phones = new(world, chromium);

    [Theory]
    [InlineData("phone", "dark")]
    [InlineData("small", "light")]
    [InlineData("zoomed", "dark")]
    public async Task A_crew_signs_on_checks_its_vehicle_and_takes_a_call_to_its_end(string screen, string scheme)
    {
        var look = $"crew-{screen}-{scheme}";
        var unit = await phones.Station();
        var person = await world.Paramedic(unit.Site);
        var page = await phones.Open(person, screen, scheme);

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Which unit are you on?" })).ToBeVisibleAsync();
        await CrewPhone.Show(page, $"{look}-sign-on");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex($"^{unit.Number}") }).PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No call" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = unit.Number })).ToBeVisibleAsync();
        await Expect(page.GetByText("Not checked in the last 12 hours")).ToBeVisibleAsync();
        await CrewPhone.Show(page, $"{look}-calm");
        await CrewPhone.NothingWaits(page);
        Assert.Equal("AVAILABLE", await Status(unit));

        await page.GetByRole(AriaRole.Button, new() { Name = "Vehicle check" }).PressAsync("Enter");
        await Check(page, look);
        await Expect(page.GetByText("1 defect")).ToBeVisibleAsync();
        await CrewPhone.NothingWaits(page);
        Assert.Equal(1, await world.Row<long>($"select count(*) from fleet.checks where vehicle_id = {unit.Id} and mileage = 48211"));

        var call = await world.Call("CRITICAL", patients: 1, description: "Chest pain since an hour, pale and sweating. Third floor, the lift is out of order.");
        await Warn(call);
        var response = await world.Dispatch(call.Id, unit);
        var alert = page.GetByRole(AriaRole.Dialog);
        await Expect(alert.GetByRole(AriaRole.Heading, new() { Name = "New call" })).ToBeVisibleAsync();
        await CrewPhone.Show(page, $"{look}-ringing");
        await Expect(alert.GetByRole(AriaRole.Button, new() { Name = "Acknowledge" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("Enter");
        await Expect(alert).ToHaveCountAsync(0);
        var danger = page.GetByRole(AriaRole.Region, new() { Name = "Warnings of this address" });
        await Expect(danger).ToContainTextAsync("Weapon in the flat");
        await Expect(danger).ToBeInViewportAsync(new() { Ratio = 1 });
        await CrewPhone.Show(page, $"{look}-call");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Call the dispatcher" })).ToHaveAttributeAsync("href", "tel:+6495550100");
        await page.GetByRole(AriaRole.Button, new() { Name = "Other steps" }).PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Decline" })).ToBeVisibleAsync();
        await CrewPhone.Show(page, $"{look}-other");
        await page.Keyboard.PressAsync("Escape");
        await CrewPhone.NothingWaits(page);
        Assert.Equal("ACKNOWLEDGED", await phones.State(response.Id));

        // The minute of the way back is counted from the server's stamp, and its clock stands since the station.
        world.Clock.Now = TimeProvider.System.GetUtcNow();
        await CrewPhone.Next(page, "En route").PressAsync("Enter");
        await Expect(CrewPhone.Next(page, "On scene")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Undo: ") }).PressAsync("Enter");
        await Expect(CrewPhone.Next(page, "En route")).ToBeVisibleAsync();
        await CrewPhone.NothingWaits(page);
        Assert.Equal("ACKNOWLEDGED", await phones.State(response.Id));
        foreach (var step in new[] { "En route", "On scene", "At patient" })
        {
            await CrewPhone.Next(page, step).PressAsync("Enter");
        }

        await Patients(page);
        await CrewPhone.Next(page, "Transport").PressAsync("Enter");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Radio).Nth(1).CheckAsync();
        await Expect(page.GetByRole(AriaRole.Dialog).Locator("[data-chosen]")).ToContainTextAsync("hospital");
        await CrewPhone.Show(page, $"{look}-transport");
        await CrewPhone.TapTwice(page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Transport" }));
        var destination = page.GetByRole(AriaRole.Region, new() { Name = "Destination" });
        await Expect(destination).ToBeVisibleAsync();
        await CrewPhone.NothingWaits(page);
        Assert.Equal("TRANSPORTING", await phones.State(response.Id));
        await Expect(destination).ToContainTextAsync("Pre-alert sent, no answer yet");
        await Answered(response.Id);
        await Expect(destination).ToContainTextAsync("Declined");
        await Expect(destination).ToContainTextAsync("No cardiologist tonight");
        await CrewPhone.Show(page, $"{look}-declined");
        await destination.GetByRole(AriaRole.Button, new() { Name = "Change destination" }).PressAsync("Enter");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Radio).Last.CheckAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Change destination" }).PressAsync("Enter");
        await Expect(destination).ToContainTextAsync("Pre-alert sent, no answer yet");

        await CrewPhone.Next(page, "At hospital").PressAsync("Enter");
        await CrewPhone.Next(page, "Care transferred").PressAsync("Enter");
        await page.GetByLabel("Taken over in").SelectOptionAsync("bay");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Care transferred" }).PressAsync("Enter");
        await CrewPhone.Next(page, "Clear").PressAsync("Enter");
        await page.GetByLabel("Then set aside for").SelectOptionAsync("cleaning");
        await page.GetByLabel("Set aside for how many minutes").FillAsync("15");
        await CrewPhone.Show(page, $"{look}-clear");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Clear" }).PressAsync("Enter");

        await Expect(page.GetByText("Hold: Cleaning")).ToBeVisibleAsync();
        await CrewPhone.Show(page, $"{look}-cleared");
        await CrewPhone.NothingWaits(page);
        Assert.Equal("CLEARED", await phones.State(response.Id));
        Assert.Equal("HOLD", await Status(unit));
        var sources = await world.Rows<string>($"select distinct source from dispatch.stamps where response_id = {response.Id} and step <> 'assigned_at'");
        Assert.Equal(["device"], sources);
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_change_rings_again_and_a_redirect_too_and_each_is_one_tap_though_it_comes_twice()
    {
        var unit = await phones.Station();
        var person = await world.Paramedic(unit.Site);
        var page = await phones.Open(person, "phone", "dark");
        await CrewPhone.SignOn(page, unit);
        var call = await world.Call("LOW");
        var response = await world.Dispatch(call.Id, unit);
        var alert = page.GetByRole(AriaRole.Dialog);
        await CrewPhone.TapTwice(alert.GetByRole(AriaRole.Button, new() { Name = "Acknowledge" }));
        await Expect(CrewPhone.Next(page, "En route")).ToBeVisibleAsync();
        await CrewPhone.NothingWaits(page);
        Assert.Equal("ACKNOWLEDGED", await phones.State(response.Id));
        // So is a key that is held down.
        await CrewPhone.Next(page, "En route").FocusAsync();
        await page.Keyboard.DownAsync("Enter");
        await Expect(CrewPhone.Next(page, "On scene")).ToBeVisibleAsync();
        await page.Keyboard.DownAsync("Enter");
        await page.Keyboard.UpAsync("Enter");
        await CrewPhone.NothingWaits(page);
        Assert.Equal("EN_ROUTE", await phones.State(response.Id));
        var dispatcher = await world.Dispatcher();

        (await dispatcher.Post($"/api/calls/{call.Id}/reprioritise", new { priority = "CRITICAL" })).Is(200);
        await Expect(alert.GetByRole(AriaRole.Heading, new() { Name = "Priority changed" })).ToBeVisibleAsync();
        await Expect(alert).ToContainTextAsync("Critical");
        await alert.GetByRole(AriaRole.Button, new() { Name = "Confirm change" }).ClickAsync();
        await Expect(alert).ToHaveCountAsync(0);
        await CrewPhone.NothingWaits(page);

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
        var unit = await phones.Station();
        var other = await world.Unit(site: unit.Site);
        var page = await phones.Open(other.Crew[0], "phone", "dark");
        var hold = page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Distress|^Hold on") });
        // Both halves in one go of the page: on a slow machine a click would be held long enough.
        await hold.EvaluateAsync("""
            button => { for (const half of ['pointerdown', 'pointerup']) button.dispatchEvent(new PointerEvent(half, { bubbles: true })) }
            """);
        await Expect(hold).ToHaveTextAsync("Distress: hold");
        Assert.Equal(0, await Distresses(other));

        await hold.FocusAsync();
        await page.Keyboard.DownAsync("Enter");
        await Expect(page.GetByText("Everybody is alarmed.")).ToBeVisibleAsync();
        await page.Keyboard.UpAsync("Enter");
        await CrewPhone.Show(page, "crew-phone-dark-distress");
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
        var unit = await phones.Station();
        var person = await world.Paramedic(unit.Site);
        var page = await phones.Open(person, "phone", "dark");
        await page.Context.GrantPermissionsAsync(["geolocation"]);
        await page.Context.SetGeolocationAsync(new Geolocation { Latitude = 52.5f, Longitude = 13.25f, Accuracy = 10 });
        await CrewPhone.SignOn(page, unit);
        var shared = page.WaitForResponseAsync(answer => answer.Url.EndsWith("/api/positions", StringComparison.Ordinal));
        await world.Dispatch((await world.Call()).Id, unit);

        Assert.Equal(202, (await shared).Status);
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Acknowledge" }).ClickAsync();
        await Expect(page.GetByText("Position is shared every 15 s")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^To the scene · 10\\.") })).ToBeVisibleAsync();
        var position = (await (await world.Dispatcher()).Get($"/api/units/{unit.Id}")).Is(200)["position"];
        Assert.Equal("fix", position.GetProperty("position_from").GetString());
        Assert.Equal(13.25, position.GetProperty("longitude").GetDouble(), 3);
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
        await CrewPhone.Show(page, $"{look}-check");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Check done" }).PressAsync("Enter");
        await Expect(dialog).ToHaveCountAsync(0);
    }

    private static async Task Patients(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit patient: Patient 1" }).ClickAsync();
        await page.GetByLabel("Condition").FillAsync("Chest pain, 12-lead sent");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Patients" })).ToContainTextAsync("Chest pain, 12-lead sent");
        await CrewPhone.NothingWaits(page);
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

    private Task<long> Distresses(Unit unit) => world.Row<long>($"select count(*) from dispatch.alarms where kind = 'distress' and unit_id = {unit.Id}");
}
