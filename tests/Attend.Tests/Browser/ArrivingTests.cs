using System.Text.RegularExpressions;
using Attend.Tests.Arrivals;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>
/// Windows of which none is ever loaded again: who dispatches, who drives, who receives at the emergency queue, who serves in the bay, and the wall.
/// </summary>
public sealed class ArrivingTests(TestPostgres postgres, Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime
{
    // A town of its own each time, with this one unit.
    private readonly World world = new(postgres);

    private Desk Desk => new(world, chromium);

    public ValueTask InitializeAsync() => world.InitializeAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Theory]
    [MemberData(nameof(Looks.OfStories), MemberType = typeof(Looks))]
    public async Task From_the_board_over_the_ambulance_into_a_bay(string screen, string scheme)
    {
        var look = $"{screen}-{scheme}-arriving";
        var unit = await new CrewPhone(world, chromium).Station();
        var ward = await Ward.Open(world);
        world.Clock.Run();
        var crew = await WholeStoryTests.Crew(world, chromium, unit);
        var nurse = await Nurse(ward, screen, scheme);
        await Expect(nurse.GetByText("Nobody is coming by ambulance")).ToBeVisibleAsync();
        await nurse.IsSound($"{look} nobody");
        var bay = await new PatientDesk(world, chromium).Open(ward.Clinic, at: 1, screen, scheme);
        var wall = await chromium.Wall(world, $"/wall/{ward.Clinic.Code}", scheme);
        await Expect(wall.Locator(".serving")).ToContainTextAsync("Nobody is being called just now.");
        var board = await Desk.Page("desk", "dark");
        await Desk.SignIn(board);
        IPage[] windows = [board, crew, nurse, bay, wall];
        foreach (var page in windows)
        {
            await page.EvaluateAsync("() => window.kept = true");
        }

        var call = await world.Call("CRITICAL", patients: 1);
        var row = board.GetByRole(AriaRole.Option).Filter(new() { HasText = call["location"].GetProperty("address").GetString()! });
        await Expect(row).ToBeVisibleAsync();
        await WholeStoryTests.Dispatch(board, row, unit);
        await Transport(crew, ward);

        var card = Card(nurse, unit);
        await Expect(card).ToContainTextAsync("Emergency");
        await Expect(card).ToContainTextAsync("1 Immediate");
        await Expect(card).ToContainTextAsync("41 y, Female");
        // The time counts down by itself.
        var left = card.Locator("time").First;
        var first = await left.InnerTextAsync();
        await Expect(left).Not.ToHaveTextAsync(first);
        await Expect(card.GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        await nurse.Picture($"{look}-coming");
        await nurse.IsSound($"{look} coming");

        await CrewPhone.Next(crew, "At hospital").ClickAsync();
        await Expect(board.GetByRole(AriaRole.Listbox, new() { Name = "Units" }).GetByRole(AriaRole.Option).Filter(new() { HasText = unit.Number })).ToContainTextAsync("At hospital");
        var number = $"{ward.Clinic.Code}-001";
        await Expect(card).ToContainTextAsync(number);
        await nurse.Picture($"{look}-there");
        // The number is in the line that everybody sees.
        await Expect(PatientDesk.Waiting(bay)).ToHaveTextAsync([new Regex($"1{number}")]);
        await Expect(wall.Locator(".panel")).ToContainTextAsync(number);
        await bay.Picture($"{look}-line");
        await card.GetByRole(AriaRole.Button, new() { Name = $"Receive: {number}" }).ClickAsync();
        var dialog = nurse.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Receive" }).ClickAsync();
        await Expect(dialog.GetByText("Required")).ToBeVisibleAsync();
        await dialog.GetByLabel("Bay", new() { Exact = true }).CheckAsync();
        await dialog.GetByLabel("Which one").SelectOptionAsync($"{ward.Clinic.Desks[1]}");
        await Expect(dialog.GetByLabel("1 Immediate")).ToBeCheckedAsync();
        await dialog.GetByLabel("2 Emergent").CheckAsync();
        await dialog.GetByLabel("Emergency: before everybody else").UncheckAsync();
        await nurse.Picture($"{look}-receive");
        await nurse.IsSound($"{look} receiving");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Receive" }).ClickAsync();

        await Expect(nurse.GetByText("Nobody is coming by ambulance")).ToBeVisibleAsync();
        Assert.Equal($"IN_SERVICE 2 1 {ward.Clinic.Desks[1]}", await world.Row<string>($"""
            select state || ' ' || level || ' ' || band || ' ' || desk_id from queues.tickets where issued_by = {ward.Queue}
            """));
        // Served there without a call, and the wall says where.
        await Expect(PatientDesk.Present(bay)).ToContainTextAsync(number);
        await Expect(PatientDesk.Present(bay)).ToContainTextAsync("Being served");
        await Expect(PatientDesk.Waiting(bay)).ToHaveCountAsync(0);
        await Expect(wall.Locator(".serving .who")).ToHaveTextAsync([number]);
        await Expect(wall.Locator(".panel")).Not.ToContainTextAsync(number);
        await bay.Picture($"{look}-bay");
        await wall.Picture($"{look}-wall");
        foreach (var page in windows)
        {
            Assert.True(await page.EvaluateAsync<bool>("() => window.kept"));
        }

        await world.Followed();
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Who_goes_elsewhere_leaves_the_list_and_who_stays_is_put_into_the_waiting_room()
    {
        world.Clock.Now = TimeProvider.System.GetUtcNow();
        world.Clock.Run();
        var (ward, other) = (await Ward.Open(world), await Ward.Open(world, latitude: 52.4));
        var nurse = await Nurse(ward, "desk", "light");
        await Expect(nurse.Locator("[data-connection] [role=status]")).ToHaveTextAsync("Live");
        var (leaves, stays) = (await ward.Transport(), await ward.Transport("MEDIUM"));
        await Expect(nurse.Locator("[data-arrival]")).ToHaveCountAsync(2);

        await leaves.Tap("change-destination", new { hospital_id = other.Hospital });
        await Expect(Card(nurse, leaves.Unit)).ToHaveCountAsync(0);
        await stays.Tap("arrive-hospital");
        await stays.Tap("transfer-care", new { handed_to = "waiting_room" });
        await Expect(Card(nurse, stays.Unit)).ToContainTextAsync("Handed over by the crew");
        await nurse.Picture("desk-light-arriving-transferred");
        await Card(nurse, stays.Unit).GetByRole(AriaRole.Button).ClickAsync();
        var dialog = nurse.GetByRole(AriaRole.Dialog);
        // What the crew said is filled in.
        await Expect(dialog.GetByLabel("Waiting room")).ToBeCheckedAsync();
        await dialog.GetByLabel("4 Less urgent").CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Receive" }).ClickAsync();
        await Expect(nurse.Locator("[data-arrival]")).ToHaveCountAsync(0);
        Assert.Equal("WAITING 4", await world.Row<string>($"select state || ' ' || level from queues.tickets where issued_by = {ward.Queue}"));

        // Somebody who only watches has no button; a desk that was quicker is said in words.
        var third = await ward.Transport();
        await third.Tap("arrive-hospital");
        var clerk = await Page(ward, "clerk", "phone", "dark");
        await Expect(Card(clerk, third.Unit)).ToContainTextAsync($"{ward.Clinic.Code}-002");
        await Expect(Card(clerk, third.Unit).GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        await Card(nurse, third.Unit).GetByRole(AriaRole.Button).ClickAsync();
        var ticket = await world.Row<long>($"select id from queues.tickets where number = {ward.Clinic.Code + "-002"}");
        (await ward.Clinic.Do(ticket, "call", new { desk_id = ward.Clinic.Desk })).Is(200);
        await dialog.GetByLabel("Waiting room").CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Receive" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("Somebody was quicker.");
    }

    private Task<IPage> Nurse(Ward ward, string screen, string scheme) => Page(ward, "nurse", screen, scheme);

    private async Task<IPage> Page(Ward ward, string role, string screen, string scheme)
    {
        var name = $"{role}-{world.Draw()}";
        await world.AddPerson(name, role, ward.Clinic.Site);
        var page = await Desk.Page(screen, scheme);
        await Browser.Desk.SignIn(page, name, "/arriving");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "By ambulance" })).ToBeVisibleAsync();
        return page;
    }

    /// <summary>The crew's phone, from the alert to the road.</summary>
    private async Task Transport(IPage crew, Ward ward)
    {
        var alert = crew.GetByRole(AriaRole.Dialog);
        await Expect(alert.GetByRole(AriaRole.Heading, new() { Name = "New call" })).ToBeVisibleAsync();
        await alert.GetByRole(AriaRole.Button, new() { Name = "Acknowledge" }).ClickAsync();
        foreach (var step in new[] { "En route", "On scene", "At patient", "Transport" })
        {
            await CrewPhone.Next(crew, step).ClickAsync();
        }

        var hospital = await world.Row<string>($"select name from people.sites where id = {ward.Clinic.Site}");
        await alert.GetByLabel(new Regex(Regex.Escape(hospital))).CheckAsync();
        await alert.GetByRole(AriaRole.Button, new() { Name = "Transport" }).ClickAsync();
    }

    private static ILocator Card(IPage page, Unit unit) => page.Locator("[data-arrival]").Filter(new() { Has = page.GetByText(unit.Number, new() { Exact = true }) });
}
