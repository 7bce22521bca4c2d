using System.Text.RegularExpressions;
using Attend.Platform.Database;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>The network is gone for a while: what desk and crew see meanwhile, and that nothing is missing or told wrongly afterwards.</summary>
public sealed class NetworkCutTests(World world, Chromium chromium) : IClassFixture<World>, IClassFixture<Chromium>
{
    private readonly CrewPhone phones = new(world, chromium);

    /// <summary>The cut is real; the minutes are moved on by the clocks of both browsers and of the server.</summary>
    [Theory]
    [InlineData(30, @"for 0:[3-5]\d")]
    [InlineData(600, @"for 10:[0-5]\d")]
    public async Task What_happens_while_the_network_is_gone_is_there_when_it_is_back(int seconds, string gone)
    {
        var unit = await phones.Station();
        world.Clock.Run();
        var person = await world.Paramedic(unit.Site);
        var board = await chromium.Open(world.Url, Screen.Desk);
        await board.Clock.InstallAsync();
        await new Desk(world, chromium).SignIn(board);
        var phone = await chromium.Open(world.Url, Screen.Phone);
        await phone.Clock.InstallAsync();
        await Desk.SignIn(phone, person.Name, "/crew");
        await CrewPhone.SignOn(phone, unit);
        var call = await world.Call();
        var response = await world.Dispatch(call.Id, unit);
        await phone.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Acknowledge" }).ClickAsync();
        await CrewPhone.Next(phone, "En route").ClickAsync();
        await Expect(CrewPhone.Next(phone, "On scene")).ToBeVisibleAsync();
        await CrewPhone.NothingWaits(phone);
        await Expect(Row(board, call)).ToContainTextAsync("En route");

        await board.Context.SetOfflineAsync(true);
        await phone.Context.SetOfflineAsync(true);
        await Expect(Connection(board)).ToHaveTextAsync("Offline");
        await Expect(Connection(phone)).ToHaveTextAsync("Offline");
        await CrewPhone.Next(phone, "On scene").ClickAsync();
        await board.Clock.FastForwardAsync(seconds * 1000);
        await phone.Clock.FastForwardAsync(seconds * 1000);
        world.Clock.Advance(TimeSpan.FromSeconds(seconds));
        await CrewPhone.Next(phone, "At patient").ClickAsync();
        await Expect(phone.GetByText("2 steps wait")).ToBeVisibleAsync();
        var notice = board.GetByRole(AriaRole.Region, new() { Name = "Connection lost" });
        await Expect(notice).ToContainTextAsync(new Regex(gone));
        await Expect(notice).ToContainTextAsync("Dispatch by radio and write times down");
        await phone.IsSound($"phone without a network for {seconds} s");
        await phone.Picture($"phone-dark-cut-{seconds}");
        Assert.True(await phone.EvaluateAsync<bool>("() => document.querySelector('main').scrollWidth <= innerWidth"), "the phone scrolls sideways");
        await board.IsSound($"board without a network for {seconds} s");
        await board.Picture($"desk-dark-cut-{seconds}");
        // Others go on: neither window may know of it, and neither may show what it last knew as if it were now.
        var dispatcher = await world.Dispatcher();
        var other = await world.Call("CRITICAL");
        await world.Dispatch(other.Id, await world.Unit());
        (await dispatcher.Post($"/api/calls/{call.Id}/notes", new { text = "Second entrance", kind = "to_crew" })).Is(201);
        (await dispatcher.Post($"/api/calls/{call.Id}/reprioritise", new { priority = "CRITICAL" })).Is(200);
        Assert.Equal(0, await Row(board, other).CountAsync());
        Assert.Equal("EN_ROUTE", await phones.State(response.Id));

        await board.Context.SetOfflineAsync(false);
        await phone.Context.SetOfflineAsync(false);
        await Expect(Connection(board)).ToHaveTextAsync("Live");
        await Expect(notice).ToHaveCountAsync(0);
        await Expect(Row(board, other)).ToContainTextAsync("Dispatched");
        await Expect(Row(board, call)).ToContainTextAsync("On scene");
        await CrewPhone.NothingWaits(phone);
        var alert = phone.GetByRole(AriaRole.Dialog);
        await Expect(alert.GetByRole(AriaRole.Heading, new() { Name = "Priority changed" })).ToBeVisibleAsync();
        await alert.GetByRole(AriaRole.Button, new() { Name = "Confirm change" }).ClickAsync();
        await Expect(phone.GetByText("Second entrance")).ToBeVisibleAsync();

        var stamps = await world.Rows<DateTimeOffset>($"""
            select at from dispatch.stamps where response_id = {response.Id} and step in ('on_scene_at', 'at_patient_at') order by id
            """);
        Assert.Equal(2, stamps.Count);
        Assert.InRange((stamps[1] - stamps[0]).TotalSeconds, seconds - 2, seconds + 20);
        Assert.Equal("", await world.Violations());
    }

    private static ILocator Row(IPage board, Answer call) =>
        board.GetByRole(AriaRole.Option).Filter(new() { HasText = call["location"].GetProperty("address").GetString() });

    /// <summary>The word of the mark in the page's head; the board has it inside, the phone is it.</summary>
    private static ILocator Connection(IPage page) => page.Locator("[data-connection][role=status], [data-connection] [role=status]");
}
