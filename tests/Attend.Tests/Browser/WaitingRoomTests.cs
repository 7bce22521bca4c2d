using System.Text.RegularExpressions;
using Attend.Forecasts;
using Attend.Platform.Web;
using Attend.Tests.Queues;
using Attend.WalkIns;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>The kiosk at the entrance, the wall that speaks, and the words that their scripts say.</summary>
public sealed class WaitingRoomTests(TestPostgres postgres, Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime
{
    private readonly World world = new(postgres);

    public ValueTask InitializeAsync() => world.Run();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task A_kiosk_is_touched_heard_and_begins_again_by_itself()
    {
        var clinic = await Clinic.Open(world, new { name = "Out-patients", asks_name = true, one_per_device = true });
        var kiosk = await chromium.Open(world, WaitingRoom.Touch, "light");
        await kiosk.RecordSpeech();
        await kiosk.Clock.InstallAsync();
        await kiosk.GotoAsync($"/kiosk/{clinic.Code}?print=1");
        await kiosk.EvaluateAsync("() => { window.print = () => { window.printed = true } }");
        await kiosk.Show("touch-light-language");
        await kiosk.GetByRole(AriaRole.Link, new() { Name = "العربية" }).ClickAsync();
        await Expect(kiosk.Locator("html")).ToHaveAttributeAsync("dir", "rtl");
        await kiosk.Show("touch-light-kiosk-ar");
        await kiosk.GetByRole(AriaRole.Button, new() { Name = "اقرأ بصوت عالٍ" }).ClickAsync();
        await kiosk.Clock.RunForAsync(3_000);
        Assert.Contains(await kiosk.Spoken(), one => one is { Language: "ar", Text: "خذ رقمًا" });

        // Nobody touches it any more.
        await kiosk.Clock.RunForAsync(18_000);
        await Expect(kiosk.Locator("#still")).ToContainTextAsync("هل ما زلت هنا؟");
        await Expect(kiosk.Locator("#warned")).ToContainTextAsync("بعد 20 ثانية");
        Assert.Contains(await kiosk.Spoken(), one => one.Language == "ar" && one.Text.Contains("هل ما زلت هنا؟", StringComparison.Ordinal));
        await kiosk.Show("touch-light-kiosk-still-ar");
        await kiosk.Locator("main h1").ClickAsync();
        await Expect(kiosk.Locator("#still")).ToHaveTextAsync("");
        await kiosk.Clock.RunForAsync(41_000);
        await Expect(kiosk.GetByRole(AriaRole.Link, new() { Name = "English" })).ToBeVisibleAsync();
        await kiosk.GetByRole(AriaRole.Link, new() { Name = "English" }).ClickAsync();
        await Expect(kiosk.Locator("#voice")).ToHaveAttributeAsync("aria-pressed", "false");

        // By touch alone, letter by letter.
        foreach (var letter in "JO")
        {
            await kiosk.Locator("#letters").GetByRole(AriaRole.Button, new() { Name = letter.ToString(), Exact = true }).ClickAsync();
        }

        await Expect(kiosk.GetByLabel("Your name")).ToHaveValueAsync("Jo");
        await kiosk.GetByText("Does one of these apply to you?").First.ClickAsync();
        await kiosk.GetByLabel("I am with a small child").CheckAsync();
        await kiosk.Show("touch-light-kiosk-en");
        var small = await kiosk.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('a, button, summary, label:has(input)')].filter(one => one.offsetParent)
              .filter(one => { const box = one.getBoundingClientRect(); return box.height < 64 || box.width < 64 }).map(one => one.outerHTML)
            """);
        Assert.Empty(small);
        await kiosk.GetByRole(AriaRole.Button, new() { Name = "Take a number" }).ClickAsync();
        await Expect(kiosk.Locator("main .number")).ToHaveTextAsync($"{clinic.Code}-001");
        await kiosk.Show("touch-light-number");
        Assert.Equal("Jo with_child kiosk", await world.Row<string>($"select name || ' ' || consideration || ' ' || source from queues.tickets where queue_id = {clinic.Queue}"));
        await kiosk.Clock.RunForAsync(31_000);
        await Expect(kiosk.GetByRole(AriaRole.Link, new() { Name = "English" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_kiosk_in_Arabic_reads_from_the_right_and_aloud_to_the_number()
    {
        var clinic = await Clinic.Open(world, new { name = "العيادات الخارجية", asks_name = true });
        var kiosk = await chromium.Open(world, WaitingRoom.Touch, "dark");
        await kiosk.RecordSpeech();
        await kiosk.GotoAsync($"/kiosk/{clinic.Code}");
        await kiosk.Show("touch-dark-language");
        await kiosk.GetByRole(AriaRole.Link, new() { Name = "العربية" }).ClickAsync();
        await kiosk.GetByRole(AriaRole.Button, new() { Name = "اقرأ بصوت عالٍ" }).ClickAsync();
        foreach (var letter in "أمل")
        {
            await kiosk.Locator("#letters").GetByRole(AriaRole.Button, new() { Name = letter.ToString(), Exact = true }).ClickAsync();
        }

        await Expect(kiosk.GetByLabel("اسمك")).ToHaveValueAsync("أمل");
        await kiosk.Show("touch-dark-kiosk-ar");
        await kiosk.GetByRole(AriaRole.Button, new() { Name = "خذ رقمًا" }).ClickAsync();
        await Expect(kiosk.Locator("main .number")).ToHaveTextAsync($"{clinic.Code}-001");
        await Expect(kiosk.Locator("html")).ToHaveAttributeAsync("dir", "rtl");
        await kiosk.WaitForFunctionAsync("() => window.spoken.length >= 4");
        Assert.Contains(await kiosk.Spoken(), one => one.Language == "ar" && one.Text.StartsWith("كيو, ", StringComparison.Ordinal));
        await kiosk.Show("touch-dark-number-ar");
        Assert.Equal("أمل", await world.Row<string>($"select name from queues.tickets where queue_id = {clinic.Queue}"));
    }

    [Fact]
    public async Task A_wall_of_several_queues_reads_from_the_right_and_says_honestly_when_it_is_deaf()
    {
        var one = await Clinic.Open(world, new { name = "العيادات الخارجية" }, desks: 2);
        var other = await Clinic.Open(world, new { name = "الصيدلية", rotating_code = true }, site: one.Site);
        for (var number = 0; number < 6; number++)
        {
            await one.Join();
            await other.Join();
        }

        (await one.Next()).Is(200);
        (await one.Next(one.Desks[1])).Is(200);
        var screen = new Uri((await (await other.Nurse).Get($"/api/queues/{other.Queue}/screens")).Is(200)["wall"].GetString()!).Query.Split("screen=")[1];
        var wall = await chromium.Wall(world, $"/wall?codes={one.Code},{other.Code}&site={one.Site}&lang=ar&voice=ar,fr&screen={screen}", "dark", lines: 2);
        await Expect(wall.Locator("html")).ToHaveAttributeAsync("dir", "rtl");
        await Expect(wall.Locator("svg.qr")).ToHaveCountAsync(2);
        await Expect(wall.Locator("figcaption b")).ToHaveTextAsync(new Regex("^الرمز .*[0-9A-Z]{6}"));
        await wall.GetByRole(AriaRole.Button, new() { Name = "شغّل الصوت" }).ClickAsync();
        await Expect(wall.Locator("#sound")).ToHaveAttributeAsync("aria-pressed", "true");
        var called = (await other.Next()).Is(200);
        await Expect(wall.Locator(".new .who")).ToHaveTextAsync(called["number"].GetString()!);
        await wall.WaitForFunctionAsync("() => window.spoken.length >= 2");
        await wall.Show("tv-dark-wall-ar");
        // Two calls in one moment are spoken one after the other.
        (await Task.WhenAll(one.Do((await Ticket(one, 1)), "recall"), one.Do((await Ticket(one, 2)), "recall"))).ToList().ForEach(answer => answer.Is(200));
        await wall.WaitForFunctionAsync("() => window.spoken.length >= 6");
        Assert.Equal(0, await wall.EvaluateAsync<int>("() => window.overlaps"));

        await wall.Context.SetOfflineAsync(true);
        await Expect(wall.Locator("#line")).ToContainTextAsync("لا يوجد اتصال منذ");
        await wall.Show("tv-dark-wall-lost-ar");
        await wall.Context.SetOfflineAsync(false);
        await Expect(wall.Locator("#line")).ToBeHiddenAsync();
    }

    /// <summary>What a script says by itself is what the server would have said, in every language and for every number that may come.</summary>
    [Fact]
    public async Task A_script_says_what_the_server_says()
    {
        var clinic = await Clinic.Open(world);
        var token = (await clinic.Join())["token"].GetString();
        var page = await chromium.Open(world, "phone", "light");
        await page.GotoAsync($"/ticket/{token}");
        foreach (var book in PublicWords.All)
        {
            var language = book.Language.Tag;
            foreach (var name in new[] { "ticket.place", "ticket.ahead", "ticket.tab", "wait.within", "wait.about", "wait.between", "kiosk.still", "wall.lost", "wall.no_voice" })
            {
                for (var number = 0; number < 130; number++)
                {
                    (string Name, object? Value)[] facts =
                    [
                        ("position", number), ("ahead", number), ("from", number), ("to", number), ("seconds", number), ("unit", number % 2 == 0 ? "hour" : "minute"),
                        ("number", "OPD-042"), ("state", number % 2 == 0 ? "waiting" : "أنت التالي"), ("at", "10:32"), ("languages", "العربية, English"),
                    ];
                    var said = await page.EvaluateAsync<string>("([sentence, facts, language]) => say(sentence, facts, language)",
                        new object[] { book.Sentences[name].Text, facts.ToDictionary(fact => fact.Name, fact => fact.Value!), language });
                    Assert.Equal(book[name, facts], said);
                    if (!book.Sentences[name].Arguments.Any(argument => argument.Kind is "plural"))
                    {
                        break;
                    }
                }
            }
        }

        var random = new Random(7);
        for (var i = 0; i < 300; i++)
        {
            var from = random.Next(0, i < 150 ? 2_000 : 20_000);
            var to = from + random.Next(0, i < 150 ? 2_000 : 10_000);
            var expected = WaitWords.Of(PublicWords.All[0], new WaitForecast(from, to, Basis.Learned, world.Clock.Now, false));
            Assert.Equal(expected, await page.EvaluateAsync<string>("([from, to]) => wait(from, to)", new[] { from, to }));
        }

        // Between two points of the curve, before the first and behind the last.
        var points = await page.EvaluateAsync<int[][]>("() => [0, 5, 10, 90].map(ahead => at([[0, 60, 120], [10, 660, 1320], [50, 3000, 6000]], ahead))");
        Assert.Equal([[60, 120], [360, 720], [660, 1320], [3000, 6000]], points);
    }

    private static async Task<long> Ticket(Clinic clinic, int serial) =>
        await clinic.World.Row<long>($"select id from queues.tickets where queue_id = {clinic.Queue} and serial = {serial}");
}
