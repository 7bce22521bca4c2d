using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>What a vehicle is looked over for, and what says where it is.</summary>
public sealed class EquipmentTests(World world, Chromium chromium) : IClassFixture<World>, IClassFixture<Chromium>
{
    [Fact]
    public async Task A_check_list_is_put_in_order_by_keyboard_and_a_tracker_is_shown_its_address()
    {
        var unit = await world.Unit();
        var page = await new Office(world, chromium).Enter("admin", path: "/admin/checklists?kind=motorcycle");
        var points = page.GetByRole(AriaRole.Textbox, new() { NameRegex = new("^Point ") });
        await Expect(points.First).ToBeVisibleAsync();
        var (first, second, count) = (await points.First.InputValueAsync(), await points.Nth(1).InputValueAsync(), await points.CountAsync());

        await Office.Button(page, $"Move down: {first}").PressAsync("Enter");
        await Expect(points.First).ToHaveValueAsync(second);
        await Expect(Office.Button(page, $"Move down: {first}")).ToBeFocusedAsync();
        await Office.Button(page, $"Take out: {second}").PressAsync("Enter");
        await Expect(points.First).ToBeFocusedAsync();
        await Office.Button(page, "Add a point").PressAsync("Enter");
        await Expect(points.Last).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(first);
        await page.Keyboard.PressAsync("Enter");
        await Expect(points.Last).ToHaveAccessibleDescriptionAsync(new System.Text.RegularExpressions.Regex("twice"));
        await Expect(points.Last).ToBeFocusedAsync();
        await page.Picture("desk-dark-check-list");
        await page.IsSound("a check list");
        await Office.Button(page, $"Move up: {first}").Last.PressAsync("Enter");
        await Expect(points.Nth(count - 2)).ToHaveAccessibleDescriptionAsync(new System.Text.RegularExpressions.Regex("twice"));
        await Office.Button(page, $"Move down: {first}").Last.PressAsync("Enter");

        // What was not saved is there still after a look at another list.
        await page.GetByLabel("Kind of vehicle").SelectOptionAsync("car");
        await Expect(points.Last).Not.ToHaveValueAsync(first);
        await page.GetByLabel("Kind of vehicle").SelectOptionAsync("motorcycle");
        await Expect(points.Last).ToHaveValueAsync(first);
        await points.Last.FillAsync("Helmets, two");
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.GetByText("List 2, changed")).ToBeVisibleAsync();
        await Expect(points.Last).ToBeFocusedAsync();
        await Expect(points).ToHaveCountAsync(count);
        var stands = (await (await world.Admin()).Get("/api/checklists/motorcycle"))["points"].EnumerateArray().Select(point => point.GetProperty("name").GetString()).ToList();
        Assert.Equal((first, "Helmets, two"), (stands[0], stands[^1]));
        Assert.DoesNotContain(second, stands);

        // Without the drawing of the code the token is shown in words: it is shown this once.
        await page.RouteAsync("**/QrSquares*", route => route.AbortAsync());
        await MakeToken(page, unit.Id);
        await Expect(page.GetByText("Device identifier")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Img, new() { NameRegex = new("^QR code") })).ToHaveCountAsync(0);
        await page.UnrouteAllAsync();

        await MakeToken(page, unit.Id);
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "QR code with the address and the identifier" }).Locator("path")).ToBeVisibleAsync();
        await page.Picture("desk-dark-tracker");
        await page.IsSound("a tracker's token");
    }

    private static async Task MakeToken(IPage page, long unit)
    {
        await page.GotoAsync($"/admin/vehicles/{unit}");
        await Office.Button(page, "New tracker token").ClickAsync();
        var name = Office.Dialog(page).GetByLabel("Name");
        await name.FillAsync("Tablet");

        // Text that is selected beyond the edge closes nothing.
        await name.HoverAsync();
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(4, 4);
        await page.Mouse.UpAsync();
        await page.Keyboard.PressAsync("Enter");
    }
}
