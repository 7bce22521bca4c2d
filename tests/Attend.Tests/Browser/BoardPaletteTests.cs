using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>What a desk is worth when the hand stays on the keyboard, the ear is elsewhere, or the browser falls over.</summary>
public sealed class BoardPaletteTests(World world, Chromium chromium) : IClassFixture<World>, IClassFixture<Chromium>
{
    private readonly Desk desk = new(world, chromium);

    [Fact]
    public async Task A_few_letters_find_a_call_and_a_unit_and_do_what_may_be_done_with_them()
    {
        await desk.Town();
        var (unit, call) = (await world.Unit(), await world.Call("CRITICAL"));
        await world.Dispatch(call.Id, unit);
        var page = await desk.Page("desk", "dark");
        await desk.SignIn(page);

        // A call by its address, and at once what its unit may do next.
        await Ask(page, call["location"].GetProperty("address").GetString()!);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = call["call_id"].GetString() })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = $"Acknowledge: {unit.Number}" })).ToBeVisibleAsync();
        await Open(page);
        await page.Keyboard.TypeAsync($"acknowledge {unit.Number}");
        await page.Picture("desk-dark-palette");
        await page.IsSound("palette");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText($"Acknowledge: done ({unit.Number})").First).ToBeVisibleAsync();

        // One that asks for something first: the form has the keyboard.
        await Ask(page, $"stand down: {unit.Number}");
        await Expect(page.GetByRole(AriaRole.Dialog).GetByLabel("Reason")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("not needed");
        await page.Keyboard.PressAsync("Enter");
        // What was done is said, and at once that the call needs a unit again: what stays is the unit's state.
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Units on this call" })).ToContainTextAsync("Stood down");
        Assert.Equal("STOOD_DOWN", await world.Row<string>($"select state from dispatch.responses where call_id = {call.Id}"));

        // A unit by its number, and its crew without a mouse.
        await Ask(page, unit.Number);
        await Expect(page.GetByRole(AriaRole.Heading, new() { NameRegex = new($"^{unit.Number} ") })).ToBeVisibleAsync();
        await Ask(page, $"sign off {unit.Number}");
        await Expect(page.GetByRole(AriaRole.Checkbox, new() { NameRegex = new($"^{unit.Crew[0].Name} ") })).ToBeCheckedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText($"Sign off: done ({unit.Number})").First).ToBeVisibleAsync();

        // What nothing matches is said, the arrows go round, and Escape leaves everything as it was.
        await Open(page);
        await page.Keyboard.TypeAsync("nothing like this");
        await Expect(page.GetByText("Nothing like that")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Go to or do" }).FillAsync("");
        await page.Keyboard.PressAsync("ArrowUp");
        await Expect(page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Option).Last).ToHaveAttributeAsync("aria-selected", "true");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Each_alarm_has_a_figure_of_its_own_and_a_page_that_cannot_sound_says_so()
    {
        await desk.Town();
        var unit = await world.Unit();
        var page = await desk.Page("desk", "dark");
        // What is heard, in hertz, in the order in which it is played. Looking at a page from outside counts as a press of its user, so the
        // page is told that there was none.
        await page.AddInitScriptAsync("""
            Object.defineProperty(navigator, 'userActivation', { value: { hasBeenActive: false, isActive: false } })
            window.tones = []
            const start = OscillatorNode.prototype.start
            OscillatorNode.prototype.start = function (...args) { window.tones.push(this.frequency.value); return start.apply(this, args) }
            """);
        await desk.SignIn(page);
        var silent = page.GetByText("Press any key to hear alarms");
        await Expect(silent).ToBeVisibleAsync();
        await world.Call("LOW");
        await Expect(page.GetByText("New call: Low")).ToBeVisibleAsync();
        Assert.Empty(await Tones(page));
        await page.IsSound("cannot sound");
        await page.Keyboard.PressAsync("Shift");
        await Expect(silent).ToHaveCountAsync(0);

        var call = await world.Call("HIGH");
        await Hears(page, 523, 659, 784);
        var response = await world.Dispatch(call.Id, unit);
        (await (await world.SignIn(unit.Crew[0].Name)).Post($"/api/calls/{call.Id}/notes", new { text = "Which floor?", kind = "from_crew" })).Is(201);
        await Hears(page, 988);
        (await (await world.Dispatcher()).Post($"/api/responses/{response.Id}/stand-down", new { reason = "exercise" })).Is(200);
        await Hears(page, 659, 523);
        (await (await world.Dispatcher()).Post($"/api/units/{unit.Id}/distress")).Is(200);
        await Hears(page, 880, 622, 880, 622);
        // It goes on until somebody answers, and only then is it quiet.
        await Hears(page, 880, 622, 880, 622);
        await page.Keyboard.PressAsync("a");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Alarms" })).Not.ToContainTextAsync("Crew in distress");

        // Turned off by hand, it says so, and what rings is seen all the same.
        await page.GetByRole(AriaRole.Button, new() { Name = "Menu of dispatcher Test" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Sounds off" }).ClickAsync();
        await Expect(page.GetByText("Sounds are off")).ToBeVisibleAsync();
        await page.EvaluateAsync("() => { window.tones = [] }");
        await world.Call("MEDIUM");
        await Expect(page.GetByText("New call: Medium")).ToBeVisibleAsync();
        Assert.Empty(await Tones(page));
    }

    [Fact]
    public async Task What_was_typed_survives_the_browser_and_what_lies_at_the_address_is_said_meanwhile()
    {
        await desk.Town();
        var (address, who) = ($"Hafenweg {world.Draw()}", $"Frau {world.Draw()}");
        (await (await world.Dispatcher()).Post("/api/warnings", new
        {
            address, kind = "VIOLENCE", text = "Armed son", review_on = DateOnly.FromDateTime(world.Clock.Now.UtcDateTime).AddMonths(6),
        })).Is(201);
        var page = await desk.Page("desk", "light");
        await desk.SignIn(page);
        await page.Keyboard.PressAsync("n");
        await page.Keyboard.TypeAsync(address);
        var warnings = page.GetByRole(AriaRole.Region, new() { Name = "Warnings of this address" });
        await Expect(warnings).ToContainTextAsync("Violence: Armed son");
        await page.GetByRole(AriaRole.Radio, new() { Name = "Critical" }).CheckAsync();
        await page.GetByLabel("Name").First.FillAsync(who);
        var answered = await page.GetByLabel("Answered", new() { Exact = true }).InputValueAsync();
        Assert.NotEqual("", answered);

        // The page is closed in the middle of it, as by a crash, and opened again.
        var context = page.Context;
        await page.CloseAsync();
        page = await context.NewPageAsync();
        await page.GotoAsync("/board");
        await Expect(page.Locator("[data-connection] [role=status]")).ToHaveTextAsync("Live");
        await page.Keyboard.PressAsync("n");
        await Expect(page.GetByText("This was being typed before the page was closed. It was not sent.")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Address", new() { Exact = true })).ToHaveValueAsync(address);
        await Expect(page.GetByLabel("Name").First).ToHaveValueAsync(who);
        await Expect(page.GetByRole(AriaRole.Radio, new() { Name = "Critical" })).ToBeCheckedAsync();
        await Expect(page.GetByLabel("Answered", new() { Exact = true })).ToHaveValueAsync(answered);
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Warnings of this address" })).ToContainTextAsync("Armed son");
        await page.Picture("desk-light-kept-intake");
        await page.IsSound("kept intake");

        // Sent twice, because the first answer was lost on the way, it is one call.
        var lost = 0;
        await page.RouteAsync(new Regex("/api/calls$"), async route =>
        {
            await route.FetchAsync();
            if (lost++ == 0)
            {
                await route.AbortAsync();
            }
            else
            {
                await route.ContinueAsync();
            }
        });
        await page.GetByRole(AriaRole.Button, new() { Name = "Receive call" }).ClickAsync();
        await Expect(page.GetByText("The server does not answer.").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Receive call" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Option).Filter(new() { HasText = address })).ToContainTextAsync("Needs unit");
        await Expect(page.Locator("[data-recommended]").First).ToBeFocusedAsync();
        Assert.Equal(1, await world.Row<long>($"select count(*) from dispatch.calls where address = {address}"));
        await page.ReloadAsync();
        await Expect(page.Locator("[data-connection] [role=status]")).ToHaveTextAsync("Live");
        await page.Keyboard.PressAsync("n");
        await Expect(page.GetByLabel("Address", new() { Exact = true })).ToHaveValueAsync("");
    }

    private static async Task Ask(IPage page, string words)
    {
        await Open(page);
        await page.Keyboard.TypeAsync(words);
        await Expect(page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Option).First).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Under a dialog the board's keys do nothing, and what was sent with one is said a moment before it is gone.</summary>
    private static async Task Open(IPage page)
    {
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("Control+k");
        await Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Go to or do" })).ToBeFocusedAsync();
    }

    private static Task<double[]> Tones(IPage page) => page.EvaluateAsync<double[]>("() => window.tones");

    /// <summary>The figure is among what was played, and counted from there on.</summary>
    private static async Task Hears(IPage page, params int[] figure)
    {
        await page.WaitForFunctionAsync("""
            figure => {
                const at = window.tones.findIndex((_, from) => figure.every((hertz, step) => window.tones[from + step] === hertz))
                if (at >= 0) window.tones.splice(0, at + figure.length)
                return at >= 0
            }
            """, figure);
    }
}
