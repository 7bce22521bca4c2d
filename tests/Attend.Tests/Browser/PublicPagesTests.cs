using System.Text.RegularExpressions;
using Attend.Tests.PublicRequests;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>The pages for strangers, with a script and without one. Each test has a world of its own: how often one device asks is limited.</summary>
public sealed class PublicPagesTests(TestPostgres postgres, Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime
{
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
        await Expect(page).ToHaveURLAsync(new Regex("/track/"));
        await Expect(page.GetByText("We have your request.")).ToBeVisibleAsync();
        await page.Picture($"{look}-track");
        await Check(page, $"{look} track");
        await page.GotoAsync("/track/AAAAAAAAAAAAAAAAAAAAAA");
        await page.Picture($"{look}-track-gone");
        await Check(page, $"{look} gone");
        Assert.Empty(await page.Context.CookiesAsync());
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Every_page_is_sound_in_the_language_that_a_stranger_reads(string language, string scheme, string send, string notSent, string received)
    {
        var look = $"phone-{scheme}-{language}";
        var page = await Open("phone", scheme, options => options.Locale = language);
        await page.GotoAsync("/request");
        await page.Picture($"{look}-request");
        await Check(page, $"{look} request");
        await page.GetByRole(AriaRole.Button, new() { Name = send }).ClickAsync();
        await Expect(page.GetByText(notSent)).ToBeVisibleAsync();
        await page.Picture($"{look}-request-wrong");
        await Check(page, $"{look} request with mistakes");
        await page.Locator("#address").FillAsync("Park, by the pond");
        await page.GetByRole(AriaRole.Button, new() { Name = send }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/track/"));
        await Expect(page.GetByText(received)).ToBeVisibleAsync();
        await page.Picture($"{look}-track");
        await Check(page, $"{look} track");
        await page.GetByRole(AriaRole.Link, new() { Name = "Filipino" }).ClickAsync();
        await Expect(page.GetByText("Natanggap namin ang inyong hiling.")).ToBeVisibleAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("dir", "ltr");
    }

    public static TheoryData<string, string, string, string, string> Languages()
    {
        var languages = new TheoryData<string, string, string, string, string>();
        foreach (var scheme in Looks.Long ? new[] { "dark", "light" } : ["light"])
        {
            languages.Add("ar-EG", scheme, "اطلب المساعدة", "لم يُرسَل طلبك بعد:", "وصلنا طلبك.");
        }

        foreach (var scheme in Looks.Long ? new[] { "dark", "light" } : [])
        {
            languages.Add("fr-CA", scheme, "Demander de l’aide", "Votre demande n’est PAS encore partie :", "Nous avons votre demande.");
            languages.Add("es-MX", scheme, "Pedir ayuda", "Su solicitud todavía NO se ha enviado:", "Tenemos su solicitud.");
            languages.Add("fil-PH", scheme, "Humingi ng tulong", "HINDI pa naipadala ang inyong hiling:", "Natanggap namin ang inyong hiling.");
        }

        return languages;
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
        await Expect(page).ToHaveURLAsync(new Regex("/track/"));
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
    public async Task What_a_page_needs_is_small_and_fits_a_narrow_screen_in_every_language()
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
        foreach (var language in new[] { "en", "fr", "es", "fil", "ar" })
        {
            await page.GotoAsync($"/request?lang={language}");
            Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), language);
            await page.Picture($"narrow-{language}-request");
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
