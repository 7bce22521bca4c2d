using System.Text.RegularExpressions;
using Attend.Tests.Queues;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>The desk at which patients are called and served: by keys alone, two of them at one line, each seeing the other's acts.</summary>
public sealed class PatientDeskTests(World world, Chromium chromium) : IClassFixture<World>, IClassFixture<Chromium>
{
    private readonly PatientDesk desks = new(world, chromium);

    [Theory]
    [MemberData(nameof(Looks.OfStories), MemberType = typeof(Looks))]
    public async Task Two_desks_call_from_one_line_and_see_each_other_at_once(string screen, string scheme)
    {
        var look = $"{screen}-{scheme}-patient-desk";
        var clinic = await desks.Department(desks: 2);
        for (var number = 0; number < 4; number++)
        {
            await clinic.Join(new { name = number == 0 ? "Ana Cruz" : null });
        }

        var one = await desks.Open(clinic, 0, screen, scheme, look);
        var two = await desks.Open(clinic, 1, screen, scheme);
        await Expect(PatientDesk.Waiting(one)).ToHaveCountAsync(4);
        await one.Picture($"{look}-free");
        await one.IsSound($"{look} free");

        await one.Keyboard.PressAsync(" ");
        await Expect(PatientDesk.Present(one)).ToContainTextAsync($"{clinic.Code}-001");
        await Expect(PatientDesk.Present(one)).ToContainTextAsync("Ana Cruz");
        await Expect(PatientDesk.Waiting(two)).ToHaveCountAsync(3);
        await Expect(two.GetByRole(AriaRole.Region, new() { Name = "At the other desks" })).ToContainTextAsync($"{clinic.Code}-001");
        await two.Keyboard.PressAsync("n");
        await Expect(PatientDesk.Present(two)).ToContainTextAsync($"{clinic.Code}-002");
        await Expect(PatientDesk.Waiting(one)).ToHaveTextAsync([new Regex($"1{clinic.Code}-003"), new Regex($"2{clinic.Code}-004")]);
        await one.Picture($"{look}-called");
        await one.IsSound($"{look} called");

        // Not begun yet: nobody is done with by a slip, and nobody else is called.
        await one.Keyboard.PressAsync("Enter");
        await Expect(PatientDesk.Said(one)).ToContainTextAsync($"{clinic.Code}-001 was called and has not begun");
        await one.Keyboard.PressAsync("Space");
        await Expect(PatientDesk.Said(one)).ToContainTextAsync("is at this desk");
        await one.Keyboard.PressAsync("s");
        await Expect(PatientDesk.Present(one)).ToContainTextAsync("Being served");
        await one.Keyboard.PressAsync("Enter");
        await Expect(PatientDesk.Present(one)).ToContainTextAsync($"{clinic.Code}-003");
        await Expect(PatientDesk.Said(one)).ToContainTextAsync($"{clinic.Code}-001 done. {clinic.Code}-003 called");
        Assert.Equal("COMPLETED", await desks.State(clinic, 1));

        // One key, taken back as one.
        await one.Keyboard.PressAsync("Control+z");
        await Expect(PatientDesk.Present(one)).ToContainTextAsync($"{clinic.Code}-001");
        await Expect(PatientDesk.Waiting(two)).ToHaveTextAsync([new Regex($"1{clinic.Code}-003"), new Regex($"2{clinic.Code}-004")]);
        Assert.Equal(["IN_SERVICE", "WAITING"], [await desks.State(clinic, 1), await desks.State(clinic, 3)]);
        await one.Picture($"{look}-taken-back");
        await one.IsSound($"{look} taken back");

        // To the last of them. A list that has the keyboard keeps it without a row: Enter is not all at once a key of the desk's.
        await two.Keyboard.PressAsync("s");
        await Expect(PatientDesk.Present(two)).ToContainTextAsync("Being served");
        await two.Keyboard.PressAsync("w");
        await two.Keyboard.PressAsync("ArrowDown");
        foreach (var next in new[] { 3, 4 })
        {
            await one.Keyboard.PressAsync("Enter");
            await Expect(PatientDesk.Present(one)).ToContainTextAsync($"{clinic.Code}-00{next}");
            await one.Keyboard.PressAsync("s");
            await Expect(PatientDesk.Present(one)).ToContainTextAsync("Being served");
        }

        await Expect(PatientDesk.Waiting(two)).ToHaveCountAsync(0);
        await Expect(two.GetByRole(AriaRole.Listbox, new() { Name = "Waiting" })).ToBeFocusedAsync();
        await two.Keyboard.PressAsync("Enter");
        Assert.Equal("IN_SERVICE", await desks.State(clinic, 2));

        await one.Keyboard.PressAsync("Enter");
        await Expect(PatientDesk.Said(one)).ToContainTextAsync("Nobody waits");
        await Expect(PatientDesk.Present(one)).ToContainTextAsync("Nobody waits");
        await Expect(one.GetByText("Whoever takes a number appears here by itself.")).ToBeVisibleAsync();
        await one.IsSound($"{look} nobody");
        await one.Keyboard.PressAsync("n");
        await Expect(PatientDesk.Said(one).GetByRole(AriaRole.Status)).ToHaveTextAsync(new Regex("Nobody waits$"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Everything_of_a_desk_is_done_by_keys()
    {
        var clinic = await desks.Department(new { scale = "esi", recalls = 1, grace_seconds = 3600 });
        var xray = await Clinic.Open(world, site: clinic.Site);
        for (var number = 0; number < 3; number++)
        {
            await clinic.Join(new { consideration = "pregnant" });
        }

        var page = await desks.Open(clinic);
        await page.Keyboard.PressAsync("n");
        await Expect(PatientDesk.Present(page)).ToContainTextAsync("Called");
        await page.Keyboard.PressAsync("x");
        await Expect(PatientDesk.Said(page)).ToContainTextAsync("Did not come, " + clinic.Code + "-001: call them once more first");
        await page.Keyboard.PressAsync("r");
        await Expect(PatientDesk.Present(page)).ToContainTextAsync("called again 1 time");
        await page.Keyboard.PressAsync("x");
        await Expect(PatientDesk.Said(page)).ToContainTextAsync(new Regex("give them until .*\\d\\d:\\d\\d"));

        await page.Keyboard.PressAsync("p");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByLabel("5 Non-urgent")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("Enter");
        await Expect(PatientDesk.Present(page)).ToContainTextAsync("3 Urgent");
        await Expect(dialog).ToHaveCountAsync(0);

        await page.Keyboard.PressAsync("g");
        await Expect(dialog.GetByRole(AriaRole.Group, new() { Name = "Then to" }).Locator("button:focus")).ToHaveCountAsync(1);
        await dialog.GetByRole(AriaRole.Button, new() { NameRegex = new($"^{xray.Code} ") }).PressAsync("Enter");
        await page.IsSound("planning");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Plan steps" }).PressAsync("Enter");
        await Expect(PatientDesk.Present(page)).ToContainTextAsync("then Clinic");
        await Expect(dialog).ToHaveCountAsync(0);

        await page.Keyboard.PressAsync("s");
        await page.Keyboard.PressAsync("h");
        await Expect(dialog.GetByLabel("Reason")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Blood test");
        await page.Keyboard.PressAsync("Enter");
        var held = page.GetByRole(AriaRole.Region, new() { Name = "On hold" });
        await Expect(held).ToContainTextAsync("Blood test");
        await Expect(dialog).ToHaveCountAsync(0);
        await page.IsSound("held");
        await page.Keyboard.PressAsync("u");
        await Expect(PatientDesk.Present(page)).ToContainTextAsync($"{clinic.Code}-001");
        await Expect(held).ToContainTextAsync("Nobody is on hold.");

        await page.Keyboard.PressAsync("c");
        await Expect(dialog.GetByLabel("Not said")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await Expect(PatientDesk.Said(page)).ToContainTextAsync($"{clinic.Code}-001 done");
        await Expect(dialog).ToHaveCountAsync(0);
        Assert.Equal($"{xray.Code} discharged", await world.Row<string>($"""
            select q.code || ' ' || s.outcome from queues.tickets t join queues.queues q on q.id = t.queue_id join queues.stages s on s.ticket_id = t.id
            where t.queue_id = {xray.Queue}
            """));

        await page.Keyboard.PressAsync("n");
        await Expect(PatientDesk.Present(page)).ToContainTextAsync($"{clinic.Code}-002");
        await page.Keyboard.PressAsync("t");
        await page.Keyboard.PressAsync("Space");
        await page.IsSound("sending on");
        await page.Keyboard.PressAsync("Enter");
        await Expect(PatientDesk.Said(page)).ToContainTextAsync($"{clinic.Code}-002 sent on");
        await Expect(dialog).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("n");
        await Expect(PatientDesk.Present(page)).ToContainTextAsync($"{clinic.Code}-003");
        await Expect(PatientDesk.Waiting(page)).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("b");
        await Expect(PatientDesk.Waiting(page)).ToHaveCountAsync(1);

        // Out of turn, from the list: its arrows, Enter, and the button that has the keyboard first.
        await page.Keyboard.PressAsync("w");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await Expect(dialog.GetByRole(AriaRole.Heading, new() { Name = $"{clinic.Code}-003" })).ToBeVisibleAsync();
        await page.IsSound("somebody");
        await dialog.GetByRole(AriaRole.Button, new() { NameRegex = new("^Call .* now$") }).PressAsync("Enter");
        await Expect(PatientDesk.Present(page)).ToContainTextAsync($"{clinic.Code}-003");
        await Expect(dialog).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("k");
        await page.Keyboard.PressAsync("Enter");
        await Expect(PatientDesk.Said(page)).ToContainTextAsync($"{clinic.Code}-003 cancelled");
        await Expect(dialog).ToHaveCountAsync(0);

        // Somebody stands before the desk: a number, which is said and printed, and then the next one.
        await page.Keyboard.PressAsync("j");
        await Expect(dialog.GetByLabel("Name")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Ana Cruz");
        await dialog.GetByLabel("2 Emergent").CheckAsync();
        await dialog.GetByLabel("What they declare").SelectOptionAsync("with_child");
        await page.IsSound("giving");
        await dialog.GetByLabel("Name").PressAsync("Enter");
        await Expect(dialog).ToContainTextAsync($"{clinic.Code}-004");
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Print" })).ToBeFocusedAsync();
        await page.IsSound("given");
        await page.Picture("desk-dark-patient-desk-given");
        var slip = await page.Context.RunAndWaitForPageAsync(() => page.Keyboard.PressAsync("Enter"));
        await Expect(slip.GetByText($"{clinic.Code}-004")).ToBeVisibleAsync();
        await slip.CloseAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Give another" }).ClickAsync();
        await Expect(dialog.GetByLabel("Name")).ToHaveValueAsync("");
        await page.Keyboard.PressAsync("Escape");
        await Expect(PatientDesk.Waiting(page)).ToHaveTextAsync([new Regex($"1{clinic.Code}-0042 Emergent.*Ana Cruz")]);
        Assert.Equal("2 with_child true desk", await world.Row<string>($"select level || ' ' || consideration || ' ' || considered || ' ' || source from queues.tickets where queue_id = {clinic.Queue} and serial = 4"));
        await page.Keyboard.PressAsync("n");
        await Expect(PatientDesk.Present(page)).ToContainTextAsync("Ana Cruz");
        await page.Keyboard.PressAsync("k");
        await page.Keyboard.PressAsync("Enter");
        await Expect(PatientDesk.Said(page)).ToContainTextAsync($"{clinic.Code}-004 cancelled");

        // What is done by hand leaves the keyboard with the desk.
        await page.GetByRole(AriaRole.Button, new() { Name = "Break: ", Exact = false }).ClickAsync();
        await Expect(PatientDesk.Present(page)).ToContainTextAsync("On a break: nobody is called.");
        await page.Keyboard.PressAsync("o");
        await Expect(PatientDesk.Present(page)).ToContainTextAsync("Nobody waits");
        await page.Keyboard.PressAsync("?");
        await Expect(dialog).ToContainTextAsync("Take back what was done last");
        await page.IsSound("keys");
        Assert.Equal("", await world.Violations());
    }
}
