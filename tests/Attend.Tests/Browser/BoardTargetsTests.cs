using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>Timers against what the service promised: how long a call may wait, a crew turn out, a unit drive.</summary>
public sealed class BoardTargetsTests(World world, Chromium chromium) : IClassFixture<World>, IClassFixture<Chromium>
{
    private readonly Desk desk = new(world, chromium);

    [Theory]
    [InlineData("desk", "dark")]
    [InlineData("phone", "light")]
    public async Task What_is_left_of_a_target_is_counted_and_one_that_is_changed_counts_at_once(string screen, string scheme)
    {
        await desk.Town();
        // The town's clock stands since the first of these cases; what a page counts of this one begins now.
        world.Clock.Now = TimeProvider.System.GetUtcNow();
        var unit = await world.Unit();
        var (near, over) = (await Since(7), await Since(10));
        var call = await world.Call("CRITICAL");
        var response = await world.Dispatch(call.Id, unit);
        var page = await desk.Page(screen, scheme);
        await desk.SignIn(page);

        await Expect(Row(page, near)).ToContainTextAsync(new Regex(@"only [01]:\d\d left"));
        await Expect(Row(page, over)).ToContainTextAsync(new Regex(@"[2-9]:\d\d over"));
        var mark = Row(page, call).Locator("[data-reached]");
        await Expect(mark).ToHaveAttributeAsync("data-reached", "within");
        await Expect(mark).ToHaveTextAsync(new Regex(@"^Response [4-7]:\d\d left$"));
        var before = await mark.TextContentAsync();
        await Expect(mark).Not.ToHaveTextAsync(before!);
        await page.Picture($"{screen}-{scheme}-targets");
        await page.IsSound($"{screen} {scheme} targets");

        // The service promises less from now on: an open board counts by that.
        (await (await world.Admin()).Put("/api/reports/targets/response/CRITICAL", new { seconds = 1200 })).Is(204);
        await Expect(Row(page, over)).ToContainTextAsync(new Regex(@"[5-9]:\d\d left"));
        (await (await world.Admin()).Put("/api/reports/targets/response/CRITICAL", new { seconds = 480 })).Is(204);
        await Expect(Row(page, over)).ToContainTextAsync(new Regex(@"[2-9]:\d\d over"));

        await page.GotoAsync($"/board?call={call.Id}&panel=call");
        var units = page.GetByRole(AriaRole.Region, new() { Name = "Units on this call" });
        await Expect(units).ToContainTextAsync(new Regex(@"Turnout ((only )?0:\d\d left|\d:\d\d over)"));
        world.Clock.Now = TimeProvider.System.GetUtcNow();
        (await (await world.Dispatcher()).Post($"/api/responses/{response.Id}/depart")).Is(200);
        await Expect(units).ToContainTextAsync(new Regex(@"Travel [1-4]:\d\d left"));
        await page.Picture($"{screen}-{scheme}-targets-call");
        await page.IsSound($"{screen} {scheme} targets of a call");
        await page.GotoAsync($"/board?list=units");
        await Expect(page.GetByRole(AriaRole.Listbox, new() { Name = "Units" }).GetByRole(AriaRole.Option).Filter(new() { HasText = unit.Number }).Locator("[data-reached]"))
            .ToContainTextAsync(new Regex(@"[1-4]:\d\d left"));

        // Who was there needs to be waited for no longer.
        (await (await world.Dispatcher()).Post($"/api/responses/{response.Id}/arrive")).Is(200);
        await page.GotoAsync("/board");
        await Expect(Row(page, call)).ToContainTextAsync("On scene");
        await Expect(Row(page, call).Locator("[data-reached]")).ToHaveCountAsync(0);
        await Close(near, over);
    }

    private Task<Answer> Since(int minutes) => world.Call("CRITICAL", occurredAt: TimeProvider.System.GetUtcNow().AddMinutes(-minutes));

    private async Task Close(params Answer[] calls)
    {
        foreach (var call in calls)
        {
            (await (await world.Dispatcher()).Post($"/api/calls/{call.Id}/cancel", new { reason = "exercise" })).Is(200);
        }
    }

    private static ILocator Row(IPage page, Answer call) =>
        page.GetByRole(AriaRole.Option).Filter(new() { HasText = call["location"].GetProperty("address").GetString() });
}
