using System.Text.Json;
using Xunit;

namespace Attend.Tests.Visits;

/// <summary>Whoever is asked accepts, rejects or does not answer, and what becomes of that.</summary>
public sealed class AnswerPlaceTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Accepting_confirms()
    {
        var rounds = await Rounds.Open(world);
        var therapist = await rounds.Rota.Therapist();
        var booked = await rounds.Book(rounds.Rota.At(10), therapist);
        var mark = await world.Mark();
        var answer = (await Rounds.Press(therapist, Rounds.Place(booked), "accept")).Is(200);
        Assert.Equal("CONFIRMED", answer.State);
        Assert.Equal(JsonValueKind.Null, answer["code"].ValueKind);
        Assert.Contains("set_out", answer["places"][0].GetProperty("actions").EnumerateArray().Select(action => action.GetString()));
        Assert.Equal(["visits.place_accepted", "visits.appointment_confirmed"], await world.EventsSince(mark, $"appointment:{booked.Id}"));
        Assert.Equal(0L, await world.Row<long>($"select count(*) from platform.work where kind = 'visits.answer' and key = {Rounds.Place(booked)}::text"));
        Assert.Equal("ACCEPTED", (await Rounds.Press(therapist, Rounds.Place(booked), "accept")).Refused(409, "wrong_state").State);
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Only_the_one_who_is_asked_and_operators_answer()
    {
        var rounds = await Rounds.Open(world);
        var (therapist, other) = (await rounds.Rota.Therapist(), await rounds.Rota.Therapist());
        var place = Rounds.Place(await rounds.Book(rounds.Rota.At(10), therapist));
        (await Rounds.Press(other, place, "accept")).Refused(404, "not_found");
        (await (await Rota.Open(world)).Planner.Post($"/api/places/{place}/accept")).Refused(404, "not_found");
        (await rounds.Press(999_999, "accept")).Refused(404, "not_found");
        (await rounds.Press(place, "accept")).Is(200);
    }

    [Fact]
    public async Task A_rejection_opens_only_that_place_and_waits_for_a_review()
    {
        var rounds = await Rounds.Open(world);
        var (one, two, three) = (await rounds.Rota.Therapist(), await rounds.Rota.Therapist(), await rounds.Rota.Therapist());
        var booked = (await rounds.Try(rounds.Rota.At(10), [one.Id, two.Id])).Is(201);
        var (first, second) = (Rounds.Place(booked), Rounds.Place(booked, 2));
        (await Rounds.Press(one, first, "accept")).Is(200);
        var mark = await world.Mark();

        // Whoever has rejected it does not see it any more, so they are answered for the last time.
        Assert.Equal("REJECTED", (await Rounds.Press(two, second, "reject", new { reason = "On holiday" })).Is(200).State);

        Assert.Equal(["visits.place_rejected", "visits.appointment_rejected"], await world.EventsSince(mark, $"appointment:{booked.Id}"));
        Assert.Equal(("ACCEPTED", "OPEN"), (await rounds.PlaceState(first), await rounds.PlaceState(second)));
        var refusal = (await rounds.Read(booked.Id))["refusals"][0];
        Assert.Equal(("rejected", "On holiday"), (refusal.GetProperty("how").GetString(), refusal.GetProperty("reason").GetString()));
        Assert.DoesNotContain("holiday", await world.Row<string>($"select string_agg(data::text, ' ') from platform.events where id > {mark}"));
        (await two.Client.Get($"/api/appointments/{booked.Id}")).Refused(404, "not_found");
        Assert.Single(await Listed(rounds, "review=true"));

        (await rounds.Do(booked.Id, "reassign", new { place_id = second, therapist_id = one.Id })).Refused(409, "therapist_booked");
        Assert.Contains("refused", (await rounds.Do(booked.Id, "reassign", new { place_id = second, therapist_id = two.Id })).Refused(409, "does_not_fit").Body.ToString());
        Assert.Equal("PENDING", (await rounds.Do(booked.Id, "reassign", new { place_id = second, therapist_id = three.Id })).Is(200).State);
        Assert.Equal("reassigned", (await rounds.Read(booked.Id))["refusals"][0].GetProperty("review").GetString());
        Assert.Empty(await Listed(rounds, "review=true"));
        Assert.Equal("CONFIRMED", (await Rounds.Press(three, second, "accept")).Is(200).State);
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_denied_rejection_asks_the_same_again()
    {
        var rounds = await Rounds.Open(world);
        var therapist = await rounds.Rota.Therapist();
        var booked = await rounds.Book(rounds.Rota.At(10), therapist);
        var place = Rounds.Place(booked);
        (await rounds.Do(booked.Id, "deny", new { place_id = place })).Refused(409, "nothing_to_review");
        (await Rounds.Press(therapist, place, "accept")).Is(200);
        // It is given back before anybody has set out.
        (await Rounds.Press(therapist, place, "reject")).Is(200);
        (await rounds.Do(booked.Id, "deny", new { place_id = 999_999 })).Refused(404, "unknown_place");
        var answer = (await rounds.Do(booked.Id, "deny", new { place_id = place })).Is(200);
        Assert.Equal(("PENDING", "ASKED", therapist.Id), (
            answer.State, answer["places"][0].GetProperty("state").GetString(), answer["places"][0].GetProperty("therapist_id").GetInt64()));
        Assert.Equal("denied", (await rounds.Read(booked.Id))["refusals"][0].GetProperty("review").GetString());
        (await Rounds.Press(therapist, place, "accept")).Is(200);
        (await Rounds.Press(therapist, place, "set-out")).Is(200);
        (await Rounds.Press(therapist, place, "reject")).Refused(409, "wrong_state");
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Silence_is_reminded_of_at_half_and_then_the_next_best_is_asked()
    {
        var rounds = await Rounds.Open(world);
        var rota = rounds.Rota;
        var silent = await rota.Therapist();
        // Who knows the client goes before who lives nearer; who is away fits nobody.
        var (knows, near) = (await rota.Therapist(), await rota.Therapist(home: (52.5, 13.4)));
        var client = await rota.Client();
        await rounds.Go(knows, Rounds.Place(await rounds.Book(world.Clock.Now.AddHours(1), knows, client)), "accept", "start", "end");
        var booked = await rounds.Book(world.Clock.Now.AddHours(8), silent, client);
        var (place, by) = (Rounds.Place(booked), booked["places"][0].GetProperty("answer_by").GetDateTimeOffset());
        Assert.Equal(world.Clock.Now.AddHours(2), by);

        var mark = await world.Mark();
        world.Clock.Now += TimeSpan.FromHours(1);
        await world.DueDone();
        Assert.Equal(["visits.answer_reminded"], await world.EventsSince(mark, $"appointment:{booked.Id}"));
        world.Clock.Now = by;
        await world.DueDone();
        Assert.Equal(["visits.answer_reminded", "visits.place_expired", "visits.therapist_asked"], await world.EventsSince(mark, $"appointment:{booked.Id}"));
        Assert.Equal(("ASKED", knows.Id), (await rounds.PlaceState(place), await world.Row<long>($"select therapist_id from visits.places where id = {place}")));
        Assert.Equal("PENDING", await rounds.State(booked.Id));
        Assert.Equal(1L, await world.Row<long>($"select count(*) from visits.refusals where place_id = {place} and therapist_id = {silent.Id} and how = 'expired'"));
        (await Rounds.Press(silent, place, "accept")).Refused(404, "not_found");

        // The second is silent too, and then the third; nobody is asked twice.
        world.Clock.Now = await world.Row<DateTimeOffset>($"select answer_by from visits.places where id = {place}");
        await world.DueDone();
        Assert.Equal(near.Id, await world.Row<long>($"select therapist_id from visits.places where id = {place}"));
        world.Clock.Now = await world.Row<DateTimeOffset>($"select answer_by from visits.places where id = {place}");
        mark = await world.Mark();
        await world.DueDone();
        Assert.Equal(["visits.place_expired", "visits.nobody_left", "visits.appointment_expired"], await world.EventsSince(mark, $"appointment:{booked.Id}"));
        Assert.Equal("EXPIRED", await rounds.State(booked.Id));
        Assert.True(await world.Row<bool>($"select bool_and(active) from people.members where id in ({silent.Id}, {knows.Id}, {near.Id})"));

        // An operator finds somebody all the same.
        var other = await rota.Therapist();
        Assert.Equal("PENDING", (await rounds.Do(booked.Id, "reassign", new { place_id = place, therapist_id = other.Id })).Is(200).State);
        Assert.Equal("CONFIRMED", (await Rounds.Press(other, place, "accept")).Is(200).State);
        Assert.Equal("", await world.Violations());
    }

    /// <summary>While nobody is asked the client's time is free; who takes it first has it.</summary>
    [Fact]
    public async Task What_has_expired_does_not_hold_the_clients_time()
    {
        var rounds = await Rounds.Open(world);
        var (client, at) = (await rounds.Rota.Client(), world.Clock.Now.AddHours(4));
        var silent = await rounds.Rota.Therapist();
        var booked = await rounds.Book(at, silent, client);
        world.Clock.Now = booked["places"][0].GetProperty("answer_by").GetDateTimeOffset();
        await world.DueDone();
        Assert.Equal("EXPIRED", await rounds.State(booked.Id));
        await rounds.Book(at, silent, client);
        var other = await rounds.Rota.Therapist();
        (await rounds.Do(booked.Id, "reassign", new { place_id = Rounds.Place(booked), therapist_id = other.Id })).Refused(409, "client_booked");
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task One_of_two_accepted_and_for_the_other_nobody_is_left()
    {
        var rounds = await Rounds.Open(world);
        var (one, silent) = (await rounds.Rota.Therapist(), await rounds.Rota.Therapist());
        var booked = (await rounds.Try(world.Clock.Now.AddHours(8), [one.Id, silent.Id])).Is(201);
        (await Rounds.Press(one, Rounds.Place(booked), "accept")).Is(200);
        world.Clock.Now = booked["places"][1].GetProperty("answer_by").GetDateTimeOffset();
        await world.DueDone();
        // Somebody comes, so it goes on, and waits for the other.
        Assert.Equal(("PENDING", "OPEN"), (await rounds.State(booked.Id), await rounds.PlaceState(Rounds.Place(booked, 2))));
        Assert.Equal("CONFIRMED", (await rounds.Press(Rounds.Place(booked, 2), "release")).Is(200).State);
        (await rounds.Press(Rounds.Place(booked), "release")).Refused(409, "last_place");
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Somebody_who_was_asked_is_replaced()
    {
        var rounds = await Rounds.Open(world);
        var (one, two) = (await rounds.Rota.Therapist(), await rounds.Rota.Therapist());
        var booked = await rounds.Book(rounds.Rota.At(10), one);
        var place = Rounds.Place(booked);
        (await Rounds.Press(one, place, "accept")).Is(200);
        (await Rounds.Press(one, place, "set-out")).Is(200);
        // The car broke down.
        var answer = (await rounds.Do(booked.Id, "reassign", new { place_id = place, therapist_id = two.Id })).Is(200);
        Assert.Equal(("PENDING", JsonValueKind.Null), (answer.State, answer["places"][0].GetProperty("en_route_at").ValueKind));
        (await Rounds.Press(one, place, "arrive")).Refused(404, "not_found");
        // Their time is free again.
        await rounds.Book(rounds.Rota.At(10), one);
        Assert.Equal("", await world.Violations());
    }

    private static async Task<IReadOnlyList<JsonElement>> Listed(Rounds rounds, string query) =>
        [.. (await rounds.Rota.Planner.Get($"/api/appointments?site_id={rounds.Rota.Site}&{query}")).Is(200)["items"].EnumerateArray()];
}
