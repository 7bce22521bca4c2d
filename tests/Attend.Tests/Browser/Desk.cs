using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>A browser before a town in which something is going on: what every story of the board begins with.</summary>
internal sealed class Desk(World world, Chromium chromium)
{
    /// <summary>Real time, so that the browser's timers and the server's stamps agree; and something to look at.</summary>
    public async Task Town()
    {
        if (world.Clock.Now.Year == TimeProvider.System.GetUtcNow().Year && await world.Row<long>($"select count(*) from dispatch.calls") > 0)
        {
            return;
        }

        world.Clock.Now = TimeProvider.System.GetUtcNow();
        foreach (var priority in new[] { "LOW", "MEDIUM", "HIGH" })
        {
            var call = await world.Call(priority, patients: 1);
            await world.Dispatch(call.Id, await world.Unit(crew: 2));
        }

        await world.Unit(crew: 0);
        await world.Call("MEDIUM");
    }

    public Task<IPage> Page(string screen, string scheme) => chromium.Open(
        world.Url,
        Screen.Named(screen),
        scheme == "dark" ? ColorScheme.Dark : ColorScheme.Light);

    /// <summary>A dispatcher's session, and the board or another page.</summary>
    public async Task SignIn(IPage page, string path = "/board")
    {
        await world.Dispatcher();
        await SignIn(page, "dispatcher", path);
        await Expect(page.Locator("[data-connection] [role=status]")).ToHaveTextAsync("Live");
    }

    /// <summary>The form is what one story is about (<see cref="FillIn"/>); the others come with the cookie.</summary>
    public static async Task SignIn(IPage page, string name, string path)
    {
        var answer = await page.APIRequest.PostAsync("/api/auth/session", new() { DataObject = new { username = name, password = World.Password } });
        Xunit.Assert.True(answer.Ok, $"{answer.Status} for {name}");
        await page.GotoAsync(path);
    }

    public static async Task FillIn(IPage page, string name)
    {
        await page.GetByLabel("User name").FillAsync(name);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(World.Password);
        await page.Keyboard.PressAsync("Enter");
    }

    /// <summary>The first five units are shown; the one that a test made may stand further down.</summary>
    public static async Task ShowAll(IPage page, ILocator wanted)
    {
        await Expect(page.Locator("[data-recommended]").First).ToBeVisibleAsync();
        if (!await wanted.IsVisibleAsync())
        {
            await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Show all") }).ClickAsync();
        }
    }
}
