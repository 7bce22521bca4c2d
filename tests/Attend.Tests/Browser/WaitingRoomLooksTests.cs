using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Attend.Tests.Queues;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>How the pages of a waiting room look: in the hand, on a desk, on a wall and on paper; in every language, small over the wire.</summary>
public sealed class WaitingRoomLooksTests(TestPostgres postgres, Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime
{
    private readonly World world = new(postgres);

    public ValueTask InitializeAsync() => world.Run();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    /// <summary>Every page as it is looked at: in the hand, on a desk and on a wall, by day and by night, from the left and from the right.</summary>
    public static TheoryData<string, string, string> Pages()
    {
        var looks = new TheoryData<string, string, string> { { "phone", "dark", "en" }, { "desk", "light", "ar" }, { "tv", "dark", "en" } };
        if (Looks.Long)
        {
            looks.AddRange([
                ("phone", "light", "en"), ("phone", "light", "ar"), ("phone", "dark", "ar"), ("desk", "light", "en"), ("desk", "dark", "en"), ("desk", "dark", "ar"),
                ("tv", "light", "en"), ("tv", "light", "ar"), ("tv", "dark", "ar"),
            ]);
        }

        return looks;
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_page_is_sound_in_every_look(string screen, string scheme, string language)
    {
        var clinic = await Clinic.Open(world, new { name = language == "ar" ? "العيادات الخارجية" : "Out-patients", asks_name = true }, desks: 6);
        var closed = await Clinic.Open(world, new { name = language == "ar" ? "الصيدلية" : "Pharmacy" }, site: clinic.Site);
        (await (await closed.Nurse).Post($"/api/queues/{closed.Queue}/close")).Is(200);
        for (var number = 0; number < 14; number++)
        {
            await clinic.Join();
        }

        foreach (var desk in clinic.Desks)
        {
            (await clinic.Next(desk)).Is(200);
        }

        var page = await chromium.Open(world, screen == "tv" ? WaitingRoom.Tv : Screen.Named(screen), scheme);
        var look = $"{screen}-{scheme}-{language}";
        await page.GotoAsync($"/join/{clinic.Code}?lang={language}");
        await page.Show($"{look}-join");
        await page.Locator("form").EvaluateAsync("form => { form.noValidate = true }");
        await page.Locator(".send").ClickAsync();
        await Expect(page.Locator("main > .wrong")).ToBeVisibleAsync();
        await page.Show($"{look}-join-wrong");
        foreach (var (name, path) in new[]
        {
            ("join-closed", $"/join/{closed.Code}?"), ("join-unknown", "/join/NOWHERE?"), ("ticket", $"{await clinic.NewTicket()}?"), ("ticket-gone", "/ticket/AAAAAAAAAAAAAAAAAAAAAA?"),
            ("slip", $"{await clinic.NewTicket()}/print?"), ("poster", $"/poster/{clinic.Code}?languages=en,ar&"),
            ("kiosk-departments", $"/kiosk?site={clinic.Site}&"), ("kiosk", $"/kiosk?site={clinic.Site}&queue={clinic.Code}&"), ("kiosk-closed", $"/kiosk?site={clinic.Site}&queue={closed.Code}&"),
            ("wall", $"/wall/{clinic.Code}?"), ("wall-several", $"/wall?codes={clinic.Code},{closed.Code}&site={clinic.Site}&"), ("wall-unknown", "/wall/NOWHERE?"),
        })
        {
            await page.GotoAsync($"{path}lang={language}");
            await page.Show($"{look}-{name}");
            // Nobody scrolls a television.
            Assert.True(screen != "tv" || !name.StartsWith("wall", StringComparison.Ordinal) || await page.EvaluateAsync<bool>("() => document.documentElement.scrollHeight <= innerHeight"), $"{look} {name} is too high");
        }
    }

    [Fact]
    public async Task What_a_page_needs_is_small_and_fits_a_narrow_screen_in_every_language()
    {
        var clinic = await Clinic.Open(world, new { asks_name = true, rotating_code = true });
        var token = (await clinic.Join())["token"].GetString();
        var page = await chromium.Open(world.Url, new Screen("narrow", 320, 640), ColorScheme.Light);
        foreach (var path in new[] { $"/join/{clinic.Code}", $"/ticket/{token}", $"/kiosk/{clinic.Code}", $"/wall/{clinic.Code}" })
        {
            var answers = new List<IResponse>();
            void Note(object? sender, IResponse answer) => answers.Add(answer);
            page.Response += Note;
            await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Load });
            page.Response -= Note;
            var bytes = 0;
            foreach (var answer in answers.ToList())
            {
                bytes += (await answer.BodyAsync()).Length;
            }

            Assert.InRange(bytes, 1, 60_000);
        }

        foreach (var language in new[] { "en", "fr", "es", "fil", "ar" })
        {
            foreach (var path in new[] { $"/join/{clinic.Code}", $"/ticket/{token}", $"/ticket/{token}/print", $"/kiosk/{clinic.Code}" })
            {
                await page.GotoAsync($"{path}?lang={language}");
                Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), $"{language} {path}");
                await page.Picture($"narrow-{language}-{path.Split('/')[1]}");
            }
        }
    }

    /// <summary>The longest code that a queue may have, on every screen and on paper.</summary>
    [Fact]
    public async Task A_long_number_fits_wherever_it_stands()
    {
        var site = await world.Site("hospital");
        var supervisor = await world.Supervisor();
        var queue = (await supervisor.Post("/api/queues", new { site_id = site, code = "OPHTHALMOLOGY_01", queue = new { name = "Ophthalmology" } })).Is(201).Id;
        (await supervisor.Post($"/api/queues/{queue}/open")).Is(200);
        for (var desk = 1; desk <= 6; desk++)
        {
            var room = (await supervisor.Post("/api/desks", new { site_id = site, desk = new { name = $"Consultation room {desk}", queues = new[] { queue } } })).Is(201).Id;
            (await supervisor.Post($"/api/desks/{room}/open")).Is(200);
            (await supervisor.Post($"/api/queues/{queue}/tickets")).Is(201);
            (await supervisor.Post($"/api/queues/{queue}/call-next", new { desk_id = room })).Is(200);
        }

        var token = (await supervisor.Post($"/api/queues/{queue}/tickets")).Is(201)["token"].GetString();
        foreach (var (screen, paths) in new[]
        {
            (new Screen("narrow", 320, 640), new[] { $"/ticket/{token}", $"/ticket/{token}/print", $"/kiosk/number/{token}?lang=en&of=OPHTHALMOLOGY_01", "/wall/OPHTHALMOLOGY_01" }),
            (WaitingRoom.Touch, [$"/kiosk/number/{token}?lang=en&of=OPHTHALMOLOGY_01"]),
            (WaitingRoom.Tv, ["/wall/OPHTHALMOLOGY_01"]),
        })
        {
            var page = await chromium.Open(world, screen, "light");
            foreach (var path in paths)
            {
                await page.GotoAsync(path);
                await page.Show($"long-{screen.Name}-{path.Split('/')[1]}");
                Assert.True(screen != WaitingRoom.Tv || await page.EvaluateAsync<bool>("() => document.documentElement.scrollHeight <= innerHeight"), $"{path} is too high");
            }
        }
    }

    [Fact]
    public async Task However_many_queues_hang_on_one_wall_all_of_them_are_in_sight()
    {
        var clinics = new List<Clinic>();
        foreach (var name in new[] { "Out-patients", "Pharmacy", "Radiology", "Laboratory", "Physiotherapy", "Vaccination" })
        {
            var clinic = await Clinic.Open(world, new { name }, site: clinics.FirstOrDefault()?.Site);
            for (var number = 0; number < 5; number++)
            {
                await clinic.Join();
            }

            (await clinic.Next()).Is(200);
            clinics.Add(clinic);
        }

        var wall = await chromium.Open(world, WaitingRoom.Tv, "dark");
        for (var count = 1; count <= clinics.Count; count++)
        {
            await wall.GotoAsync($"/wall?codes={string.Join(',', clinics.Take(count).Select(clinic => clinic.Code))}&site={clinics[0].Site}");
            await wall.Show($"tv-dark-wall-of-{count}");
            Assert.True(await wall.EvaluateAsync<bool>("() => document.documentElement.scrollHeight <= innerHeight"), $"{count} queues are too high");
        }
    }

    [Fact]
    public async Task What_is_printed_is_one_sheet_of_its_own_size()
    {
        var clinic = await Clinic.Open(world, new { name = "Out-patients and day surgery" });
        var token = (await clinic.Join())["token"].GetString();
        var page = await chromium.Open(world, "desk", "dark");
        foreach (var (name, path, width) in new[]
        {
            ("poster", $"/poster/{clinic.Code}", 210), ("slip", $"/ticket/{token}/print", 80), ("kiosk-slip", $"/kiosk/number/{token}?print=1&lang=en&of={clinic.Code}", 80),
        })
        {
            await page.GotoAsync(path);
            var sheet = Encoding.Latin1.GetString(await page.PdfAsync(new() { Format = "A4", PreferCSSPageSize = true }));
            Assert.True(Regex.Count(sheet, @"/Type\s*/Page\b") == 1, $"{name} is not one sheet");
            var points = Regex.Match(sheet, @"/MediaBox\s*\[\s*0 0 ([0-9.]+)").Groups[1].Value;
            var millimetres = double.Parse(points, CultureInfo.InvariantCulture) * 25.4 / 72;
            Assert.True(Math.Abs(millimetres - width) < 1, $"{name} is {millimetres} mm wide");
            await page.EmulateMediaAsync(new() { Media = Media.Print });
            await page.Picture($"walkin-paper-{name}");
            await page.EmulateMediaAsync(new() { Media = Media.Null });
        }
    }
}
