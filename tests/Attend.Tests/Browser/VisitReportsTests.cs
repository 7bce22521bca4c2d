using System.Globalization;
using System.Text.Json;
using Attend.Tests.Trips;
using Attend.Tests.Visits;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>The reports of home visits, as whoever plans them reads them: every figure is the server's.</summary>
public sealed class VisitReportsTests(World world, Chromium chromium) : IClassFixture<World>, IClassFixture<Chromium>
{
    private readonly Office office = new(world, chromium);

    [Fact]
    public async Task Punctuality_verification_and_drivers_are_shown_as_they_were()
    {
        // What lies ahead of the page's own clock does not count.
        world.Clock.Now = TimeProvider.System.GetUtcNow().AddHours(-10);
        var company = await Company.Open(world, 1);
        var rounds = await Rounds.Open(world);
        var therapist = await rounds.Rota.Therapist();
        var begin = world.Clock.Now.AddHours(1);
        // One in time, one seven minutes late and one twenty, of which nobody knows where it ended.
        foreach (var (number, late) in new[] { 0, 7, 20 }.Index())
        {
            await Visited(rounds, therapist, begin.AddHours(2 * number), late, number == 2);
        }

        await Driven(company);
        var span = $"from={begin.UtcDateTime.AddDays(-1):yyyy-MM-dd}&to={begin.UtcDateTime.AddDays(1):yyyy-MM-dd}";
        var asked = $"from={begin.UtcDateTime.AddDays(-1):yyyy-MM-dd}T00:00:00Z&to={begin.UtcDateTime.AddDays(2):yyyy-MM-dd}T00:00:00Z";
        var supervisor = await world.Supervisor();
        var page = await office.Enter("supervisor", path: $"/reports?report=punctuality&{span}");
        foreach (var tolerance in new[] { 15, 5, 30 })
        {
            await page.GetByLabel("On time is no further than").SelectOptionAsync(tolerance.ToString(CultureInfo.InvariantCulture));
            var row = Assert.Single((await supervisor.Get($"/api/reports/punctuality?{asked}&tolerance={tolerance}")).Is(200)["therapists"].EnumerateArray());
            Assert.Equal(3 - (tolerance < 20 ? 1 : 0) - (tolerance < 7 ? 1 : 0), row.GetProperty("on_time").GetInt64());
            await Expect(ReportPage.Cells(page, "Punctuality by therapist", row.Word("therapist"))).ToHaveTextAsync(
            [
                row.Whole("visits"), row.Whole("on_time"), row.Whole("early"), row.Whole("late"), row.Share("on_time_share"), row.Time("p50"), row.Time("p90"),
                row.Whole("not_met"), row.Whole("client_absent"), "0", row.Whole("cancelled"), row.Whole("unmeasured"), row.Whole("ahead"),
            ]);
        }

        Assert.EndsWith("&tolerance=30", await page.GetByRole(AriaRole.Link, new() { Name = "Table (CSV)" }).GetAttributeAsync("href"), StringComparison.Ordinal);
        await page.Picture("desk-dark-reports-punctuality");
        await page.IsSound("reports of punctuality");

        await page.GotoAsync($"/reports?report=verification&{span}");
        var verified = Assert.Single((await supervisor.Get($"/api/reports/verification?{asked}")).Is(200)["items"].EnumerateArray());
        Assert.Equal((2L, 1L), (verified.GetProperty("complete").GetInt64(), verified.GetProperty("no_signal").GetInt64()));
        await Expect(ReportPage.Cells(page, "Verification by therapist", verified.Word("therapist"))).ToHaveTextAsync(
        [
            verified.Word("site"), verified.Whole("completed"), verified.Whole("complete"), verified.Share("complete_share"), verified.Whole("excepted"), verified.Whole("neither"),
            .. new[] { "device_unavailable", "no_signal", "forgot_to_start", "forgot_to_end", "client_unable_to_sign", "service_outside_home", "location_denied", "entered_by_hand", "other" }
                .Select(code => verified.Whole(code)),
        ]);
        await page.Picture("desk-dark-reports-verification");

        await page.GotoAsync($"/reports?report=drivers&{span}");
        var driver = Assert.Single((await supervisor.Get($"/api/reports/drivers?{asked}")).Is(200)["items"].EnumerateArray(), one => one.GetProperty("trips").GetInt64() > 0);
        Assert.True(driver.GetProperty("busy_hours").GetDouble() > 0.5);
        await Expect(ReportPage.Cells(page, "Time and waits by driver", driver.Word("name"))).ToHaveTextAsync(
        [
            driver.Word("site"), driver.Hours("shift_hours"), driver.Hours("busy_hours"), driver.Hours("idle_hours"), driver.Share("utilisation"),
            driver.Hours("busy_off_shift_hours"), driver.Whole("trips"), driver.Whole("passengers"), driver.Whole("no_shows"), driver.Whole("failed"),
            driver.Time("wait_p50"), driver.Time("wait_p90"),
        ]);
        await page.Picture("desk-dark-reports-drivers");
        await page.IsSound("reports of drivers");
        Assert.Equal("", await world.Violations());
    }

    private async Task Visited(Rounds rounds, Visitor therapist, DateTimeOffset at, int late, bool unknown)
    {
        var booked = await rounds.Book(at, therapist, but: new { override_reason = "As agreed" });
        var place = Rounds.Place(booked);
        (await Rounds.Press(therapist, place, "accept")).Is(200);
        world.Clock.Now = at.AddMinutes(late);
        (await Rounds.Press(therapist, place, "start", Rounds.Here)).Is(200);
        world.Clock.Advance(TimeSpan.FromMinutes(40));
        (await Rounds.Press(therapist, place, "end", unknown ? new { evv_exception = "no_signal" } : Rounds.Here)).Is(200);
    }

    private async Task Driven(Company company)
    {
        var driver = company.Drivers[0];
        var trip = await company.Taken(driver);
        foreach (var step in new[] { "depart", "arrive", "board", "drop-off" })
        {
            world.Clock.Advance(TimeSpan.FromMinutes(12));
            (await driver.Api.Post($"/api/trips/{trip}/{step}")).Is(200);
        }
    }
}
