using Attend.Tests.Trips;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>Pick-ups and drivers before an operator: who waits longest stands first, and one key sends the nearest or the chosen driver.</summary>
public sealed class PickupsTests(World world, Chromium chromium) : IClassFixture<World>, IClassFixture<Chromium>
{
    private readonly Office office = new(world, chromium);

    [Theory]
    [MemberData(nameof(Looks.OfStories), MemberType = typeof(Looks))]
    public async Task One_key_gives_who_waits_longest_to_the_nearest_driver(string screen, string scheme)
    {
        var look = $"{screen}-{scheme}-pickups";
        world.Clock.Now = TimeProvider.System.GetUtcNow();
        var company = await Company.Open(world);
        var (far, near) = (await company.Driver(90), await company.Driver(12));
        var (first, second) = (await company.Trip(10), await company.Trip(80));
        var page = await office.Enter(World.NameAt("operator", company.Site), screen, scheme, $"/pickups?site={company.Site}");
        await Expect(page.GetByText("2 wait")).ToBeVisibleAsync();
        await Expect(page.GetByText("2 of 2 drivers free")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-list=drivers] [aria-selected=true]")).ToContainTextAsync(await Name(near));
        await page.Picture(look);
        await page.IsSound(look);

        await page.Keyboard.PressAsync("a");
        await Expect(page.GetByText("1 waits")).ToBeVisibleAsync();
        Assert.Equal(near.Id, await Drives(first));
        await Expect(page.Locator("[data-list=pickups]")).ToContainTextAsync("s left");

        // The other one is chosen by hand.
        await page.Locator($"#pickups-{second}").ClickAsync();
        await page.Locator($"#drivers-{far.Id}").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = $"Give to {await Name(far)}" }).ClickAsync();
        await Expect(page.GetByText("Nobody waits", new() { Exact = true })).ToBeVisibleAsync();
        Assert.Equal(far.Id, await Drives(second));
        await page.Picture($"{look}-given");
        await page.IsSound($"{look} given");
        Assert.Equal("", await world.Violations());
    }

    private Task<string> Name(TestDriver driver) => world.Row<string>($"select full_name from people.members where id = {driver.Id}");

    private Task<long> Drives(long trip) => world.Row<long>($"select driver_id from trips.trips where id = {trip}");
}
