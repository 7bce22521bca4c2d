using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

public sealed class ReportsTests(World world, Chromium chromium) : IClassFixture<World>, IClassFixture<Chromium>
{
    private readonly Office office = new(world, chromium);

    [Fact]
    public async Task Every_figure_on_the_page_is_the_servers()
    {
        await new PastWeek(world).Happened();
        var supervisor = await world.Supervisor();
        var page = await office.Enter("supervisor", path: $"/reports?{PastWeek.Days}");

        var intervals = (await supervisor.Get($"/api/reports/intervals?{PastWeek.Span}")).Is(200)["items"].EnumerateArray().ToList();
        var turnout = intervals.Single(row => row.Word("interval") == "turnout" && row.Word("priority") == "HIGH");
        await Expect(ReportPage.Cells(page, "Intervals", "TurnoutHigh")).ToHaveTextAsync(
        [
            "High", turnout.Whole("count"), turnout.Time("mean"), turnout.Time("p50"), turnout.Time("p90"), turnout.Time("p95"), turnout.Time("target"),
            turnout.Share("in_target") + (turnout.GetProperty("in_target").GetDouble() >= 0.9 ? "nine of ten are in target" : "fewer than nine of ten are in target"),
            turnout.Whole("left_out"),
        ]);
        Assert.Equal(intervals.Count, await page.GetByRole(AriaRole.Table, new() { Name = "Intervals" }).GetByRole(AriaRole.Rowheader).CountAsync());
        await Expect(page.Locator(".recharts-surface").First).ToBeAttachedAsync();

        await page.GotoAsync($"/reports?report=trend&interval=turnout&{PastWeek.Days}");
        await page.GetByLabel("Priority").SelectOptionAsync("High");
        var trend = (await supervisor.Get($"/api/reports/trend?interval=turnout&priority=HIGH&{PastWeek.Span}")).Is(200)["items"].EnumerateArray().ToList();
        foreach (var row in trend)
        {
            await Expect(ReportPage.Cells(page, "Over time", row.Word("from")[..10])).ToHaveTextAsync(
                [row.Whole("count"), row.Time("p50"), row.Time("p90"), row.Share("in_target"), row.Whole("left_out")]);
        }

        await page.GotoAsync($"/reports?report=map&{PastWeek.Days}");
        await Expect(page.Locator("[data-drawn=true]")).ToBeVisibleAsync();
        var squares = (await supervisor.Get($"/api/reports/map?{PastWeek.Span}")).Is(200)["items"].EnumerateArray().ToList();
        Assert.Equal(["far_over", "over", "in_target", "few"], squares.Select(Standing).Distinct());
        foreach (var row in squares)
        {
            await Expect(ReportPage.Cells(page, "Response map", Place(row))).ToHaveTextAsync(
                [row.Whole("count"), row.Time("p50"), row.Time("p90"), row.Share("of_target"), row.Share("in_target"), Standings[Standing(row)]]);
        }

        await page.GetByRole(AriaRole.Button, new() { Name = $"Show on the map: {Place(squares[0])}" }).PressAsync("Enter");
        await Expect(page.GetByText($"{Place(squares[0])}: {squares[0].Whole("count")} calls, {Standings["far_over"]}.")).ToBeInViewportAsync();
        await page.Picture("desk-dark-reports-map-chosen");
        await page.GetByLabel("Priority").SelectOptionAsync("High");
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Response map" }).GetByRole(AriaRole.Rowheader)).ToHaveCountAsync(
            (await supervisor.Get($"/api/reports/map?{PastWeek.Span}&priority=HIGH")).Is(200)["items"].GetArrayLength());
        Assert.EndsWith("&priority=HIGH", await page.GetByRole(AriaRole.Link, new() { Name = "Table (CSV)" }).GetAttributeAsync("href"), StringComparison.Ordinal);

