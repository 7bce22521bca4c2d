using System.Text.RegularExpressions;
using Attend.Tests.Queues;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>Somebody takes a number with a phone, follows it, and is called: with a script and without one, with a line and without.</summary>
public sealed class WalkInTests(TestPostgres postgres, Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime
{
    private readonly World world = new(postgres);

    public ValueTask InitializeAsync() => world.Run();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Theory]
    [MemberData(nameof(Looks.OfStories), MemberType = typeof(Looks))]
    public async Task A_number_is_counted_down_called_and_spoken_without_a_reload_while_a_desk_in_another_browser_calls(string screen, string scheme)
    {
        var clinic = await Clinic.Open(world, new { name = "Out-patients", recalls = 0, grace_seconds = 0, one_per_device = true });
        await clinic.Join();
        await clinic.Join();
        var phone = await chromium.Open(world, screen, scheme);
        await phone.CountTones();
        await phone.GotoAsync($"/join/{clinic.Code}?from=qr");
        await phone.Show($"{screen}-{scheme}-join");
        await phone.GetByRole(AriaRole.Button, new() { Name = "Take a number" }).ClickAsync();
        await Expect(phone).ToHaveURLAsync(new Regex("/ticket/[A-Za-z0-9_-]{22}$"));
        await Expect(phone.GetByText("Place 3 in the queue")).ToBeVisibleAsync();
        await Expect(phone.GetByText("2 people before you")).ToBeVisibleAsync();
        await phone.EvaluateAsync("() => { window.stayed = true }");
        await phone.GetByRole(AriaRole.Button, new() { Name = "Ring when I am called" }).ClickAsync();
        await Expect(phone.GetByText("This phone rings when you are called")).ToBeVisibleAsync();
        await Expect(phone.GetByText("This page shows changes as they come.")).ToBeVisibleAsync();
        await Expect(phone.GetByRole(AriaRole.Button, new() { Name = "I feel worse" })).ToBeInViewportAsync();
        await phone.Show($"{screen}-{scheme}-ticket");

        var wall = await chromium.Wall(world, $"/wall/{clinic.Code}?voice=en,ar", scheme);
        await Expect(wall.GetByText("Nobody is being called just now.")).ToBeVisibleAsync();
        await wall.GetByRole(AriaRole.Button, new() { Name = "Turn on the sound" }).ClickAsync();
        await Expect(wall.GetByRole(AriaRole.Button, new() { Name = "Sound is on" })).ToBeVisibleAsync();

        // The desk calls twice.
        var desk = await new PatientDesk(world, chromium).Open(clinic, scheme: scheme);
        await desk.Keyboard.PressAsync("n");
        await Expect(PatientDesk.Present(desk)).ToContainTextAsync($"{clinic.Code}-001");
        await Expect(phone.GetByText("Place 2 in the queue")).ToBeVisibleAsync();
        await Expect(phone.GetByText("1 person before you")).ToBeVisibleAsync();
        await desk.Keyboard.PressAsync("s");
        await Expect(PatientDesk.Present(desk)).ToContainTextAsync("Being served");
        await desk.Keyboard.PressAsync("Enter");
        await Expect(PatientDesk.Present(desk)).ToContainTextAsync($"{clinic.Code}-002");
        await Expect(phone.GetByText("Place 1 in the queue")).ToBeVisibleAsync();
        await Expect(phone.Locator("#live")).ToContainTextAsync("Please come to the waiting area now");
        await phone.Show($"{screen}-{scheme}-next");

        var tones = await Tones(phone);
        await desk.Keyboard.PressAsync("s");
        await Expect(PatientDesk.Present(desk)).ToContainTextAsync("Being served");
        await desk.Keyboard.PressAsync("Enter");
        await Expect(PatientDesk.Present(desk)).ToContainTextAsync($"{clinic.Code}-003");
        var room = await world.Row<string>($"select name from queues.desks where id = {clinic.Desk}");
        await Expect(wall.Locator(".new .who").First).ToHaveTextAsync($"{clinic.Code}-003");
        await Expect(wall.Locator(".new .desk").First).ToHaveTextAsync(room);
        await Expect(phone.GetByRole(AriaRole.Alert)).ToContainTextAsync("Come now");
        await Expect(phone.GetByRole(AriaRole.Alert)).ToContainTextAsync($"Please go to {room}");
        await Expect(phone).ToHaveTitleAsync($"{clinic.Code}-003: Come now Please go to {room}");
        await phone.WaitForFunctionAsync("before => window.tones > before", tones);
        await phone.Show($"{screen}-{scheme}-called");
        await desk.Picture($"walkin-{screen}-{scheme}-desk-called");
        Assert.True(await phone.EvaluateAsync<bool>("() => window.stayed"));

        await wall.WaitForFunctionAsync("() => window.spoken.length >= 6");
        var letters = string.Join(' ', clinic.Code[..1]);
        var spoken = await wall.Spoken();
        Assert.Contains(("en", $"Number {letters}, {clinic.Code[1..]}, 3, please go to {room}."), spoken);
        Assert.Contains(spoken, one => one.Language == "ar" && one.Text.Contains("كيو", StringComparison.Ordinal) && one.Text.Contains(room, StringComparison.Ordinal));
        await wall.Show($"tv-{scheme}-wall");

        // Nobody came, says the desk, and takes it back.
        await desk.Keyboard.PressAsync("x");
        await Expect(PatientDesk.Said(desk)).ToContainTextAsync($"{clinic.Code}-003 did not come");
        await Expect(phone.Locator(".state")).ToHaveTextAsync("You were called and did not come");
        await Expect(wall.GetByText($"{clinic.Code}-003")).ToHaveCountAsync(0);
        await phone.Show($"{screen}-{scheme}-no-show");
        await desk.Keyboard.PressAsync("u");
        await Expect(PatientDesk.Said(desk)).ToContainTextAsync($"Taken back: {clinic.Code}-003 did not come");
        await Expect(PatientDesk.Present(desk)).ToContainTextAsync($"{clinic.Code}-003");
        await Expect(phone.GetByRole(AriaRole.Alert)).ToContainTextAsync("Come now");
        await Expect(wall.Locator(".called .who")).ToHaveTextAsync($"{clinic.Code}-003");
        await desk.Keyboard.PressAsync("s");
        await Expect(phone.Locator(".state")).ToHaveTextAsync("It is your turn");
        await Expect(PatientDesk.Present(desk)).ToContainTextAsync("Being served");
        await desk.Keyboard.PressAsync("Enter");
        await Expect(phone.Locator(".state")).ToHaveTextAsync("You are done");
        await Expect(phone.GetByRole(AriaRole.Button, new() { Name = "I feel worse" })).ToHaveCountAsync(0);
        Assert.True(await phone.EvaluateAsync<bool>("() => window.stayed"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Without_scripts_a_number_is_taken_followed_and_given_up()
    {
        var clinic = await Clinic.Open(world, new { asks_name = true });
        var page = await chromium.Open(world.Url, Screen.Phone, ColorScheme.Light, options => options.JavaScriptEnabled = false);
        await page.GotoAsync($"/join/{clinic.Code}?lang=en");
        await page.GetByText("Does one of these apply to you?").First.ClickAsync();
        await page.GetByLabel("I am pregnant").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Español" }).ClickAsync();
        await Expect(page.GetByLabel("Estoy embarazada")).ToBeCheckedAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
        await page.GetByLabel("Your name").FillAsync("Jo");
        await page.GetByRole(AriaRole.Button, new() { Name = "Take a number" }).ClickAsync();
        await Expect(page.GetByText("You are next").First).ToBeVisibleAsync();
        await Expect(page.Locator("noscript > p")).ToHaveTextAsync("This page asks for news by itself every 20 seconds.");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Ring when I am called" })).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "I feel worse" }).ClickAsync();
        await Expect(page.GetByText("A nurse was told at")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "I will be late" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "I am here now" }).ClickAsync();
        (await clinic.Next()).Is(200);
        // The browser asks again by itself.
        await Expect(page.GetByText("Come now")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await page.Picture("phone-light-called-without-script");
        await page.GetByText("Give up my place").First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, give up my place" }).ClickAsync();
        await Expect(page.GetByText("You have no number any more")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_phone_does_what_its_page_offers_and_says_when_it_is_not_up_to_date()
    {
        var clinic = await Clinic.Open(world);
        await clinic.Join();
        var phone = await chromium.Open(world, "phone", "light");
        await phone.GotoAsync($"/join/{clinic.Code}");
        await phone.GetByRole(AriaRole.Button, new() { Name = "Take a number" }).ClickAsync();
        await Expect(phone.GetByText("Place 2 in the queue")).ToBeVisibleAsync();
        await phone.EvaluateAsync("() => { window.stayed = true }");
        await phone.GetByRole(AriaRole.Button, new() { Name = "I feel worse" }).ClickAsync();
        await Expect(phone.Locator("#live").GetByText("A nurse was told at")).ToBeInViewportAsync();
        await Expect(phone.Locator("#said")).ToContainTextAsync("A nurse was told at");
        await phone.Show("phone-light-worse");
        await phone.GetByRole(AriaRole.Button, new() { Name = "I will be late" }).ClickAsync();
        await Expect(phone.Locator(".state")).ToHaveTextAsync("You said that you will be late");
        await Expect(phone.Locator("#said")).ToContainTextAsync("You said that you will be late");
        await phone.Show("phone-light-late");
        await phone.GetByRole(AriaRole.Button, new() { Name = "I am here now" }).ClickAsync();
        await Expect(phone.GetByText("Place 2 in the queue")).ToBeVisibleAsync();
        await phone.GetByText("Give up my place").First.ClickAsync();
        await phone.Show("phone-light-sure");
        // Whoever is being asked is not interrupted because somebody else was served.
        await clinic.Serve();
        await Expect(phone.GetByText("Place 1 in the queue")).ToBeVisibleAsync();
        await Expect(phone.GetByRole(AriaRole.Button, new() { Name = "Yes, give up my place" })).ToBeVisibleAsync();

        await phone.Context.SetOfflineAsync(true);
        await Expect(phone.GetByText("No connection: what you see may be old.")).ToBeInViewportAsync();
        (await clinic.Next()).Is(200);
        await phone.Show("phone-light-lost");
        await phone.Context.SetOfflineAsync(false);
        await Expect(phone.GetByText("Come now")).ToBeVisibleAsync();
        await Expect(phone.Locator("#line")).ToHaveTextAsync("This page shows changes as they come.");
        Assert.True(await phone.EvaluateAsync<bool>("() => window.stayed"));
    }

    /// <summary>The line brings one curve for all who wait; each reckons from it by its own class and place.</summary>
    [Fact]
    public async Task A_phone_reckons_its_wait_from_what_the_line_brings()
    {
        var clinic = await Clinic.Open(world);
        await clinic.Join();
        var phone = await chromium.Open(world, "phone", "light");
        var line = new TaskCompletionSource<IWebSocketRoute>();
        await phone.RouteWebSocketAsync(new Regex("/ws/ticket/"), route =>
        {
            // What the server reckons meanwhile does not come between.
            route.ConnectToServer().OnMessage(frame =>
            {
                if (frame.Text?.Contains("forecast_update", StringComparison.Ordinal) is not true)
                {
                    route.Send(frame.Text!);
                }
            });
            line.TrySetResult(route);
        });
        await phone.GotoAsync(await clinic.NewTicket());
        await Expect(phone.GetByText("This page shows changes as they come.")).ToBeVisibleAsync();
        var level = await phone.Locator("#live").GetAttributeAsync("data-level");
        (await line.Task).Send($$"""{"type":"forecast_update","data":{"queue_id":1,"curve":{"{{level}}":[[0,30,120],[2,1260,2580]]} } }""");
        await Expect(phone.Locator("#wait")).ToHaveTextAsync("About 10 to 25 minutes");
        (await line.Task).Send("""{"type":"queue_position_update","data":{"moved":-1}}""");
        await Expect(phone.Locator("#wait")).ToHaveTextAsync("Up to about 2 minutes");
        await Expect(phone.GetByText("Place 1 in the queue")).ToBeVisibleAsync();
        (await line.Task).Send("""{"type":"queue_position_update","data":{"moved":1}}""");
        (await line.Task).Send($$"""{"type":"forecast_update","data":{"queue_id":1,"curve":{"{{level}}":[]} } }""");
        await Expect(phone.GetByText("Place 2 in the queue")).ToBeVisibleAsync();
    }

    private static Task<int> Tones(IPage page) => page.EvaluateAsync<int>("() => window.tones ?? 0");
}
