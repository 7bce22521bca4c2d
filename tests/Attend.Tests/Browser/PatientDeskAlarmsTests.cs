using System.Text.RegularExpressions;
using Attend.Tests.Queues;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>What a desk must not miss: who should be looked at first, what happened without a line, what cannot be done and why.</summary>
public sealed class PatientDeskAlarmsTests(World world, Chromium chromium) : IClassFixture<World>, IClassFixture<Chromium>
{
    private readonly PatientDesk desks = new(world, chromium);

    [Fact]
    public async Task Whoever_feels_worse_or_is_due_stands_on_top_and_is_heard_until_somebody_looks()
    {
        var clinic = await desks.Department(new { scale = "esi" });
        var ids = new List<string>();
        for (var number = 0; number < 3; number++)
        {
            ids.Add((await clinic.Join(new { priority = 4 }))["token"].GetString()!);
        }

        var page = await desks.Open(clinic);
        await Expect(page.GetByText("Nobody is to be looked at before their turn")).ToBeVisibleAsync();
        (await world.Stranger.Post($"/api/my-tickets/{ids[2]}/worse")).Is(200);
        var strip = page.GetByRole(AriaRole.Region, new() { Name = "Alarms" });
        await Expect(strip).ToContainTextAsync($"{clinic.Code}-003 feels worse");
        await page.WaitForFunctionAsync("() => window.tones >= 3");
        await Expect(PatientDesk.Waiting(page)).ToHaveTextAsync([new Regex($"3{clinic.Code}-003.*Feels worse"), new Regex($"1{clinic.Code}-001"), new Regex($"2{clinic.Code}-002")]);
        await page.Picture("desk-dark-patient-desk-worse");
        await page.IsSound("worse");

        await strip.GetByRole(AriaRole.Button, new() { Name = "Looked again" }).ClickAsync();
        await page.Keyboard.PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("Enter");
        await Expect(strip).ToContainTextAsync("Nobody is to be looked at");
        await Expect(PatientDesk.Waiting(page).Last).ToContainTextAsync("3 Urgent");

        await clinic.Join(new { priority = 1 });
        await Expect(strip).ToContainTextAsync($"Emergency: {clinic.Code}-004 waits");
        await page.IsSound("emergency");
        await page.Keyboard.PressAsync("a");
        await Expect(strip).ToContainTextAsync("Nobody is to be looked at");

        // A clerk is not rung for what is a nurse's to do.
        await world.Row<int>($"with moved as (update queues.tickets set joined_at = joined_at - interval '3 hours' where queue_id = {clinic.Queue} and level = 4 returning id) select count(*)::int from moved");
        await page.ReloadAsync();
        // Whoever loads the page anew has answered nothing: the emergency still waits.
        await Expect(strip).ToContainTextAsync($"Emergency: {clinic.Code}-004 waits");
        await page.Keyboard.PressAsync("a");
        await Expect(strip).ToContainTextAsync("is to be looked at again");
        await Expect(PatientDesk.Waiting(page).Filter(new() { HasText = "Look again" })).ToHaveCountAsync(2);
        var clerk = await desks.Open(clinic, role: "clerk");
        await Expect(PatientDesk.Waiting(clerk).First).ToBeVisibleAsync();
        await Expect(clerk.GetByRole(AriaRole.Region, new() { Name = "Alarms" })).Not.ToContainTextAsync("is to be looked at again");
    }

    [Fact]
    public async Task What_was_done_while_the_line_was_cut_is_there_when_it_is_back()
    {
        var cut = false;
        IWebSocketRoute? line = null;
        var clinic = await desks.Department();
        await clinic.Join();
        var page = await desks.Open(clinic, prepare: page => page.RouteWebSocketAsync(new Regex("/ws/queue/"), route =>
        {
            if (cut)
            {
                _ = route.CloseAsync();
                return;
            }

            line = route;
            route.ConnectToServer();
        }));
        await Expect(PatientDesk.Waiting(page)).ToHaveCountAsync(1);
        cut = true;
        await line!.CloseAsync();
        await Expect(page.GetByText("Call by name and write numbers down.")).ToBeVisibleAsync();
        await page.IsSound("offline");
        await clinic.Join();
        (await clinic.Next()).Is(200);
        cut = false;
        await Expect(PatientDesk.Present(page)).ToContainTextAsync($"{clinic.Code}-001", new() { Timeout = 30_000 });
        await Expect(PatientDesk.Waiting(page)).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_paused_queue_a_desk_that_is_gone_and_a_person_without_desks_are_said_in_words()
    {
        var clinic = await desks.Department();
        await clinic.Join();
        var page = await desks.Open(clinic);
        (await (await clinic.Nurse).Post($"/api/queues/{clinic.Queue}/pause")).Is(200);
        await page.Keyboard.PressAsync("n");
        await Expect(PatientDesk.Said(page)).ToContainTextAsync("The queue is paused: nobody can join or be called.");

        (await (await world.Supervisor()).Delete($"/api/desks/{clinic.Desk}")).Is(204);
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The desk that was chosen here is no more, or is not yours.");
        await page.IsSound("gone");

        var nowhere = $"nurse-{world.Draw()}";
        await world.AddPerson(nowhere, "nurse", await world.Site("hospital"));
        var other = await new Desk(world, chromium).Page("phone", "light");
        await Desk.SignIn(other, nowhere, "/desk");
        await Expect(other.GetByRole(AriaRole.Heading, new() { Name = "No desk is set up for you" })).ToBeVisibleAsync();
        await other.IsSound("no desk");
        var dispatcher = await new Desk(world, chromium).Page("desk", "dark");
        await world.Dispatcher();
        await Desk.SignIn(dispatcher, "dispatcher", "/desk");
        await Expect(dispatcher.GetByText("What you can do today")).ToBeVisibleAsync();
    }
}
