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
        await points.Last.FillAsync("Helmets, two");
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.GetByText("List 2, changed")).ToBeVisibleAsync();
        await Expect(points.Last).ToBeFocusedAsync();
        await Expect(points).ToHaveCountAsync(count);
        var stands = (await (await world.Admin()).Get("/api/checklists/motorcycle"))["points"].EnumerateArray().Select(point => point.GetProperty("name").GetString()).ToList();
        Assert.Equal((first, "Helmets, two"), (stands[0], stands[^1]));
        Assert.DoesNotContain(second, stands);

        await page.GotoAsync($"/admin/vehicles/{unit.Id}");
        await Office.Button(page, "New tracker token").ClickAsync();
        await Office.Dialog(page).GetByLabel("Name").FillAsync("Tablet");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "QR code with the address and the identifier" }).Locator("path")).ToBeVisibleAsync();
        await page.Picture("desk-dark-tracker");
        await page.IsSound("a tracker's token");
    }
}
