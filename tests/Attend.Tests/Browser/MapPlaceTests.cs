using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>Where it is, said by a finger on the map instead of a number in a field.</summary>
public sealed class MapPlaceTests(World world, Chromium chromium) : IClassFixture<World>, IClassFixture<Chromium>
{
    private readonly Desk desk = new(world, chromium);

    [Fact]
    public async Task The_place_of_a_call_is_pressed_on_the_map_moved_and_warned_of_as_if_it_were_typed()
    {
        await Town();
        var known = await world.Call();
        (await (await world.Dispatcher()).Post("/api/warnings", new
        {
            address = "Tor 3", latitude = 52.51, longitude = 13.41, kind = "ACCESS", text = "Gate code 4711",
            review_on = DateOnly.FromDateTime(world.Clock.Now.UtcDateTime).AddMonths(6),
        })).Is(201);
        var page = await desk.Page("desk", "dark");
        await desk.SignIn(page);
        var map = await page.Context.NewPageAsync();
        await map.GotoAsync("/map");
        await Drawn(map);

        // By keyboard: the cross lies in the middle, arrows move what is under it.
        await page.Keyboard.PressAsync("n");
        var field = page.GetByRole(AriaRole.Textbox, new() { Name = "Coordinates" });
        await page.GetByRole(AriaRole.Button, new() { Name = "Choose on the map" }).ClickAsync();
        await Drawn(page);
        await Expect(page.Locator("canvas.maplibregl-canvas")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(field).ToBeFocusedAsync();
        var first = await Degrees(field);

        // By a press, beside the middle; the marker stands there, and the other window shows it too.
        await page.GetByRole(AriaRole.Button, new() { Name = "Choose on the map" }).ClickAsync();
        await Expect(page.GetByText("Coordinates: press on the map")).ToBeVisibleAsync();
        var canvas = (await page.Locator("canvas.maplibregl-canvas").BoundingBoxAsync())!;
        await page.Mouse.ClickAsync(canvas.X + canvas.Width / 2 + 60, canvas.Y + canvas.Height / 2 + 40);
        await Expect(field).Not.ToHaveValueAsync(Written(first));
        var pressed = await Degrees(field);
        Assert.True(pressed.Latitude < first.Latitude && pressed.Longitude > first.Longitude, $"{first} {pressed}");
        var marker = page.GetByRole(AriaRole.Button, new() { Name = "Coordinates on the map" });
        await Expect(marker).ToBeVisibleAsync();
        await Expect(map.GetByRole(AriaRole.Button, new() { Name = "Coordinates on the map" })).ToBeVisibleAsync();
        await page.Picture("desk-dark-choose-on-map");
        await page.IsSound("choosing on the map");

        // Dragged, it says where to.
        var at = (await marker.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(at.X + at.Width / 2, at.Y + at.Height / 2);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(at.X + at.Width / 2 - 40, at.Y + at.Height / 2 - 30, new() { Steps = 4 });
        await page.Mouse.UpAsync();
        await Expect(field).Not.ToHaveValueAsync(Written(pressed));
        // Escape leaves the place as it was before.
        await page.Keyboard.PressAsync("Escape");
        await Expect(field).ToHaveValueAsync(Written(first));
        await Expect(page.GetByText("Coordinates: press on the map")).ToHaveCountAsync(0);

        // Pressed in the other window, where the call stands that is known: it is found, and so is the warning.
        await field.FillAsync("52.51, 13.41");
        await page.GetByRole(AriaRole.Button, new() { Name = "Choose on the map" }).ClickAsync();
        await Expect(map.GetByText("Coordinates: press on the map")).ToBeVisibleAsync();
        await map.GetByRole(AriaRole.Button, new() { Name = "Place at the cross" }).ClickAsync();
        await Expect(page.GetByText("Coordinates: press on the map")).ToHaveCountAsync(0);
        var found = await Degrees(field);
        Assert.Equal((52.51, 13.41), (Math.Round(found.Latitude, 3), Math.Round(found.Longitude, 3)));
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = $"Show {known["call_id"]}," })).ToBeVisibleAsync();
        await Expect(page.GetByText("Gate code 4711")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_place_of_a_call_is_changed_on_a_phone_and_its_form_waits_meanwhile()
    {
        await Town();
        var call = await world.Call("CRITICAL");
        var page = await desk.Page("phone", "light");
        await desk.SignIn(page, $"/board?call={call.Id}&panel=call");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Change location: {call["call_id"]}" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        var field = dialog.GetByRole(AriaRole.Textbox, new() { Name = "Coordinates (optional)" });
        await Expect(field).ToHaveValueAsync("52.51, 13.41");
        await dialog.GetByLabel("Reason (optional)").FillAsync("other side of the park");

        await dialog.GetByRole(AriaRole.Button, new() { Name = "Choose on the map" }).ClickAsync();
        await Drawn(page);
        await Expect(dialog).ToBeHiddenAsync();
        await page.Picture("phone-light-choose-on-map");
        await page.IsSound("choosing on a phone");
        var canvas = (await page.Locator("canvas.maplibregl-canvas").BoundingBoxAsync())!;
        await page.Mouse.ClickAsync(canvas.X + canvas.Width / 2 + 50, canvas.Y + canvas.Height / 2);
        await page.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();

        await Expect(field).ToBeFocusedAsync();
        await Expect(dialog.GetByLabel("Reason (optional)")).ToHaveValueAsync("other side of the park");
        await page.IsSound("change of place");
        var moved = await Degrees(field);
        Assert.InRange(moved.Longitude, 13.4101, 13.43);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Change location", Exact = true }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        Assert.Equal(moved.Longitude, await world.Row<double>($"select longitude from dispatch.calls where id = {call.Id}"));

        // The degrees of one address are not those of another.
        await page.GetByRole(AriaRole.Button, new() { Name = $"Change location: {call["call_id"]}" }).ClickAsync();
        await dialog.GetByLabel("Address").FillAsync("Somewhere else");
        await Expect(field).ToHaveValueAsync("");
    }

    /// <summary>A call on the map, so that there is something to look at.</summary>
    private async Task Town()
    {
        world.Clock.Now = TimeProvider.System.GetUtcNow();
        await world.Unit(site: await world.Site());
    }

    private static Task Drawn(IPage page) => Expect(page.Locator("[data-drawn=true]")).ToBeVisibleAsync(new() { Timeout = 60_000 });

    private static string Written((double Latitude, double Longitude) place) =>
        string.Create(CultureInfo.InvariantCulture, $"{place.Latitude}, {place.Longitude}");

    private static async Task<(double Latitude, double Longitude)> Degrees(ILocator field)
    {
        await Expect(field).ToHaveValueAsync(new Regex(@"^-?[\d.]+, -?[\d.]+$"));
        var parts = (await field.InputValueAsync()).Split(", ");
        return (double.Parse(parts[0], CultureInfo.InvariantCulture), double.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}
