using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>What a slip of the hand, a plain line or a missing word could do to a patient or a crew.</summary>
public sealed class HazardTests(World world, Chromium chromium) : IClassFixture<World>, IClassFixture<Chromium>
{
    private readonly Desk desk = new(world, chromium);

    [Fact]
    public async Task A_warning_is_read_in_full_beside_the_dispatch_button_and_a_new_one_comes_by_itself()
    {
        await desk.Town();
        await world.Unit();
        var call = await world.Call("CRITICAL");
        await Warn(call, "VIOLENCE", "Weapon in the flat");
        var page = await desk.Page("desk", "dark");
        await desk.SignIn(page, $"/board?call={call.Id}&panel=call");

        var warnings = page.GetByRole(AriaRole.Region, new() { Name = "Warnings of this address" });
        await Expect(warnings).ToContainTextAsync("Violence: Weapon in the flat");
        await Warn(call, "ACCESS", "Gate code 4711");
        await Expect(warnings).ToContainTextAsync("Access: Gate code 4711");
        await page.Picture("desk-dark-warnings");
        await page.IsSound("warnings");
    }

    [Fact]
    public async Task On_plain_http_a_unit_is_sent_and_the_place_is_copied()
    {
        await desk.Town();
        var unit = await world.Unit();
        var call = await world.Call("CRITICAL");
        var page = await desk.Page("desk", "dark");
        // What browsers withhold from a page that is neither https nor on localhost.
        await page.AddInitScriptAsync("delete Crypto.prototype.randomUUID; delete Navigator.prototype.clipboard");
        await desk.SignIn(page, $"/board?call={call.Id}&panel=call");
        Assert.Equal("undefined undefined", await page.EvaluateAsync<string>("() => typeof crypto.randomUUID + ' ' + typeof navigator.clipboard"));

        await page.GetByRole(AriaRole.Button, new() { Name = "Copy coordinates" }).ClickAsync();
        await Expect(page.GetByText("Copied: 52.51, 13.41").First).ToBeVisibleAsync();
        var send = page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex($"^Dispatch {unit.Number},") });
        await Desk.ShowAll(page, send);
        await send.ClickAsync();
        await Expect(page.GetByText($"{unit.Number} dispatched to {call["call_id"]}").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Distress_is_asked_once_and_the_way_back_has_the_keyboard()
    {
        await desk.Town();
        var unit = await world.Unit();
        var page = await desk.Page("desk", "dark");
        await desk.SignIn(page, $"/board?unit={unit.Id}&panel=unit");

        await page.GetByRole(AriaRole.Button, new() { Name = $"Distress: {unit.Number}" }).ClickAsync();
        await Expect(page.GetByText($"Send distress for {unit.Number}?")).ToBeVisibleAsync();
        await page.IsSound("distress asked");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        Assert.Equal(0, await Distress(unit));

        await page.GetByRole(AriaRole.Button, new() { Name = $"Distress: {unit.Number}" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Distress" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Alarms" })).ToContainTextAsync($"Crew in distress · {unit.Number}");
        Assert.Equal(1, await Distress(unit));
        var alarm = await world.Row<long>($"select id from dispatch.alarms where kind = 'distress' and unit_id = {unit.Id}");
        (await (await world.Dispatcher()).Post($"/api/alarms/{alarm}/acknowledge")).Is(200);
    }

    [Fact]
    public async Task A_hospital_is_chosen_by_rank_and_by_keyboard()
    {
        await desk.Town();
        var far = await world.Hospital(52.60, 13.60);
        var near = await world.Hospital(52.512, 13.412);
        var unit = await world.Unit();
        var call = await world.Call("CRITICAL", patients: 2);
        var response = await world.Dispatch(call.Id, unit);
        var page = await desk.Page("desk", "light");
        await desk.SignIn(page, $"/board?call={call.Id}&panel=call");

        await page.GetByRole(AriaRole.Button, new() { Name = $"More: {unit.Number}" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Transport" }).ClickAsync();
        var hospitals = page.GetByRole(AriaRole.Group, new() { Name = "Hospital" }).GetByRole(AriaRole.Radio);
        await Expect(hospitals.Nth(1)).ToHaveValueAsync($"{near}");
        await Expect(hospitals.Nth(2)).ToHaveValueAsync($"{far}");
        await Expect(page.GetByText("10 beds").First).ToBeVisibleAsync();
        await page.Picture("desk-light-hospitals");
        await page.IsSound("hospitals");
        await hospitals.First.FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.GetByText($"Transport: done ({unit.Number})").First).ToBeVisibleAsync();
        Assert.Equal(near, (await (await world.Dispatcher()).Get($"/api/responses/{response.Id}"))["hospital_id"].GetInt64());
    }

    [Fact]
    public async Task An_empty_time_takes_no_stamp_away()
    {
        await desk.Town();
        var unit = await world.Unit();
        var call = await world.Call("CRITICAL");
        var response = await world.Dispatch(call.Id, unit);
        var dispatcher = await world.Dispatcher();
        (await dispatcher.Post($"/api/responses/{response.Id}/acknowledge")).Is(200);
        var page = await desk.Page("desk", "dark");
        await desk.SignIn(page, $"/board?call={call.Id}&panel=call");

        await page.GetByRole(AriaRole.Button, new() { Name = $"More: {unit.Number}" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Correct a time" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Stamp", new() { Exact = true }).SelectOptionAsync("acknowledged_at");
        await dialog.GetByLabel("Reason").FillAsync("wrong button");
        await dialog.GetByLabel("Right time").FillAsync("");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Correct a time" }).ClickAsync();
        await Expect(dialog.GetByText("Enter the right time, or tick that the stamp is to be removed")).ToBeVisibleAsync();
        await Expect(dialog.GetByText("Time zone:")).ToBeVisibleAsync();
        await page.IsSound("correction");
        Assert.NotNull((await dispatcher.Get($"/api/responses/{response.Id}"))["acknowledged_at"].GetString());

        await dialog.GetByLabel("Remove the stamp: this step never happened").CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Correct a time" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        Assert.Null((await dispatcher.Get($"/api/responses/{response.Id}"))["acknowledged_at"].GetString());
    }

    [Fact]
    public async Task A_call_that_was_linked_away_is_found_by_its_number_and_comes_back()
    {
        await desk.Town();
        var other = await world.Call();
        var call = await world.Call();
        var dispatcher = await world.Dispatcher();
        (await dispatcher.Post($"/api/calls/{call.Id}/link", new { into = other.Id })).Is(200);
        var page = await desk.Page("desk", "dark");
        await desk.SignIn(page);

        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync(call["call_id"].GetString()!["CALL-".Length..].ToLowerInvariant());
        var row = page.GetByRole(AriaRole.Option).Filter(new() { HasText = call["location"].GetProperty("address").GetString() });
        await Expect(row).ToContainTextAsync("Cancelled");
        await row.ClickAsync();
        await Expect(page.GetByText($"Linked into {other["call_id"]}")).ToBeVisibleAsync();
        await page.IsSound("linked call");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Unlink: {call["call_id"]}" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Unlink" }).ClickAsync();
        await Expect(row).ToContainTextAsync("Needs unit");
    }

    [Fact]
    public async Task The_first_key_stamps_the_answer_and_likely_duplicates_are_shown()
    {
        await desk.Town();
        var known = await world.Call();
        var page = await desk.Page("desk", "dark");
        await desk.SignIn(page);
        await page.Keyboard.PressAsync("n");
        var answered = page.GetByLabel("Answered", new() { Exact = true });
        await Expect(answered).ToHaveValueAsync("");

        await page.GetByLabel("Address", new() { Exact = true }).FillAsync(known["location"].GetProperty("address").GetString()!);
        await page.GetByLabel("Coordinates", new() { Exact = true }).FillAsync("52.51, 13.41");
        await Expect(answered).Not.ToHaveValueAsync("");
        await Expect(page.GetByLabel("Ringing since, if known")).ToHaveValueAsync("");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = $"Show {known["call_id"]}," })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a patient" }).ClickAsync();
        await page.GetByLabel("Age").First.FillAsync("62");
        await page.GetByLabel("Sex").Last.SelectOptionAsync("female");
        await page.Picture("desk-dark-duplicates");
        await page.IsSound("duplicates");
        await page.GetByRole(AriaRole.Button, new() { Name = "Receive call" }).ClickAsync();
        await Expect(page.Locator("[data-recommended]").First).ToBeFocusedAsync();

        var taken = await world.Row<long>($"select max(id) from dispatch.calls");
        var view = await (await world.Dispatcher()).Get($"/api/calls/{taken}");
        var caller = view["callers"].EnumerateArray().Single();
        Assert.NotNull(caller.GetProperty("answered_at").GetString());
        Assert.Null(caller.GetProperty("ringing_at").GetString());
        Assert.Equal(2, view["patients"].GetArrayLength());
    }

    [Theory]
    [InlineData("desk", "light")]
    [InlineData("phone", "dark")]
    public async Task Who_has_no_board_is_told_what_they_can_do_and_changes_their_password(string screen, string scheme)
    {
        var name = $"patient-{world.Draw()}";
        await world.AddPerson(name, "patient");
        var page = await desk.Page(screen, scheme);
        await Desk.SignIn(page, name, "/");

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What you can do today" })).ToBeVisibleAsync();
        await page.Picture($"{screen}-{scheme}-today");
        await page.IsSound("today");
        await page.GetByLabel("Phone").FillAsync("+49 30 1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("Saved")).ToBeVisibleAsync();
        await page.GetByLabel("Current password", new() { Exact = true }).FillAsync("wrong");
        await page.GetByLabel("New password", new() { Exact = true }).FillAsync("another-password");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change the password" }).ClickAsync();
        await Expect(page.GetByText("The current password is wrong.")).ToBeVisibleAsync();
        await page.GetByLabel("Current password", new() { Exact = true }).FillAsync(World.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Change the password" }).ClickAsync();
        await Expect(page.GetByText("The password was changed.")).ToBeVisibleAsync();
        await world.SignIn(name, "another-password");
    }

    private async Task Warn(Answer call, string kind, string text) => (await (await world.Dispatcher()).Post("/api/warnings", new
    {
        address = call["location"].GetProperty("address").GetString(), kind, text,
        review_on = DateOnly.FromDateTime(world.Clock.Now.UtcDateTime).AddMonths(6),
    })).Is(201);

    private Task<long> Distress(Unit unit) =>
        world.Row<long>($"select count(*) from dispatch.alarms where kind = 'distress' and unit_id = {unit.Id}");
}
