using System.Text.Json;
using Attend.Tests.Platform.Live;
using Xunit;

namespace Attend.Tests.Visits;

/// <summary>The visit itself, from setting out to the proof.</summary>
public sealed class VisitTests(World world) : IClassFixture<World>
{
    private static readonly object Signature = new { kind = "signature", signed_by = "The daughter", lines = new[] { new[] { new[] { 10, 20 }, new[] { 400, 380 } } } };

    [Fact]
    public async Task From_setting_out_to_the_end()
    {
        var (rounds, therapist, booked, place) = await Accepted();
        var mark = await world.Mark();
        await rounds.Go(therapist, place, "set-out", "arrive", "start");
        Assert.Equal("IN_PROGRESS", await rounds.State(booked.Id));
        await rounds.Go(therapist, place, "end");
        Assert.Equal(
        [
            "visits.therapist_set_out", "visits.appointment_en_route", "visits.therapist_arrived", "visits.appointment_arrived", "visits.visit_started",
            "visits.appointment_started", "visits.visit_ended", "visits.appointment_completed",
        ], await world.EventsSince(mark, $"appointment:{booked.Id}"));
        var view = (await rounds.Read(booked.Id))["appointment"];
        Assert.Equal("COMPLETED", view.GetProperty("state").GetString());
        var done = view.GetProperty("places")[0];
        Assert.True(done.GetProperty("evv_complete").GetBoolean());
        Assert.Equal((52.5, 8.0), (done.GetProperty("started_latitude").GetDouble(), done.GetProperty("ended_accuracy").GetDouble()));
        Assert.Equal(TimeSpan.FromMinutes(1), done.GetProperty("ended_at").GetDateTimeOffset() - done.GetProperty("started_at").GetDateTimeOffset());
        Assert.Equal("COMPLETED", (await Rounds.Press(therapist, place, "end", Rounds.Here)).Refused(409, "wrong_state").State);
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_tap_of_a_device_that_was_offline_keeps_its_time()
    {
        var (rounds, therapist, booked, place) = await Accepted();
        var start = world.Clock.Now.AddMinutes(2);
        world.Clock.Advance(TimeSpan.FromHours(1));
        // The device's clock is ten minutes behind.
        var sent = world.Clock.Now.AddMinutes(-10);
        (await Rounds.Press(therapist, place, "start", new { made_at = start.AddMinutes(-10), sent_at = sent, latitude = 52.5, longitude = 13.4 })).Is(200);
        Assert.Equal(start, await world.Row<DateTimeOffset>($"select started_at from visits.places where id = {place}"));
        Assert.Equal(start, await world.Row<DateTimeOffset>($"select started_at from visits.appointments where id = {booked.Id}"));
        // What was tapped before it comes too late.
        Assert.Equal("IN_PROGRESS", (await Rounds.Press(therapist, place, "set-out", new { made_at = sent.AddMinutes(-70), sent_at = sent })).Refused(409, "wrong_state").State);
        Assert.Equal(start, (await Rounds.Press(therapist, place, "end", new { made_at = start.AddMinutes(-20), sent_at = sent, latitude = 52.5, longitude = 13.4 }))
            .Refused(409, "before_last_step")["last_step_at"].GetDateTimeOffset());
        // Two clocks differ by a few seconds: the end is no earlier than the beginning.
        (await Rounds.Press(therapist, place, "end", new { made_at = start.AddMinutes(-10).AddSeconds(-5), sent_at = sent, latitude = 52.5, longitude = 13.4 })).Is(200);
        Assert.Equal(start, await world.Row<DateTimeOffset>($"select ended_at from visits.places where id = {place}"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task An_element_that_is_missing_is_accounted_for()
    {
        var (rounds, therapist, _, place) = await Accepted();
        await rounds.Go(therapist, place, "arrive");
        var missing = (await Rounds.Press(therapist, place, "end")).Refused(409, "evv_incomplete")["missing"].EnumerateArray().Select(one => one.GetString());
        Assert.Equal(["started_at", "started_place", "ended_place"], missing);
        (await Rounds.Press(therapist, place, "end", new { evv_exception = "other" })).Refused(400, "invalid");
        (await Rounds.Press(therapist, place, "end", new { latitude = 52.5 })).Refused(400, "invalid");
        (await Rounds.Press(therapist, place, "end", new { evv_exception = "no_such_code" })).Is(400);
        var answer = (await Rounds.Press(therapist, place, "end", new { evv_exception = "forgot_to_start", evv_note = "In a hurry" })).Is(200);
        var done = answer["places"][0];
        Assert.Equal(("COMPLETED", "forgot_to_start", false), (answer.State, done.GetProperty("evv_exception").GetString(), done.GetProperty("evv_complete").GetBoolean()));
        Assert.Equal(JsonValueKind.Null, done.GetProperty("started_at").ValueKind);
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task What_somebody_enters_by_hand_says_so()
    {
        var (rounds, therapist, _, place) = await Accepted();
        world.Clock.Advance(TimeSpan.FromHours(2));
        var at = world.Clock.Now.AddHours(-1);
        (await Rounds.Press(therapist, place, "start", new { occurred_at = at })).Refused(403, "forbidden");
        (await rounds.Press(place, "start", new { occurred_at = at.AddDays(1) })).Refused(400, "invalid");
        (await rounds.Press(place, "start", new { occurred_at = at, latitude = 52.5, longitude = 13.4 })).Is(200);
        var done = (await rounds.Press(place, "end", new { occurred_at = at.AddMinutes(30), latitude = 52.5, longitude = 13.4 })).Is(200)["places"][0];
        Assert.Equal(("entered_by_hand", at.AddMinutes(30)), (done.GetProperty("evv_exception").GetString(), done.GetProperty("ended_at").GetDateTimeOffset()));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Each_of_two_has_their_own_visit()
    {
        var rounds = await Rounds.Open(world);
        var (one, two) = (await rounds.Rota.Therapist(), await rounds.Rota.Therapist());
        var booked = (await rounds.Try(rounds.Rota.At(10), [one.Id, two.Id])).Is(201);
        var (first, second) = (Rounds.Place(booked), Rounds.Place(booked, 2));
        await rounds.Go(one, first, "accept");
        await rounds.Go(two, second, "accept", "set-out");
        Assert.Equal("EN_ROUTE", await rounds.State(booked.Id));
        await rounds.Go(one, first, "start", "end");
        // One has ended and the other is on the way: it goes on.
        Assert.Equal("IN_PROGRESS", await rounds.State(booked.Id));
        await rounds.Go(two, second, "start", "end");
        Assert.Equal("COMPLETED", await rounds.State(booked.Id));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Who_was_never_found_is_not_waited_for_when_the_visit_is_over()
    {
        var rounds = await Rounds.Open(world);
        var (one, two) = (await rounds.Rota.Therapist(), await rounds.Rota.Therapist());
        var booked = (await rounds.Try(rounds.Rota.At(10), [one.Id, two.Id])).Is(201);
        await using var phone = await RawSocket.Open(world.Url, "/ws/therapist/", two.Client.Token);
        await phone.Message("initial_data");
        await rounds.Go(one, Rounds.Place(booked), "accept", "start", "end");
        Assert.Equal(("COMPLETED", "RELEASED"), (await rounds.State(booked.Id), await rounds.PlaceState(Rounds.Place(booked, 2))));
        // Whoever was asked until then does not keep it on their phone, where they could not answer any more.
        var gone = await phone.Message("appointment_removed");
        Assert.Equal(("PLACE_RELEASED", booked.Id), (gone.GetProperty("event").GetString(), gone.GetProperty("data").GetProperty("id").GetInt64()));
        (await Rounds.Press(two, Rounds.Place(booked, 2), "accept")).Refused(404, "not_found");
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task The_client_proves_it_by_their_code_or_their_signature()
    {
        var (rounds, therapist, booked, place) = await Accepted();
        var right = booked["code"].GetString()!;
        var wrong = right is "000000" ? "000001" : "000000";
        var path = $"/api/appointments/{booked.Id}/proof";
        (await therapist.Client.Post(path, new { kind = "code", code = right })).Refused(409, "nobody_there");
        await rounds.Go(therapist, place, "arrive");
        (await therapist.Client.Post(path, new { kind = "code", code = wrong })).Refused(409, "wrong_code");
        (await therapist.Client.Post(path, new { kind = "code" })).Refused(400, "invalid");
        (await therapist.Client.Post(path, new { kind = "signature", lines = new[] { new[] { new[] { 1, 2, 3 } } } })).Refused(400, "invalid");
        (await therapist.Client.Post(path, new { kind = "signature", lines = new[] { new[] { new[] { 1, 1001 } } } })).Refused(400, "invalid");
        (await therapist.Client.Post(path, new { kind = "signature", lines = new[] { new[] { new[] { 10, 10 } }, new[] { new[] { 500, 500 }, new[] { 530, 540 } } } })).Refused(400, "invalid");
        var mark = await world.Mark();
        Assert.Equal("code", (await therapist.Client.Post(path, new { kind = "code", code = right })).Is(200)["places"][0].GetProperty("proved").GetString());
        Assert.Equal("signature", (await therapist.Client.Post(path, Signature)).Is(200)["places"][0].GetProperty("proved").GetString());
        Assert.Equal(["visits.visit_proved", "visits.visit_proved"], await world.EventsSince(mark, $"appointment:{booked.Id}"));
        Assert.DoesNotContain("daughter", await world.Row<string>($"select string_agg(data::text, ' ') from platform.events where id > {mark}"));
        Assert.Equal("The daughter", await world.Row<string>($"select signed_by from visits.proofs where place_id = {place}"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task What_asks_for_a_proof_is_not_ended_without_one()
    {
        var rounds = await Rounds.Open(world);
        var therapist = await rounds.Rota.Therapist();
        (await rounds.Rota.Planner.Patch($"/api/services/{rounds.Service}", new { proof_required = true }, version: 1)).Is(200);
        var booked = await rounds.Book(rounds.Rota.At(10), therapist);
        // As it was agreed, whatever the service asks for later.
        Assert.False((await rounds.Rota.Planner.Patch($"/api/services/{rounds.Service}", new { proof_required = false }, version: 2)).Is(200)["proof_required"].GetBoolean());
        Assert.True((await rounds.Read(booked.Id))["appointment"].GetProperty("services")[0].GetProperty("proof_required").GetBoolean());
        var place = Rounds.Place(booked);
        await rounds.Go(therapist, place, "accept", "start");
        var mark = await world.Mark();
        (await Rounds.Press(therapist, place, "end", Rounds.Here)).Refused(409, "proof_required");
        (await rounds.Press(place, "end", Rounds.Here)).Refused(409, "proof_required");
        Assert.Equal("IN_PROGRESS", await rounds.PlaceState(place));
        Assert.Empty(await world.EventsSince(mark, $"appointment:{booked.Id}"));
        (await therapist.Client.Post($"/api/appointments/{booked.Id}/proof", Signature)).Is(200);
        (await Rounds.Press(therapist, place, "end", Rounds.Here)).Is(200);
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_code_of_verification_says_why_there_is_no_proof()
    {
        var rounds = await Rounds.Open(world);
        var therapist = await rounds.Rota.Therapist();
        (await rounds.Rota.Planner.Patch($"/api/services/{rounds.Service}", new { proof_required = true }, version: 1)).Is(200);
        var booked = await rounds.Book(rounds.Rota.At(10), therapist);
        var place = Rounds.Place(booked);
        await rounds.Go(therapist, place, "accept", "start");
        (await Rounds.Press(therapist, place, "end", new { latitude = 52.5, longitude = 13.4, evv_exception = "client_unable_to_sign" })).Is(200);
        Assert.Equal("client_unable_to_sign", await world.Row<string>($"select evv_exception from visits.places where id = {place}"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Nobody_else_uses_up_the_tries_of_a_code()
    {
        var (rounds, therapist, booked, place) = await Accepted();
        await rounds.Go(therapist, place, "arrive");
        var stranger = await rounds.Rota.Therapist();
        for (var tries = 0; tries < 25; tries++)
        {
            (await stranger.Client.Post($"/api/appointments/{booked.Id}/proof", new { kind = "code", code = "123456" })).Refused(404, "not_found");
        }

        (await therapist.Client.Post($"/api/appointments/{booked.Id}/proof", new { kind = "code", code = booked["code"].GetString() })).Is(200);
    }

    [Fact]
    public async Task A_code_is_not_guessed()
    {
        var (rounds, therapist, booked, place) = await Accepted();
        await rounds.Go(therapist, place, "arrive");
        var wrong = booked["code"].GetString() is "000000" ? "000001" : "000000";
        var tries = 0;
        Answer answer;
        do
        {
            answer = await therapist.Client.Post($"/api/appointments/{booked.Id}/proof", new { kind = "code", code = wrong });
            tries++;
        }
        while (answer.Number == 409 && tries < 100);
        answer.Refused(429, "too_many_requests");
        Assert.Equal(21, tries);
        (await therapist.Client.Post($"/api/appointments/{booked.Id}/proof", Signature)).Is(200);
    }

    [Fact]
    public async Task What_was_used_is_written_down()
    {
        var (rounds, therapist, booked, place) = await Accepted();
        var path = $"/api/appointments/{booked.Id}/materials";
        (await therapist.Client.Post(path, new { name = "Dressing", quantity = 2 })).Refused(409, "nobody_there");
        await rounds.Go(therapist, place, "start");
        (await therapist.Client.Post(path, new { name = "Dressing", quantity = 0 })).Refused(400, "invalid");
        (await therapist.Client.Post(path, new { name = "Dressing", quantity = 2.5, unit = "piece" })).Is(201);
        await rounds.Go(therapist, place, "end");
        (await therapist.Client.Post(path, new { name = "Saline", quantity = 100, unit = "ml" })).Is(201);
        var materials = (await rounds.Read(booked.Id))["materials"].EnumerateArray().ToList();
        Assert.Equal([(2.5m, "piece"), (100m, "ml")], materials.Select(one => (one.GetProperty("quantity").GetDecimal(), one.GetProperty("unit").GetString()!)));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Whoever_does_not_end_is_asked_and_then_the_operators_hear_of_it()
    {
        var (rounds, therapist, booked, place) = await Accepted();
        var end = booked["ends_at"].GetDateTimeOffset();
        (await rounds.Press(place, "start", Rounds.Here)).Is(200);
        var mark = await world.Mark();
        world.Clock.Now = end.AddMinutes(15).AddSeconds(-1);
        await world.DueDone();
        Assert.Empty(await world.EventsSince(mark, $"appointment:{booked.Id}"));
        world.Clock.Now = end.AddMinutes(15);
        await world.DueDone();
        Assert.Equal(["therapist"], await Alarms(booked.Id));
        world.Clock.Now = end.AddMinutes(20);
        await world.DueDone();
        Assert.Equal(["therapist", "operator"], await Alarms(booked.Id));
        Assert.Equal("", await world.Violations());
        (await rounds.Press(place, "end", Rounds.Here)).Is(200);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.DueDone();
        Assert.Equal(2, (await Alarms(booked.Id)).Count);
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Whoever_takes_longer_is_asked_later()
    {
        var (rounds, therapist, booked, place) = await Accepted();
        var end = booked["ends_at"].GetDateTimeOffset();
        await rounds.Go(therapist, place, "start");
        (await therapist.Client.Post($"/api/appointments/{booked.Id}/extend", new { ends_at = end.AddHours(1) })).Is(200);
        world.Clock.Now = end.AddMinutes(30);
        await world.DueDone();
        Assert.Empty(await Alarms(booked.Id));
        world.Clock.Now = end.AddMinutes(75);
        await world.DueDone();
        Assert.Equal(["therapist"], await Alarms(booked.Id));
    }

    [Fact]
    public async Task A_visit_over_midnight_ends_the_day_after()
    {
        var rounds = await Rounds.Open(world);
        var therapist = await rounds.Rota.Therapist();
        var booked = await rounds.Book(rounds.Rota.At(20), therapist, but: new { ends_at = rounds.Rota.At(30) });
        await rounds.Go(therapist, Rounds.Place(booked), "accept");
        (await rounds.Press(Rounds.Place(booked), "start", Rounds.Here)).Is(200);
        world.Clock.Now = rounds.Rota.At(30) - TimeSpan.FromMinutes(5);
        // The sessions of yesterday are over.
        (await (await world.As("operator", rounds.Rota.Site)).Post($"/api/places/{Rounds.Place(booked)}/end", Rounds.Here)).Is(200);
        Assert.Equal("COMPLETED", await rounds.State(booked.Id));
        Assert.Equal("", await world.Violations());
    }

    private Task<IReadOnlyList<string>> Alarms(long appointment) =>
        world.Rows<string>($"select data ->> 'for' from platform.events where subject = 'appointment:' || {appointment} and kind = 'visits.no_end' order by id");

    private async Task<(Rounds Rounds, Visitor Therapist, Answer Booked, long Place)> Accepted()
    {
        var rounds = await Rounds.Open(world);
        var therapist = await rounds.Rota.Therapist();
        var booked = await rounds.Book(world.Clock.Now.AddHours(3), therapist);
        (await Rounds.Press(therapist, Rounds.Place(booked), "accept")).Is(200);
        return (rounds, therapist, booked, Rounds.Place(booked));
    }
}
