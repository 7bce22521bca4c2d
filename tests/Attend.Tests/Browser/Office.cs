using Microsoft.Playwright;

namespace Attend.Tests.Browser;

/// <summary>A browser in the office: real time, and somebody signed in.</summary>
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
}
