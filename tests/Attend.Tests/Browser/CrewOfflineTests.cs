using System.Text.RegularExpressions;
using Attend.Platform;
using Attend.Platform.Database;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>The crew's phone without a network: nothing that was tapped is lost, and nothing is pretended.</summary>
public sealed class CrewOfflineTests(World world, Chromium chromium) : IClassFixture<World>, IClassFixture<Chromium>
{
    private readonly CrewPhone phones = new(world, chromium);

    [Fact]
    public async Task Without_a_network_every_tap_has_its_time_and_is_sent_in_order_even_after_a_reload()
    {
        var unit = await phones.Station();
        var person = await world.Paramedic(unit.Site);
        var page = await phones.Open(person, "phone", "dark");
        await CrewPhone.SignOn(page, unit);
        // Installed: from here on the phone starts by itself.
        await page.EvaluateAsync("async () => { await navigator.serviceWorker.ready }");
        var call = await world.Call("HIGH", patients: 1);
        var response = await world.Dispatch(call.Id, unit);
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Acknowledge" }).ClickAsync();
        await CrewPhone.Next(page, "En route").ClickAsync();
        await Expect(CrewPhone.Next(page, "On scene")).ToBeVisibleAsync();
        await CrewPhone.NothingWaits(page);

        await page.Context.SetOfflineAsync(true);
        await Expect(page.Locator("[data-connection]")).ToHaveTextAsync("Offline");
        await CrewPhone.Next(page, "On scene").ClickAsync();
        await CrewPhone.Next(page, "At patient").ClickAsync();
        await CrewPhone.Next(page, "Transport").ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Radio).Nth(1).CheckAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Transport" }).ClickAsync();
        await page.GetByLabel("Message to the dispatcher").FillAsync("No network down here");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit patient: Patient 1" }).ClickAsync();
        await page.GetByLabel("Condition").FillAsync("STEMI");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("5 steps wait")).ToBeVisibleAsync();
        await CrewPhone.Show(page, "crew-phone-dark-offline");
        // Meanwhile somebody writes down something else of the same patient: both stand.
        var patient = await world.Row<long>($"select id from dispatch.patients where call_id = {call.Id}");
        var version = await world.Row<long>($"select version from dispatch.patients where id = {patient}");
        (await (await world.Dispatcher()).Patch($"/api/patients/{patient}", new { name = "Aroha Reweti" }, version)).Is(200);

        // A killed tab, and the phone starts again without a network.
        await page.ReloadAsync();
        await Expect(page.GetByText("5 steps wait")).ToBeVisibleAsync();
        await CrewPhone.Next(page, "At hospital").ClickAsync();
        await Expect(CrewPhone.Next(page, "Care transferred")).ToBeVisibleAsync();
        await CrewPhone.Show(page, "crew-phone-dark-offline-reloaded");
        var seen = await phones.State(response.Id);
        Assert.Equal("EN_ROUTE", seen);

        world.Clock.Now = world.Clock.Now.AddMinutes(5);
        var back = Clocks.Micros(world.Clock.Now);
        await page.Context.SetOfflineAsync(false);
        await CrewPhone.NothingWaits(page);
        Assert.Equal("AT_HOSPITAL", await phones.State(response.Id));
        Assert.Equal("Aroha Reweti, STEMI", await world.Row<string>($"select name || ', ' || condition from dispatch.patients where id = {patient}"));
        var stamps = await world.Rows<DeviceStamp>($"""
            select step, at, device_at, sent_at, received_at from dispatch.stamps where response_id = {response.Id} and step <> 'assigned_at' order by id
            """);
        Assert.Equal(
            ["acknowledged_at", "en_route_at", "on_scene_at", "at_patient_at", "transporting_at", "at_hospital_at"], stamps.Select(stamp => stamp.Step));
        var without = stamps.Skip(2).ToList();
        Assert.Equal(4, without.Select(stamp => stamp.DeviceAt).Distinct().Count());
        Assert.Equal(without.Select(stamp => stamp.DeviceAt).Order(), without.Select(stamp => stamp.DeviceAt));
        // They came together, minutes by the server's clock after the taps; what counts is how long each had waited on the phone.
        Assert.All(without, stamp => Assert.Equal(back, stamp.ReceivedAt));
        Assert.All(without, stamp => Assert.Equal(back - (stamp.SentAt - stamp.DeviceAt), stamp.At));
        Assert.All(without, stamp => Assert.True(stamp.SentAt > without[^1].DeviceAt));
        var timeline = (await (await world.Dispatcher()).Get($"/api/calls/{call.Id}/timeline")).Is(200)["items"].EnumerateArray();
        Assert.Contains(timeline, line => line.GetProperty("text").GetString() == "No network down here");
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_step_that_is_refused_is_shown_with_what_holds_now_and_the_crew_decides()
    {
        var unit = await phones.Station();
        var person = await world.Paramedic(unit.Site);
        var page = await phones.Open(person, "phone", "light");
        await CrewPhone.SignOn(page, unit);
        var call = await world.Call();
        var response = await world.Dispatch(call.Id, unit);
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Acknowledge" }).ClickAsync();
        await Expect(CrewPhone.Next(page, "En route")).ToBeVisibleAsync();
        await CrewPhone.NothingWaits(page);

        await page.Context.SetOfflineAsync(true);
        await CrewPhone.Next(page, "En route").ClickAsync();
        await CrewPhone.Next(page, "On scene").ClickAsync();
        await Expect(page.GetByText("2 steps wait")).ToBeVisibleAsync();
        (await (await world.Dispatcher()).Post($"/api/responses/{response.Id}/stand-down", new { reason = "nearer unit" })).Is(200);
        await page.Context.SetOfflineAsync(false);

        var card = page.GetByRole(AriaRole.Region, new() { Name = "Refused: En route" });
        await Expect(card).ToContainTextAsync("It changed meanwhile: now Stood down.", new() { Timeout = 30_000 });
        await Expect(card).ToContainTextAsync("1 later step waits for this.");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No call" })).ToBeVisibleAsync();
        await CrewPhone.Show(page, "crew-phone-light-refused");
        await card.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(card).ToContainTextAsync("Stood down");
        await card.GetByRole(AriaRole.Button, new() { Name = "Drop all 2" }).ClickAsync();

        await Expect(card).ToHaveCountAsync(0);
        await CrewPhone.NothingWaits(page);
        Assert.Equal("STOOD_DOWN", await phones.State(response.Id));
    }

    [Fact]
    public async Task Who_signs_out_without_a_network_has_left_and_what_they_tapped_is_sent_as_theirs_alone()
    {
        var unit = await phones.Station();
        var (person, other) = (await world.Paramedic(unit.Site), await world.Paramedic(unit.Site));
        var page = await phones.Open(person, "phone", "dark");
        await CrewPhone.SignOn(page, unit);
        await page.EvaluateAsync("async () => { await navigator.serviceWorker.ready }");
        var response = await world.Dispatch((await world.Call()).Id, unit);
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Acknowledge" }).ClickAsync();
        await Expect(CrewPhone.Next(page, "En route")).ToBeVisibleAsync();
        await CrewPhone.NothingWaits(page);
        var second = await page.Context.NewPageAsync();
        await second.GotoAsync("/crew");
        await Expect(CrewPhone.Next(second, "En route")).ToBeVisibleAsync();

        await page.Context.SetOfflineAsync(true);
        await CrewPhone.Next(page, "En route").ClickAsync();
        await Expect(CrewPhone.Next(page, "On scene")).ToBeVisibleAsync();
        await SignOut(page);
        var leaving = page.GetByRole(AriaRole.Dialog);
        await Expect(leaving).ToContainTextAsync("It stays on this phone");
        await CrewPhone.Show(page, "crew-phone-dark-leaving");
        await leaving.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.GetByLabel("User name")).ToBeVisibleAsync();
        await Expect(second.GetByLabel("User name")).ToBeVisibleAsync();
        await second.CloseAsync();
        // Started again without a network, it lets nobody in.
        await page.GotoAsync("/crew");
        await Expect(page.GetByLabel("User name")).ToBeVisibleAsync();

        await page.Context.SetOfflineAsync(false);
        await Desk.FillIn(page, other.Name);
        await Expect(page.GetByText("1 step of somebody else lies on this phone.")).ToBeVisibleAsync();
        Assert.Equal((0, 1), (await Sessions(person), await Sessions(other)));
        Assert.Equal("ACKNOWLEDGED", await phones.State(response.Id));
        await SignOut(page);
        await Desk.FillIn(page, person.Name);

        await Expect(CrewPhone.Next(page, "On scene")).ToBeVisibleAsync();
        await CrewPhone.NothingWaits(page);
        Assert.Equal("EN_ROUTE", await phones.State(response.Id));
        var id = $"{response.Id}";
        var heard = await world.Rows<string>($"select actor from platform.events where data ->> 'response_id' = {id} order by id");
        Assert.Equal($"user:{person.Id}", heard[^1]);
    }

    private static async Task SignOut(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Menu of") }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Sign out" }).ClickAsync();
    }

    private Task<long> Sessions(Person person) =>
        world.Row<long>($"select count(*) from people.sessions where user_id = {person.Id} and ended_at is null");

    private sealed record DeviceStamp(string Step, DateTimeOffset At, DateTimeOffset DeviceAt, DateTimeOffset SentAt, DateTimeOffset ReceivedAt);
}
