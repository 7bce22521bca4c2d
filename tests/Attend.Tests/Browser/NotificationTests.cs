using System.Text.RegularExpressions;
using Attend.Notifications;
using Attend.Platform.Access;
using Attend.Tests.Faults;
using Attend.Tests.Notifications;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>What a person sees of what they are told, on the devices they carry.</summary>
public sealed class NotificationTests(World world, Chromium chromium) : IClassFixture<World>, IClassFixture<Chromium>
{
    private const string Settings = "/account/notifications";

    [Theory]
    [MemberData(nameof(Looks.OfStories), MemberType = typeof(Looks))]
    public async Task What_is_read_on_one_device_is_read_on_the_other_and_what_is_over_says_so(string screen, string scheme)
    {
        world.Clock.Now = TimeProvider.System.GetUtcNow();
        var unit = await world.Unit();
        var desk = new Desk(world, chromium);
        var (page, other) = (await desk.Page(screen, scheme), await desk.Page("phone", "dark"));
        foreach (var one in new[] { page, other })
        {
            await Desk.SignIn(one, unit.Crew[0].Name, Settings);
            await Expect(Bell(one, "none unread")).ToBeVisibleAsync();
        }

        var response = (await world.Dispatch((await world.Call()).Id, unit)).Id;
        await world.Settled();
        await Expect(Bell(page, "1 unread")).ToBeVisibleAsync();
        await Expect(Bell(other, "1 unread")).ToBeVisibleAsync();
        await Wait("DELIVERED", response);

        await Bell(page, "1 unread").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        var inbox = page.GetByRole(AriaRole.Dialog, new() { Name = "Notifications" });
        var message = inbox.GetByRole(AriaRole.Article).Filter(new() { HasText = $"{unit.Number}: assigned to" });
        await Expect(message).ToContainTextAsync("Unread");
        await page.IsSound($"inbox {screen} {scheme}");
        await page.Picture($"{screen}-{scheme}-inbox");
        await message.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("assigned to") }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(message).ToContainTextAsync("Open Attend and acknowledge.");
        await Expect(message.GetByRole(AriaRole.Link, new() { Name = "Open the crew’s screen" })).ToBeVisibleAsync();
        await Expect(Bell(other, "none unread")).ToBeVisibleAsync();
        await Wait("READ", response);

        (await (await world.Dispatcher()).Post($"/api/responses/{response}/stand-down", new { reason = "nearer unit" })).Is(200);
        await world.Settled();
        await Expect(message).ToContainTextAsync("Over since");
        await Expect(inbox.GetByRole(AriaRole.Article)).ToHaveCountAsync(2);
        await page.IsSound($"inbox with what is over {screen} {scheme}");
        await page.Picture($"{screen}-{scheme}-inbox-over");
        await page.Keyboard.PressAsync("Escape");
        await Expect(Bell(page, "1 unread")).ToBeFocusedAsync();

