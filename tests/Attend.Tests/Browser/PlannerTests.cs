using System.Globalization;
using Attend.Tests.Visits;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>The plan of home visits: moved by the keys and by dragging, with what speaks against it before it is put down; made, given, rejected.</summary>
public sealed class PlannerTests(World world, Chromium chromium) : IClassFixture<World>, IClassFixture<Chromium>
{
    private readonly Office office = new(world, chromium);

    [Fact]
    public async Task A_visit_is_moved_by_the_keys_alone_and_goes_back_on_Escape()
    {
        var rounds = await Rounds();
        var at = rounds.Rota.At(10);
        var (id, place) = await Visit(rounds, await rounds.Rota.Therapist(), at);
        var page = await Enter(rounds, at);
        var block = Block(page, place);
        await block.FocusAsync();
        foreach (var key in new[] { "m", "Shift+ArrowRight", "ArrowRight", "Escape" })
        {
            await page.Keyboard.PressAsync(key);
        }

        await Expect(Moving(page)).ToContainTextAsync("press M");
        foreach (var key in new[] { "m", "Shift+ArrowRight", "ArrowRight" })
        {
            await page.Keyboard.PressAsync(key);
        }

        await Expect(Moving(page)).ToContainTextAsync("Nothing speaks against it.");
        await page.IsSound("planner, moving");
        await page.Keyboard.PressAsync("Enter");
        await Expect(Said(page)).ToContainTextAsync(": now");
        await Expect(Moving(page)).ToContainTextAsync("press M");
        Assert.Equal(at.AddMinutes(65), await Begins(id));
        await Expect(block).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Who_is_booked_is_said_before_the_drop_and_the_visit_stays()
    {
        var rounds = await Rounds();
        var at = rounds.Rota.At(10);
        var (ann, ben) = (await rounds.Rota.Therapist(), await rounds.Rota.Therapist());
        var (id, place) = await Visit(rounds, ann, at);
        var (_, other) = await Visit(rounds, ben, at.AddHours(2));
        var page = await Enter(rounds, at);
        await Drag(page, Block(page, place), Block(page, other));
        await Expect(Moving(page)).ToContainTextAsync("They are at another visit then.");
        await page.Mouse.UpAsync();
        await Expect(Said(page)).ToContainTextAsync("was not moved");
        Assert.Equal(at, await Begins(id));
        Assert.Equal(ann.Id, await Whose(place));
    }

    [Fact]
    public async Task What_is_dropped_where_somebody_does_not_work_asks_for_a_reason()
    {
        var rounds = await Rounds();
        var at = rounds.Rota.At(10);
        var (ann, ben) = (await rounds.Rota.Therapist(), await rounds.Rota.Therapist([.. Rota.Always.Select(day => day with { From = "22:00", To = "23:00" })]));
        var (id, place) = await Visit(rounds, ann, at);
        var page = await Enter(rounds, at);
        await Drag(page, Block(page, place), Lane(page, ben));
        await Expect(Moving(page)).ToContainTextAsync("They do not work then.");
        await page.Mouse.UpAsync();
        var dialog = Office.Dialog(page);
        await page.IsSound("planner, with a reason");
        await dialog.GetByLabel("Why they are asked all the same").FillAsync("Agreed on the telephone");
        await page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);
        Assert.Equal(ann.Id, await Whose(place));

        await Drag(page, Block(page, place), Lane(page, ben));
        await page.Mouse.UpAsync();
        await dialog.GetByLabel("Why they are asked all the same").FillAsync("Agreed on the telephone");
        await Office.Button(page, "Move it all the same").ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        Assert.Equal(ben.Id, await Whose(place));
        Assert.Equal("Agreed on the telephone", await world.Row<string>($"select override_reason from visits.places where id = {place}"));
        Assert.Equal(at, await Begins(id));
    }

    [Fact]
    public async Task A_rejection_is_reviewed_and_the_best_is_asked()
    {
        var rounds = await Rounds();
        var at = rounds.Rota.At(10);
        var (ann, ben) = (await rounds.Rota.Therapist(), await rounds.Rota.Therapist());
        var (id, place) = await Visit(rounds, ann, at);
        (await Visits.Rounds.Press(ann, place, "reject", new { reason = "A course" })).Is(200);
        var page = await Enter(rounds, at);
        await Block(page, place).ClickAsync();
        var sheet = Office.Dialog(page).First;
        await Expect(sheet).ToContainTextAsync("A course");
        await page.IsSound("planner, the sheet");
        await Office.Button(page, "Give to somebody").ClickAsync();
        var asking = Office.Dialog(page).Last;
        await Expect(asking.GetByRole(AriaRole.Radio)).ToHaveCountAsync(2);
        await Expect(asking).ToContainTextAsync("They did not want it, or did not answer.");
        await asking.GetByRole(AriaRole.Radio).First.CheckAsync();
        await page.IsSound("planner, giving");
        await Office.Button(page, "Ask them").ClickAsync();
        await Expect(sheet).ToContainTextAsync("given to somebody else");
        Assert.Equal(ben.Id, await Whose(place));
        Assert.Equal("PENDING", await rounds.State(id));
    }

