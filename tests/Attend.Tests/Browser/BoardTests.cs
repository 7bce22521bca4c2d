using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

public sealed class BoardTests(World world, Chromium chromium) : IClassFixture<World>, IClassFixture<Chromium>
{
    private readonly Desk desk = new(world, chromium);

    [Theory]
    [MemberData(nameof(Looks.OfStories), MemberType = typeof(Looks))]
    public async Task A_dispatcher_signs_in_sees_a_call_arrive_and_sends_a_unit(string screen, string scheme)
    {
        var look = $"{screen}-{scheme}";
        await desk.Town();
        var unit = await world.Unit();
        var page = await desk.Page(screen, scheme);

        await page.GotoAsync("/");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Attend" })).ToBeVisibleAsync();
        await page.Picture($"{look}-sign-in");
        await page.IsSound($"{look} sign-in");
        await world.Dispatcher();
        await Desk.FillIn(page, "dispatcher");
        await Expect(page.GetByRole(AriaRole.Option).First).ToBeVisibleAsync();
        await Expect(Connection(page)).ToHaveTextAsync("Live");
        await page.Picture($"{look}-board");
        await page.IsSound($"{look} board");

        var call = await world.Call("CRITICAL", patients: 1);
        var address = call["location"].GetProperty("address").GetString()!;
        var row = page.GetByRole(AriaRole.Option).Filter(new() { HasText = address });
        await Expect(row).ToContainTextAsync("Needs unit");

        await row.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = call["call_id"].GetString() })).ToBeVisibleAsync();
        var send = page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex($"^Dispatch {unit.Number},") });
        await Desk.ShowAll(page, send);
        await page.Picture($"{look}-call");
        await page.IsSound($"{look} call");
        await send.ClickAsync();

        await Expect(page.GetByText($"{unit.Number} dispatched to {call["call_id"]}").First).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = $"Acknowledge: {unit.Number}" })).ToBeVisibleAsync();
        await page.Picture($"{look}-dispatched");
        await page.IsSound($"{look} dispatched");
        Assert.Equal("DISPATCHED", (await (await world.Dispatcher()).Get($"/api/calls/{call.Id}")).State);
    }

    [Fact]
    public async Task Two_keys_send_a_unit_and_the_other_desk_sees_it_without_reload()
    {
        await desk.Town();
        await world.Unit();
        var first = await desk.Page("desk", "dark");
        var second = await desk.Page("desk", "light");
        await desk.SignIn(first);
        await desk.SignIn(second);
        var call = await world.Call("CRITICAL");
        var address = call["location"].GetProperty("address").GetString()!;
        var here = first.GetByRole(AriaRole.Option).Filter(new() { HasText = address });
        var there = second.GetByRole(AriaRole.Option).Filter(new() { HasText = address });
        await Expect(here).ToContainTextAsync("Needs unit");
        await Expect(there).ToContainTextAsync("Needs unit");

        var asked = new TaskCompletionSource<IRoute>();
        await first.RouteAsync(new Regex($"/calls/{call.Id}/recommendations\\?"), asked.SetResult, new() { Times = 1 });
        await first.Keyboard.PressAsync("c");
        await first.Keyboard.PressAsync("Home");
        for (var presses = 0; await here.GetAttributeAsync("aria-selected") != "true"; presses++)
        {
            Assert.InRange(presses, 0, 40);
            await first.Keyboard.PressAsync("ArrowDown");
        }

        // Who went elsewhere while the answer was on its way is not called back: the next Enter would send a unit.
        await first.Keyboard.PressAsync("d");
        var answer = await asked.Task.WaitAsync(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);
        await first.Keyboard.PressAsync("/");
        await answer.ContinueAsync();
        await Expect(first.Locator("[data-recommended]").First).ToBeVisibleAsync();
        await Expect(first.GetByPlaceholder("Find")).ToBeFocusedAsync();

        await first.Keyboard.PressAsync("Escape");
        await first.Keyboard.PressAsync("d");
        await Expect(first.Locator("[data-recommended]").First).ToBeFocusedAsync();
        await first.Keyboard.PressAsync("Enter");

        await Expect(here).ToContainTextAsync("Dispatched");
        await Expect(there).ToContainTextAsync("Dispatched");
        await Expect(first.GetByRole(AriaRole.Listbox, new() { Name = "Calls" })).ToBeFocusedAsync();
        Assert.Equal("DISPATCHED", (await (await world.Dispatcher()).Get($"/api/calls/{call.Id}")).State);
    }

    [Fact]
    public async Task The_slower_of_two_desks_is_told_who_holds_the_unit()
    {
        await desk.Town();
        var unit = await world.Unit();
        var mine = await world.Call("CRITICAL");
        var page = await desk.Page("desk", "dark");
        await desk.SignIn(page, $"/board?call={mine.Id}&panel=call");
        var send = page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex($"^Dispatch {unit.Number},") });
        await Desk.ShowAll(page, send);

        // The press is held back on its way, as on a slow line, until the other desk has sent the unit.
        var theirs = await world.Call();
        // What is said of it is said before: the last word is the refusal.
        await Expect(page.GetByRole(AriaRole.Option).Filter(new() { HasText = theirs["location"].GetProperty("address").GetString() })).ToBeVisibleAsync();
        var pressed = new TaskCompletionSource<IRoute>();
        await page.RouteAsync(new Regex("/dispatch$"), pressed.SetResult);
        await send.ClickAsync();
        var press = await pressed.Task.WaitAsync(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);
        await world.Dispatch(theirs.Id, unit);
        await press.ContinueAsync();

        await Expect(page.GetByText($"{unit.Number} is already taken by {theirs["call_id"]}. Choose another unit.").First).ToBeVisibleAsync();
        Assert.True((await (await world.Dispatcher()).Get($"/api/calls/{mine.Id}"))["needs_unit"].GetBoolean());
    }

    [Fact]
    public async Task A_call_is_taken_by_keyboard_in_the_order_in_which_it_is_asked_with_all_of_it_in_sight()
    {
        await desk.Town();
        for (var open = 0; open < 3; open++)
        {
            await world.Call();
        }

        (await (await world.Dispatcher()).Post("/api/warnings", new
        {
            address = "Tor 3", latitude = 52.51, longitude = 13.41, kind = "VIOLENCE", text = "Armed son on the second floor, wait for the police",
            review_on = DateOnly.FromDateTime(world.Clock.Now.UtcDateTime).AddMonths(6),
        })).Is(201);
        var page = await desk.Page("desk", "dark");
        await desk.SignIn(page);

        await page.Keyboard.PressAsync("n");
        await Expect(page.GetByLabel("Address", new() { Exact = true })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("Say where: an address or coordinates")).ToBeVisibleAsync();
        await page.IsSound("new call");
        var address = $"Schlossplatz {world.Draw()}";
        await page.Keyboard.TypeAsync(address);
        await page.GetByRole(AriaRole.Option).First.ClickAsync();
        await Expect(page.GetByLabel("Address", new() { Exact = true })).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("n");
        await Expect(page.GetByLabel("Address", new() { Exact = true })).ToHaveValueAsync(address);

        foreach (var (typed, stops) in new[]
        {
            ("52.51, 13.41", 1), ("Chest pain", 2), ("C", 1), ("+49 171 1", 2), ("Frau Weber", 1),
        })
        {
            await Tab(page, stops);
            await page.Keyboard.TypeAsync(typed);
        }

        await Tab(page, 1);
        await page.Keyboard.PressAsync("ArrowUp");
        foreach (var typed in new[] { "62", "f", "Weber", "sweats" })
        {
            await Tab(page, 1);
            await page.Keyboard.TypeAsync(typed);
        }

        var ages = page.GetByLabel("Age", new() { Exact = true });
        await Tab(page, 1);
        await page.Keyboard.PressAsync("Enter");
        await Expect(ages.Nth(1)).ToBeFocusedAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove patient 2" }).PressAsync("Enter");
        await Expect(ages).ToBeFocusedAsync();
        await Expect(page.GetByText("Armed son")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Show CALL-") })).ToHaveCountAsync(3);
        await Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Times of the call") })).ToHaveAttributeAsync("aria-expanded", "false");
        await page.Picture("desk-dark-new-call");
        await page.IsSound("new call filled in");
        Assert.Empty(await page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('form, form *')]
                .filter(one => /auto|scroll/.test(getComputedStyle(one).overflowY) && one.scrollHeight > one.clientHeight)
                .map(one => `${one.className} ${one.scrollHeight} > ${one.clientHeight}`)
            """));
        await page.Keyboard.PressAsync("Control+Enter");

        var row = page.GetByRole(AriaRole.Option).Filter(new() { HasText = address });
        await Expect(row).ToContainTextAsync("Needs unit");
        await Expect(row).ToContainTextAsync("Chest pain");
        await Expect(page.Locator("[data-recommended]").First).ToBeFocusedAsync();
        Assert.Equal("CRITICAL CARDIAC Chest pain +49 171 1 Frau Weber 62 female Weber sweats", await world.Row<string>($"""
            select concat_ws(' ', c.priority, c.emergency_type, c.description, k.phone, k.name, p.age, p.sex, p.name, p.condition)
            from dispatch.calls c join dispatch.callers k on k.call_id = c.id join dispatch.patients p on p.call_id = c.id
            where c.address = {address} and k.answered_at is not null
            """));
    }

    [Fact]
    public async Task A_call_from_paper_is_received_when_it_was_and_not_answered_while_it_is_typed()
    {
        await desk.Town();
        var page = await desk.Page("desk", "light");
        await desk.SignIn(page, "/board?panel=new");
        var address = $"Altmarkt {world.Draw()}";
        await Expect(page.GetByLabel("Address", new() { Exact = true })).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(address);
        var rest = page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Times of the call") });
        await Expect(rest).ToContainTextAsync("answered");
        await rest.PressAsync("Enter");
        var late = page.GetByLabel("Received, if entered late");
        await late.PressSequentiallyAsync("01052026");
        await page.Keyboard.PressAsync("Enter");
        await Expect(late).ToHaveAccessibleDescriptionAsync(new Regex("Say the date and the time"));
        await Expect(late).ToBeFocusedAsync();
        await late.FillAsync("2030-01-01T09:00:01");
        await Expect(rest).ToContainTextAsync("received");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("This lies in the future")).ToBeVisibleAsync();
        await late.FillAsync("2026-01-05T09:00:01");
        await page.Picture("desk-light-late-entry");
        await page.IsSound("late entry");
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.GetByRole(AriaRole.Option).Filter(new() { HasText = address })).ToContainTextAsync("Needs unit");
        await Expect(page.Locator("[data-recommended], [data-answered] p").First).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Listbox, new() { Name = "Calls" })).ToBeFocusedAsync();
        Assert.Equal("2026-01-05 09:00:01 0", await world.Row<string>($"""
            select to_char(c.received_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS ')
                || (select count(*) from dispatch.callers k where k.call_id = c.id) from dispatch.calls c where c.address = {address}
            """));
    }

    [Fact]
    public async Task What_was_missed_while_the_line_was_cut_is_there_when_it_is_back()
    {
        await desk.Town();
        var page = await desk.Page("desk", "dark");
        var cut = false;
        IWebSocketRoute? line = null;
        await page.RouteWebSocketAsync(new Regex("/ws/dispatchers/"), route =>
        {
            if (cut)
            {
                _ = route.CloseAsync();
                return;
            }

            line = route;
            route.ConnectToServer();
        });
        await desk.SignIn(page);
        await Expect(Connection(page)).ToHaveTextAsync("Live");

        cut = true;
        await line!.CloseAsync();
        await Expect(Connection(page)).ToHaveTextAsync("Offline");
        await Expect(page.GetByText("Dispatch by radio")).ToBeVisibleAsync();
        await page.Picture("desk-dark-offline");
        await page.IsSound("offline");
        var call = await world.Call("CRITICAL");
        var row = page.GetByRole(AriaRole.Option).Filter(new() { HasText = call["location"].GetProperty("address").GetString() });
        await Expect(row).ToHaveCountAsync(0);
        // The line is mended by the press itself: it tries by itself as well, and the button goes with the first try that succeeds.
        await page.ExposeFunctionAsync("mend", () => { cut = false; });
        await page.EvaluateAsync("document.addEventListener('click', () => mend(), { once: true, capture: true })");
        await page.GetByRole(AriaRole.Button, new() { Name = "Try now" }).ClickAsync();

        await Expect(Connection(page)).ToHaveTextAsync("Live");
        await Expect(row).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_wrong_password_is_told_and_the_field_is_ready_for_the_next_try()
    {
        await world.Dispatcher();
        var page = await desk.Page("phone", "light");
        await page.GotoAsync("/board");
        await page.GetByLabel("User name").FillAsync("dispatcher");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync("wrong");
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("User name or password is wrong.");
        await Expect(page.GetByLabel("Password", new() { Exact = true })).ToBeFocusedAsync();
        await page.IsSound("wrong password");
        await page.Picture("phone-light-wrong-password");
    }

    private static async Task Tab(IPage page, int stops)
    {
        for (var stop = 0; stop < stops; stop++)
        {
            await page.Keyboard.PressAsync("Tab");
        }
    }

    private static ILocator Connection(IPage page) => page.Locator("[data-connection] [role=status]");
}
