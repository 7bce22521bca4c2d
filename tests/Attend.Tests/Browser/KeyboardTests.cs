using System.Globalization;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>The office without a mouse: every stop on the way is seen, nothing holds the keyboard, and it comes back from every dialog.</summary>
public sealed class KeyboardTests(World world, Chromium chromium) : IClassFixture<World>, IClassFixture<Chromium>
{
    private readonly Office office = new(world, chromium);

    [Fact]
    public async Task Somebody_is_added_planned_and_signed_out_and_a_vehicle_is_edited_without_a_mouse()
    {
        var unit = await world.Unit();
        var site = await world.Row<string>($"select name from people.places where id = {unit.Site}");
        var name = $"kim-{world.Draw()}";
        var page = await office.Enter("admin");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();

        // Past the menu at one press; and a page that was gone to has the keyboard.
        await page.Keyboard.PressAsync("Tab");
        await Expect(Office.Button(page, "Skip to the page")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Main)).ToBeFocusedAsync();
        await Press(page, Place(page, "Users"));
        await Expect(page.GetByRole(AriaRole.Main)).ToBeFocusedAsync();

        await Press(page, Office.Button(page, "New user"));
        await Expect(Office.Dialog(page).GetByLabel("First name")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Kim");
        await Type(page, Office.Dialog(page).GetByLabel("Last name"), name);
        await Type(page, Office.Dialog(page).GetByLabel("User name"), name);
        await Type(page, Office.Dialog(page).GetByLabel("Password").First, World.Password);
        await Press(page, Office.Button(page, "Add a role"));
        await Type(page, Office.Dialog(page).GetByLabel("Role 1", new() { Exact = true }), "Dispatcher");
        await Type(page, Office.Dialog(page).GetByLabel("Where role 1 holds"), site);
        await Press(page, Office.Button(page, "Make the user"));
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"Kim {name}" })).ToBeVisibleAsync();
        Assert.Equal($"dispatcher {unit.Site}", await world.Row<string>($"""
            select r.role || ' ' || r.site_id from people.user_roles r join people.users u on u.id = r.user_id where u.username = {name}
            """));

        // Saved with Enter, the field has the keyboard still, and what it says is what stands there now.
        await Press(page, Place(page, "Vehicles"));
        await Press(page, page.GetByRole(AriaRole.Link, new() { Name = unit.Number }));
        var number = page.GetByLabel("Unit number");
        var more = "M";
        await page.RouteAsync($"**/api/units/{unit.Id}", async route =>
        {
            // One more letter while the others are on their way.
            if (route.Request.Method == "PATCH")
            {
                await page.Keyboard.TypeAsync(more);
                more = "";
            }

            await route.ContinueAsync();
        });
        await Type(page, number, unit.Number + "-K");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"Unit {unit.Number}-K", Exact = true })).ToBeVisibleAsync();
        await Expect(number).ToBeFocusedAsync();
        await Expect(number).ToHaveValueAsync(unit.Number + "-KM");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"Unit {unit.Number}-KM" })).ToBeVisibleAsync();

        await Press(page, Place(page, "Shifts"));
        await Type(page, page.GetByLabel("Site", new() { Exact = true }), site);
        var plan = Office.Button(page, "Plan a shift").First;
        await Press(page, plan);
        await Type(page, Office.Dialog(page).GetByLabel("Person"), $"Kim {name}");
        await Press(page, Office.Button(page, "Plan a shift").Last);
        await Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = new($"^Kim {name}, .*: 07:00–19:00") })).ToBeVisibleAsync();
        await Expect(plan).ToBeFocusedAsync();

        // What was ended is gone with its button: the list that it stood in has the keyboard.
        await world.SignIn("admin");
        var session = await world.Row<long>($"select max(id) from people.sessions");
        await Press(page, Place(page, "Sessions and tokens"));
        var end = page.GetByRole(AriaRole.Button, new() { NameRegex = new($"^End: .*, {session}$") });
        await Press(page, end);
        await Expect(Office.Button(page, "Back")).ToBeFocusedAsync();
        await Press(page, Office.Dialog(page).GetByRole(AriaRole.Button, new() { Name = "End", Exact = true }));
        await Expect(end).ToHaveCountAsync(0);
        await Expect(Office.Dialog(page)).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Sessions and tokens" })).ToBeFocusedAsync();
    }

    [Fact]
    public async Task The_audit_is_narrowed_and_a_report_is_chosen_and_taken_away_without_a_mouse()
    {
        await new PastWeek(world).Happened();
        var call = (await world.Call()).Id;
        var page = await office.Enter("admin", scheme: "light", path: "/admin/audit");
        await Expect(Office.Row(page, $"call:{call}").First).ToBeVisibleAsync();
        await Type(page, page.GetByLabel("About"), $"call:{call}");
        await Expect(page.GetByRole(AriaRole.Table).GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync($"call:{call}");
        await Reach(page, page.GetByRole(AriaRole.Region, new() { Name = "Audit" }));

        await Press(page, Place(page, "Reports"));
        await Press(page, page.GetByRole(AriaRole.Link, new() { Name = "Over time" }));
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Over time" }).First).ToBeVisibleAsync();
        await Press(page, Office.Button(page, "90 days"));
        await Expect(Office.Button(page, "90 days")).ToHaveAttributeAsync("aria-pressed", "true");
        await Type(page, page.GetByLabel("First day"), "02022026");
        await Expect(page.GetByLabel("First day")).ToHaveValueAsync("2026-02-02");
        await Reach(page, page.GetByRole(AriaRole.Link, new() { Name = "Table (CSV)" }));
        var table = await page.RunAndWaitForDownloadAsync(() => page.Keyboard.PressAsync("Enter"));
        var lines = await File.ReadAllLinesAsync(await table.PathAsync(), TestContext.Current.CancellationToken);
        Assert.True(lines.Length > 1, string.Join(Environment.NewLine, lines));
        Assert.EndsWith(".csv", table.SuggestedFilename, StringComparison.Ordinal);
    }

    private static ILocator Place(IPage page, string name) =>
        page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" }).GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    private static async Task Press(IPage page, ILocator wanted)
    {
        await Reach(page, wanted);
        await page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Goes there and types; what stood in a field gives way, and in a list the letters choose.</summary>
    private static async Task Type(IPage page, ILocator wanted, string text)
    {
        await Reach(page, wanted);
        if (await wanted.EvaluateAsync<bool>("it => it.tagName === 'INPUT' && it.type === 'text'"))
        {
            await page.Keyboard.PressAsync("Control+a");
        }

        var list = await wanted.EvaluateAsync<bool>("it => it.tagName === 'SELECT'");
        if (list)
        {
            await Expect(wanted.Locator("option").Filter(new() { HasText = text }).First).ToBeAttachedAsync();
        }

        await page.Keyboard.TypeAsync(text);
        // Letters a second apart begin another word: where a slow machine tore them they are typed again.
        for (var again = 0; list && again < 3 && !await Chosen(); again++)
        {
            await page.WaitForTimeoutAsync(1_100);
            await page.Keyboard.TypeAsync(text);
        }

        Task<bool> Chosen() => wanted.EvaluateAsync<bool>("(it, text) => it.selectedOptions[0]?.label.startsWith(text) === true", text);
    }

    /// <summary>
    /// By Tab alone. Each stop on the way is in sight, not covered, and looks otherwise than it did before: axe cannot see that.
    /// </summary>
    private static async Task Reach(IPage page, ILocator wanted)
    {
        await Expect(wanted).ToBeVisibleAsync();
        for (var stop = 0; stop < 150; stop++)
        {
            if (await wanted.EvaluateAsync<bool>("it => it === document.activeElement"))
            {
                return;
            }

            await page.Keyboard.PressAsync("Tab");
            var wrong = await page.EvaluateAsync<string?>("""
                () => {
                    // What fades in has not begun to when it is asked.
                    document.adoptedStyleSheets = [new CSSStyleSheet()]
                    document.adoptedStyleSheets[0].replaceSync('* { transition: none !important }')
                    const look = one => { const { outline, boxShadow, borderColor, backgroundColor } = getComputedStyle(one); return [outline, boxShadow, borderColor, backgroundColor].join() }
                    const it = document.activeElement
                    // The parts of a date are stops of their own: it would begin anew with each look.
                    if (it === document.body || /^date/.test(it.type ?? '')) return null
                    const { left, top, width, height } = it.getBoundingClientRect()
                    const hit = document.elementFromPoint(left + Math.min(width, innerWidth) / 2, top + Math.min(height, innerHeight) / 2)
                    const seen = hit && (it.contains(hit) || hit.contains(it) || it.closest('label, [class*=root]')?.contains(hit))
                    const looks = () => look(it) + look(it.closest('.mantine-Input-input') ?? it)
                    const focused = looks()
                    // Scripts move no focus here but to look at the stop without its ring.
                    it.blur()
                    const bare = looks()
                    it.focus({ preventScroll: true, focusVisible: true })
                    const what = `${it.outerHTML.slice(0, 160)}`
                    return !seen ? `out of sight: ${what}` : focused === bare ? `no ring: ${what}` : null
                }
                """);
            Assert.True(wrong is null, wrong);
        }

        Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"{wanted} is not reached by Tab"));
    }
}