    [Fact]
    public async Task A_new_visit_is_drawn_over_free_time()
    {
        var rounds = await Rounds();
        var at = rounds.Rota.At(10);
        var ann = await rounds.Rota.Therapist();
        var (_, place) = await Visit(rounds, ann, at);
        var name = $"Zoe {world.Draw()}";
        var client = await rounds.Rota.Client(new { name });
        var page = await Enter(rounds, at);
        var box = (await Block(page, place).BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + box.Width * 1.5f, box.Y + 10);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + box.Width * 2.5f, box.Y + 10, new() { Steps = 4 });
        await page.Mouse.UpAsync();
        var form = Office.Dialog(page);
        await form.GetByRole(AriaRole.Searchbox).FillAsync(name);
        await form.GetByRole(AriaRole.Button, new() { Name = name }).ClickAsync();
        await form.GetByLabel("Services").First.ClickAsync();
        await form.GetByRole(AriaRole.Option).First.ClickAsync();
        await Expect(form.GetByRole(AriaRole.Checkbox)).ToBeCheckedAsync();
        await Office.Button(page, "Agree on it").ClickAsync();
        // What was agreed on is shown, with the link for the client.
        await Expect(form.GetByRole(AriaRole.Heading, new() { Name = name })).ToBeVisibleAsync();
        await Expect(Office.Button(page, "Link for the client")).ToBeVisibleAsync();
        var (from, minutes) = (await world.Row<DateTimeOffset>($"select starts_at from visits.appointments where client_id = {client}"),
            await world.Row<int>($"select (extract(epoch from ends_at - starts_at) / 60)::integer from visits.appointments where client_id = {client}"));
        Assert.Equal((at.AddMinutes(90), 60), (from, minutes));
        Assert.Equal(ann.Id, await world.Row<long>($"select p.therapist_id from visits.places p join visits.appointments a on a.id = p.appointment_id where a.client_id = {client}"));
    }

    private async Task<Rounds> Rounds()
    {
        world.Clock.Now = TimeProvider.System.GetUtcNow();
        return await Visits.Rounds.Open(world);
    }

    private static async Task<(long Id, long Place)> Visit(Rounds rounds, Visitor therapist, DateTimeOffset at)
    {
        var booked = await rounds.Book(at, therapist);
        return (booked.Id, Visits.Rounds.Place(booked));
    }

    private async Task<IPage> Enter(Rounds rounds, DateTimeOffset at)
    {
        var site = rounds.Rota.Site;
        var page = await office.Enter(World.NameAt("operator", site), path: $"/visits?site={site}&day={at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}");
        await Expect(page.Locator("[data-block]").First).ToBeVisibleAsync();
        return page;
    }

    private static ILocator Block(IPage page, long place) => page.Locator($"[data-block='{place}']");

    private static ILocator Lane(IPage page, Visitor therapist) => page.Locator($"[data-track='{therapist.Id}']");

    private static ILocator Moving(IPage page) => page.GetByRole(AriaRole.Region, new() { Name = "Moving a visit" });

    private static ILocator Said(IPage page) => page.Locator("footer");

    /// <summary>Holds a visit over another, or over its own time in a lane.</summary>
    private static async Task Drag(IPage page, ILocator from, ILocator to)
    {
        var (held, goal) = ((await from.BoundingBoxAsync())!, (await to.BoundingBoxAsync())!);
        var x = await to.GetAttributeAsync("data-track") is null ? goal.X : held.X;
        await page.Mouse.MoveAsync(held.X + 10, held.Y + held.Height / 2);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(held.X + 30, held.Y + held.Height / 2, new() { Steps = 3 });
        await page.Mouse.MoveAsync(x + 10, goal.Y + goal.Height / 2, new() { Steps = 5 });
    }

    private Task<DateTimeOffset> Begins(long appointment) => world.Row<DateTimeOffset>($"select starts_at from visits.appointments where id = {appointment}");

    private Task<long> Whose(long place) => world.Row<long>($"select therapist_id from visits.places where id = {place}");
}
