using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>A crew's phone before a station with a unit to sign on to: what every story of the crew begins with.</summary>
internal sealed class CrewPhone(World world, Chromium chromium)
{
    /// <summary>Real time, so that the phone's timers and the server's stamps agree; a unit without a crew, and two hospitals.</summary>
    public async Task<Unit> Station()
    {
        world.Clock.Now = TimeProvider.System.GetUtcNow();
        await world.Hospital();
        await world.Hospital(52.40, 13.10);
        return await world.Unit(crew: 0);
    }

    public async Task<IPage> Open(Person person, string screen, string scheme)
    {
        var page = await chromium.Open(
            world.Url, Screen.Named(screen), scheme == "dark" ? ColorScheme.Dark : ColorScheme.Light);
        await Desk.SignIn(page, person.Name, "/crew");
        await Expect(page.Locator("[data-connection]")).ToHaveTextAsync("Live");
        return page;
    }

    public async Task<string> State(long response) => (await (await world.Dispatcher()).Get($"/api/responses/{response}")).Is(200).State;

    /// <summary>Signed on, also for the server: from here on the unit can be dispatched.</summary>
    public static async Task SignOn(IPage page, Unit unit)
    {
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex($"^{unit.Number}") }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No call" })).ToBeVisibleAsync();
        await NothingWaits(page);
    }

    /// <summary>All that was pressed has come to the server: the phone shows what it leads to before that.</summary>
    public static Task NothingWaits(IPage page) => Expect(page.Locator("[data-waiting='0']")).ToHaveCountAsync(1, new() { Timeout = 30_000 });

    /// <summary>The one big button, when it is this step.</summary>
    public static ILocator Next(IPage page, string step) => page.Locator("[data-next]").Filter(new() { HasText = step });

    /// <summary>
    /// A tap in a glove: as soon as the first half has changed what is there, the second half comes at the same place. By the page's own clock,
    /// so that a slow machine does not make two taps of it.
    /// </summary>
    public static async Task TapTwice(ILocator button)
    {
        await Expect(button).ToBeVisibleAsync();
        await button.EvaluateAsync("""
            async button => {
              const frame = () => new Promise(requestAnimationFrame)
              while (document.documentElement.hasAttribute('data-moved')) await frame()
              const { left, top, width, height } = button.getBoundingClientRect()
              const tap = () => document.elementFromPoint(left + width / 4, top + height / 2)?.closest('button')?.click()
              const word = button.textContent
              tap()
              while (button.isConnected && button.textContent === word) await frame()
              tap()
            }
            """);
    }

    public static async Task Show(IPage page, string name)
    {
        await page.Picture(name);
        await page.IsSound(name);
    }
}
