using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>The hospital's screen: who comes, what is answered, who is taken over, how many beds there are.</summary>
public sealed class HospitalTests(World world, Chromium chromium) : IClassFixture<World>, IClassFixture<Chromium>
{
    private readonly Desk desk = new(world, chromium);

    [Theory]
    [MemberData(nameof(Looks.OfStories), MemberType = typeof(Looks))]
    public async Task A_pre_alert_is_heard_accepted_and_its_patient_taken_over(string screen, string scheme)
    {
        var look = $"{screen}-{scheme}-hospital";
        var (hospital, page) = await Open(screen, scheme);
        await Expect(page.GetByText("Nobody is on the way", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(Connection(page)).ToHaveTextAsync("Live");
        await page.IsSound($"{look} empty");

        var (unit, response) = await Transport(hospital);
        var card = Card(page, unit);
        await Expect(card).ToContainTextAsync("New pre-alert");
        await Expect(card).ToContainTextAsync("41 y, Female");
        await Expect(page.GetByText("1 pre-alert unanswered")).ToBeVisibleAsync();
        await page.WaitForFunctionAsync("() => window.tones >= 2");
        await page.Picture($"{look}-announced");
        await page.IsSound($"{look} announced");

        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).PressAsync("Enter");
        await Expect(card.GetByRole(AriaRole.Button, new() { Name = $"Accept: {unit.Number}" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(card).ToContainTextAsync("Accepted");
        await Expect(page.GetByText("Every pre-alert is answered")).ToBeVisibleAsync();
        Assert.Equal("ACCEPTED", await Alert(response));

        (await (await world.Dispatcher()).Post($"/api/responses/{response}/arrive-hospital")).Is(200);
        await Expect(card).ToContainTextAsync("within 15 min");
        await card.GetByRole(AriaRole.Button, new() { Name = $"Take over: {unit.Number}" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Take over" }).ClickAsync();
        await Expect(dialog.GetByText("Required")).ToBeVisibleAsync();
        await dialog.GetByLabel("Bed", new() { Exact = true }).CheckAsync();
        await dialog.GetByLabel("Number").FillAsync("4");
        await page.Picture($"{look}-take-over");
        await page.IsSound($"{look} taking over");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Take over" }).ClickAsync();

        await Expect(card).ToHaveCountAsync(0);
        var handover = page.GetByRole(AriaRole.Region, new() { Name = "Handed over today" }).GetByRole(AriaRole.Listitem);
        await Expect(handover).ToContainTextAsync(unit.Number);
        await Expect(handover).ToContainTextAsync("Bed 4 · ");
        await page.Picture($"{look}-handed-over");
        await page.IsSound($"{look} handed over");
        Assert.Equal("bed 4", await world.Row<string>($"select handed_to from dispatch.responses where id = {response}"));

        await handover.GetByRole(AriaRole.Button, new() { Name = $"Undo: {unit.Number}" }).ClickAsync();
        await Expect(card).ToContainTextAsync("within 15 min");
        Assert.Equal("AT_HOSPITAL", await world.Row<string>($"select state from dispatch.responses where id = {response}"));
    }

    [Fact]
    public async Task It_declines_with_a_reason_which_the_dispatcher_is_told()
    {
        var (hospital, page) = await Open("desk", "dark");
        var (unit, response) = await Transport(hospital);
        await Card(page, unit).GetByRole(AriaRole.Button, new() { Name = $"Decline: {unit.Number}" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Decline" }).ClickAsync();
        await Expect(dialog.GetByText("Required")).ToBeVisibleAsync();
        await page.IsSound("declining");
        await dialog.GetByLabel("Why the patients cannot be taken").FillAsync("No cardiologist tonight");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Decline" }).ClickAsync();

        await Expect(Card(page, unit)).ToContainTextAsync("No cardiologist tonight");
        await Expect(Card(page, unit)).ToContainTextAsync("Declined");
        await page.IsSound("declined");
        Assert.Equal(("DECLINED", 1L), (await Alert(response), await world.Row<long>($"""
            select count(*) from dispatch.alarms where response_id = {response} and kind = 'pre_alert_declined' and state <> 'ENDED'
            """)));
    }

    [Fact]
    public async Task What_changes_is_marked_and_who_goes_elsewhere_is_said_in_words()
    {
        var (hospital, page) = await Open("desk", "light");
        var (unit, response) = await Transport(hospital);
        await Expect(Card(page, unit)).ToContainTextAsync("41 y, Female");
        var dispatcher = await world.Dispatcher();
        var patient = await world.Row<long>($"select id from dispatch.patients where response_id = {response}");
        var version = await world.Row<long>($"select version from dispatch.patients where id = {patient}");
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        (await dispatcher.Patch($"/api/patients/{patient}", new { condition = "No pulse" }, version)).Is(200);
        await Expect(Card(page, unit)).ToContainTextAsync("No pulse");
        await Expect(Card(page, unit)).ToContainTextAsync(new Regex(@"changed \d\d:\d\d"));
        await Expect(page.GetByText($"{unit.Number}: what is known of the patients changed")).ToBeVisibleAsync();
        await page.Picture("desk-light-hospital-changed");
        await page.IsSound("changed");

        (await dispatcher.Post($"/api/responses/{response}/change-destination", new { hospital_id = await world.Hospital(52.40, 13.10) })).Is(200);
        var note = page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = $"{unit.Number} goes to another hospital" });
        await Expect(note).ToBeVisibleAsync();
        await Expect(Card(page, unit)).ToHaveCountAsync(0);
        await page.IsSound("elsewhere");
        await note.GetByRole(AriaRole.Button, new() { Name = "Noted" }).ClickAsync();
        await Expect(note).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Beds_load_and_diversion_are_said_in_one_place()
    {
        var (hospital, page) = await Open("phone", "dark");
        var status = page.GetByRole(AriaRole.Region, new() { Name = "Beds and load" });
        await Expect(status).ToContainTextAsync("Free beds10of 20");
        await status.GetByRole(AriaRole.Button, new() { Name = "Report beds and load" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Free beds").FillAsync("21");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Report" }).ClickAsync();
        await Expect(dialog.GetByText("Not more than there are in all")).ToBeVisibleAsync();
        await page.IsSound("capacity");
        await dialog.GetByLabel("Free beds").FillAsync("3");
        await dialog.GetByLabel("Load of the emergency department").SelectOptionAsync("HIGH");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Report" }).ClickAsync();
        await Expect(status).ToContainTextAsync("Free beds3of 20");
        await Expect(status).ToContainTextAsync("ED load high");

        await status.GetByRole(AriaRole.Button, new() { Name = "Go on diversion" }).ClickAsync();
        await dialog.GetByLabel("Why").FillAsync("CT is down");
        await page.IsSound("diverting");
        await page.Picture("phone-dark-hospital-divert");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Go on diversion" }).ClickAsync();
        await Expect(status).ToContainTextAsync("On diversion until");
        await Expect(status).ToContainTextAsync("CT is down");
        await page.IsSound("diverted");
        Assert.True(await world.Row<bool>($"select on_diversion from dispatch.hospitals where id = {hospital}"));
        await status.GetByRole(AriaRole.Button, new() { Name = "End diversion" }).ClickAsync();
        await Expect(status).ToContainTextAsync("Open to everybody");
        await Expect(status.GetByRole(AriaRole.Button, new() { Name = "End diversion" })).ToHaveCountAsync(0);
        Assert.Equal((3, "HIGH", false), (
            await world.Row<int>($"select available_beds from dispatch.hospitals where id = {hospital}"),
            await world.Row<string>($"select load from dispatch.hospitals where id = {hospital}"),
            await world.Row<bool>($"select on_diversion from dispatch.hospitals where id = {hospital}")));
    }

    [Fact]
    public async Task Each_is_offered_only_what_they_may_do()
    {
        var (hospital, page) = await Open("desk", "dark", "doctor");
        var (unit, _) = await Transport(hospital);
        await Expect(Card(page, unit).GetByRole(AriaRole.Button, new() { Name = "Accept" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Report beds and load" })).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Go on diversion" })).ToHaveCountAsync(0);

        var name = $"supervisor-{world.Draw()}";
        await world.AddPerson(name, "supervisor");
        var watching = await desk.Page("desk", "dark");
        await Desk.SignIn(watching, name, $"/hospital?hospital={hospital}");
        await Expect(Card(watching, unit)).ToContainTextAsync("New pre-alert");
        await Expect(Card(watching, unit).GetByRole(AriaRole.Button, new() { Name = "Accept" })).ToHaveCountAsync(0);
        await Expect(Card(watching, unit).GetByRole(AriaRole.Button, new() { Name = "Take over" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Who_works_for_several_hospitals_chooses_and_who_works_for_none_is_told()
    {
        await desk.Town();
        var hospitals = new[] { await world.Hospital(), await world.Hospital(52.50, 13.30) };
        var name = $"hospital-{world.Draw()}";
        await world.AddPerson(name, "hospital");
        var page = await desk.Page("phone", "light");
        await Desk.SignIn(page, name, "/");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Choose your hospital" })).ToBeVisibleAsync();
        await page.Picture("phone-light-hospital-choose");
        await page.IsSound("choosing");
        var wanted = await world.Row<string>($"select s.name from dispatch.hospitals h join people.sites s on s.id = h.site_id where h.id = {hospitals[1]}");
        await page.GetByRole(AriaRole.Link, new() { Name = wanted }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex($"hospital={hospitals[1]}"));
        await Expect(Connection(page)).ToHaveTextAsync("Live");
        await page.IsSound("one of several");
        await page.GetByLabel("Hospital", new() { Exact = true }).SelectOptionAsync(new[] { $"{hospitals[0]}" });
        await Expect(page).ToHaveURLAsync(new Regex($"hospital={hospitals[0]}"));
        await page.GotoAsync("/hospital?hospital=999999");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("not yours to watch");

        var nowhere = $"nurse-{world.Draw()}";
        await world.AddPerson(nowhere, "nurse", await world.Site());
        var other = await desk.Page("desk", "dark");
        await Desk.SignIn(other, nowhere, "/");
        await Expect(other.GetByText("No hospital is set up for you")).ToBeVisibleAsync();
        await other.IsSound("no hospital");
    }

    [Fact]
    public async Task What_was_announced_while_the_line_was_cut_is_there_when_it_is_back()
    {
        var cut = false;
        IWebSocketRoute? line = null;
        var (hospital, page) = await Open("desk", "dark", prepare: page => page.RouteWebSocketAsync(new Regex("/ws/hospital/"), route =>
        {
            if (cut)
            {
                _ = route.CloseAsync();
                return;
            }

            line = route;
            route.ConnectToServer();
        }));
        await Expect(Connection(page)).ToHaveTextAsync("Live");
        cut = true;
        await line!.CloseAsync();
        await Expect(page.GetByText("Answer by telephone.")).ToBeVisibleAsync();
        await page.IsSound("offline");
        var (unit, _) = await Transport(hospital);
        await Expect(Card(page, unit)).ToHaveCountAsync(0);
        cut = false;
        // It tries again by itself, and may have done so before anybody could press.
        await Expect(Card(page, unit)).ToContainTextAsync("New pre-alert", new() { Timeout = 30_000 });
    }

    /// <summary>A hospital of its own, and one of its staff before its screen.</summary>
    private async Task<(long Hospital, IPage Page)> Open(string screen, string scheme, string role = "nurse", Func<IPage, Task>? prepare = null)
    {
        await desk.Town();
        var hospital = await world.Hospital();
        var name = $"{role}-{world.Draw()}";
        await world.AddPerson(name, role, await world.Row<long>($"select site_id from dispatch.hospitals where id = {hospital}"));
        var page = await desk.Page(screen, scheme);
        await page.CountTones();
        await (prepare?.Invoke(page) ?? Task.CompletedTask);
        await Desk.SignIn(page, name, "/");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "On the way" })).ToBeVisibleAsync();
        // A browser makes no sound before somebody has touched the page.
        await page.Keyboard.PressAsync("Tab");
        return (hospital, page);
    }

    private async Task<(Unit Unit, long Response)> Transport(long hospital)
    {
        var dispatcher = await world.Dispatcher();
        var unit = await world.Unit();
        var response = (await world.Dispatch((await world.Call("CRITICAL", patients: 1)).Id, unit)).Id;
        (await dispatcher.Post($"/api/responses/{response}/arrive")).Is(200);
        (await dispatcher.Post($"/api/responses/{response}/transport", new { hospital_id = hospital })).Is(200);
        return (unit, response);
    }

    private Task<string> Alert(long response) =>
        world.Row<string>($"select state from dispatch.pre_alerts where response_id = {response} order by id desc limit 1");

    private static ILocator Card(IPage page, Unit unit) => page.Locator("[data-alert]").Filter(new() { Has = page.GetByText(unit.Number, new() { Exact = true }) });

    private static ILocator Connection(IPage page) => page.Locator("[data-connection] [role=status]");
}
