using Attend.Tests.Queues;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>A waiting room whose server is away for a moment, whose television cannot speak, whose patients read: nothing is lost, and what is not so is not said.</summary>
public sealed class WaitingRoomFaultsTests(TestPostgres postgres, Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime
{
    private readonly World world = new(postgres);

    public ValueTask InitializeAsync() => world.Run();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task Nobody_believes_that_a_nurse_was_told_who_was_not()
    {
        var clinic = await Clinic.Open(world);
        var phone = await chromium.Open(world, "phone", "light");
        await phone.GotoAsync(await clinic.NewTicket());
        await phone.RouteAsync("**/worse", Away);
        await phone.GetByRole(AriaRole.Button, new() { Name = "I feel worse" }).PressAsync("Enter");
        await Expect(phone.GetByText("That did NOT reach us.")).ToBeInViewportAsync();
        await Expect(phone.GetByRole(AriaRole.Button, new() { Name = "I feel worse" })).ToBeFocusedAsync();
        await phone.Show("phone-light-unsent");
        Assert.Equal(0L, await world.Row<long>($"select count(*) from queues.tickets where queue_id = {clinic.Queue} and worse_at is not null"));
        await phone.UnrouteAsync("**/worse");
        await phone.Keyboard.PressAsync("Enter");
        await Expect(phone.Locator("#live").GetByText("A nurse was told at")).ToBeInViewportAsync();
        await Expect(phone.GetByText("That did NOT reach us.")).ToBeHiddenAsync();
        await Expect(phone.GetByRole(AriaRole.Button, new() { Name = "I feel worse" })).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_kiosk_stays_where_it_is_while_the_server_is_away()
    {
        var clinic = await Clinic.Open(world);
        var kiosk = await chromium.Open(world, WaitingRoom.Touch, "light");
        await kiosk.GotoAsync($"/kiosk/{clinic.Code}");
        await kiosk.Context.SetOfflineAsync(true);
        await kiosk.GetByRole(AriaRole.Link, new() { Name = "English" }).ClickAsync();
        await Expect(kiosk.GetByText("There is no connection at the moment.")).ToBeVisibleAsync();
        await kiosk.Context.SetOfflineAsync(false);
        await Expect(kiosk.GetByText("There is no connection at the moment.")).ToBeHiddenAsync();
        await kiosk.GetByRole(AriaRole.Link, new() { Name = "English" }).ClickAsync();
        await Expect(kiosk.GetByRole(AriaRole.Button, new() { Name = "Take a number" })).ToBeVisibleAsync();
        await kiosk.RouteAsync("**/kiosk/**", Away);
        await kiosk.GetByRole(AriaRole.Button, new() { Name = "Take a number" }).ClickAsync();
        await Expect(kiosk.GetByText("There is no connection at the moment.")).ToBeVisibleAsync();
        await kiosk.Show("touch-light-away");
        await kiosk.RunAndWaitForResponseAsync(() => kiosk.GetByRole(AriaRole.Link, new() { Name = "Start again" }).ClickAsync(), answer => answer.Status == 502);
        await Expect(kiosk.GetByRole(AriaRole.Button, new() { Name = "Take a number" })).ToBeVisibleAsync();
        await kiosk.UnrouteAsync("**/kiosk/**");
        await kiosk.GetByRole(AriaRole.Button, new() { Name = "Take a number" }).ClickAsync();
        await Expect(kiosk.Locator("main .number")).ToHaveTextAsync($"{clinic.Code}-001");
        Assert.Equal(1L, await world.Row<long>($"select count(*) from queues.tickets where queue_id = {clinic.Queue}"));
    }

    [Fact]
    public async Task A_wall_without_a_voice_rings_and_says_so_and_says_when_its_page_is_not_answered()
    {
        var clinic = await Clinic.Open(world, desks: 2);
        await clinic.Join();
        await clinic.Join();
        var wall = await chromium.Open(world, WaitingRoom.Tv, "light");
        await wall.CountTones();
        await wall.AddInitScriptAsync("delete window.speechSynthesis");
        await wall.Listen($"/wall/{clinic.Code}?voice=en,ar");
        await Expect(wall.Locator("#voiceless")).ToContainTextAsync("English, العربية");
        await wall.GetByRole(AriaRole.Button, new() { Name = "Turn on the sound" }).ClickAsync();
        await wall.WaitForFunctionAsync("() => window.tones === 2");
        (await clinic.Next()).Is(200);
        await wall.WaitForFunctionAsync("() => window.tones === 4");
        (await clinic.Next(clinic.Desks[1])).Is(200);
        await wall.WaitForFunctionAsync("() => window.tones === 6");
        await wall.Show("tv-light-wall-voiceless");

        await wall.RouteAsync("**/wall/**", Away);
        await clinic.Join();
        await Expect(wall.Locator("#line")).ToContainTextAsync("No connection since");
        await wall.UnrouteAsync("**/wall/**");
        await clinic.Join();
        await Expect(wall.Locator("#line")).ToBeHiddenAsync();
        await Expect(wall.GetByText("2 people are waiting")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_somebody_reads_stays_where_it_is_and_what_was_refused_is_not_sent_again()
    {
        var clinic = await Clinic.Open(world, new { one_per_device = true });
        var supervisor = await world.Supervisor();
        var version = (await supervisor.Get($"/api/queues/{clinic.Queue}"))["version"].GetInt64();
        (await supervisor.Put($"/api/queues/{clinic.Queue}/hours", new { weekly = Enumerable.Range(1, 7).Select(day => new { day, from = "00:00", to = "23:59" }) }, version)).Is(200);
        var phone = await chromium.Open(world, "phone", "light");
        await phone.Clock.InstallAsync();
        await phone.GotoAsync($"/join/{clinic.Code}");
        await phone.GetByText("Opening hours").ClickAsync();
        await clinic.Join();
        await Renewed(phone);
        await Expect(phone.GetByText("1 person is waiting")).ToBeVisibleAsync();
        await Expect(phone.GetByText("Wednesday")).ToBeVisibleAsync();

        await phone.GetByRole(AriaRole.Button, new() { Name = "Take a number" }).ClickAsync();
        await Expect(phone.GetByText("You are waiting").First).ToBeVisibleAsync();
        await phone.GotoAsync($"/join/{clinic.Code}");
        await phone.GetByRole(AriaRole.Button, new() { Name = "Take a number" }).ClickAsync();
        await Expect(phone.GetByText("This phone already has a number in this queue.")).ToBeVisibleAsync();
        var sent = 0;
        phone.Request += (_, request) => sent += request.Method == "POST" ? 1 : 0;
        await Renewed(phone);
        await Renewed(phone);
        await Expect(phone.GetByText("This phone already has a number in this queue.")).ToBeVisibleAsync();
        Assert.Equal(0, sent);
    }

    /// <summary>The page has asked for itself by its own clock.</summary>
    private static Task Renewed(IPage page) => page.RunAndWaitForResponseAsync(() => page.Clock.RunForAsync(20_000), answer => answer.Url.Contains("/join/", StringComparison.Ordinal));

    /// <summary>As a proxy answers for a server that is being started.</summary>
    private static Task Away(IRoute route) => route.FulfillAsync(new() { Status = 502, ContentType = "text/html", Body = "<h1>Bad Gateway</h1>" });
}