        await Expect(Bell(other, "1 unread")).ToBeVisibleAsync();
        await other.Context.SetOfflineAsync(true);
        await Bell(other, "1 unread").ClickAsync();
        await Expect(other.GetByRole(AriaRole.Dialog)).ToContainTextAsync("No connection: this is what was known at");
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Who_was_first_is_told_to_everybody_else_who_was_asked()
    {
        world.Clock.Now = TimeProvider.System.GetUtcNow();
        var (own, first) = ($"dispatcher-{world.Draw()}", $"dispatcher-{world.Draw()}");
        await world.AddPerson(own, "dispatcher");
        await world.AddPerson(first, "dispatcher");
        var page = await new Desk(world, chromium).Page("desk", "light");
        await Desk.SignIn(page, own, Settings);
        var call = await world.Call("CRITICAL");
        world.Clock.Advance(TimeSpan.FromSeconds(60));
        await world.Settled();

        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Notifications, .*want") }).ClickAsync();
        var message = page.GetByRole(AriaRole.Article).Filter(new() { HasText = call["call_id"].GetString() });
        await Expect(message).ToContainTextAsync("Wants an answer");
        await Expect(message.GetByRole(AriaRole.Button, new() { Name = "Acknowledge" })).ToBeVisibleAsync();
        await page.Picture("desk-light-inbox-asked");
        var other = await world.SignIn(first);
        var theirs = (await other.Get("/api/notifications")).Is(200)["items"].EnumerateArray()
            .First(one => one.GetProperty("facts").GetProperty("call_id").GetInt64() == call.Id).GetProperty("id").GetInt64();
        (await other.Post($"/api/notifications/{theirs}/acknowledge")).Is(200);
        await Expect(message).ToContainTextAsync($"Acknowledged by {first} Test");
        await Expect(message.GetByRole(AriaRole.Button, new() { Name = "Acknowledge" })).ToHaveCountAsync(0);
        await page.Picture("desk-light-inbox-answered");
        await message.GetByRole(AriaRole.Link, new() { Name = "Show the call" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex($"/board\\?.*call={call.Id}"));
    }

    [Fact]
    public async Task A_phone_that_cannot_ring_says_so_until_a_test_was_heard_on_it_and_what_is_chosen_is_kept()
    {
        world.Clock.Now = TimeProvider.System.GetUtcNow();
        var unit = await world.Unit();
        var page = await chromium.Open(world.Url, Screen.Phone);
        var phone = new PushedPage(page);
        await phone.Allow("https://push.example.org/phone");
        await Desk.SignIn(page, unit.Crew[0].Name, "/crew");
        var mark = page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^This phone cannot ring") });
        await Expect(mark).ToBeVisibleAsync();
        await page.Picture("phone-dark-cannot-ring");
        await mark.ClickAsync();
        var sheet = page.GetByRole(AriaRole.Dialog);
        await Office.Button(page, "Let this device ring").ClickAsync();
        await Expect(sheet).ToContainTextAsync("is on its way");
        await world.Settled();
        var id = await world.Row<long>($"""
            select d.id from notifications.deliveries d join notifications.messages m on m.id = d.message_id
            where m.kind = 'test' and d.way = 'web_push' and d.user_id = {unit.Crew[0].Id}
            """);

        await phone.Push(new { id, text = "This is a test. Open Attend and acknowledge it.", lang = "en" });
        await Expect(sheet).ToContainTextAsync("Did you hear it?");
        Assert.Equal([$"attend {id}: This is a test. Open Attend and acknowledge it."], await phone.Shown());
        Assert.Equal("DELIVERED", await world.Row<string>($"select state from notifications.deliveries where id = {id}"));
        await page.IsSound("the question whether a test was heard");
        Assert.True(await sheet.EvaluateAsync<bool>("box => box.scrollWidth <= box.clientWidth"), "the sheet scrolls sideways");
        await page.Picture("phone-dark-ring-asked");
        await Office.Button(page, "I heard it").ClickAsync();
        await Expect(sheet).ToContainTextAsync("This device rings: heard");
        await page.Keyboard.PressAsync("Escape");
        await Expect(mark).ToHaveCountAsync(0);

        // Pressed on the lock screen while no page is open, a test leads to where it is answered.
        await page.GotoAsync($"/notified?id={id}");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your notifications" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Does this device ring?" })).ToContainTextAsync("This device rings");
        var push = page.GetByRole(AriaRole.Checkbox, new() { Name = "Your unit is stood down: Your devices" });
        await page.Picture("phone-dark-preferences");
        await push.UncheckAsync();
        await Expect(page.GetByRole(AriaRole.Checkbox, new() { Name = "Your unit is given a call: Inbox" })).ToBeDisabledAsync();
        var quiet = page.GetByRole(AriaRole.Region, new() { Name = "Quiet hours" });
        await quiet.GetByLabel("I want quiet hours").CheckAsync();
        await quiet.GetByLabel("Until").FillAsync("22:00");
        await quiet.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(quiet).ToContainTextAsync("that would be no quiet at all");
        await quiet.GetByLabel("Until").FillAsync("06:30");
        await quiet.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(quiet).ToContainTextAsync("Saved");
        await page.ReloadAsync();
        await Expect(push).Not.ToBeCheckedAsync();
        await Expect(quiet.GetByLabel("Until")).ToHaveValueAsync("06:30");

        var devices = page.GetByRole(AriaRole.Region, new() { Name = "Your devices" });
        await Expect(devices).ToContainTextAsync("This one");
        await devices.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Remove") }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove", Exact = true }).ClickAsync();
        await Expect(devices).ToContainTextAsync("No device of yours");
        await Expect(Office.Button(page, "Let this device ring")).ToBeVisibleAsync();
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task What_is_read_elsewhere_or_is_over_leaves_the_lock_screen()
    {
        world.Clock.Now = TimeProvider.System.GetUtcNow();
        var unit = await world.Unit();
        var medic = await world.SignIn(unit.Crew[0].Name);
        var page = await chromium.Open(world.Url, Screen.Phone);
        var phone = new PushedPage(page);
        await page.Context.GrantPermissionsAsync(["notifications"]);
        await Desk.SignIn(page, unit.Crew[0].Name, Settings);
        await phone.Work();
        var (read, over, waits) = (await Told(medic.UserId), await Told(medic.UserId), await Told(medic.UserId));
        foreach (var (id, message, _) in new[] { read, over, waits })
        {
            await phone.Push(new { id, message, text = "Open Attend.", lang = "en", urgent = true });
        }

        await phone.Shows(Lies(read.Id), Lies(over.Id), Lies(waits.Id));
        (await medic.Post("/api/notifications/read", new { ids = new[] { read.Id } })).Is(204);
        await phone.Shows(Lies(over.Id), Lies(waits.Id));
        await world.Db.Write(Caller.System, async change =>
        {
            Messages.Withdraw(change, over.Subject, "ended");
            await change.Send();
            return TypedResults.NoContent();
        });
        await phone.Shows(Lies(waits.Id));

        // While no page is open it is found out with the next push.
        await page.GotoAsync("about:blank");
        (await medic.Post("/api/notifications/read", new { ids = new[] { waits.Id } })).Is(204);
        await page.GotoAsync("/favicon.ico");
        Assert.Equal([Lies(waits.Id)], await phone.Shown());
        await phone.Push(new { id = 900_000_000, message = 900_000_000, text = "Open Attend.", lang = "en" });
        await phone.Shows(Lies(900_000_000));

        static string Lies(long id) => $"attend {id}: Open Attend.";
    }

    [Fact]
    public async Task The_map_beside_the_board_has_its_bell_and_shows_there_what_a_message_is_about()
    {
        world.Clock.Now = TimeProvider.System.GetUtcNow();
        var name = $"dispatcher-{world.Draw()}";
        await world.AddPerson(name, "dispatcher");
        var page = await new Desk(world, chromium).Page("desk", "dark");
        await Desk.SignIn(page, name, "/map");
        await Expect(Bell(page, "none unread")).ToBeVisibleAsync();
        var call = await world.Call("CRITICAL");
        world.Clock.Advance(TimeSpan.FromSeconds(60));
        await world.Settled();

        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Notifications, .*want") }).ClickAsync();
        var message = page.GetByRole(AriaRole.Article).Filter(new() { HasText = call["call_id"].GetString() });
        await page.IsSound("the inbox over the map");
        await page.Picture("desk-dark-map-inbox");
        await message.GetByRole(AriaRole.Button, new() { Name = "Show the call" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex($"/map\\?.*call={call.Id}"));
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        // What the board says aloud is not said twice.
        await Expect(page.Locator("[role=status]").Filter(new() { HasText = "new notification" })).ToHaveCountAsync(0);
    }

    /// <summary>Somebody is told of something; its delivery, message and subject.</summary>
    private async Task<(long Id, long Message, string Subject)> Told(long user)
    {
        var message = await Town.Tell(world.Db, Kind.CrewStoodDown, Audience.Person(user));
        await world.Settled();
        return (await world.Row<long>($"select id from notifications.deliveries where message_id = {message} and way = 'in_app'"), message, $"alarm:{900_000 + message}");
    }

    private static ILocator Bell(IPage page, string says) =>
        page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex($"^Notifications, {says}") });

    private Task Wait(string state, long response) => Platform.Wait.Until(() => world.Row<bool>($"""
        select d.state = {state} from notifications.deliveries d join notifications.messages m on m.id = d.message_id
        where m.subject = {"response:" + response} and d.way = 'in_app'
        """));
}
