using System.Text.RegularExpressions;
using Attend.Tests.Queues;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>A department and the browsers at its desks.</summary>
internal sealed class PatientDesk(World world, Chromium chromium)
{
    /// <summary>Open, in real time, so that the browser's timers and the server's stamps agree.</summary>
    public async Task<Clinic> Department(object? settings = null, int desks = 1)
    {
        world.Clock.Now = TimeProvider.System.GetUtcNow();
        world.Clock.Run();
        return await Clinic.Open(world, settings, desks);
    }

    /// <summary>Somebody of the clinic before one of its desks, which this browser keeps from then on.</summary>
    public async Task<IPage> Open(
        Clinic clinic, int at = 0, string screen = "desk", string scheme = "dark", string? look = null, string role = "nurse", Func<IPage, Task>? prepare = null)
    {
        await world.As(role, clinic.Site);
        var name = await world.Row<string>($"select name from queues.desks where id = {clinic.Desks[at]}");
        var page = await new Desk(world, chromium).Page(screen, scheme);
        await page.CountTones();
        await (prepare?.Invoke(page) ?? Task.CompletedTask);
        await Desk.SignIn(page, World.NameAt(role, clinic.Site), "/desk");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Which desk is this?" })).ToBeVisibleAsync();
        if (look is not null)
        {
            await page.Picture($"{look}-choose");
            await page.IsSound($"{look} choosing");
        }

        await page.GetByRole(AriaRole.Button, new() { NameRegex = new($"^{Regex.Escape(name)} ") }).PressAsync("Enter");
        await Expect(page.Locator("[data-connection] [role=status]")).ToHaveTextAsync("Live");
        return page;
    }

    public static ILocator Present(IPage page) => page.GetByRole(AriaRole.Region, new() { NameRegex = new("^At Room") });

    public static ILocator Waiting(IPage page) => page.Locator("[data-list=waiting] [role=option]");

    public static ILocator Said(IPage page) => page.Locator("footer");

    public Task<string> State(Clinic clinic, int serial) =>
        world.Row<string>($"select state from queues.tickets where issued_by = {clinic.Queue} and serial = {serial}");
}
