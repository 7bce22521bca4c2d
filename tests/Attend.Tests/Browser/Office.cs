using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>A browser in the office: real time, somebody signed in, and the pages at every size and in both colours.</summary>
internal sealed class Office(World world, Chromium chromium)
{
    public async Task<IPage> Enter(string name, string screen = "desk", string scheme = "dark", string path = "/admin")
    {
        world.Clock.Now = TimeProvider.System.GetUtcNow();
        if (name is not "admin" && await world.Row<long>($"select count(*) from people.users where username = {name}") == 0)
        {
            await world.As(name);
        }

        var page = await new Desk(world, chromium).Page(screen, scheme);
        await Desk.SignIn(page, name, path);
        return page;
    }

    public static ILocator Dialog(IPage page) => page.GetByRole(AriaRole.Dialog);

    public static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>The row of a table that holds this.</summary>
    public static ILocator Row(IPage page, string text) => page.GetByRole(AriaRole.Row).Filter(new() { HasText = text });

    /// <summary>Each page is drawn whole, wherever it is looked at, and axe finds nothing.</summary>
    public static async Task Sound(IPage page, string look, string path, string heading)
    {
        await page.GotoAsync(path);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(heading);
        await Expect(page.Locator("[aria-busy=true]")).ToHaveCountAsync(0);
        var name = path.Trim('/').Replace('/', '-').Replace('?', '-').Replace('=', '-');
        await page.Picture($"{look}-{name}");
        await page.IsSound($"{look} {path}");
        var wide = await page.EvaluateAsync<bool>("() => document.querySelector('main').scrollWidth > document.querySelector('main').clientWidth");
        Xunit.Assert.False(wide, $"{look} {path} scrolls sideways");
    }
}
