using System.Globalization;
using Attend.Tests.Visits;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>Visits that come again, as an operator plans them, moves them and cancels them; and one that is somewhere else.</summary>
public sealed class PlannerSeriesTests(World world, Chromium chromium) : IClassFixture<World>, IClassFixture<Chromium>
{
    private readonly Office office = new(world, chromium);

    [Fact]
    public async Task A_series_is_planned_around_what_speaks_against_it_moved_from_a_visit_on_and_cancelled_whole()
    {
        world.Clock.Now = TimeProvider.System.GetUtcNow();
        var rounds = await Visits.Rounds.Open(world);
        var ann = await rounds.Rota.Therapist();
        var name = $"Zoe {world.Draw()}";
        var client = await rounds.Rota.Client(new { name });
        // By the clock of the site, which is Berlin's.
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var first = DateTime.SpecifyKind(rounds.Rota.At(0).UtcDateTime.Date.AddHours(10), DateTimeKind.Unspecified);
        DateTimeOffset At(DateTime wall) => new(wall, berlin.GetUtcOffset(wall));
        await rounds.Book(At(first.AddDays(14)), ann);
        var page = await office.Enter(
            World.NameAt("operator", rounds.Rota.Site), path: $"/visits?site={rounds.Rota.Site}&day={first.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}");

        await Office.Button(page, "New visit").First.ClickAsync();
        var form = Office.Dialog(page);
        await form.GetByRole(AriaRole.Searchbox).FillAsync(name);
        await form.GetByRole(AriaRole.Button, new() { Name = name }).ClickAsync();
        await form.GetByLabel("Services").First.ClickAsync();
        await form.GetByRole(AriaRole.Option).First.ClickAsync();
        await form.GetByLabel("Begins").FillAsync(first.ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture));
        await form.GetByRole(AriaRole.Checkbox, new() { NameRegex = new("therapist") }).CheckAsync();
        await form.GetByLabel("Repeats").SelectOptionAsync("WEEKLY");
        await form.GetByLabel("How many visits").FillAsync("4");
        await page.Picture("desk-dark-series-new");
        await page.IsSound("planner, a series");
        await Office.Button(page, "Agree on it").ClickAsync();
        await Expect(form.GetByText("Something speaks against 1 visit")).ToBeVisibleAsync();
        await Expect(form.GetByRole(AriaRole.Group, new() { Name = "Something speaks against" }).GetByRole(AriaRole.Checkbox)).ToBeCheckedAsync(new() { Checked = false });
        await page.Picture("desk-dark-series-conflict");
        await page.IsSound("planner, what speaks against a series");
        Assert.Equal(0L, await world.Row<long>($"select count(*) from visits.series where client_id = {client}"));
        await Office.Button(page, "Agree on it").ClickAsync();
        await Expect(form.GetByRole(AriaRole.Heading, new() { Name = name })).ToBeVisibleAsync();
        await Expect(form).ToContainTextAsync("every week");
        await Expect(form).ToContainTextAsync("3 visits");
        await page.Picture("desk-dark-series-sheet");
        Assert.Equal([At(first), At(first.AddDays(7)), At(first.AddDays(21))], await Begin(client));
        Assert.Equal(3L, await world.Row<long>($"""
            select count(*) from visits.places p join visits.appointments a on a.id = p.appointment_id where a.client_id = {client} and p.therapist_id = {ann.Id}
            """));

        // The second one and what follows begin half an hour later.
        var second = await world.Row<long>($"select id from visits.appointments where client_id = {client} order by starts_at offset 1 limit 1");
        await page.GotoAsync($"/visits?site={rounds.Rota.Site}&visit={second}");
        await Office.Button(page, "Another time").ClickAsync();
        var asking = Office.Dialog(page).Last;
        await asking.GetByLabel("Which visits").SelectOptionAsync("following");
        await asking.GetByLabel("Begins").FillAsync(first.AddDays(7).AddMinutes(30).ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture));
        await page.IsSound("planner, moving a series");
        await asking.GetByRole(AriaRole.Button, new() { Name = "Another time" }).ClickAsync();
        await Expect(page.GetByText("2 visits of")).ToBeVisibleAsync();
        Assert.Equal([At(first), At(first.AddDays(7).AddMinutes(30)), At(first.AddDays(21).AddMinutes(30))], await Begin(client));

        // One of them is somewhere else.
        await Office.Button(page, "Another address").ClickAsync();
        await asking.GetByLabel("Address").FillAsync("Nebenstrasse 4");
        await asking.GetByLabel("Latitude").FillAsync("52.53");
        await asking.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(Office.Dialog(page)).ToHaveCountAsync(1);
        await Expect(form).ToContainTextAsync("Nebenstrasse 4");
        Assert.Equal(("Nebenstrasse 4", 1L), (
            await world.Row<string>($"select address from visits.appointments where client_id = {client} and state <> 'CANCELLED' order by starts_at offset 1 limit 1"),
            await world.Row<long>($"select count(*) from visits.appointments where client_id = {client} and address = 'Nebenstrasse 4'")));

        // All that are left of the second series are cancelled.
        await Office.Button(page, "Cancel the visit").ClickAsync();
        await asking.GetByLabel("Which visits").SelectOptionAsync("all");
        await asking.GetByLabel("Reason").First.SelectOptionAsync("by_client");
        await asking.GetByRole(AriaRole.Button, new() { Name = "Cancel the visit" }).ClickAsync();
        await Expect(page.GetByText("2 visits of")).ToBeVisibleAsync();
        Assert.Equal([At(first)], await Begin(client));
        Assert.Equal("", await world.Violations());
    }

    private Task<IReadOnlyList<DateTimeOffset>> Begin(long client) =>
        world.Rows<DateTimeOffset>($"select starts_at from visits.appointments where client_id = {client} and state <> 'CANCELLED' order by starts_at");
}
