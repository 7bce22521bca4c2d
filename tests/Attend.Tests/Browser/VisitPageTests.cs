using System.Text.RegularExpressions;
using Attend.Tests.ClientPages;
using Attend.Tests.Trips;
using Attend.Tests.Visits;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>A client's page as it is held in the hand: by day and by night, from the left and from the right, with a script and without one.</summary>
public sealed class VisitPageTests(TestPostgres postgres, Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime
{
    /// <summary>What fits into the first flight of packets of a connection (RFC 6928), in bytes.</summary>
    private const int FirstFlight = 14_600;

    private readonly World world = new(postgres);

    public ValueTask InitializeAsync() => world.Run();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    public static TheoryData<string, string, string> Pages()
    {
        var looks = new TheoryData<string, string, string> { { "phone", "light", "en" }, { "phone", "dark", "ar" }, { "desk", "dark", "en" } };
        if (Looks.Long)
        {
            looks.AddRange([("phone", "dark", "en"), ("phone", "light", "ar"), ("desk", "light", "en"), ("desk", "light", "ar"), ("desk", "dark", "ar")]);
        }

        return looks;
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_page_is_sound_in_every_look(string screen, string scheme, string language)
    {
        var (company, driver, booked, trip) = await Followed.Driven(world);
        var page = await chromium.Open(world, screen, scheme);
        var look = $"{screen}-{scheme}-{language}";
        async Task Seen(string name)
        {
            await page.GotoAsync($"{Followed.Path(booked)}?lang={language}");
            // The line has said its first: nothing is about to be asked for again.
            await Expect(page.Locator("#line")).Not.ToBeEmptyAsync();
            await Show(page, $"{look}-{name}");
        }

        await Seen("confirmed");
        (await (await company.Operator).Post($"/api/appointments/{booked.Id}/running-late", new { minutes = 15 })).Is(200);
        await Seen("late");
        (await driver.Api.Post($"/api/trips/{trip}/depart")).Is(200);
        await Seen("fetching");
        (await driver.Api.Post($"/api/trips/{trip}/board")).Is(200);
        await company.Stands(driver, 20);
        await Seen("on-the-way");
        (await driver.Api.Post($"/api/trips/{trip}/drop-off")).Is(200);
        await Seen("at-the-door");
        (await (await company.Operator).Post($"/api/appointments/{booked.Id}/cancel", new { reason_code = "by_client" })).Is(200);
        await Seen("cancelled");
        await page.GotoAsync($"/visit/AAAAAAAAAAAAAAAAAAAAAA?lang={language}");
        await Show(page, $"{look}-gone");
        Assert.Empty(await page.Context.CookiesAsync());
    }

    [Fact]
    public async Task What_a_page_needs_is_small_and_fits_a_narrow_screen_in_every_language()
    {
        var (company, driver, booked, trip) = await Followed.Driven(world);
        (await driver.Api.Post($"/api/trips/{trip}/board")).Is(200);
        await company.Stands(driver, 20);
        var page = await chromium.Open(world.Url, new Screen("narrow", 320, 640), ColorScheme.Light);
        var answers = new List<IResponse>();
        // What it asks for because something happened is no part of what it needs.
        void Note(object? sender, IResponse answer)
        {
            if (answer.Request.ResourceType is not "fetch")
            {
                answers.Add(answer);
            }
        }

        page.Response += Note;
        await page.GotoAsync(Followed.Path(booked), new() { WaitUntil = WaitUntilState.Load });
        page.Response -= Note;
        var bytes = 0;
        foreach (var answer in answers.ToList())
        {
            var sizes = await answer.Request.SizesAsync();
            bytes += sizes.ResponseHeadersSize + sizes.ResponseBodySize;
        }

        // The page, its style sheet and its script, and nothing from elsewhere.
        Assert.Equal(3, answers.Count);
        Assert.All(answers, answer => Assert.StartsWith(world.Url.AbsoluteUri, answer.Url, StringComparison.Ordinal));
        Assert.InRange(bytes, 1, FirstFlight);
        foreach (var language in new[] { "en", "fr", "es", "fil", "ar" })
        {
            await page.GotoAsync($"{Followed.Path(booked)}?lang={language}");
            await Show(page, $"narrow-{language}");
        }
    }

    [Fact]
    public async Task An_operator_gives_out_the_link_and_a_family_sees_each_step_without_a_reload()
    {
        var rounds = await Rounds.Open(world);
        var therapist = await rounds.Rota.Therapist();
        var at = world.Clock.Now.AddHours(3);
        var booked = await rounds.Book(at, therapist);
        (await Rounds.Press(therapist, Rounds.Place(booked), "accept")).Is(200);
        var office = await new Office(world, chromium).Enter(
            World.NameAt("operator", rounds.Rota.Site), path: $"/visits?site={rounds.Rota.Site}&day={at:yyyy-MM-dd}&visit={booked.Id}");
        await Office.Button(office, "Link for the client").ClickAsync();
        await Expect(office.GetByText("leads nowhere from then on")).ToBeVisibleAsync();
        await Office.Button(office, "Make a link").ClickAsync();
        var address = office.Locator("[data-address]");
        await Expect(address).ToHaveTextAsync(new Regex("/visit/[A-Za-z0-9_-]{22}$"));
        await Expect(office.GetByRole(AriaRole.Img, new() { Name = "The link, for a phone’s camera" })).ToBeVisibleAsync();
        await office.Picture("visit-link-given");
        await office.IsSound("the link of a visit");

        var phone = await chromium.Open(world, "phone", "light");
        // It names the host that the operator of the server gave, which is not the one of this test.
        await phone.GotoAsync(new Uri(await address.InnerTextAsync()).AbsolutePath);
        await Expect(phone.GetByText("Your visit is confirmed.")).ToBeVisibleAsync();
        await Expect(phone.GetByText("This page shows changes as they come.")).ToBeVisibleAsync();
        await Expect(phone.GetByText(Followed.Code(booked))).ToBeVisibleAsync();
        await phone.EvaluateAsync("() => { window.stayed = true }");
        foreach (var (step, said) in new[] { ("set-out", "Somebody is on the way to you."), ("arrive", "Somebody is at your door."), ("start", "Your visit is going on."), ("end", "Your visit is over.") })
        {
            (await Rounds.Press(therapist, Rounds.Place(booked), step, step is "start" or "end" ? Rounds.Here : null)).Is(200);
            await Expect(phone.Locator("#state")).ToHaveTextAsync(said);
        }

        Assert.True(await phone.EvaluateAsync<bool>("() => window.stayed"));
        await phone.Context.SetOfflineAsync(true);
        await Expect(phone.GetByText("No connection: what you see may be old.")).ToBeVisibleAsync();
        await phone.Context.SetOfflineAsync(false);
        await Expect(phone.GetByText("This page shows changes as they come.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Without_scripts_it_asks_again_by_itself()
    {
        var rounds = await Rounds.Open(world);
        var therapist = await rounds.Rota.Therapist();
        var booked = await rounds.Book(world.Clock.Now.AddHours(3), therapist);
        var phone = await chromium.Open(world.Url, Screen.Phone, ColorScheme.Light, options => options.JavaScriptEnabled = false);
        await phone.GotoAsync(Followed.Path(booked));
        await Expect(phone.GetByText("Your visit is planned.")).ToBeVisibleAsync();
        await Expect(phone.Locator("noscript > p")).ToHaveTextAsync("This page asks for news by itself every 20 seconds.");
        (await Rounds.Press(therapist, Rounds.Place(booked), "accept")).Is(200);
        await Expect(phone.GetByText("Your visit is confirmed.")).ToBeVisibleAsync(new() { Timeout = 30_000 });
    }

    private static async Task Show(IPage page, string name)
    {
        await page.Picture($"visit-{name}");
        await page.IsSound(name);
        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), name);
    }
}
