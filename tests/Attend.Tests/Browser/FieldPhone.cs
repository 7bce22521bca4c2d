using Attend.Tests.Trips;
using Attend.Tests.Visits;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>The phones of home visits before a company with a driver, or a round with a therapist: what every story of them begins with.</summary>
internal sealed class FieldPhone(World world, Chromium chromium)
{
    public static readonly Geolocation AtTheClient = new() { Latitude = 52.5f, Longitude = 13.4f, Accuracy = 8 };

    /// <summary>Real time, so that the phone's timers and the server's stamps agree.</summary>
    public async Task<Company> Company()
    {
        world.Clock.Now = TimeProvider.System.GetUtcNow();
        return await Trips.Company.Open(world);
    }

    public async Task<Rounds> Round()
    {
        world.Clock.Now = TimeProvider.System.GetUtcNow();
        return await Rounds.Open(world);
    }

    public async Task<IPage> Open(long user, string path, string screen, string scheme)
    {
        var page = await chromium.Open(world.Url, Screen.Named(screen), scheme == "dark" ? ColorScheme.Dark : ColorScheme.Light);
        await page.Context.GrantPermissionsAsync(["geolocation"]);
        await page.Context.SetGeolocationAsync(AtTheClient);
        await Desk.SignIn(page, await world.Row<string>($"select username from people.users where id = {user}"), path);
        await Expect(page.Locator("[data-connection=live]")).ToHaveCountAsync(1);
        return page;
    }

    /// <summary>Between two taps the phone's clock goes on by more than an answer takes: the server's, from which waits are taken off, stands meanwhile.</summary>
    public static async Task Later(IPage page)
    {
        var since = await page.EvaluateAsync<double>("() => Date.now()");
        await page.WaitForFunctionAsync("since => Date.now() > since + 2000", since);
    }
}
