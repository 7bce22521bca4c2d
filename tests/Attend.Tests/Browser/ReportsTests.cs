using System.Globalization;
using System.Text.Json;
using Attend.Tests.Dispatch;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

public sealed class ReportsTests(World world, Chromium chromium) : IClassFixture<World>, IClassFixture<Chromium>
{
    private const string Days = "from=2026-02-02&to=2026-02-08";
    private const string Span = "from=2026-02-02T00:00:00Z&to=2026-02-09T00:00:00Z";

    private readonly Office office = new(world, chromium);

    [Fact]
    public async Task Every_figure_on_the_page_is_the_servers()
    {
        await Town();
        var supervisor = await world.Supervisor();
        var page = await office.Enter("supervisor", path: $"/reports?{Days}");

        var intervals = (await supervisor.Get($"/api/reports/intervals?{Span}")).Is(200)["items"].EnumerateArray().ToList();
        var turnout = intervals.Single(row => Word(row, "interval") == "turnout" && Word(row, "priority") == "HIGH");
        await Expect(Cells(page, "Intervals", "TurnoutHigh")).ToHaveTextAsync(
        [
            "High", Whole(turnout, "count"), Time(turnout, "mean"), Time(turnout, "p50"), Time(turnout, "p90"), Time(turnout, "p95"), Time(turnout, "target"),
            Share(turnout, "in_target") + (turnout.GetProperty("in_target").GetDouble() >= 0.9 ? "nine of ten are in target" : "fewer than nine of ten are in target"),
            Whole(turnout, "left_out"),
        ]);
        Assert.Equal(intervals.Count, await page.GetByRole(AriaRole.Table, new() { Name = "Intervals" }).GetByRole(AriaRole.Rowheader).CountAsync());
        await Expect(page.Locator(".recharts-surface").First).ToBeAttachedAsync();

        await page.GotoAsync($"/reports?report=trend&interval=turnout&{Days}");
        await page.GetByLabel("Priority").SelectOptionAsync("High");
        var trend = (await supervisor.Get($"/api/reports/trend?interval=turnout&priority=HIGH&{Span}")).Is(200)["items"].EnumerateArray().ToList();
        foreach (var row in trend)
        {
            await Expect(Cells(page, "Over time", Word(row, "from")[..10])).ToHaveTextAsync(
                [Whole(row, "count"), Time(row, "p50"), Time(row, "p90"), Share(row, "in_target"), Whole(row, "left_out")]);
        }

        await page.GotoAsync($"/reports?report=map&{Days}");
        await Expect(page.Locator("[data-drawn=true]")).ToBeVisibleAsync();
        var squares = (await supervisor.Get($"/api/reports/map?{Span}")).Is(200)["items"].EnumerateArray().ToList();
        Assert.Equal(["far_over", "over", "in_target", "few"], squares.Select(Standing).Distinct());
        foreach (var row in squares)
        {
            await Expect(Cells(page, "Response map", Place(row))).ToHaveTextAsync(
                [Whole(row, "count"), Time(row, "p50"), Time(row, "p90"), Share(row, "of_target"), Share(row, "in_target"), Standings[Standing(row)]]);
        }

        await page.GetByRole(AriaRole.Button, new() { Name = $"Show on the map: {Place(squares[0])}" }).PressAsync("Enter");
        await Expect(page.GetByText($"{Place(squares[0])}: {Whole(squares[0], "count")} calls, {Standings["far_over"]}.")).ToBeInViewportAsync();
        await page.GetByLabel("Priority").SelectOptionAsync("High");
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Response map" }).GetByRole(AriaRole.Rowheader)).ToHaveCountAsync(
            (await supervisor.Get($"/api/reports/map?{Span}&priority=HIGH")).Is(200)["items"].GetArrayLength());
        Assert.EndsWith("&priority=HIGH", await page.GetByRole(AriaRole.Link, new() { Name = "Table (CSV)" }).GetAttributeAsync("href"), StringComparison.Ordinal);

        await page.GotoAsync($"/reports?report=handover&{Days}");
        foreach (var row in (await supervisor.Get($"/api/reports/handover?{Span}")).Is(200)["items"].EnumerateArray())
        {
            await Expect(Cells(page, "Handover delay", Word(row, "name"))).ToHaveTextAsync(
            [
                Whole(row, "count"), Time(row, "mean"), Time(row, "p50"), Time(row, "p90"), Share(row, "beyond15"), Share(row, "beyond30"), Share(row, "beyond60"),
                Whole(row, "left_out"),
            ]);
        }

