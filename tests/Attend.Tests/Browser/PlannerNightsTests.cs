using System.Globalization;
using System.Text.RegularExpressions;
using Attend.Tests.Visits;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>Nights in the plan: as the clock of the site shows them, and as long as they are, whatever the clocks do meanwhile.</summary>
public sealed class PlannerNightsTests(World world, Chromium chromium) : IClassFixture<World>, IClassFixture<Chromium>
{
    private readonly Office office = new(world, chromium);

    [Theory]
    [InlineData("Europe/Berlin", 0, 8, 1)]
    [InlineData("Europe/Berlin", 1, 7, 0)]
    [InlineData("Europe/Berlin", -1, 9, 2)]
    public async Task From_ten_to_six_is_shown_so_and_stored_as_long_as_it_is(string zone, int change, int hours, int twos)
    {
        var company = await Base(zone);
        var night = Night(zone, change);
        var (eve, day) = (Text(night), Text(night.AddDays(1)));
        var page = await Enter(company, eve);
        await FlowScreens.Book(page, company.Client, $"{eve}T22:00", $"{day}T06:00");

        var (from, to) = (Moment(night.AddHours(22), zone), Moment(night.AddHours(30), zone));
        Assert.Equal(TimeSpan.FromHours(hours), to - from);
        var stored = await world.Row<Stored>($"select a.starts_at, a.ends_at from visits.appointments a join visits.clients c on c.id = a.client_id where c.name = {company.Client}");
        Assert.Equal(new Stored(from, to), stored);
        Assert.Equal(stored, await world.Row<Stored>($"""
            select p.starts_at, p.ends_at from visits.places p join visits.appointments a on a.id = p.appointment_id join visits.clients c on c.id = a.client_id
            where c.name = {company.Client}
            """));

        await Expect(Block(page, company)).ToContainTextAsync("22:00–06:00");
        await Expect(Block(page, company)).ToHaveAttributeAsync("data-after", "");
        await Expect(Block(page, company)).Not.ToHaveAttributeAsync("data-before", "");
        await IsLong(page, company, 2, 24);
        await page.GetByRole(AriaRole.Button, new() { Name = "The day after" }).ClickAsync();
        await Expect(Block(page, company)).ToHaveAttributeAsync("data-before", "");
        await Expect(Block(page, company)).ToContainTextAsync("22:00–06:00");
        await Expect(page.Locator("[data-corner] + div > span").GetByText("02:00", new() { Exact = true })).ToHaveCountAsync(twos);
        await IsLong(page, company, hours - 2, 24 - change);

        // The sheet says the day on which it begins.
        await Block(page, company).ClickAsync();
        await Expect(Office.Dialog(page)).ToContainTextAsync(new Regex($"{night.ToString("ddd", CultureInfo.InvariantCulture)}, .*\\b{night.Day}\\b.*, 22:00–06:00 {zone}"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Each_site_is_planned_by_its_own_clock_and_nobody_is_in_two_zones_at_once()
    {
        var (berlin, atlantic) = (await Base("Europe/Berlin"), await Base("America/St_Johns"));
        var both = await Therapist(null);
        var night = Night("Europe/Berlin", 0);
        var (eve, day) = (Text(night), Text(night.AddDays(1)));
        var page = await Enter(berlin, eve);
        await Expect(page.GetByText("Europe/Berlin")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("n");
        var form = await Fill(page, berlin, eve, day);
        await Candidate(form, both).CheckAsync();
        await FlowScreens.Agree(page, berlin.Client);
        await Expect(Block(page, berlin)).ToContainTextAsync("22:00–06:00");

        await page.GetByLabel("Site").SelectOptionAsync(atlantic.Site.ToString(CultureInfo.InvariantCulture));
        await Expect(page.GetByText("America/St_Johns")).ToBeVisibleAsync();
        await Expect(Block(page, berlin)).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("n");
        form = await Fill(page, atlantic, eve, day);
        await Expect(form).ToContainTextAsync("America/St_Johns");
        // From half past two by Berlin's clock: whoever is there until six cannot.
        await Expect(form.GetByRole(AriaRole.Listitem).Filter(new() { HasText = both })).ToContainTextAsync("They are at another visit then.");
        await Candidate(form, atlantic.Therapist).CheckAsync();
        await FlowScreens.Agree(page, atlantic.Client);
        await Expect(Block(page, atlantic)).ToContainTextAsync("22:00–06:00");

        var stored = await world.Rows<Stored>($"""
            select a.starts_at, a.ends_at from visits.appointments a join visits.clients c on c.id = a.client_id where c.name in ({berlin.Client}, {atlantic.Client}) order by a.id
            """);
        Assert.Equal(
            [new Stored(Moment(night.AddHours(22), "Europe/Berlin"), Moment(night.AddHours(30), "Europe/Berlin")),
                new Stored(Moment(night.AddHours(22), "America/St_Johns"), Moment(night.AddHours(30), "America/St_Johns"))],
            stored);
        Assert.Equal(TimeSpan.FromHours(4.5), stored[1].StartsAt - stored[0].StartsAt);
        Assert.Equal("", await world.Violations());
    }

    /// <summary>The beginning of the first night from the third on in which the clocks are put forward (1), back (-1), or left alone.</summary>
    private static DateTime Night(string zone, int change)
    {
        var info = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var night = TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(3);
        while (info.GetUtcOffset(night.AddHours(30)) - info.GetUtcOffset(night.AddHours(22)) != TimeSpan.FromHours(change))
        {
            night = night.AddDays(1);
        }

        return DateTime.SpecifyKind(night, DateTimeKind.Unspecified);
    }

    private static DateTimeOffset Moment(DateTime wall, string zone) => new DateTimeOffset(wall, TimeZoneInfo.FindSystemTimeZoneById(zone).GetUtcOffset(wall)).ToUniversalTime();

    private static string Text(DateTime day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static ILocator Block(IPage page, Place of) => page.Locator("[data-block]").Filter(new() { HasText = of.Client });

    private static ILocator Candidate(ILocator form, string therapist) => form.GetByRole(AriaRole.Checkbox, new() { NameRegex = new(therapist) });

    /// <summary>What is drawn of it takes so many hours of the day's.</summary>
    private static async Task IsLong(IPage page, Place of, double hours, double day)
    {
        var (block, track) = ((await Block(page, of).BoundingBoxAsync())!, (await page.Locator("[data-track]").Last.BoundingBoxAsync())!);
        Assert.Equal(hours / day, block.Width / track.Width, 0.005);
    }

    private async Task<ILocator> Fill(IPage page, Place of, string eve, string day)
    {
        var form = Office.Dialog(page);
        await form.GetByRole(AriaRole.Searchbox).FillAsync(of.Client);
        await form.GetByRole(AriaRole.Button, new() { Name = of.Client }).ClickAsync();
        await form.GetByLabel("Begins").FillAsync($"{eve}T22:00");
        await form.GetByLabel("Ends").FillAsync($"{day}T06:00");
        await form.GetByLabel("Services").First.ClickAsync();
        await form.GetByRole(AriaRole.Option).First.ClickAsync();
        return form;
    }

    private async Task<IPage> Enter(Place of, string day)
    {
        var page = await office.Enter("operator", path: $"/visits?site={of.Site}&day={day}");
        await Expect(page.Locator("[data-track]").Last).ToBeVisibleAsync();
        return page;
    }

    /// <summary>A site in a zone, with a client, a service of an hour and a therapist around the clock.</summary>
    private async Task<Place> Base(string zone)
    {
        world.Clock.Now = TimeProvider.System.GetUtcNow();
        var site = (await (await world.Admin()).Post("/api/sites", new { name = $"Base {world.Draw()}", kind = "base", zone, latitude = 52.52, longitude = 13.40 })).Is(201).Id;
        var (oper, client) = (await world.As("operator"), $"Client {world.Draw()}");
        (await oper.Post("/api/clients", new { site_id = site, client = new { name = client, address = $"Teststrasse {world.Draw()}", latitude = 52.5, longitude = 13.4 } })).Is(201);
        (await oper.Post("/api/services", new { site_id = site, service = new { name = $"Service {world.Draw()}", minutes = 60 } })).Is(201);
        return new Place(site, client, await Therapist(site));
    }

    /// <param name="site">Null: of every site.</param>
    private async Task<string> Therapist(long? site)
    {
        var name = $"therapist-{world.Draw()}-";
        var id = await world.AddPerson(name, "therapist", site);
        (await (await world.Admin()).Put($"/api/users/{id}/working-hours", new { weekly = Rota.Always, special_days = Array.Empty<object>() }, version: 0)).Is(200);
        return name;
    }

    private sealed record Place(long Site, string Client, string Therapist);

    private sealed record Stored(DateTimeOffset StartsAt, DateTimeOffset EndsAt);
}
