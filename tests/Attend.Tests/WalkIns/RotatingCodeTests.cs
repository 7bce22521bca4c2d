using System.Text.RegularExpressions;
using Attend.Queues;
using Attend.Tests.Queues;
using Xunit;

namespace Attend.Tests.WalkIns;

/// <summary>Nobody joins from home where the queue asks for the code that its screens show.</summary>
public sealed partial class RotatingCodeTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Only_whoever_has_seen_a_screen_of_the_last_minutes_takes_a_number()
    {
        var clinic = await Clinic.Open(world, new { rotating_code = true });
        using var phone = new Visitor(world);
        var page = (await phone.Get($"/join/{clinic.Code}")).Is(200).Says("Code on the screen");
        Assert.DoesNotContain("value=\"\" required maxlength=\"20\" value", page.Page, StringComparison.Ordinal);
        (await phone.Fill(page)).Is(403).Says("you need the code that the screens at the place show now");
        var wrong = (await phone.Fill(page, ("code", "ZZZZZZ"))).Is(403);
        Assert.Contains("value=\"ZZZZZZ\"", wrong.Page, StringComparison.Ordinal);

        world.Clock.Now = new DateTimeOffset(world.Clock.Now.Date.AddDays(1).AddHours(9), TimeSpan.Zero);
        var shown = await Shown(clinic);
        world.Clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(shown, await Shown(clinic));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.NotEqual(shown, await Shown(clinic));
        // Typed as people type.
        (await phone.Fill(wrong, ("code", $" {shown.ToLowerInvariant()[..3]}-{shown[3..]} "))).Is(303);
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        (await phone.Fill(await phone.Get($"/join/{clinic.Code}"), ("code", shown))).Is(403);
        (await world.Stranger.Post($"/api/queues/{clinic.Queue}/tickets", new { code = shown })).Refused(403, "code_needed");
        (await world.Stranger.Post($"/api/queues/{clinic.Queue}/tickets", new { code = await Shown(clinic) })).Is(201);
        // Staff see whom they give a number.
        await clinic.Join();
    }

    [Fact]
    public async Task The_code_stands_only_on_screens_whose_address_staff_have_and_on_no_paper()
    {
        var clinic = await Clinic.Open(world, new { rotating_code = true });
        using var screen = new Visitor(world);
        var code = await Shown(clinic);
        (await screen.Get($"/wall/{clinic.Code}")).Is(200).SaysNot(code);
        (await screen.Get($"/wall/{clinic.Code}?screen=00000000000000000000000000000000")).Is(200).SaysNot(code, "Scan to take a number");
        (await screen.Get($"/poster/{clinic.Code}")).Is(409).Says("The code of this queue changes every few minutes");
        (await screen.Get($"/kiosk/{clinic.Code}?lang=en")).Is(200).Says("This screen is not set up to give numbers for this queue.");
        (await screen.Post($"/kiosk/{clinic.Code}?lang=en")).Is(403);

        (await (await world.As("nurse", await world.Site())).Get($"/api/queues/{clinic.Queue}/screens")).Refused(404, "not_found");
        (await world.Stranger.Get($"/api/queues/{clinic.Queue}/screens")).Refused(401, "unauthenticated");
        var screens = (await (await clinic.Nurse).Get($"/api/queues/{clinic.Queue}/screens")).Is(200);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, screens["poster"].ValueKind);
        Assert.DoesNotContain("screen=", screens["join"].GetString(), StringComparison.Ordinal);
        var (wall, kiosk) = (Path(screens["wall"].GetString()!), Path(screens["kiosk"].GetString()!));
        (await screen.Get(wall)).Is(200).Says("Scan to take a number", $"Code {code}");
        var page = (await screen.Get(kiosk + "&lang=en")).Is(200).Says("Take a number");
        (await screen.Fill(page)).Is(303);

        // Switched off and on again, an address that somebody has taken home opens nothing.
        await Rotating(clinic, false);
        (await screen.Get($"/poster/{clinic.Code}")).Is(200);
        await Rotating(clinic, true);
        (await screen.Get(wall)).Is(200).SaysNot("Code ");
        Assert.NotEqual(wall, Path((await (await clinic.Nurse).Get($"/api/queues/{clinic.Queue}/screens")).Is(200)["wall"].GetString()!));
    }

    [Fact]
    public void A_code_is_of_its_queue_and_its_time()
    {
        var (secret, other) = (JoinCode.NewSecret(), JoinCode.NewSecret());
        var now = new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
        var codes = Enumerable.Range(0, 200).Select(step => JoinCode.Now(secret, now + step * JoinCode.Step)).ToList();
        Assert.Equal(200, codes.Distinct().Count());
        Assert.All(codes, code => Assert.Matches("^[0-9A-HJKMNP-TV-Z]{6}$", code));
        Assert.True(JoinCode.Fits(secret, codes[0], now) && JoinCode.Fits(secret, codes[0], now + JoinCode.Step));
        Assert.False(JoinCode.Fits(secret, codes[0], now + 2 * JoinCode.Step) || JoinCode.Fits(secret, codes[1], now) || JoinCode.Fits(other, codes[0], now));
        Assert.False(JoinCode.Fits(secret, null, now) || JoinCode.Fits(secret, "", now) || JoinCode.Fits(secret, "é😀", now));
        Assert.True(JoinCode.IsScreen(secret, JoinCode.Screen(secret)));
        Assert.False(JoinCode.IsScreen(secret, JoinCode.Screen(other)) || JoinCode.IsScreen(secret, null) || JoinCode.IsScreen(secret, ""));
    }

    private async Task<string> Shown(Clinic clinic)
    {
        using var screen = new Visitor(world);
        var wall = Path((await (await clinic.Nurse).Get($"/api/queues/{clinic.Queue}/screens")).Is(200)["wall"].GetString()!);
        return Code().Match((await screen.Get(wall)).Is(200).Text).Groups[1].Value;
    }

    private async Task Rotating(Clinic clinic, bool rotates)
    {
        var supervisor = await world.Supervisor();
        var version = (await supervisor.Get($"/api/queues/{clinic.Queue}"))["version"].GetInt64();
        Assert.Equal(rotates, (await supervisor.Patch($"/api/queues/{clinic.Queue}", new { rotating_code = rotates }, version)).Is(200)["rotating_code"].GetBoolean());
    }

    private static string Path(string address) => new Uri(address).PathAndQuery;

    [GeneratedRegex("Code ([0-9A-Z]{6})")]
    private static partial Regex Code();
}