        await page.GotoAsync($"/reports?report=utilisation&{Days}");
        var units = (await supervisor.Get($"/api/reports/utilisation?{Span}")).Is(200)["items"].EnumerateArray().ToList();
        Assert.NotEmpty(units);
        foreach (var row in units)
        {
            await Expect(Cells(page, "Utilisation by unit", Word(row, "unit_number"))).ToHaveTextAsync(
            [
                "Ambulance", Hours(row, "staffed_hours"), Hours(row, "busy_hours"), Share(row, "utilisation"), Whole(row, "responses"), Whole(row, "transports"),
            ]);
        }

        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Utilisation by hour of the day" }).GetByRole(AriaRole.Rowheader)).ToHaveCountAsync(24);
    }

    [Fact]
    public async Task The_table_that_is_taken_away_is_the_one_in_sight()
    {
        await Town();
        var supervisor = await world.Supervisor();
        var page = await office.Enter("supervisor", path: $"/reports?report=handover&{Days}");
        var address = await page.GetByRole(AriaRole.Link, new() { Name = "Table (CSV)" }).GetAttributeAsync("href");

        Assert.Equal(
            (await supervisor.Get($"/api/reports/handover?{Span}&format=csv")).Is(200).Body.GetString(), (await supervisor.Get(address!)).Is(200).Body.GetString());

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
        var page = await office.Enter($"supervisor-{site}", path: "/reports");
        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Reports" }).GetByRole(AriaRole.Link)).ToHaveTextAsync(["Utilisation", "Handover delay"]);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Utilisation by unit" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_target_is_set_and_the_report_measures_against_it()
    {
        await Town();
        var page = await office.Enter("admin", path: "/admin/targets");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Edit: Turnout, Low") }).ClickAsync();
        await Office.Dialog(page).GetByLabel("Seconds").FillAsync("75");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Edit: Turnout, Low, 1:15" })).ToBeVisibleAsync();
        Assert.Equal(75, await world.Row<int>($"select seconds from dispatch.report_targets where interval = 'turnout' and priority = 'LOW'"));
    }

    [Theory]
    [MemberData(nameof(BoardTests.Looks), MemberType = typeof(BoardTests))]
    public async Task Every_report_is_sound(string screen, string scheme)
    {
        await Town();
        var page = await office.Enter("supervisor", screen, scheme, "/reports");
        foreach (var report in new[] { "intervals", "trend", "utilisation", "handover" })
        {
            await page.GotoAsync($"/reports?report={report}&{Days}");
            await Expect(page.Locator(".recharts-surface").First).ToBeAttachedAsync();
            await Office.Sound(page, $"{screen}-{scheme}", $"/reports?report={report}&{Days}", "Reports");
        }
    }

    /// <summary>A week in which something happened, written down afterwards.</summary>
    private async Task Town()
    {
        world.Clock.Now = TimeProvider.System.GetUtcNow();
        if (await world.Row<long>($"select count(*) from dispatch.calls") > 0)
        {
            return;
        }

        var past = new PastResponses(world);
        var (unit, other) = (await world.Unit(), await world.Unit());
        var (north, south) = (await world.Hospital(), await world.Hospital());
        var monday = new DateTimeOffset(2026, 2, 2, 6, 0, 0, TimeSpan.Zero);
        foreach (var each in new[] { unit, other })
        {
            await world.Db.Run($"""
                insert into fleet.sign_ons (vehicle_id, user_id, role, from_at, to_at, recorded_at)
                values ({each.Id}, {each.Crew[0].Id}, 'paramedic', {monday}, {monday.AddDays(5)}, {monday})
                """);
        }

        var priorities = new[] { "CRITICAL", "HIGH", "MEDIUM", "LOW" };
        for (var i = 0; i < 28; i++)
        {
            var at = monday.AddHours(i * 5.7);
            await past.Enter(
                await past.Received(at, priorities[i % 4], new { ringing_at = at.AddSeconds(-60), answered_at = at.AddSeconds(-50) }, Scene(i)),
                i % 3 == 0 ? other.Id : unit.Id, at, enRoute: 40 + i * 3, onScene: 300 + i * 20, transporting: 1500, atHospital: 2400,
                transferred: i % 9 == 8 ? null : 2400 + 300 * (i % 14), cleared: 9000, disposition: "TRANSPORTED", hospital: i % 2 == 0 ? north : south);
        }
    }

    /// <summary>Late in the west, and twice in the east, where nobody may read how late.</summary>
    private static (double, double) Scene(int call) => call switch
    {
        8 or 16 or 24 => (52.506, 13.372),
        _ when call % 4 == 0 => (52.511, 13.383),
        >= 26 => (52.502, 13.421),
        _ => (52.516 - call % 2 * 0.009, 13.398 + call % 3 * 0.007),
    };

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

    private static ILocator Cells(IPage page, string table, string row) => page.GetByRole(AriaRole.Table, new() { Name = table, Exact = true })
        .GetByRole(AriaRole.Row).Filter(new() { HasText = row }).GetByRole(AriaRole.Cell);

    private static string Word(JsonElement row, string name) => row.GetProperty(name).GetString()!;

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
