using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Attend.Tests.Queues;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>Whoever runs the queues: all of them at a glance, opening and closing, their hours, what is set of them, how they went.</summary>
public sealed class QueueOfficeTests(World world, Chromium chromium) : IClassFixture<World>, IClassFixture<Chromium>
{
    private readonly Office office = new(world, chromium);

    [Theory]
    [MemberData(nameof(Looks.OfStories), MemberType = typeof(Looks))]
    public async Task A_head_nurse_sees_every_queue_live_opens_and_closes_them_and_finds_a_number(string screen, string scheme)
    {
        var look = $"{screen}-{scheme}-queues";
        var clinic = await Opened(new { scale = "esi" });
        var pharmacy = await Clinic.Open(world, site: clinic.Site);
        var page = await office.Enter(World.NameAt("nurse", clinic.Site), screen, scheme, "/queues");
        var card = Card(page, clinic);
        await Expect(card).ToContainTextAsync("0 wait");
        foreach (var priority in new[] { 2, 4, 4, 5 })
        {
            await clinic.Join(new { priority });
        }

        await Expect(card).ToContainTextAsync("4 wait");
        await Expect(card.GetByRole(AriaRole.List, new() { Name = "Who waits, by class" }).GetByRole(AriaRole.Listitem))
            .ToHaveTextAsync([new Regex("2 Emergent 1"), new Regex("4 Less urgent 2"), new Regex("5 Non-urgent 1")]);
        var called = (await clinic.Next()).Is(200)["number"].GetString()!;
        await Expect(card).ToContainTextAsync("1 desk open, 1 busy");
        await Expect(card).ToContainTextAsync("3 wait");
        await page.Picture(look);
        await page.IsSound(look);

        await Card(page, pharmacy).GetByRole(AriaRole.Button, new() { Name = $"Give a number: {pharmacy.Code}" }).ClickAsync();
        var dialog = Office.Dialog(page);
        await Expect(dialog.GetByLabel("Name")).ToBeFocusedAsync();
        await page.IsSound($"{look} giving");
        await page.Keyboard.PressAsync("Enter");
        await Expect(dialog).ToContainTextAsync($"{pharmacy.Code}-001");
        await Expect(dialog).ToContainTextAsync("Next in line");
        await page.Keyboard.PressAsync("Escape");
        await Expect(Card(page, pharmacy)).ToContainTextAsync("1 waits");
        await Card(page, pharmacy).GetByRole(AriaRole.Button, new() { Name = $"Pause: {pharmacy.Code}" }).ClickAsync();
        await Expect(dialog.GetByLabel("Note")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Delivery is late");
        await page.IsSound($"{look} pausing");
        await page.Keyboard.PressAsync("Enter");
        await Expect(Card(page, pharmacy)).ToContainTextAsync("Paused");
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(Card(page, pharmacy).GetByRole(AriaRole.Button, new() { Name = $"Go on: {pharmacy.Code}" })).ToBeVisibleAsync();
        Assert.Equal("manual Delivery is late", await world.Row<string>($"""
            select change_reason || ' ' || additional_notes from queues.status_log where queue_id = {pharmacy.Queue} order by id desc limit 1
            """));
        // Somebody else lets it go on: nobody has to load anything again.
        (await (await clinic.Nurse).Post($"/api/queues/{pharmacy.Queue}/resume")).Is(200);
        await Expect(Card(page, pharmacy).GetByRole(AriaRole.Button, new() { Name = $"Pause: {pharmacy.Code}" })).ToBeVisibleAsync();

        await page.GetByLabel("Find a number").FillAsync(called);
        var row = Office.Row(page, called);
        await Expect(row).ToContainTextAsync("Called");
        await row.GetByRole(AriaRole.Button, new() { Name = called }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("In the house since");
        await Expect(dialog.GetByRole(AriaRole.Region, new() { Name = "What happened" }).GetByRole(AriaRole.Listitem))
            .ToHaveTextAsync([new Regex("Called.*Clinic"), new Regex("In the queue.*Clinic")]);
        await page.Picture($"{look}-number");
        await page.IsSound($"{look} number");
        await page.Keyboard.PressAsync("Escape");

        await card.GetByRole(AriaRole.Link, new() { Name = "Who waits" }).ClickAsync();
        await Expect(page.Locator("[data-list=waiting] [role=option]")).ToHaveCountAsync(3);
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "At the desks" })).ToContainTextAsync(new Regex($"Room \\d+{called}Called"));
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Opened and closed" })).ToContainTextAsync("Open");
        await page.Picture($"{look}-one");
        await page.IsSound($"{look} one");
    }

    [Fact]
    public async Task Hours_are_set_by_the_clock_of_the_site_with_nights_and_holidays_and_meet_another_hand()
    {
        var clinic = await Opened();
        var page = await office.Enter("supervisor", path: $"/queues/{clinic.Queue}/hours");
        await Expect(page.GetByText("No plan: it is opened and closed by hand.")).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a window on Monday" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a window on Monday" }).ClickAsync();
        await page.GetByLabel("Monday, window 2, from").FillAsync("19:00");
        await page.GetByLabel("Monday, window 2, until").FillAsync("06:30");
        await Expect(page.Locator("[data-day='1']")).ToContainTextAsync("until Tue");
        await Expect(page.Locator("[data-day='2'] [data-begun=before]")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Copy the windows of Monday" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "To every day" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a day" }).ClickAsync();
        await page.GetByLabel("Day 1: date").FillAsync("2030-12-25");
        await Expect(page.GetByText("Something is only half said.")).ToBeVisibleAsync();
        await page.GetByLabel("Day 1: what day it is").FillAsync("Christmas");
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "By what is written here" })).ToContainTextAsync(
            new Regex("(opens|closes) \\w{3},? (08:00|17:00|19:00|06:30)"));
        await page.Picture("desk-dark-queue-hours");
        await page.IsSound("hours");

        // Somebody else was quicker: both are shown, and one decides.
        var supervisor = await world.Supervisor();
        var version = (await supervisor.Get($"/api/queues/{clinic.Queue}")).Is(200)["version"].GetInt64();
        (await supervisor.Put($"/api/queues/{clinic.Queue}/hours", new { weekly = new[] { new { day = 3, from = "10:00", to = "11:00" } } }, version)).Is(200);
        await Office.Button(page, "Save").ClickAsync();
        var both = page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "Somebody else changed this meanwhile" });
        await Expect(both).ToContainTextAsync("Wed 10:00–11:00");
        await page.IsSound("both hours");
        await both.GetByRole(AriaRole.Button, new() { Name = "Save mine" }).ClickAsync();
        await Expect(both).ToHaveCountAsync(0);
        var kept = (await supervisor.Get($"/api/queues/{clinic.Queue}/hours")).Is(200);
        Assert.Equal(14, kept["weekly"].GetArrayLength());
        Assert.Equal("Christmas", kept["holidays"][0].GetProperty("name").GetString());

        var nurse = await office.Enter(World.NameAt("nurse", clinic.Site), "phone", "light", $"/queues/{clinic.Queue}/hours");
        await Expect(nurse.GetByText("You may read the hours")).ToBeVisibleAsync();
        await Expect(Office.Button(nurse, "Save")).ToHaveCountAsync(0);
        await nurse.IsSound("hours to read");
    }

    [Fact]
    public async Task A_queue_and_its_desk_are_set_up_and_a_slip_is_refused_beside_its_field()
    {
        var clinic = await Opened();
        var page = await office.Enter("supervisor", path: "/admin/queues");
        await Office.Button(page, "New queue").ClickAsync();
        var dialog = Office.Dialog(page);
        await dialog.GetByLabel("Site", new() { Exact = true }).SelectOptionAsync(new[] { $"{clinic.Site}" });
        await dialog.GetByLabel("Code", new() { Exact = true }).FillAsync(clinic.Code);
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync("Laboratory");
        await dialog.GetByLabel("Order").SelectOptionAsync("strict");
        await page.IsSound("new queue");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add the queue" }).ClickAsync();
        await Expect(dialog.GetByText("That site has a queue of this code already.")).ToBeVisibleAsync();
        var code = $"LAB{world.Draw()}";
        await dialog.GetByLabel("Code", new() { Exact = true }).FillAsync(code);
        await page.Keyboard.PressAsync("Enter");
        await Expect(Office.Row(page, code)).ToContainTextAsync("By class, then by arrival");
        // Where its pages are says the server: a poster of a code that changes would lead nowhere.
        await page.GetByRole(AriaRole.Button, new() { Name = $"Poster and screens: {code}" }).ClickAsync();
        foreach (var (word, path) in new[] { ("Poster", "poster"), ("Kiosk", "kiosk"), ("Wall screen", "wall"), ("Link", "join") })
        {
            await Expect(dialog.GetByRole(AriaRole.Link, new() { Name = word }))
                .ToHaveAttributeAsync("href", $"{World.Companies.PublicUrl!.AbsoluteUri}{path}/{code}?site={clinic.Site}");
        }

        await page.IsSound("screens");
        await page.Keyboard.PressAsync("Escape");
        await page.GetByRole(AriaRole.Button, new() { Name = code, Exact = true }).ClickAsync();
        await dialog.GetByLabel("Asks for the code on its screens").CheckAsync();
        await Office.Button(page, "Save").ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = $"Poster and screens: {code}" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("The code of this queue changes");
        await Expect(dialog.GetByRole(AriaRole.Link, new() { Name = "Poster" })).ToHaveCountAsync(0);
        await Expect(dialog.GetByRole(AriaRole.Link, new() { Name = "Kiosk" })).ToHaveAttributeAsync("href", new Regex("&screen=."));
        await page.Keyboard.PressAsync("Escape");

        await Office.Button(page, "New desk").ClickAsync();
        await dialog.GetByLabel("Site", new() { Exact = true }).SelectOptionAsync(new[] { $"{clinic.Site}" });
        var name = $"Window {world.Draw()}";
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await dialog.GetByLabel("Kind").SelectOptionAsync("window");
        await dialog.GetByRole(AriaRole.Button, new() { NameRegex = new($"^{clinic.Code} ") }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { NameRegex = new($"^{code} ") }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = $"{code} Laboratory: earlier" }).ClickAsync();
        await page.IsSound("new desk");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add the desk" }).ClickAsync();
        await Expect(Office.Row(page, name)).ToContainTextAsync($"{code}, {clinic.Code}");

        await page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();
        await dialog.GetByLabel("Whom it takes of several queues").SelectOptionAsync("first_queue");
        await Office.Button(page, "Save").ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        Assert.Equal("first_queue", await world.Row<string>($"select rule from queues.desks where name = {name}"));
        await page.GetByRole(AriaRole.Button, new() { Name = $"Use no more: {name}" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Use no more" }).ClickAsync();
        await Expect(Office.Row(page, name)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Every_figure_of_the_statistics_is_the_servers()
    {
        var clinic = await Opened(new { scale = "esi", recalls = 0, grace_seconds = 0 });
        world.Clock.Now = TimeProvider.System.GetUtcNow().AddHours(-5);
        for (var number = 0; number < 9; number++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(11));
            await clinic.Join(new { priority = 2 + number % 3 });
            if (number % 3 > 0)
            {
                world.Clock.Advance(TimeSpan.FromMinutes(number + 1));
                await clinic.Serve();
            }
        }

        world.Clock.Now = TimeProvider.System.GetUtcNow();
        var page = await office.Enter(World.NameAt("nurse", clinic.Site), path: $"/queues/{clinic.Queue}/statistics");
        await Expect(page.Locator(".recharts-surface").First).ToBeAttachedAsync();
        var address = (await page.GetByRole(AriaRole.Link, new() { Name = "Table (CSV)" }).GetAttributeAsync("href"))!;
        var report = (await (await clinic.Nurse).Get(address.Replace("&format=csv", "", StringComparison.Ordinal))).Is(200);
        foreach (var row in report["levels"].EnumerateArray())
        {
            await Expect(Cells(page, "By class", row.GetProperty("level_name").GetString()!)).ToHaveTextAsync(
            [
                Whole(row, "joined"), Whole(row, "served"), Time(row, "p50"), Time(row, "p90"), Share(row, "in_target"), Whole(row, "left_unseen"),
                Whole(row, "sent_on"), Whole(row, "expired"),
                (row.GetProperty("waiting").GetInt64() + row.GetProperty("in_service").GetInt64()).ToString(CultureInfo.InvariantCulture),
            ]);
        }

        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "By hour" }).GetByRole(AriaRole.Rowheader)).ToHaveCountAsync(report["hours"].GetArrayLength());
        var desk = report["desks"][0];
        await Expect(Cells(page, "Desks", desk.GetProperty("name").GetString()!)).ToHaveTextAsync(
            [Hours(desk, "open_hours"), Hours(desk, "busy_hours"), Share(desk, "utilisation"), Whole(desk, "served")]);
        await page.Picture("desk-dark-queue-statistics");
        await page.IsSound("statistics");
        await page.GetByRole(AriaRole.Button, new() { Name = "7 days" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "7 days" })).ToHaveAttributeAsync("aria-pressed", "true");
        Assert.Contains("from=", page.Url, StringComparison.Ordinal);
    }

    private async Task<Clinic> Opened(object? settings = null)
    {
        world.Clock.Now = TimeProvider.System.GetUtcNow();
        var clinic = await Clinic.Open(world, settings);
        await clinic.Nurse;
        return clinic;
    }

    private static ILocator Card(IPage page, Clinic clinic) => page.Locator($"[data-queue={clinic.Code}]");

    private static ILocator Cells(IPage page, string table, string row) => page.GetByRole(AriaRole.Table, new() { Name = table, Exact = true })
        .GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Rowheader, new() { NameRegex = new Regex($"^([0-9]+ )?{Regex.Escape(row)}$") }) }).GetByRole(AriaRole.Cell);

    private static string Whole(JsonElement row, string name) => row.GetProperty(name).GetInt64().ToString(CultureInfo.InvariantCulture);

    private static string Hours(JsonElement row, string name) => row.GetProperty(name).GetDouble().ToString("0.0", CultureInfo.InvariantCulture);

    private static string Share(JsonElement row, string name) => row.GetProperty(name) is { ValueKind: JsonValueKind.Number } share
        ? $"{Math.Floor(share.GetDouble() * 100 + 0.5).ToString(CultureInfo.InvariantCulture)} %"
        : "–";

    private static string Time(JsonElement row, string name)
    {
        if (row.GetProperty(name) is not { ValueKind: JsonValueKind.Number } seconds)
        {
            return "–";
        }

        var span = TimeSpan.FromSeconds(Math.Floor(seconds.GetDouble()));
        return span.TotalHours >= 1 ? span.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture) : span.ToString(@"m\:ss", CultureInfo.InvariantCulture);
    }
}
