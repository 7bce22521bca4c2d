using Attend.ClientPages;
using Attend.Platform;
using Attend.Platform.Web;
using Attend.Tests.Trips;
using Attend.Tests.Visits;
using Attend.Visits;
using Xunit;
using Phone = Attend.Tests.WalkIns.Visitor;

namespace Attend.Tests.ClientPages;

public sealed class VisitPageTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task It_says_in_plain_words_how_a_visit_stands_until_a_day_after_its_end()
    {
        var rounds = await Rounds.Open(world);
        using var phone = new Phone(world);
        var (therapist, at) = (await rounds.Rota.Therapist(), world.Clock.Now.AddHours(8));
        var client = await rounds.Rota.Client(new { name = "Canary Jones", phone = "+4930555001", notes = "Canary" });
        var booked = await rounds.Book(at, therapist, client, new { notes = "Canary", address = "Canary 1", latitude = 52.5, longitude = 13.4 });
        var (path, name, code) = (Followed.Path(booked), await world.Name(therapist), Followed.Code(booked));
        var hours = $"from {Followed.Clock(at)} to {Followed.Clock(at.AddHours(1))}";

        var page = (await phone.Get(path)).Is(200).Says("Your visit is planned.", hours, "As soon as somebody is sure to come, you see it here.", "Call 112").SaysNot(name, code);
        Assert.Contains($"""<noscript><meta http-equiv="refresh" content="20; url={path}"></noscript>""", page.Page, StringComparison.Ordinal);
        Assert.Contains($"data-follow=\"{Followed.Socket(booked)}\"", page.Page, StringComparison.Ordinal);
        Assert.Contains("""<meta name="robots" content="noindex">""", page.Page, StringComparison.Ordinal);
        Assert.Equal("no-store", page.Headers["Cache-Control"].Distinct().Single());
        Assert.Equal("same-origin", page.Headers["Referrer-Policy"].Single());
        Assert.StartsWith("default-src 'none'; script-src 'self'", page.Headers["Content-Security-Policy"].Single(), StringComparison.Ordinal);
        Assert.Empty(page.Headers["Set-Cookie"]);

        var place = Rounds.Place(booked);
        (await Rounds.Press(therapist, place, "accept")).Is(200);
        page = (await phone.Get(path)).Says("Your visit is confirmed.", name, code, "Never say it on the telephone");
        Assert.Contains("<li class=\"now\" aria-current=\"step\">Confirmed</li>", page.Page, StringComparison.Ordinal);
        // Of those who come the first name, of the client and where they live nothing.
        page.SaysNot($"{name} Test", "Canary", "555001");
        Assert.DoesNotContain("Canary", page.Page, StringComparison.Ordinal);
        (await rounds.Do(booked.Id, "running-late", new { minutes = 20 })).Is(200);
        (await phone.Get(path)).Says($"About 20 minutes later than planned: at about {Followed.Clock(at.AddMinutes(20))}.");

        await rounds.Go(therapist, place, "set-out");
        (await phone.Get(path)).Says("Somebody is on the way to you.", "About 20 minutes later");
        await rounds.Go(therapist, place, "arrive");
        (await phone.Get(path)).Says("Somebody is at your door.", code).SaysNot("later than planned");
        await rounds.Go(therapist, place, "start");
        (await phone.Get(path)).Says("Your visit is going on.", code);
        await rounds.Go(therapist, place, "end");
        (await phone.Get(path)).Says("Your visit is over.", code).SaysNot("Who comes");
        (await therapist.Client.Post($"/api/appointments/{booked.Id}/proof", new { kind = "code", code = booked["code"].GetString() })).Is(200);
        (await phone.Get(path)).Says("Your visit is over.").SaysNot(code);

        world.Clock.Advance(TimeSpan.FromHours(23));
        (await phone.Get(path)).Is(200);
        world.Clock.Advance(TimeSpan.FromHours(2));
        await phone.Gone(path);
    }

    [Fact]
    public async Task What_comes_to_nothing_is_said_without_its_reason_and_what_nobody_agreed_to_is_planned()
    {
        var rounds = await Rounds.Open(world);
        using var phone = new Phone(world);
        var therapist = await rounds.Rota.Therapist();
        var name = await world.Name(therapist);
        var rejected = await rounds.Book(rounds.Rota.At(10), therapist);
        (await Rounds.Press(therapist, Rounds.Place(rejected), "reject", new { reason = "Canary" })).Is(200);
        (await phone.Get(Followed.Path(rejected))).Says("Your visit is planned.").SaysNot(name, "Canary");
        (await rounds.Do(rejected.Id, "cancel", new { reason_code = "client_died", reason = "Canary" })).Is(200);
        (await phone.Get(Followed.Path(rejected))).Says("This visit was cancelled.").SaysNot("Canary", "died", "Who comes", "With you");

        var missed = await rounds.Book(rounds.Rota.At(14), therapist);
        (await Rounds.Press(therapist, Rounds.Place(missed), "accept")).Is(200);
        await rounds.Go(therapist, Rounds.Place(missed), "set-out", "arrive");
        (await rounds.Do(missed.Id, "no-show", new { reason_code = "nobody_home", reason = "Canary" })).Is(200);
        (await phone.Get(Followed.Path(missed))).Says("We came, and did not find you.").SaysNot("Canary", Followed.Code(missed));
    }

    [Fact]
    public async Task Of_several_each_has_a_way_of_their_own()
    {
        var rounds = await Rounds.Open(world);
        using var phone = new Phone(world);
        var (one, other) = (await rounds.Rota.Therapist(), await rounds.Rota.Therapist());
        var booked = (await rounds.Try(rounds.Rota.At(10), [one.Id, other.Id])).Is(201);
        (await Rounds.Press(one, Rounds.Place(booked), "accept")).Is(200);
        (await phone.Get(Followed.Path(booked))).Says("Your visit is planned.", await world.Name(one)).SaysNot(await world.Name(other));
        (await Rounds.Press(other, Rounds.Place(booked, 2), "accept")).Is(200);
        await rounds.Go(one, Rounds.Place(booked), "set-out");
        (await phone.Get(Followed.Path(booked))).Says($"{await world.Name(one)} is on the way", $"{await world.Name(other)} will come");
    }

    [Fact]
    public async Task A_car_is_seen_from_the_fetching_to_the_door()
    {
        const string Name = "Amina";
        using var phone = new Phone(world);
        var (company, driver, booked, trip) = await Followed.Driven(world);
        var (path, number) = (Followed.Path(booked), await world.Row<string>($"select unit_number from fleet.unit_names where id = {driver.Car}"));
        (await (await company.Operator).Post($"/api/appointments/{booked.Id}/running-late", new { minutes = 15 })).Is(200);
        (await phone.Get(path)).Says("Your visit is confirmed.", "About 15 minutes later than planned").SaysNot(number, "The car");

        (await driver.Api.Post($"/api/trips/{trip}/depart")).Is(200);
        var expected = await world.Row<DateTimeOffset>($"select eta_at from trips.stops where trip_id = {trip} and kind = 'drop_off'");
        (await phone.Get(path)).Says("Your visit is confirmed.", $"The car fetches {Name}, and then drives to you.", $"Expected at about {Followed.Clock(expected)}", number).SaysNot("km away", "later than planned");

        (await driver.Api.Post($"/api/trips/{trip}/board")).Is(200);
        world.Clock.Advance(TimeSpan.FromSeconds(30));
        await company.Stands(driver, 20);
        world.Clock.Advance(TimeSpan.FromSeconds(20));
        var page = (await phone.Get(path)).Says("Somebody is on the way to you.", $"The car brings {Name} to you.", "An estimate, 20 seconds old.", number);
        Assert.Matches("Expected in about [0-9]+ to [0-9]+ minutes About [0-9.]+ km away", page.Text);
        // What stands for a place on the map is not for strangers, and neither is who drives.
        Assert.DoesNotContain("13.42", page.Page, StringComparison.Ordinal);
        page.SaysNot(await world.Name(driver.Id), "Mile 5", "Clientweg");

        world.Clock.Advance(TimeSpan.FromMinutes(6));
        page = (await phone.Get(path)).Says("Expected at about").SaysNot("km away");
        (await driver.Api.Post($"/api/trips/{trip}/drop-off")).Is(200);
        (await phone.Get(path)).Says("Somebody is at your door.").SaysNot("The car", number);
    }

    [Fact]
    public async Task Who_shares_a_car_knows_that_it_stops_before()
    {
        using var phone = new Phone(world);
        var (company, driver, booked, trip) = await Followed.Driven(world);
        (await driver.Api.Post($"/api/trips/{trip}/board")).Is(200);
        var run = await world.Row<long>($"select run_id from trips.trips where id = {trip}");
        var other = await company.Trip(20, 30);
        (await company.Do(other, "assign", new { run_id = run })).Is(200);
        (await driver.Api.Post($"/api/offers/{await company.Offer(other, driver)}/accept")).Is(200);
        await company.Stands(driver, 6);
        var before = await world.Row<long>($"""
            select count(*) from trips.stops s join trips.stops d on d.run_id = s.run_id and d.trip_id = {trip} and d.kind = 'drop_off'
            where s.run_id = {run} and s.done_at is null and s.number < d.number
            """);
        Assert.Equal(2, before);
        (await phone.Get(Followed.Path(booked))).Says("It makes 2 stops on the way.").SaysNot("Mile 20", "Mile 30");
    }

    [Fact]
    public async Task A_link_that_nobody_knows_or_whose_client_was_erased_is_told_kindly()
    {
        using var phone = new Phone(world);
        await phone.Gone("/visit/AAAAAAAAAAAAAAAAAAAAAA");
        await phone.Gone("/visit/x");
        var rounds = await Rounds.Open(world);
        var client = await rounds.Rota.Client();
        var booked = await rounds.Book(rounds.Rota.At(10), await rounds.Rota.Therapist(), client);
        (await rounds.Do(booked.Id, "cancel", new { reason_code = "by_client" })).Is(200);
        (await phone.Get(Followed.Path(booked))).Is(200);
        (await (await world.Admin()).Post($"/api/clients/{client}/erase")).Is(204);
        await phone.Gone(Followed.Path(booked));
    }

    [Fact]
    public async Task What_never_came_to_be_is_gone_a_day_after_its_time()
    {
        var rounds = await Rounds.Open(world);
        using var phone = new Phone(world);
        var at = world.Clock.Now.AddHours(5);
        var booked = (await rounds.Try(at, null)).Is(201);
        world.Clock.Advance(TimeSpan.FromHours(29));
        (await phone.Get(Followed.Path(booked))).Is(200);
        world.Clock.Advance(TimeSpan.FromHours(2));
        await phone.Gone(Followed.Path(booked));
    }

    [Fact]
    public async Task What_nobody_ends_is_not_shown_for_ever()
    {
        var rounds = await Rounds.Open(world);
        var therapist = await rounds.Rota.Therapist();
        var booked = await rounds.Book(world.Clock.Now.AddHours(1), therapist);
        await rounds.Go(therapist, Rounds.Place(booked), "accept", "start");
        using var phone = new Phone(world);
        world.Clock.Now = booked["ends_at"].GetDateTimeOffset().AddHours(71);
        (await phone.Get(Followed.Path(booked))).Is(200);
        world.Clock.Advance(TimeSpan.FromHours(2));
        await phone.Gone(Followed.Path(booked));
    }

    [Fact]
    public async Task The_day_is_said_as_somebody_at_the_place_would_say_it()
    {
        var rounds = await Rounds.Open(world);
        using var phone = new Phone(world);
        var local = TimeZoneInfo.ConvertTime(world.Clock.Now, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        // Half past nine in the evening there, in winter or in summer, two days on.
        var at = new DateTimeOffset(local.Date.AddDays(2).AddHours(21.5), local.Offset).ToUniversalTime();
        var path = Followed.Path((await rounds.Try(at, null)).Is(201));
        (await phone.Get(path)).Says($"{at:dddd}, {at.Day} {at:MMMM yyyy}, from {Followed.Clock(at)} to {Followed.Clock(at.AddHours(1))}");
        world.Clock.Advance(at.AddHours(-24) - world.Clock.Now);
        (await phone.Get(path)).Says($"Tomorrow, from {Followed.Clock(at)}");
        (await phone.Get($"{path}?lang=fr")).Says($"Demain, de {Followed.Clock(at)} à {Followed.Clock(at.AddHours(1))}");
        world.Clock.Advance(TimeSpan.FromHours(12));
        (await phone.Get(path)).Says($"Today, from {Followed.Clock(at)}");
    }

    [Theory]
    [InlineData(21.5, 21.5)]
    [InlineData(2, 12)]
    public async Task The_code_is_shown_on_the_day_of_the_visit_and_of_a_visit_in_the_night_the_afternoon_before(double hour, double hoursBefore)
    {
        var rounds = await Rounds.Open(world);
        using var phone = new Phone(world);
        var local = TimeZoneInfo.ConvertTime(world.Clock.Now, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        var at = new DateTimeOffset(local.Date.AddDays(2).AddHours(hour), local.Offset).ToUniversalTime();
        var therapist = await rounds.Rota.Therapist();
        var booked = await rounds.Book(at, therapist);
        (await Rounds.Press(therapist, Rounds.Place(booked), "accept")).Is(200);
        var (path, code) = (Followed.Path(booked), Followed.Code(booked));
        world.Clock.Now = at.AddHours(-hoursBefore).AddMinutes(-1);
        (await phone.Get(path)).Says("Your visit is confirmed.", "On the day of the visit your code is shown here").SaysNot(code, "Never say it on the telephone");
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        (await phone.Get(path)).Says("Your visit is confirmed.", code).SaysNot("On the day of the visit your code");
    }

    /// <summary>Every state that a page shows has its sentences: the books are whole, so one language stands for all.</summary>
    [Fact]
    public void Every_state_has_its_words_in_every_language()
    {
        var stands = Words.All<AppointmentState>().Select(word => Words.TryParse<AppointmentState>(word, out var state) ? FollowVisit.Stands(state) : default).ToList();
        Assert.Equal(Enum.GetValues<VisitStand>().Order(), stands.Distinct().Order());
        string[] shown = ["ACCEPTED", "EN_ROUTE", "ARRIVED", "IN_PROGRESS", "COMPLETED"];
        Assert.Subset(Words.All<PlaceState>().ToHashSet(), shown.ToHashSet());
        var names = Words.All<VisitStand>().Select(stand => $"visit.state.{stand}").Concat(shown.Select(state => $"visit.comes.{state}"))
            .Concat(new[] { "CONFIRMED", "ON_THE_WAY", "AT_THE_DOOR", "GOING_ON", "DONE" }.Select(step => $"visit.step.{step}"))
            .Append($"problem.{PlatformProblems.TooMany.Code}");
        Assert.All(PublicWords.All, book => Assert.All(names, name => Assert.True(book.Has(name), $"{book.Language.Tag} {name}")));
    }

    [Fact]
    public async Task Who_asks_too_often_is_told_so_in_words()
    {
        using var phone = new Phone(world);
        Phone.Seen seen;
        var asked = 0;
        do
        {
            seen = await phone.Get("/visit/AAAAAAAAAAAAAAAAAAAAAA");
        }
        while (seen.Status == 404 && ++asked < 200);

        seen.Is(429).Says("You asked very often.", "Look again");
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.Restart();
    }
}
