using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>The driver's phone, from the offer to the last drop-off, with a network and without.</summary>
public sealed class DriveTests(World world, Chromium chromium) : IClassFixture<World>, IClassFixture<Chromium>
{
    private readonly FieldPhone phones = new(world, chromium);

    [Theory]
    [InlineData("phone", "dark")]
    [InlineData("small", "light")]
    public async Task An_offer_rings_with_its_seconds_is_taken_and_driven_to_its_end(string screen, string scheme)
    {
        var look = $"drive-{screen}-{scheme}";
        var company = await phones.Company();
        var driver = await company.Driver();
        var page = await phones.Open(driver.Id, "/drive", screen, scheme);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No trip" })).ToBeVisibleAsync();
        await CrewPhone.Show(page, $"{look}-calm");

        var trip = await company.Trip();
        // An offer is open for seconds by the phone's clock, and the world's has stood still since the first page.
        world.Clock.Now = TimeProvider.System.GetUtcNow();
        (await company.Do(trip, "offer")).Is(200);
        var alert = page.GetByRole(AriaRole.Dialog);
        await Expect(alert.GetByRole(AriaRole.Heading, new() { Name = "A trip for you" })).ToBeVisibleAsync();
        await Expect(alert).ToContainTextAsync("s left");
        await Expect(alert).ToContainTextAsync("Mile 10");
        await Expect(alert.GetByRole(AriaRole.Button, new() { Name = "Decline" })).ToBeVisibleAsync();
        await CrewPhone.Show(page, $"{look}-offer");
        await alert.GetByRole(AriaRole.Button, new() { Name = "Accept" }).PressAsync("Enter");
        await Expect(alert).ToHaveCountAsync(0);
        await Expect(CrewPhone.Next(page, "Set out")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { NameRegex = new("Mile 10") }).First).ToBeVisibleAsync();
        await Expect(page.GetByText("Position is shared every 15 s")).ToBeVisibleAsync();
        await CrewPhone.Show(page, $"{look}-run");
        await CrewPhone.NothingWaits(page);
        Assert.Equal("ASSIGNED", await company.State(trip));

        foreach (var step in new[] { "Set out", "At pick-up", "On board", "Dropped off" })
        {
            await CrewPhone.Next(page, step).PressAsync("Enter");
        }

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No trip" })).ToBeVisibleAsync();
        await CrewPhone.NothingWaits(page);
        Assert.Equal("DROPPED_OFF", await company.State(trip));
        Assert.True(await company.Free(driver));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Without_a_network_three_taps_come_later_in_order_with_their_own_times_even_after_a_reload()
    {
        var company = await phones.Company();
        var driver = await company.Driver();
        var trip = await company.Taken(driver);
        var page = await phones.Open(driver.Id, "/drive", "phone", "dark");
        await Expect(CrewPhone.Next(page, "Set out")).ToBeVisibleAsync();
        await page.EvaluateAsync("async () => { await navigator.serviceWorker.ready }");

        await page.Context.SetOfflineAsync(true);
        await Expect(page.Locator("[data-connection]")).ToHaveTextAsync("Offline");
        await CrewPhone.Next(page, "Set out").ClickAsync();
        await FieldPhone.Later(page);
        await CrewPhone.Next(page, "At pick-up").ClickAsync();
        await Expect(page.GetByText("2 steps wait")).ToBeVisibleAsync();
        await FieldPhone.Later(page);
        await page.ReloadAsync();
        await CrewPhone.Next(page, "On board").ClickAsync();
        await Expect(page.GetByText("3 steps wait")).ToBeVisibleAsync();
        await Expect(CrewPhone.Next(page, "Dropped off")).ToBeVisibleAsync();
        await CrewPhone.Show(page, "drive-phone-dark-offline");
        Assert.Equal("ASSIGNED", await company.State(trip));

        world.Clock.Now = world.Clock.Now.AddMinutes(5);
        var back = world.Clock.Now;
        await page.Context.SetOfflineAsync(false);
        await CrewPhone.NothingWaits(page);
        Assert.Equal("ON_BOARD", await company.State(trip));
        var stamps = await world.Row<Stamps>($"select en_route_at, at_pickup_at, on_board_at from trips.trips where id = {trip}");
        Assert.True(stamps.EnRouteAt < stamps.AtPickupAt && stamps.AtPickupAt < stamps.OnBoardAt && stamps.OnBoardAt < back, $"{stamps}");
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_step_that_has_become_illegal_is_shown_and_the_driver_decides()
    {
        var company = await phones.Company();
        var driver = await company.Driver();
        var trip = await company.Taken(driver);
        var page = await phones.Open(driver.Id, "/drive", "phone", "light");
        await Expect(CrewPhone.Next(page, "Set out")).ToBeVisibleAsync();

        await page.Context.SetOfflineAsync(true);
        await CrewPhone.Next(page, "Set out").ClickAsync();
        await CrewPhone.Next(page, "At pick-up").ClickAsync();
        await Expect(page.GetByText("2 steps wait")).ToBeVisibleAsync();
        (await company.Do(trip, "cancel", new { reason_code = "other", reason = "Goes by bus" })).Is(200);
        await page.Context.SetOfflineAsync(false);

        var card = page.GetByRole(AriaRole.Region, new() { Name = "Refused: Set out" });
        await Expect(card).ToContainTextAsync("It changed meanwhile: now Cancelled.", new() { Timeout = 30_000 });
        await CrewPhone.Show(page, "drive-phone-light-refused");
        await card.GetByRole(AriaRole.Button, new() { Name = "Drop all 2" }).ClickAsync();
        await CrewPhone.NothingWaits(page);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No trip" })).ToBeVisibleAsync();
        Assert.Equal("CANCELLED", await company.State(trip));
    }

    [Fact]
    public async Task Whoever_is_not_there_and_a_breakdown_are_said_with_a_reason()
    {
        var company = await phones.Company();
        var driver = await company.Driver();
        var absent = await company.Taken(driver);
        var page = await phones.Open(driver.Id, "/drive", "phone", "dark");
        await CrewPhone.Next(page, "Set out").PressAsync("Enter");
        await CrewPhone.Next(page, "At pick-up").PressAsync("Enter");
        await Other(page, "Nobody there");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No trip" })).ToBeVisibleAsync();
        await CrewPhone.NothingWaits(page);
        Assert.Equal("PASSENGER_NO_SHOW", await company.State(absent));

        var broken = await company.Taken(driver);
        await page.ReloadAsync();
        await Other(page, "Breakdown");
        var form = page.GetByRole(AriaRole.Dialog);
        await form.GetByLabel("Cause").SelectOptionAsync("breakdown");
        await form.GetByRole(AriaRole.Button, new() { Name = "Breakdown" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No trip" })).ToBeVisibleAsync();
        await CrewPhone.NothingWaits(page);
        Assert.Equal("FAILED", await company.State(broken));
    }

    private static async Task Other(IPage page, string step)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Other steps" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = step }).ClickAsync();
    }

    private sealed record Stamps(DateTimeOffset EnRouteAt, DateTimeOffset AtPickupAt, DateTimeOffset OnBoardAt);
}
