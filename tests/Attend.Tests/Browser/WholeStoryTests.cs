using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Attend.Platform.Database;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>Four windows at once, none of them ever loaded again: who asks for help, who dispatches, who drives, who takes over.</summary>
public sealed class WholeStoryTests(TestPostgres postgres, Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime
{
    // The smallest photo that a browser draws itself.
    private static readonly byte[] Drawn =
        Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    // A town of its own each time, with this one unit.
    private readonly World world = new(postgres);

    private CrewPhone Phones => new(world, chromium);

    private Desk Desk => new(world, chromium);

    public ValueTask InitializeAsync() => world.InitializeAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task From_a_strangers_phone_to_the_hospital_bed_and_a_free_unit(bool offline)
    {
        var unit = await Phones.Station();
        world.Clock.Run();
        var crew = await Crew(unit);
        var (hospital, ward) = await Ward();
        var board = await Desk.Page("desk", "dark");
        await Desk.SignIn(board);
        foreach (var page in (IPage[])[board, crew, ward])
        {
            await page.EvaluateAsync("() => window.kept = true");
        }

        var (stranger, row) = await Ask(board);
        var call = await world.Row<long>($"select max(id) from dispatch.calls where unverified");
        await Dispatch(board, row, unit);
        var alert = crew.GetByRole(AriaRole.Dialog);
        await Expect(alert.GetByRole(AriaRole.Heading, new() { Name = "New call" })).ToBeVisibleAsync();
        await crew.WaitForFunctionAsync("() => window.tones >= 2");
        await Expect(stranger.Locator(".state")).ToHaveTextAsync("A crew was told to come to you.");
        await stranger.IsSound("followed");
        await stranger.Picture("phone-dark-track-dispatched");

        await alert.GetByRole(AriaRole.Button, new() { Name = "Acknowledge" }).ClickAsync();
        await CrewPhone.Next(crew, "En route").ClickAsync();
        await Expect(Unit(board, unit)).ToContainTextAsync("En route");
        await Expect(stranger.Locator(".state")).ToHaveTextAsync("Help is on the way to you.");
        await CrewPhone.NothingWaits(crew);

        await crew.Context.SetOfflineAsync(offline);
        await CrewPhone.Next(crew, "On scene").ClickAsync();
        await CrewPhone.Next(crew, "At patient").ClickAsync();
        await CrewPhone.Next(crew, "Transport").ClickAsync();
        await alert.GetByLabel(hospital).CheckAsync();
        await alert.GetByRole(AriaRole.Button, new() { Name = "Transport" }).ClickAsync();
        await Expect(crew.Locator($"[data-waiting='{(offline ? 3 : 0)}']")).ToHaveCountAsync(1);
        if (offline)
        {
            await Expect(Unit(board, unit)).ToContainTextAsync("En route");
            await crew.Context.SetOfflineAsync(false);
            await CrewPhone.NothingWaits(crew);
        }

        var card = ward.Locator("[data-alert]");
        await Expect(card).ToContainTextAsync("New pre-alert");
        await card.GetByRole(AriaRole.Button, new() { Name = $"Accept: {unit.Number}" }).ClickAsync();
        await Expect(crew.GetByRole(AriaRole.Region, new() { Name = "Destination" })).ToContainTextAsync("Accepted");
        await CrewPhone.Next(crew, "At hospital").ClickAsync();
        await Expect(card).ToContainTextAsync("within 15 min");
        await card.GetByRole(AriaRole.Button, new() { Name = $"Take over: {unit.Number}" }).ClickAsync();
        var dialog = ward.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Bed", new() { Exact = true }).CheckAsync();
        await dialog.GetByLabel("Number").FillAsync("4");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Take over" }).ClickAsync();
        await Expect(card).ToHaveCountAsync(0);
        await CrewPhone.Next(crew, "Clear").ClickAsync();
        await alert.GetByRole(AriaRole.Button, new() { Name = "Clear" }).ClickAsync();

        await Expect(Unit(board, unit)).ToContainTextAsync("Available");
        await Expect(crew.GetByRole(AriaRole.Heading, new() { Name = "No call" })).ToBeVisibleAsync();
        await Told(board, call, unit, offline);
        foreach (var page in (IPage[])[board, crew, ward])
        {
            Assert.True(await page.EvaluateAsync<bool>("() => window.kept"));
        }

        Assert.Equal("AVAILABLE", (await (await world.Dispatcher()).Get($"/api/units/{unit.Id}"))["status"].GetString());
        Assert.Equal("", await world.Violations());
    }

    /// <summary>A paramedic whose phone stands on the unit; its sounds are counted.</summary>
    private Task<IPage> Crew(Unit unit) => Crew(world, chromium, unit);

    internal static async Task<IPage> Crew(World world, Chromium chromium, Unit unit)
    {
        var person = await world.Paramedic(unit.Site);
        var page = await chromium.Open(world.Url, Screen.Phone, more: options => options.Permissions = ["geolocation"]);
        await page.CountTones();
        await Browser.Desk.SignIn(page, person.Name, "/crew");
        await CrewPhone.SignOn(page, unit);
        return page;
    }

    /// <summary>A hospital of its own, by name, and a nurse before its screen.</summary>
    private async Task<(string Name, IPage Page)> Ward()
    {
        var hospital = await world.Hospital();
        var (site, nurse) = (await world.Row<long>($"select site_id from dispatch.hospitals where id = {hospital}"), $"nurse-{world.Draw()}");
        await world.AddPerson(nurse, "nurse", site);
        var page = await Desk.Page("desk", "light");
        await Browser.Desk.SignIn(page, nurse, "/");
        await Expect(page.GetByText("Nobody is on the way", new() { Exact = true })).ToBeVisibleAsync();
        return (await world.Row<string>($"select name from people.sites where id = {site}"), page);
    }

    /// <summary>A stranger asks with a place and a photo, pressing twice; the row is on the board within a second of the answer.</summary>
    private async Task<(IPage Phone, ILocator Row)> Ask(IPage board)
    {
        var phone = await chromium.Open(world.Url, Screen.Phone, more: options =>
        {
            options.Geolocation = new Geolocation { Latitude = 52.51F, Longitude = 13.41F, Accuracy = 12 };
            options.Permissions = ["geolocation"];
        });
        await phone.GotoAsync("/request");
        await phone.GetByRole(AriaRole.Button, new() { Name = "Use my location" }).ClickAsync();
        await Expect(phone.GetByText("Your location is attached, exact to about 12 m.")).ToBeVisibleAsync();
        var said = $"Smoke from roof {world.Draw()}";
        await phone.GetByLabel("Address or place").FillAsync(said);
        await phone.GetByLabel("What kind of emergency is it?").SelectOptionAsync("FIRE");
        await phone.GetByLabel("Photos (optional)").SetInputFilesAsync(new FilePayload { Name = "roof.png", MimeType = "image/png", Buffer = Drawn });
        await Expect(phone.GetByRole(AriaRole.Img, new() { Name = "roof.png" })).ToBeVisibleAsync();
        await phone.Picture("phone-dark-request-filled");
        await phone.IsSound("filled request");

        var before = await world.Row<long>($"select count(*) from dispatch.calls");
        var row = board.GetByRole(AriaRole.Option).Filter(new() { HasText = said });
        // Answered means taken: the second begins when the server has said so.
        var answered = new TaskCompletionSource<long>();
        phone.Response += (_, response) => _ = response.Request.Method == "POST" && answered.TrySetResult(Stopwatch.GetTimestamp());
        var shown = Shown();
        await phone.GetByRole(AriaRole.Button, new() { Name = "Send for help" }).DblClickAsync();
        var seen = Stopwatch.GetElapsedTime(await answered.Task, await shown);
        Assert.True(seen < TimeSpan.FromSeconds(1), $"On the board after {seen}.");
        await Expect(row).ToContainTextAsync("Unverified");
        await Expect(phone).ToHaveURLAsync(new Regex("/track/"));
        await Expect(phone.GetByText("This page shows news as they come.")).ToBeVisibleAsync();
        Assert.Equal(before + 1, await world.Row<long>($"select count(*) from dispatch.calls"));
        return (phone, row);

        async Task<long> Shown()
        {
            await row.WaitForAsync();
            return Stopwatch.GetTimestamp();
        }
    }

    /// <summary>By keyboard alone: to the call, to the recommendation, to its unit.</summary>
    internal static async Task Dispatch(IPage board, ILocator row, Unit unit)
    {
        await board.Keyboard.PressAsync("c");
        await Expect(board.Locator("[data-list=call] [role=listbox]")).ToBeFocusedAsync();
        await board.Keyboard.PressAsync("Home");
        var place = int.Parse((await row.GetAttributeAsync("aria-posinset"))!, CultureInfo.InvariantCulture);
        for (var at = 1; at < place; at++)
        {
            await board.Keyboard.PressAsync("ArrowDown");
        }

        await Expect(row).ToHaveAttributeAsync("aria-selected", "true");

        await board.Keyboard.PressAsync("d");
        var first = board.Locator("[data-recommended]").First;
        await Expect(first).ToBeFocusedAsync();
        await Expect(first).ToHaveAccessibleNameAsync(new Regex($"^Dispatch {unit.Number},"));
        await board.Keyboard.PressAsync("Enter");
        await Expect(row).ToContainTextAsync("Dispatched");
    }

    /// <summary>Every stamp stands in the call's timeline, in order, each with the clock it came from.</summary>
    private async Task Told(IPage board, long call, Unit unit, bool offline)
    {
        string[] steps =
            ["clear", "care transferred", "at hospital", "transporting", "at patient", "on scene", "en route", "acknowledged", "assigned", "Call received"];
        await board.Picture(offline ? "desk-dark-story-offline" : "desk-dark-story");
        var lines = board.GetByRole(AriaRole.Region, new() { Name = "Timeline" }).GetByRole(AriaRole.Listitem);
        await Expect(lines.Filter(new() { HasText = $"{unit.Number} clear" })).ToHaveCountAsync(1);
        var texts = string.Join('\n', await lines.AllInnerTextsAsync());
        var places = steps.Select(step => Regex.Match(texts, $@"\b{step}\b").Index).ToList();
        Assert.All(places, place => Assert.NotEqual(0, place));
        Assert.Equal(places.Order(), places);
        var stamps = await world.Rows<Stamp>($"""
            select s.step, s.source, s.at, s.device_at from dispatch.stamps s join dispatch.responses r on r.id = s.response_id
            where r.call_id = {call} and s.undone_at is null order by s.at, s.id
            """);
        Assert.Equal(
            ["assigned_at", "acknowledged_at", "en_route_at", "on_scene_at", "at_patient_at", "transporting_at", "at_hospital_at", "transferred_care_at", "cleared_at"],
            stamps.Select(stamp => stamp.Step));
        Assert.All(stamps.Where(stamp => stamp.Source == "device"), stamp => Assert.NotNull(stamp.DeviceAt));
    }

    private static ILocator Unit(IPage board, Unit unit) =>
        board.GetByRole(AriaRole.Listbox, new() { Name = "Units" }).GetByRole(AriaRole.Option).Filter(new() { HasText = unit.Number });

    private sealed record Stamp(string Step, string Source, DateTimeOffset At, DateTimeOffset? DeviceAt);
}
