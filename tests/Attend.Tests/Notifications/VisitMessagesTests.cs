using Attend.Tests.Visits;
using Xunit;

namespace Attend.Tests.Notifications;

/// <summary>What therapists, clients and operators are told of a visit, and when that is over.</summary>
public sealed class VisitMessagesTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Who_is_asked_hears_it_is_reminded_at_half_and_not_once_they_have_answered()
    {
        var rounds = await Rounds.Open(world);
        var (therapist, client) = (await rounds.Rota.Therapist(), await world.AddPerson($"client-{world.Draw()}", "patient"));
        var booked = await rounds.Book(rounds.Rota.At(10), therapist, await rounds.Rota.Client(new { user_id = client }));
        var place = Rounds.Place(booked);
        await world.Settled();
        Assert.Equal(["visit_asked SAID"], await world.Said($"place:{place}"));
        Assert.Equal(
            [$"visit_asked {therapist.Id} in_app", $"visit_asked {therapist.Id} web_push"],
            (await world.Deliveries($"place:{place}")).Select(line => string.Join(' ', line.Split(' ').Take(3))).Order());

        var by = await world.Row<DateTimeOffset>($"select answer_by from visits.places where id = {place}");
        world.Clock.Now += (by - world.Clock.Now) / 2 + TimeSpan.FromSeconds(1);
        await world.Settled();
        Assert.Equal(["visit_asked OVER changed", "visit_asked SAID"], await world.Said($"place:{place}"));
        Assert.Equal("reminded", await world.Row<string>($"select facts ->> 'what' from notifications.messages where subject = {"place:" + place} and state = 'SAID'"));

        (await Rounds.Press(therapist, place, "accept")).Is(200);
        await world.Settled();
        Assert.Equal("visit_asked OVER ended", (await world.Said($"place:{place}"))[^1]);
        // And the client, who has an account, that it is sure.
        Assert.Equal(["visit_news SAID"], await world.Said($"appointment:{booked.Id}"));
        Assert.Contains($"visit_news {client} in_app", string.Join('|', await world.Deliveries($"appointment:{booked.Id}")), StringComparison.Ordinal);
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task Operators_hear_of_what_was_declined_until_somebody_else_is_asked()
    {
        var rounds = await Rounds.Open(world);
        var (one, other) = (await rounds.Rota.Therapist(), await rounds.Rota.Therapist());
        var booked = await rounds.Book(rounds.Rota.At(10), one);
        (await Rounds.Press(one, Rounds.Place(booked), "reject", new { reason = "Ill" })).Is(200);
        await world.Settled();
        Assert.Equal(["visit_review SAID"], await world.Said($"appointment:{booked.Id}"));
        Assert.StartsWith($"visit_review {rounds.Rota.Planner.UserId} in_app", (await world.Deliveries($"appointment:{booked.Id}"))[0], StringComparison.Ordinal);
        Assert.Equal(0L, await world.Row<long>($"select count(*) from notifications.messages where facts::text like '%Ill%'"));
        (await rounds.Do(booked.Id, "reassign", new { place_id = Rounds.Place(booked), therapist_id = other.Id })).Is(200);
        await world.Settled();
        Assert.Equal(["visit_review OVER ended"], await world.Said($"appointment:{booked.Id}"));
        Assert.Equal("visit_asked SAID", (await world.Said($"place:{Rounds.Place(booked)}"))[^1]);
        Assert.Empty(await world.Violations());
    }

    /// <summary>Two are to come: that one does says nothing of the other.</summary>
    [Fact]
    public async Task Operators_hear_of_the_one_place_that_has_nobody()
    {
        var rounds = await Rounds.Open(world);
        var (one, two) = (await rounds.Rota.Therapist(), await rounds.Rota.Therapist());
        var booked = (await rounds.Try(rounds.Rota.At(10), [one.Id, two.Id])).Is(201);
        (await Rounds.Press(one, Rounds.Place(booked), "accept")).Is(200);
        var second = Rounds.Place(booked, 2);
        // Nobody else is there who could be asked.
        world.Clock.Now = await world.Row<DateTimeOffset>($"select answer_by from visits.places where id = {second}") + TimeSpan.FromSeconds(1);
        await world.Settled();
        Assert.Equal(("PENDING", "OPEN"), (await rounds.State(booked.Id), await rounds.PlaceState(second)));
        Assert.Equal(["visit_review SAID nobody_left"], await Reviews(booked.Id));
        var three = await rounds.Rota.Therapist();
        (await rounds.Do(booked.Id, "reassign", new { place_id = second, therapist_id = three.Id })).Is(200);
        await world.Settled();
        Assert.Equal(["visit_review OVER nobody_left"], await Reviews(booked.Id));

        // One sets out while the other does not want it.
        await rounds.Go(one, Rounds.Place(booked), "set-out");
        (await Rounds.Press(three, second, "reject")).Is(200);
        await world.Settled();
        Assert.Equal("EN_ROUTE", await rounds.State(booked.Id));
        Assert.Equal(["visit_review OVER nobody_left", "visit_review SAID rejected"], await Reviews(booked.Id));
        (await rounds.Press(second, "release")).Is(200);
        await world.Settled();
        Assert.Equal(["visit_review OVER nobody_left", "visit_review OVER rejected"], await Reviews(booked.Id));
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task It_is_over_for_operators_when_no_place_lacks_anybody()
    {
        var rounds = await Rounds.Open(world);
        var (one, two, three) = (await rounds.Rota.Therapist(), await rounds.Rota.Therapist(), await rounds.Rota.Therapist());
        var booked = (await rounds.Try(rounds.Rota.At(10), [one.Id, two.Id])).Is(201);
        var (first, second) = (Rounds.Place(booked), Rounds.Place(booked, 2));
        (await Rounds.Press(one, first, "reject")).Is(200);
        (await Rounds.Press(two, second, "reject")).Is(200);
        await world.Settled();
        Assert.Equal(["visit_review OVER rejected", "visit_review SAID rejected"], await Reviews(booked.Id));
        (await rounds.Do(booked.Id, "reassign", new { place_id = first, therapist_id = three.Id })).Is(200);
        await world.Settled();
        Assert.Equal("visit_review SAID rejected", (await Reviews(booked.Id))[^1]);
        (await rounds.Do(booked.Id, "deny", new { place_id = second })).Is(200);
        await world.Settled();
        Assert.Equal("visit_review OVER rejected", (await Reviews(booked.Id))[^1]);
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task Whose_day_changes_hears_it_and_whoever_changed_it_does_not()
    {
        var rounds = await Rounds.Open(world);
        var (one, two) = (await rounds.Rota.Therapist(), await rounds.Rota.Therapist());
        var booked = (await rounds.Try(rounds.Rota.At(10), [one.Id, two.Id])).Is(201);
        (await Rounds.Press(one, Rounds.Place(booked), "accept")).Is(200);
        (await Rounds.Press(two, Rounds.Place(booked, 2), "accept")).Is(200);
        (await one.Client.Post($"/api/appointments/{booked.Id}/running-late", new { minutes = 15 })).Is(200);
        await world.Settled();
        Assert.Equal([two.Id], await Told(booked.Id, "visit_changed"));
        (await rounds.Do(booked.Id, "cancel", new { reason_code = "by_client", reason = "Moved away" })).Is(200);
        await world.Settled();
        Assert.Equal([one.Id, two.Id], (await Told(booked.Id, "visit_changed")).Distinct().Order());
        Assert.Equal("cancelled", await world.Row<string>($"select facts ->> 'what' from notifications.messages where subject = {"appointment:" + booked.Id} and kind = 'visit_changed' order by id desc limit 1"));
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task Who_had_said_yes_and_is_not_to_come_any_more_hears_it()
    {
        var rounds = await Rounds.Open(world);
        var (one, two, three) = (await rounds.Rota.Therapist(), await rounds.Rota.Therapist(), await rounds.Rota.Therapist());
        var booked = (await rounds.Try(rounds.Rota.At(10), [one.Id, two.Id])).Is(201);
        (await Rounds.Press(one, Rounds.Place(booked), "accept")).Is(200);
        (await Rounds.Press(two, Rounds.Place(booked, 2), "accept")).Is(200);
        (await rounds.Do(booked.Id, "reassign", new { place_id = Rounds.Place(booked), therapist_id = three.Id })).Is(200);
        await world.Settled();
        Assert.Equal([one.Id], await Told(booked.Id, "visit_changed"));
        (await rounds.Press(Rounds.Place(booked, 2), "release")).Is(200);
        await world.Settled();
        Assert.Equal([one.Id, two.Id], (await Told(booked.Id, "visit_changed")).Order());
        Assert.Equal("released", await world.Row<string>($"select string_agg(distinct facts ->> 'what', ' ') from notifications.messages where subject = {"appointment:" + booked.Id} and kind = 'visit_changed'"));
        Assert.Empty(await world.Violations());
    }

    [Fact]
    public async Task Another_address_is_told_to_who_comes_and_to_the_client_and_a_note_to_nobody()
    {
        var rounds = await Rounds.Open(world);
        var (one, two, client) = (await rounds.Rota.Therapist(), await rounds.Rota.Therapist(), await world.AddPerson($"client-{world.Draw()}", "patient"));
        var booked = (await rounds.Try(rounds.Rota.At(10), [one.Id, two.Id], await rounds.Rota.Client(new { user_id = client }))).Is(201);
        (await Rounds.Press(one, Rounds.Place(booked), "accept")).Is(200);
        var (path, address) = ($"/api/appointments/{booked.Id}", (await rounds.Read(booked.Id))["appointment"].GetProperty("address").GetString());
        (await rounds.Rota.Planner.Patch(path, new { notes = "Rings twice", payment = "paid", address = $" {address} " }, await rounds.Version(booked.Id))).Is(200);
        await world.Settled();
        Assert.Empty(await world.Said($"appointment:{booked.Id}"));

        (await rounds.Rota.Planner.Patch(path, new { address = "Kastanienallee 7", latitude = 52.51 }, await rounds.Version(booked.Id))).Is(200);
        await world.Settled();
        Assert.Equal([one.Id, two.Id], await Told(booked.Id, "visit_changed"));
        Assert.Equal([client], await Told(booked.Id, "visit_news"));
        Assert.Equal("elsewhere", await world.Row<string>($"select string_agg(distinct facts ->> 'what', ' ') from notifications.messages where subject = {"appointment:" + booked.Id}"));
        Assert.Equal(0L, await world.Row<long>($"select count(*) from notifications.messages where facts::text like '%Kastanien%'"));
        Assert.Empty(await world.Violations());
    }

    /// <summary>Whoever works alone and does not end a visit is asked; when they do not answer, the operators of their site are.</summary>
    [Fact]
    public async Task Who_does_not_end_a_visit_is_asked_and_then_looked_after()
    {
        var rounds = await Rounds.Open(world);
        var therapist = await rounds.Rota.Therapist();
        var booked = await rounds.Book(world.Clock.Now.AddHours(3), therapist);
        var place = Rounds.Place(booked);
        await world.Settled();
        (await Rounds.Press(therapist, place, "accept")).Is(200);
        world.Clock.Now = booked["starts_at"].GetDateTimeOffset();
        await rounds.Go(therapist, place, "start");
        world.Clock.Now = booked["ends_at"].GetDateTimeOffset().AddMinutes(15);
        await world.Settled();
        Assert.Equal(["visit_asked OVER ended", "visit_unended SAID"], await world.Said($"place:{place}"));
        Assert.DoesNotContain($"visit_unended {rounds.Rota.Planner.UserId} ", string.Join('|', await world.Deliveries($"place:{place}")), StringComparison.Ordinal);
        // They say that all is well: nobody is asked to look after them until they are missed again.
        (await Rounds.Press(therapist, place, "i-am-fine", new { minutes = 30 })).Is(200);
        await world.Settled();
        Assert.Equal("visit_unended OVER ended", (await world.Said($"place:{place}"))[^1]);
        world.Clock.Advance(TimeSpan.FromMinutes(30));
        await world.Settled();
        Assert.Equal("visit_unended SAID", (await world.Said($"place:{place}"))[^1]);
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await world.Settled();
        Assert.Contains($"visit_unended {rounds.Rota.Planner.UserId} in_app", string.Join('|', await world.Deliveries($"place:{place}")), StringComparison.Ordinal);
        (await Rounds.Press(therapist, place, "end", Rounds.Here)).Is(200);
        await world.Settled();
        Assert.Equal("visit_unended OVER ended", (await world.Said($"place:{place}"))[^1]);
        Assert.Empty(await world.Violations());
    }

    private Task<IReadOnlyList<string>> Reviews(long appointment) => world.Rows<string>($"""
        select kind || ' ' || state || ' ' || (facts ->> 'what') from notifications.messages
        where subject = {"appointment:" + appointment} and kind = 'visit_review' order by id
        """);

    private Task<IReadOnlyList<long>> Told(long appointment, string kind) => world.Rows<long>($"""
        select d.user_id from notifications.messages m join notifications.deliveries d on d.message_id = m.id
        where m.subject = {"appointment:" + appointment} and m.kind = {kind} and d.way = 'in_app' order by d.user_id
        """);
}
