using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>Crews made up at the board: who signs on and off, and who is relieved in the middle of a call.</summary>
public sealed class BoardCrewTests(World world, Chromium chromium) : IClassFixture<World>, IClassFixture<Chromium>
{
    private readonly Desk desk = new(world, chromium);

    [Theory]
    [InlineData("desk", "dark")]
    [InlineData("phone", "light")]
    public async Task A_crew_signs_on_and_off_and_nobody_is_taken_from_another_unit(string screen, string scheme)
    {
        await desk.Town();
        var unit = await world.Unit(crew: 0);
        var (free, other) = (await world.Paramedic(unit.Site), await world.Unit(site: unit.Site));
        var page = await desk.Page(screen, scheme);
        await desk.SignIn(page, $"/board?unit={unit.Id}&panel=unit");

        await page.GetByRole(AriaRole.Button, new() { Name = $"Sign on: {unit.Number}" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByLabel("Find by name")).ToBeFocusedAsync();
        await Expect(Person(dialog, other.Crew[0])).ToBeDisabledAsync();
        await Expect(dialog.GetByText($"signed on to {other.Number}")).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Sign on" }).ClickAsync();
        await Expect(dialog.GetByText("Required")).ToBeVisibleAsync();
        await page.Picture($"{screen}-{scheme}-sign-on");
        await page.IsSound($"{screen} {scheme} sign on");

        // By keyboard: a few letters, the list, a space.
        await dialog.GetByLabel("Find by name").FocusAsync();
        await page.Keyboard.TypeAsync(free.Name);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Space");
        await dialog.GetByLabel("What they do aboard").SelectOptionAsync("lead");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Sign on" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(page.GetByText($"Sign on: done ({unit.Number})").First).ToBeVisibleAsync();
        await Expect(page.GetByText($"{free.Name} Test")).ToBeVisibleAsync();
        Assert.Equal("lead", await world.Row<string>($"select role from fleet.crew where user_id = {free.Id} and vehicle_id = {unit.Id}"));

        await page.GetByRole(AriaRole.Button, new() { Name = $"Sign off: {unit.Number}" }).ClickAsync();
        await Expect(Person(dialog, free)).ToBeCheckedAsync();
        await page.IsSound($"{screen} {scheme} sign off");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Sign off" }).ClickAsync();
        await Expect(page.GetByText("No crew signed on")).ToBeVisibleAsync();
        Assert.Equal(0, await world.Row<long>($"select count(*) from fleet.crew where vehicle_id = {unit.Id}"));
    }

    [Fact]
    public async Task A_crew_is_relieved_in_mid_call_and_a_supervisor_says_why_somebody_off_duty_rides()
    {
        await desk.Town();
        var unit = await world.Unit(crew: 2);
        var (relief, held) = (await world.Paramedic(unit.Site), await world.Unit(site: unit.Site));
        var off = await world.AddPerson($"off-duty-{world.Draw()}", "paramedic");
        var offName = await world.Row<string>($"select full_name from people.members where id = {off}");
        var response = await world.Dispatch((await world.Call("CRITICAL")).Id, unit);
        await world.Dispatch((await world.Call()).Id, held);
        var name = $"supervisor-{world.Draw()}";
        await world.AddPerson(name, "supervisor");
        var page = await desk.Page("desk", "light");
        await Desk.SignIn(page, name, $"/board?unit={unit.Id}&panel=unit");

        await page.GetByRole(AriaRole.Button, new() { Name = $"More: {unit.Number}, {response["call"]}" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Change crew" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(Person(dialog, unit.Crew[0])).ToBeCheckedAsync();
        await Expect(Person(dialog, unit.Crew[1])).ToBeCheckedAsync();
        // Who is out with another unit is on a call, and stays there.
        await Expect(Person(dialog, held.Crew[0])).ToBeDisabledAsync();
        await Person(dialog, unit.Crew[1]).UncheckAsync();
        await Person(dialog, relief).CheckAsync();
        await dialog.GetByLabel("From").SelectOptionAsync("off");
        await dialog.GetByRole(AriaRole.Checkbox, new() { NameRegex = new(offName) }).CheckAsync();
        // Whoever was ticked stays in sight.
        await Expect(Person(dialog, relief)).ToBeCheckedAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Change crew" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Somebody chosen is not on duty.");
        await Expect(dialog.GetByLabel("Why all the same")).ToBeFocusedAsync();
        await page.Picture("desk-light-change-crew");
        await page.IsSound("change of crew");
        await dialog.GetByLabel("Why all the same").FillAsync("Relief of the relief");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Change crew" }).ClickAsync();

        await Expect(page.GetByText($"Change crew: done ({unit.Number}, {response["call"]})").First).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Definition).Filter(new() { HasText = offName })).ToBeVisibleAsync();
        await page.Picture("desk-light-crew-changed");
        Assert.Equal([unit.Crew[0].Id, relief.Id, off], await world.Rows<long>($"select member from dispatch.crew where response_id = {response.Id} and to_at is null order by member"));
    }

    private static ILocator Person(ILocator dialog, Person person) => dialog.GetByRole(AriaRole.Checkbox, new() { NameRegex = new($"{person.Name} Test") });
}