        await page.GotoAsync($"/reports?report=handover&{PastWeek.Days}");
        foreach (var row in (await supervisor.Get($"/api/reports/handover?{PastWeek.Span}")).Is(200)["items"].EnumerateArray())
        {
            await Expect(ReportPage.Cells(page, "Handover delay", row.Word("name"))).ToHaveTextAsync(
            [
                row.Whole("count"), row.Time("mean"), row.Time("p50"), row.Time("p90"), row.Share("beyond15"), row.Share("beyond30"), row.Share("beyond60"),
                row.Whole("left_out"),
            ]);
        }

        await page.GotoAsync($"/reports?report=utilisation&{PastWeek.Days}");
        var units = (await supervisor.Get($"/api/reports/utilisation?{PastWeek.Span}")).Is(200)["items"].EnumerateArray().ToList();
        Assert.NotEmpty(units);
        foreach (var row in units)
        {
            await Expect(ReportPage.Cells(page, "Utilisation by unit", row.Word("unit_number"))).ToHaveTextAsync(
            [
                "Ambulance", row.Hours("staffed_hours"), row.Hours("busy_hours"), row.Share("utilisation"), row.Whole("responses"), row.Whole("transports"),
            ]);
        }

        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Utilisation by hour of the day" }).GetByRole(AriaRole.Rowheader)).ToHaveCountAsync(24);
    }

    [Fact]
    public async Task The_table_that_is_taken_away_is_the_one_in_sight()
    {
        await new PastWeek(world).Happened();
        var supervisor = await world.Supervisor();
        var page = await office.Enter("supervisor", path: $"/reports?report=handover&{PastWeek.Days}");
        var address = await page.GetByRole(AriaRole.Link, new() { Name = "Table (CSV)" }).GetAttributeAsync("href");

        Assert.Equal(
            (await supervisor.Get($"/api/reports/handover?{PastWeek.Span}&format=csv")).Is(200).Body.GetString(), (await supervisor.Get(address!)).Is(200).Body.GetString());

        await page.GetByRole(AriaRole.Button, new() { Name = "7 days" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "7 days" })).ToHaveAttributeAsync("aria-pressed", "true");
        Assert.Contains("from=", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_supervises_one_site_sees_the_reports_of_things_that_have_one()
    {
        var site = await world.Site();
        world.Clock.Now = TimeProvider.System.GetUtcNow();
        await world.As("supervisor", site);
        var page = await office.Enter(World.NameAt("supervisor", site), path: "/reports");
        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Reports" }).GetByRole(AriaRole.Link)).ToHaveTextAsync(["Utilisation", "Handover delay", "Punctuality", "Drivers", "Verification"]);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Utilisation by unit" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_target_is_set_and_the_report_measures_against_it()
    {
        await new PastWeek(world).Happened();
        var page = await office.Enter("admin", path: "/admin/targets");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Edit: Turnout, Low") }).ClickAsync();
        await Office.Dialog(page).GetByLabel("Seconds").FillAsync("75");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Edit: Turnout, Low, 1:15" })).ToBeVisibleAsync();
        Assert.Equal(75, await world.Row<int>($"select seconds from dispatch.report_targets where interval = 'turnout' and priority = 'LOW'"));
    }

    private static readonly Dictionary<string, string> Standings = new()
    {
        ["in_target"] = "P90 in target", ["over"] = "P90 up to half over the target", ["far_over"] = "P90 more than half over the target",
        ["few"] = "Fewer than 3 calls",
    };

    private static string Standing(JsonElement square) => square.GetProperty("of_target") switch
    {
        { ValueKind: JsonValueKind.Null } => "few",
        var share => share.GetDouble() <= 1 ? "in_target" : share.GetDouble() <= 1.5 ? "over" : "far_over",
    };

    private static string Place(JsonElement square) =>
        string.Create(CultureInfo.InvariantCulture, $"{square.GetProperty("latitude").GetDouble():0.0000}, {square.GetProperty("longitude").GetDouble():0.0000}");
}
