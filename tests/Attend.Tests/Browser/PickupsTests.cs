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

    [Theory]
    [InlineData("desk", "light")]
    [InlineData("phone", "dark")]
    public async Task A_car_that_drives_past_is_shared_by_one_key_and_sent_elsewhere_by_a_form(string screen, string scheme)
    {
        var look = $"{screen}-{scheme}-pickups-shared";
        world.Clock.Now = TimeProvider.System.GetUtcNow();
        var company = await Company.Open(world);
        var driver = await company.Driver(0);
        var (first, along) = (await company.Taken(driver, 10, 100), await company.Trip(30, 60));
        var page = await office.Enter(World.NameAt("operator", company.Site), screen, scheme, $"/pickups?site={company.Site}");
        await Expect(page.Locator($"#drivers-{driver.Id}")).ToContainTextAsync("seat on the way");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = $"Share the car of {await Name(driver)}" })).ToBeVisibleAsync();
        await page.Picture(look);
        await page.IsSound(look);
        await page.Keyboard.PressAsync("s");
        await Expect(page.GetByText("Nobody waits", new() { Exact = true })).ToBeVisibleAsync();
        Assert.Equal(driver.Id, await Drives(along));
        Assert.Equal(1, await world.Row<long>($"select count(distinct run_id) from trips.trips where id in ({first}, {along})"));

        await page.Locator($"#pickups-{along}").ClickAsync();
        await page.Keyboard.PressAsync("r");
        var form = Office.Dialog(page);
        await form.GetByLabel("What is elsewhere").SelectOptionAsync("Where they get out");
        await form.GetByLabel("Address").FillAsync("The mill");
        await form.GetByLabel("Latitude").FillAsync("52.52");
        await form.GetByLabel("Longitude").FillAsync("13.47");
        await page.Picture($"{look}-elsewhere");
        await page.IsSound($"{look} elsewhere");
        await form.GetByRole(AriaRole.Button, new() { Name = "Send elsewhere", Exact = true }).ClickAsync();
        await Expect(page.Locator($"#pickups-{along}")).ToContainTextAsync("The mill");
        Assert.Equal("The mill 13.47", await world.Row<string>($"select to_address || ' ' || to_longitude from trips.trips where id = {along}"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task An_operator_gives_a_driver_another_car_and_sees_no_ambulance()
    {
        world.Clock.Now = TimeProvider.System.GetUtcNow();
        var company = await Company.Open(world, 1);
        var (driver, ambulance) = (company.Drivers[0], await world.Unit(site: company.Site));
        await company.Operator;
        var number = $"C{world.Draw()}";
        var car = (await (await world.Supervisor()).Post("/api/units", new
        {
            unit_number = number, kind = "car", level = "BASIC", seats = 4, equipment = Array.Empty<string>(), home_site_id = company.Site,
        })).Is(201).Id;
        var page = await office.Enter(World.NameAt("operator", company.Site), path: "/admin/drivers");
        await Office.Row(page, await Name(driver)).GetByRole(AriaRole.Button).ClickAsync();
        var vehicles = Office.Dialog(page).GetByLabel("Vehicle");
        await vehicles.SelectOptionAsync(new SelectOptionValue { Value = $"{car}" });
        await Expect(vehicles.Locator($"option[value='{driver.Car}']")).ToHaveCountAsync(1);
        await Expect(vehicles.Locator($"option[value='{ambulance.Id}']")).ToHaveCountAsync(0);
        await page.IsSound("a driver's car");
        await Office.Button(page, "Save").ClickAsync();
        await Expect(Office.Row(page, await Name(driver))).ToContainTextAsync(number);
        Assert.Equal(car, await world.Row<long>($"select vehicle_id from trips.drivers where user_id = {driver.Id}"));
    }

    private Task<string> Name(TestDriver driver) => world.Row<string>($"select full_name from people.members where id = {driver.Id}");

    private Task<long> Drives(long trip) => world.Row<long>($"select driver_id from trips.trips where id = {trip}");
}
