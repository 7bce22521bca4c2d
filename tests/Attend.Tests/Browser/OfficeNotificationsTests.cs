using Attend.Channels;
using Attend.Notifications;
using Attend.Tests.Notifications;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

public sealed class OfficeNotificationsTests(World world, Chromium chromium) : IClassFixture<World>, IClassFixture<Chromium>
{
    private readonly Office office = new(world, chromium);

    [Fact]
    public async Task What_becomes_of_a_message_is_watched_while_it_happens_and_the_list_stands_still_when_it_should()
    {
        var unit = await world.Unit();
        var page = await office.Enter("supervisor", path: "/admin/deliveries?way=in_app");
        await Expect(page.Locator("[data-connection=live]")).ToBeVisibleAsync();
        var response = (await world.Dispatch((await world.Call()).Id, unit)).Id;
        var row = Office.Row(page, $"response:{response}");
        await Expect(row).ToContainTextAsync("Waiting");
        var id = await world.Row<long>($"""
            select d.id from notifications.deliveries d join notifications.messages m on m.id = d.message_id
            where m.subject = {"response:" + response} and d.way = 'in_app'
            """);

        var open = row.GetByRole(AriaRole.Button);
        await open.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        var panel = page.GetByRole(AriaRole.Complementary, new() { Name = $"Delivery {id}" });
        await Expect(panel).ToContainTextAsync($"Open Attend and acknowledge");
        // Its person reads it, and both places say so without being asked.
        (await (await world.SignIn(unit.Crew[0].Name)).Post("/api/notifications/read", new { ids = new[] { id } })).Is(204);
        await Expect(row).ToContainTextAsync("Read");
        await Expect(panel.GetByText("Read", new() { Exact = true }).First).ToBeVisibleAsync();
        await Expect(page.GetByText("In the last minute:")).ToContainTextAsync("Read");
        await page.Picture("desk-dark-delivery-open");
        await page.IsSound("an open delivery");
        await page.Keyboard.PressAsync("Escape");
        await Expect(panel).ToHaveCountAsync(0);
        await Expect(open).ToBeFocusedAsync();

        await Office.Button(page, "Pause").ClickAsync();
        var other = await world.Unit();
        var later = (await world.Dispatch((await world.Call()).Id, other)).Id;
        await Expect(page.GetByText("1 newer delivery waits above.")).ToBeVisibleAsync();
        await Expect(Office.Row(page, $"response:{later}")).ToHaveCountAsync(0);
        await Office.Button(page, "Go on").ClickAsync();
        await Expect(Office.Row(page, $"response:{later}")).ToHaveCountAsync(1);

        // What failed is found among everything else.
        await world.Told(other.Crew[0].Id, "response:0", [new Past("test", Way.Email, DeliveryState.Failed, world.Clock.Now, "mail.example.org: 550")]);
        await page.GotoAsync("/admin/deliveries?state=amiss");
        await Expect(Office.Row(page, "response:0")).ToContainTextAsync("mail.example.org: 550");
        await Expect(page.Locator("[data-delivery]")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task An_administrator_tries_the_ways_sets_a_ladder_and_reads_what_people_are_told()
    {
        var page = await office.Enter("admin", path: "/admin/ways");
        await Office.Button(page, "Send a test: Text message").ClickAsync();
        await Office.Button(page, "Send it now").ClickAsync();
        await Expect(Office.Dialog(page).GetByRole(AriaRole.Alert)).ToContainTextAsync("You have no address of your own for this way.");
        await Office.Dialog(page).GetByLabel("Telephone number").FillAsync("0123");
        await page.Keyboard.PressAsync("Enter");
        await Expect(Office.Dialog(page).GetByLabel("Telephone number")).ToHaveAccessibleDescriptionAsync(new System.Text.RegularExpressions.Regex("with its country's prefix"));
        await Office.Dialog(page).GetByLabel("Telephone number").FillAsync("+4930123456");
        await page.Keyboard.PressAsync("Enter");
        await Expect(Office.Dialog(page).GetByRole(AriaRole.Status)).ToContainTextAsync("Taken");
        await page.Picture("desk-dark-way-tested");
        await page.IsSound("a way that was tested");
        await page.Keyboard.PressAsync("Escape");

        // A program is named and tried by its own secret; nobody listens there, and that is said.
        await Office.Button(page, "New webhook").ClickAsync();
        await Office.Dialog(page).GetByLabel("Name", new() { Exact = true }).FillAsync("The pager");
        await Office.Dialog(page).GetByLabel("Address").FillAsync("https://pager.example.org/hook");
        await Office.Dialog(page).GetByLabel("Alarm", new() { Exact = true }).CheckAsync();
        await Office.Button(page, "Make the webhook").ClickAsync();
        await Expect(page.GetByText("whsec_")).ToBeVisibleAsync();
        await Office.Button(page, "Send a test: The pager").ClickAsync();
        await Office.Button(page, "Send it now").ClickAsync();
        await Expect(Office.Dialog(page).GetByRole(AriaRole.Status)).ToContainTextAsync("Taken");
        await page.Keyboard.PressAsync("Escape");

        await page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Ladders" }).ClickAsync();
        await Office.Button(page, "Edit: Alarm, Every priority").ClickAsync();
        await Office.Button(page, "Add a step").ClickAsync();
        var step = Office.Dialog(page).GetByRole(AriaRole.Group, new() { Name = "Step 3", Exact = true });
        await step.GetByLabel("Seconds").FillAsync("20");
        await step.GetByLabel("Whom").SelectOptionAsync("Whoever is on duty as …");
        await step.GetByLabel("Voice call").CheckAsync();
        await Office.Button(page, "Save").ClickAsync();
        await Expect(Office.Dialog(page).GetByRole(AriaRole.Alert)).ToContainTextAsync("later than the one before");
        await page.Picture("desk-dark-ladder-edited");
        await page.IsSound("a ladder that is edited");
        await step.GetByLabel("Seconds").FillAsync("120");
        await Office.Button(page, "Save").ClickAsync();
        var alarm = page.GetByRole(AriaRole.Region, new() { Name = "Alarm", Exact = true });
        await Expect(alarm).ToContainTextAsync("After 2 min");
        Assert.Equal("120 {supervisor} {sms,voice}", await world.Row<string>($"""
            select concat_ws(' ', after_seconds, roles, ways) from notifications.ladders where kind = 'alarm' and number = 2
            """));
        await Office.Button(page, "As it was made: Alarm").ClickAsync();
        await Office.Button(page, "As it was made").Last.ClickAsync();
        await Expect(alarm).Not.ToContainTextAsync("After 2 min");

        await page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Message texts" }).ClickAsync();
        await page.GetByLabel("Language").SelectOptionAsync("العربية");
        var text = page.GetByRole(AriaRole.Region, new() { Name = "Assignment" }).Locator("dd").First;
        await Expect(text).ToHaveAttributeAsync("dir", "rtl");
        await Expect(text).ToHaveCSSAsync("direction", "rtl");
        await Expect(text).ToHaveTextAsync(Texts.Preview("crew_assigned", "ar").Title);
        await page.Picture("desk-dark-texts-ar");
    }
}
