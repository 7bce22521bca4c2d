using System.Diagnostics;
using System.Text.RegularExpressions;
using Attend.Tests.Platform.Photos;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>The pages for strangers, with a script and without one. Each test has a world of its own: how often one device asks is limited.</summary>
public sealed class PublicPagesTests(TestPostgres postgres, Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime
{
    // The smallest photo that a browser draws itself.
    private static readonly byte[] Drawn =
        Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private readonly World world = new(postgres);

    public async ValueTask InitializeAsync()
    {
        await world.InitializeAsync();
        world.Clock.Now = TimeProvider.System.GetUtcNow();
    }

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Theory]
    [MemberData(nameof(Looks.OfStories), MemberType = typeof(Looks))]
    public async Task Every_page_is_sound_in_every_look(string screen, string scheme)
    {
        var look = $"{screen}-{scheme}";
        var page = await Open(screen, scheme);
        await page.GotoAsync("/request");
        await page.Picture($"{look}-request");
        await Check(page, $"{look} request");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send for help" }).ClickAsync();
        await Expect(page.GetByText("Your request was NOT sent yet:")).ToBeVisibleAsync();
        await page.Picture($"{look}-request-wrong");
        await Check(page, $"{look} request with mistakes");
        await page.GetByLabel("Address or place").FillAsync("Park, by the pond");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send for help" }).ClickAsync();
        await page.WaitForURLAsync(new Regex("/track/"));
        await Expect(page.GetByText("We have your request.")).ToBeVisibleAsync();
        await page.Picture($"{look}-track");
        await Check(page, $"{look} track");
        await page.GotoAsync("/track/AAAAAAAAAAAAAAAAAAAAAA");
        await page.Picture($"{look}-track-gone");
        await Check(page, $"{look} gone");
        Assert.Empty(await page.Context.CookiesAsync());
    }

    [Fact]
    public async Task Without_scripts_a_request_is_sent_with_a_photo_and_followed()
    {
        var page = await Open("phone", "light", options => options.JavaScriptEnabled = false);
        await page.GotoAsync("/request");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Use my location" })).ToBeHiddenAsync();
        await page.GetByLabel("What happened?").FillAsync("A man fell from a ladder");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send for help" }).ClickAsync();
        await Expect(page.GetByText("Your request was NOT sent yet:")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("What happened?")).ToHaveValueAsync("A man fell from a ladder");
        await page.GetByRole(AriaRole.Link, new() { Name = "Say where help is needed" }).ClickAsync();
        await page.GetByLabel("Address or place").FillAsync("Mill Lane 3");
        await page.GetByLabel("Photos (optional)").SetInputFilesAsync(new FilePayload { Name = "ladder.jpg", MimeType = "image/jpeg", Buffer = PhotoFiles.Jpeg() });
        await page.GetByRole(AriaRole.Button, new() { Name = "Send for help" }).ClickAsync();
        await page.WaitForURLAsync(new Regex("/track/"));
        await Expect(page.GetByText("We have your request.")).ToBeVisibleAsync();
        await Expect(page.Locator("noscript > p")).ToHaveTextAsync("This page asks for news by itself every 20 seconds.");
        await page.Picture("phone-light-track-without-script");

        var call = (await (await world.Dispatcher()).Get("/api/calls"))["items"][0];
        Assert.Equal(("A man fell from a ladder", 1), (call.GetProperty("description").GetString(), call.GetProperty("photos").GetInt32()));
        await world.Dispatch(call.GetProperty("id").GetInt64(), await world.Unit());
        // The browser asks again by itself.
        await Expect(page.GetByText("A crew was told to come to you.")).ToBeVisibleAsync(new() { Timeout = 30_000 });
    }

    [Fact]
    public async Task A_request_from_a_phone_is_on_the_dispatchers_board_within_a_second_and_the_phone_hears_of_the_unit()
    {
        var unit = await world.Unit();
        var desk = new Desk(world, chromium);
        await world.Call();
        var board = await desk.Page("desk", "dark");
        await desk.SignIn(board);

        var phone = await Open("phone", "dark", options =>
        {
            options.Geolocation = new Geolocation { Latitude = 52.51F, Longitude = 13.41F, Accuracy = 12 };
            options.Permissions = ["geolocation"];
        });
        await phone.GotoAsync("/request");
        await phone.GetByRole(AriaRole.Button, new() { Name = "Use my location" }).ClickAsync();
        await Expect(phone.GetByText("Your location is attached, exact to about 12 m.")).ToBeVisibleAsync();
        await phone.GetByLabel("What happened?").FillAsync("Smoke from the roof");
        await phone.GetByLabel("What kind of emergency is it?").SelectOptionAsync("FIRE");
        await phone.GetByLabel("Photos (optional)").SetInputFilesAsync(new FilePayload { Name = "roof.png", MimeType = "image/png", Buffer = Drawn });
        await Expect(phone.GetByRole(AriaRole.Img, new() { Name = "roof.png" })).ToBeVisibleAsync();
        await phone.Picture("phone-dark-request-filled");
        await phone.IsSound("filled request");

        var row = board.GetByRole(AriaRole.Option).Filter(new() { HasText = "Unverified" });
        // Answered means taken: the second begins when the server has said so.
        var answered = new TaskCompletionSource<long>();
        phone.Response += (_, response) => _ = response.Request.Method == "POST" && answered.TrySetResult(Stopwatch.GetTimestamp());
        await phone.GetByRole(AriaRole.Button, new() { Name = "Send for help" }).DblClickAsync();
        await row.WaitForAsync();
        var seen = Stopwatch.GetElapsedTime(await answered.Task);
        Assert.True(seen < TimeSpan.FromSeconds(1), $"On the board after {seen}.");
        await phone.WaitForURLAsync(new Regex("/track/"));
        Assert.Equal(2L, await world.Row<long>($"select count(*) from dispatch.calls"));
        Assert.Equal(52.51, await world.Row<double>($"select latitude from dispatch.calls where unverified"), 5);

        await Expect(phone.GetByText("This page shows news as they come.")).ToBeVisibleAsync();
        await phone.EvaluateAsync("() => window.kept = true");
        await world.Dispatch(await world.Row<long>($"select id from dispatch.calls where unverified"), unit);
        await Expect(phone.Locator(".state")).ToHaveTextAsync("A crew was told to come to you.", new() { Timeout = 5_000 });
        Assert.True(await phone.EvaluateAsync<bool>("() => window.kept"));
        await phone.IsSound("followed");
        await phone.Picture("phone-dark-track-dispatched");
    }

    [Fact]
    public async Task What_a_page_needs_is_small_and_fits_a_narrow_screen_in_both_directions()
    {
        var page = await Open("phone", "light", options => options.ViewportSize = new ViewportSize { Width = 320, Height = 640 });
        var answers = new List<IResponse>();
        page.Response += (_, response) => answers.Add(response);
        await page.GotoAsync("/request", new() { WaitUntil = WaitUntilState.NetworkIdle });
        var bytes = 0;
        foreach (var answer in answers.ToList())
        {
            bytes += (await answer.BodyAsync()).Length;
        }

        Assert.InRange(bytes, 1, 60_000);
        foreach (var direction in new[] { "ltr", "rtl" })
        {
            await page.EvaluateAsync($"() => document.documentElement.dir = '{direction}'");
            Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), direction);
            await page.Picture($"narrow-{direction}-request");
        }
    }

    private static async Task Check(IPage page, string where)
    {
        await page.IsSound(where);
        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), where);
        await Expect(page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("112") }).First).ToBeInViewportAsync();
    }

    private Task<IPage> Open(string screen, string scheme, Action<BrowserNewContextOptions>? more = null) => chromium.Open(
        world.Url,
        Screen.Named(screen),
        scheme == "dark" ? ColorScheme.Dark : ColorScheme.Light, more);
}
