using Attend.Tests.Visits;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Attend.Tests.Browser;

/// <summary>The therapist's phone, from being asked to the proof, with a network and without.</summary>
public sealed class RoundsTests(World world, Chromium chromium) : IClassFixture<World>, IClassFixture<Chromium>
{
    private readonly FieldPhone phones = new(world, chromium);

    [Theory]
    [InlineData("phone", "dark")]
    [InlineData("small", "light")]
    public async Task A_visit_is_accepted_made_and_proved_step_by_step(string screen, string scheme)
    {
        var look = $"rounds-{screen}-{scheme}";
        var round = await phones.Round();
        var therapist = await round.Rota.Therapist();
        var booked = await round.Book(world.Clock.Now.AddHours(3), therapist, but: new { notes = "Second floor, rings twice" });
        var (id, place) = (booked.Id, Rounds.Place(booked));
        var page = await phones.Open(therapist.Id, "/rounds", screen, scheme);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "You are asked" })).ToBeVisibleAsync();
        await Expect(page.GetByText("Answer by")).ToBeVisibleAsync();
        await CrewPhone.Show(page, $"{look}-asked");
        await page.GetByRole(AriaRole.Button, new() { Name = "Accept", Exact = true }).PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "You are asked" })).ToHaveCountAsync(0);
        await CrewPhone.NothingWaits(page);
        Assert.Equal("ACCEPTED", await round.PlaceState(place));
        await CrewPhone.Show(page, $"{look}-list");

        await Open(page);
        await Expect(page.GetByText("Second floor, rings twice")).ToBeVisibleAsync();
        await CrewPhone.Show(page, $"{look}-visit");
        await CrewPhone.Next(page, "Set out").PressAsync("Enter");
        await CrewPhone.Next(page, "Arrived").PressAsync("Enter");
        await Expect(page.GetByText("Your place is known to 8 m")).ToBeVisibleAsync();
        await CrewPhone.Next(page, "Start visit").PressAsync("Enter");
        await Other(page, "Add material");
        var form = page.GetByRole(AriaRole.Dialog);
        await form.GetByLabel("What").FillAsync("Bandage");
        await form.GetByLabel("How much").FillAsync("2,5");
        await form.GetByLabel("Unit").FillAsync("m");
        await form.GetByRole(AriaRole.Button, new() { Name = "Add material" }).ClickAsync();
        await Expect(page.GetByText("Bandage")).ToBeVisibleAsync();
        await Other(page, "Code or signature");
        await Sign(page, form);
        await CrewPhone.Show(page, $"{look}-signature");
        await form.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("Signed")).ToBeVisibleAsync();
        await CrewPhone.Show(page, $"{look}-there");

        await CrewPhone.Next(page, "End visit").PressAsync("Enter");
        await Expect(form).ToContainTextAsync("Begin, end and place are known.");
        await form.GetByRole(AriaRole.Button, new() { Name = "End visit" }).PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Banner).GetByText("Done")).ToBeVisibleAsync();
        await CrewPhone.NothingWaits(page);
        Assert.Equal("COMPLETED", await round.State(id));
        Assert.Equal("m 2.500", await world.Row<string>($"select unit || ' ' || quantity from visits.materials where appointment_id = {id}"));
        Assert.Equal("signature", await world.Row<string>($"select kind from visits.proofs where place_id = {place}"));
        Assert.True(await world.Row<bool>($"select complete and proved and evv_exception is null from visits.verified_visits where place_id = {place}"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Without_a_network_the_steps_wait_and_what_is_missing_is_said_by_a_code()
    {
        var round = await phones.Round();
        var therapist = await round.Rota.Therapist();
        var booked = await round.Book(world.Clock.Now.AddHours(3), therapist);
        var place = Rounds.Place(booked);
        (await Rounds.Press(therapist, place, "accept")).Is(200);
        (await Rounds.Press(therapist, place, "set-out")).Is(200);
        var page = await phones.Open(therapist.Id, "/rounds", "phone", "light");
        await page.EvaluateAsync("async () => { await navigator.serviceWorker.ready }");
        await Open(page);
        await Expect(CrewPhone.Next(page, "Arrived")).ToBeVisibleAsync();

        await page.Context.SetOfflineAsync(true);
        await page.Context.ClearPermissionsAsync();
        await page.ReloadAsync();
        await Expect(page.Locator("[data-connection]")).ToHaveTextAsync("Offline");
        await Open(page);
        await CrewPhone.Next(page, "Arrived").ClickAsync();
        await Expect(page.GetByText("This phone finds no place")).ToBeVisibleAsync();
        await FieldPhone.Later(page);
        await CrewPhone.Next(page, "Start visit").ClickAsync();
        await FieldPhone.Later(page);
        await CrewPhone.Next(page, "End visit").ClickAsync();
        var form = page.GetByRole(AriaRole.Dialog);
        await Expect(form).ToContainTextAsync("where it began, where it ends");
        await form.GetByLabel("Why it is missing").SelectOptionAsync("location_denied");
        await CrewPhone.Show(page, "rounds-phone-light-missing");
        await form.GetByRole(AriaRole.Button, new() { Name = "End visit" }).ClickAsync();
        await Expect(page.GetByText("3 steps wait")).ToBeVisibleAsync();
        Assert.Equal("EN_ROUTE", await round.PlaceState(place));

        world.Clock.Now = world.Clock.Now.AddMinutes(5);
        // What waits is sent one after the other, and each answer takes its time.
        world.Clock.Run();
        await page.Context.SetOfflineAsync(false);
        await CrewPhone.NothingWaits(page);
        Assert.Equal("COMPLETED", await round.PlaceState(place));
        Assert.True(await world.Row<bool>($"select arrived_at < started_at and started_at < ended_at and evv_exception = 'location_denied' from visits.places where id = {place}"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_car_is_asked_for_delay_is_said_and_an_absent_client_ends_it()
    {
        var round = await phones.Round();
        var therapist = await round.Rota.Therapist();
        var booked = await round.Book(world.Clock.Now.AddHours(3), therapist);
        (await Rounds.Press(therapist, Rounds.Place(booked), "accept")).Is(200);
        var page = await phones.Open(therapist.Id, "/rounds", "phone", "dark");
        await Open(page);
        var form = page.GetByRole(AriaRole.Dialog);

        await Other(page, "Ask for a car");
        await form.GetByLabel("Which way").SelectOptionAsync("outbound");
        await form.GetByRole(AriaRole.Button, new() { Name = "Ask for a car" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Car" })).ToContainTextAsync("To the visit");
        await CrewPhone.NothingWaits(page);
        Assert.Equal(1, await world.Row<long>($"select count(*) from trips.trips where appointment_id = {booked.Id} and leg = 'outbound' and state = 'REQUESTED'"));

        await Other(page, "Running late");
        await form.GetByLabel("How many minutes late").FillAsync("20");
        await form.GetByRole(AriaRole.Button, new() { Name = "Running late" }).ClickAsync();
        await Expect(page.GetByText("20 minutes late")).ToBeVisibleAsync();

        await CrewPhone.Next(page, "Set out").ClickAsync();
        await Other(page, "Client absent");
        await form.GetByLabel("What happened").SelectOptionAsync("nobody_home");
        await form.GetByRole(AriaRole.Button, new() { Name = "Client absent" }).ClickAsync();
        await Expect(page.GetByText("No visits in the next days")).ToBeVisibleAsync();
        await CrewPhone.NothingWaits(page);
        Assert.Equal("NO_SHOW", await round.State(booked.Id));
        Assert.Equal("nobody_home", await world.Row<string>($"select reason_code from visits.appointments where id = {booked.Id}"));
    }

    [Fact]
    public async Task Whoever_stays_longer_says_that_they_are_fine()
    {
        var round = await phones.Round();
        var therapist = await round.Rota.Therapist();
        var booked = await round.Book(world.Clock.Now.AddHours(1), therapist);
        await round.Go(therapist, Rounds.Place(booked), "accept", "set-out", "arrive", "start");
        // The visit lies in the past of the phone's clock: it should be over.
        await world.Row<int>($"""
            with moved as (update visits.appointments set starts_at = starts_at - interval '3 hours', ends_at = ends_at - interval '3 hours' where id = {booked.Id} returning 1),
                 places as (update visits.places set starts_at = starts_at - interval '3 hours', ends_at = ends_at - interval '3 hours' where appointment_id = {booked.Id} returning 1)
            select (select count(*) from moved)::int + (select count(*) from places)::int
            """);
        var page = await phones.Open(therapist.Id, "/rounds", "phone", "light");
        await Open(page);
        await Expect(page.GetByText("Are you all right?")).ToBeVisibleAsync();
        await CrewPhone.Show(page, "rounds-phone-light-fine");

        await page.GetByRole(AriaRole.Button, new() { Name = "I am fine, 30 more minutes" }).ClickAsync();
        await Expect(page.GetByText("Are you all right?")).ToHaveCountAsync(0);
        await CrewPhone.NothingWaits(page);
        Assert.True(await world.Row<bool>($"select fine_until > {TimeProvider.System.GetUtcNow().AddMinutes(25)} from visits.places where id = {Rounds.Place(booked)}"));
        var ends = booked["ends_at"].GetDateTimeOffset().AddHours(-3);
        Assert.Equal(ends, await world.Row<DateTimeOffset>($"select ends_at from visits.appointments where id = {booked.Id}"));
    }

    [Fact]
    public async Task What_asks_for_a_proof_leads_to_it_before_the_end()
    {
        var round = await phones.Round();
        var therapist = await round.Rota.Therapist();
        (await round.Rota.Planner.Patch($"/api/services/{round.Service}", new { proof_required = true }, version: 1)).Is(200);
        var booked = await round.Book(world.Clock.Now.AddHours(3), therapist);
        await round.Go(therapist, Rounds.Place(booked), "accept", "set-out", "arrive", "start");
        var page = await phones.Open(therapist.Id, "/rounds", "phone", "light");
        await Open(page);
        await CrewPhone.Next(page, "End visit").PressAsync("Enter");
        var form = page.GetByRole(AriaRole.Dialog);
        await Expect(form).ToContainTextAsync("asks for the client’s code or signature before it ends");
        await CrewPhone.Show(page, "rounds-phone-light-proof-first");
        await form.GetByRole(AriaRole.Button, new() { Name = "End without it" }).ClickAsync();
        await Expect(form).ToContainTextAsync("Missing for the record of this visit: the client’s code or signature.");
        await page.Keyboard.PressAsync("Escape");
        await CrewPhone.Next(page, "End visit").PressAsync("Enter");
        await form.GetByLabel("The client’s code, six digits").FillAsync(booked["code"].GetString()!);
        await form.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(form).ToContainTextAsync("Begin, end and place are known.");
        await form.GetByRole(AriaRole.Button, new() { Name = "End visit" }).PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Banner).GetByText("Done")).ToBeVisibleAsync();
        await CrewPhone.NothingWaits(page);
        Assert.Equal("COMPLETED", await round.State(booked.Id));
        Assert.Equal("", await world.Violations());
    }

    private static Task Open(IPage page) => page.GetByRole(AriaRole.Listitem).GetByRole(AriaRole.Button, new() { NameRegex = new("Client") }).First.ClickAsync();

    private static async Task Other(IPage page, string step)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Other steps" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = step }).ClickAsync();
    }

    private static async Task Sign(IPage page, ILocator form)
    {
        var paper = form.GetByRole(AriaRole.Img, new() { Name = "Signature" });
        await paper.HoverAsync();
        var pad = await paper.BoundingBoxAsync();
        Assert.NotNull(pad);
        await page.Mouse.MoveAsync(pad.X + 20, pad.Y + 20);
        await page.Mouse.DownAsync();
        for (var at = 1; at <= 10; at++)
        {
            await page.Mouse.MoveAsync(pad.X + 20 + (at * 15), pad.Y + 20 + (at % 2 * 40));
        }

        await page.Mouse.UpAsync();
        await Expect(form.Locator("polyline")).ToHaveCountAsync(1);
    }
}
