using System.Text.Json;
using Xunit;

namespace Attend.Tests.Visits;

/// <summary>What was agreed becomes otherwise: another time, a longer one, another address, none at all.</summary>
public sealed class ChangeAppointmentTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Another_time_is_asked_for_anew()
    {
        var (rounds, therapist, booked, place) = await Accepted();
        var at = rounds.Rota.At(14);
        var mark = await world.Mark();
        var answer = (await rounds.Do(booked.Id, "reschedule", new { starts_at = at })).Is(200);
        Assert.Equal(("PENDING", at, at.AddHours(1)), (answer.State, answer["starts_at"].GetDateTimeOffset(), answer["ends_at"].GetDateTimeOffset()));
        Assert.Equal("ASKED", answer["places"][0].GetProperty("state").GetString());
        Assert.True(answer["places"][0].GetProperty("answer_by").GetDateTimeOffset() <= at.AddHours(-1));
        Assert.Equal(["visits.therapist_asked", "visits.appointment_rescheduled"], await world.EventsSince(mark, $"appointment:{booked.Id}"));
        var told = await Told(booked.Id, "visits.appointment_rescheduled");
        Assert.Equal(therapist.Id, told.GetProperty("therapist_ids")[0].GetInt64());
        Assert.Equal(rounds.Rota.At(10), told.GetProperty("from_starts_at").GetDateTimeOffset());
        // The old hour is free.
        await rounds.Book(rounds.Rota.At(10), therapist);
        (await Rounds.Press(therapist, place, "accept")).Is(200);
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Another_time_must_be_free_for_everybody()
    {
        var (rounds, therapist, booked, _) = await Accepted();
        var taken = await rounds.Book(rounds.Rota.At(14), therapist);
        Assert.Equal(taken.Id, (await rounds.Do(booked.Id, "reschedule", new { starts_at = rounds.Rota.At(14.5) })).Refused(409, "therapist_booked")["appointment_id"].GetInt64());
        var client = await world.Row<long>($"select client_id from visits.appointments where id = {booked.Id}");
        var theirs = await rounds.Book(rounds.Rota.At(17), await rounds.Rota.Therapist(), client);
        Assert.Equal(theirs.Id, (await rounds.Do(booked.Id, "reschedule", new { starts_at = rounds.Rota.At(17.5) })).Refused(409, "client_booked")["appointment_id"].GetInt64());
        (await rounds.Do(booked.Id, "reschedule", new { starts_at = rounds.Rota.At(17.5), overlap_reason = "Two lift together" })).Is(200);
        (await rounds.Do(booked.Id, "reschedule", new { starts_at = world.Clock.Now.AddHours(-1) })).Refused(400, "invalid");
        (await therapist.Client.Post($"/api/appointments/{booked.Id}/reschedule", new { starts_at = rounds.Rota.At(20) })).Refused(403, "forbidden");
        Assert.Equal("", await world.Violations());
    }

    /// <summary>Half an hour later its own old time lies in the way, which is none.</summary>
    [Fact]
    public async Task It_does_not_stand_in_its_own_way()
    {
        var (rounds, _, booked, _) = await Accepted();
        (await rounds.Do(booked.Id, "reschedule", new { starts_at = rounds.Rota.At(10.5) })).Is(200);
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Longer_is_possible_as_far_as_the_next_visit_allows()
    {
        var (rounds, therapist, booked, place) = await Accepted();
        var next = await rounds.Book(rounds.Rota.At(12), therapist);
        await rounds.Go(therapist, place, "set-out");
        var path = $"/api/appointments/{booked.Id}";
        Assert.Equal(next.Id, (await therapist.Client.Post($"{path}/extend", new { ends_at = rounds.Rota.At(12.5) })).Refused(409, "therapist_booked")["appointment_id"].GetInt64());
        (await therapist.Client.Post($"{path}/extend", new { ends_at = rounds.Rota.At(11) })).Refused(400, "invalid");
        (await therapist.Client.Post($"{path}/extend", new { ends_at = rounds.Rota.At(11.5) })).Is(200);
        Assert.Equal(rounds.Rota.At(11.5), await world.Row<DateTimeOffset>($"select ends_at from visits.places where id = {place}"));
        // What is over earlier leaves its time to others.
        (await therapist.Client.Post($"{path}/end-early", new { ends_at = rounds.Rota.At(11.5) })).Refused(400, "invalid");
        (await therapist.Client.Post($"{path}/end-early", new { ends_at = rounds.Rota.At(10) })).Refused(400, "invalid");
        (await therapist.Client.Post($"{path}/end-early", new { ends_at = rounds.Rota.At(10.5) })).Is(200);
        await rounds.Book(rounds.Rota.At(10.5), therapist);
        Assert.Equal("EN_ROUTE", await rounds.State(booked.Id));
        Assert.Equal(therapist.Id, (await Told(booked.Id, "visits.appointment_extended")).GetProperty("therapist_ids")[0].GetInt64());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Longer_looks_at_the_way_and_at_the_client()
    {
        var (rounds, therapist, booked, _) = await Accepted();
        var far = await rounds.Rota.Client(new { latitude = 52.68 });
        await rounds.Book(rounds.Rota.At(12), therapist, far);
        (await rounds.Do(booked.Id, "extend", new { ends_at = rounds.Rota.At(11.75) })).Refused(409, "does_not_fit");
        (await rounds.Do(booked.Id, "extend", new { ends_at = rounds.Rota.At(11.75), override_reason = "The client waits" })).Is(200);
        var client = await world.Row<long>($"select client_id from visits.appointments where id = {booked.Id}");
        await rounds.Book(rounds.Rota.At(11.75), await rounds.Rota.Therapist(), client);
        (await rounds.Do(booked.Id, "extend", new { ends_at = rounds.Rota.At(12), override_reason = "The client waits" })).Refused(409, "client_booked");
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Whoever_is_late_says_so_and_the_event_names_what_it_runs_into()
    {
        var (rounds, therapist, booked, _) = await Accepted();
        var next = await rounds.Book(rounds.Rota.At(11.25), therapist);
        var view = (await therapist.Client.Post($"/api/appointments/{booked.Id}/running-late", new { minutes = 30 })).Is(200);
        Assert.Equal((30, rounds.Rota.At(10)), (view["late_minutes"].GetInt32(), view["starts_at"].GetDateTimeOffset()));
        var told = await Told(booked.Id, "visits.running_late");
        Assert.Equal((therapist.Id, next.Id), (told.GetProperty("at_risk")[0].GetProperty("therapist_id").GetInt64(), told.GetProperty("at_risk")[0].GetProperty("appointment_id").GetInt64()));
        (await therapist.Client.Post($"/api/appointments/{booked.Id}/running-late", new { minutes = 601 })).Refused(400, "invalid");
        (await therapist.Client.Post($"/api/appointments/{booked.Id}/running-late", new { minutes = 0 })).Is(200);
        Assert.Equal(0, (await Told(booked.Id, "visits.running_late")).GetProperty("at_risk").GetArrayLength());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task It_is_cancelled_from_any_state_before_the_end()
    {
        string[] keys = ["accept", "set-out", "arrive", "start", "end"];
        for (var so = 0; so <= keys.Length; so++)
        {
            var rounds = await Rounds.Open(world);
            var therapist = await rounds.Rota.Therapist();
            var booked = await rounds.Book(rounds.Rota.At(10), therapist);
            await rounds.Go(therapist, Rounds.Place(booked), keys[..so]);
            (await rounds.Do(booked.Id, "cancel", new { reason = "Ill" })).Refused(400, "invalid");
            (await rounds.Do(booked.Id, "cancel", new { reason_code = "other" })).Refused(so == keys.Length ? 409 : 400, so == keys.Length ? "wrong_state" : "invalid");
            var answer = await rounds.Do(booked.Id, "cancel", new { reason_code = "client_in_hospital", reason = "Since yesterday" });
            if (so == keys.Length)
            {
                Assert.Equal("COMPLETED", answer.Refused(409, "wrong_state").State);
                continue;
            }

            Assert.Equal(("CANCELLED", "client_in_hospital", "Since yesterday"), (answer.Is(200).State, answer["reason_code"].GetString(), answer["reason"].GetString()));
            Assert.Equal("RELEASED", await rounds.PlaceState(Rounds.Place(booked)));
            Assert.Equal([therapist.Id], (await Told(booked.Id, "visits.appointment_cancelled")).GetProperty("therapist_ids").EnumerateArray().Select(id => id.GetInt64()));
            await rounds.Book(rounds.Rota.At(10), therapist);
        }

        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_rejection_is_reviewed_by_cancelling()
    {
        var (rounds, therapist, booked, place) = await Accepted();
        (await Rounds.Press(therapist, place, "reject")).Is(200);
        (await rounds.Do(booked.Id, "cancel", new { reason_code = "no_therapist" })).Is(200);
        Assert.Equal("cancelled", (await rounds.Read(booked.Id))["refusals"][0].GetProperty("review").GetString());
        (await rounds.Do(booked.Id, "reassign", new { place_id = place, therapist_id = therapist.Id })).Refused(409, "wrong_state");
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Before_it_begins_only_who_is_on_the_way_can_know_that_nobody_is_there()
    {
        var (rounds, therapist, booked, place) = await Accepted();
        var path = $"/api/appointments/{booked.Id}/no-show";
        (await therapist.Client.Post(path, new { reason_code = "nobody_home" })).Refused(409, "not_yet");
        Assert.Equal("ACCEPTED", await rounds.PlaceState(place));
        await rounds.Go(therapist, place, "set-out");
        Assert.Equal("NO_SHOW", (await therapist.Client.Post(path, new { reason_code = "nobody_home" })).Is(200).State);
    }

    [Fact]
    public async Task The_client_is_not_there()
    {
        var (rounds, therapist, booked, place) = await Accepted();
        await rounds.Go(therapist, place, "set-out", "arrive");
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        var answer = (await therapist.Client.Post($"/api/appointments/{booked.Id}/no-show", new { reason_code = "nobody_home" })).Is(200);
        Assert.Equal(("NO_SHOW", "nobody_home"), (answer.State, answer["reason_code"].GetString()));
        Assert.Equal("RELEASED", await rounds.PlaceState(place));
        (await therapist.Client.Post($"/api/appointments/{booked.Id}/no-show", new { reason_code = "nobody_home" })).Refused(409, "wrong_state");
        // Whoever was to come still reads what became of it.
        (await therapist.Client.Get($"/api/appointments/{booked.Id}")).Is(200);
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task It_is_edited_over_the_version_that_was_seen()
    {
        var (rounds, therapist, booked, place) = await Accepted();
        var path = $"/api/appointments/{booked.Id}";
        var version = await rounds.Version(booked.Id);
        (await rounds.Rota.Planner.Patch(path, new { payment = "paid" })).Refused(428, "precondition_required");
        (await rounds.Rota.Planner.Patch(path, new { payment = "paid" }, version - 1)).Refused(412, "precondition_failed");
        (await rounds.Rota.Planner.Patch(path, new { payment = "stolen" }, version)).Is(400);
        (await therapist.Client.Patch(path, new { payment = "paid" }, version)).Refused(403, "forbidden");
        var view = (await rounds.Rota.Planner.Patch(path, new { payment = "insured", payment_note = "Card 7", notes = "The back door", address = "Elsewhere 1", latitude = 52.51 }, version)).Is(200);
        Assert.Equal(("insured", "The back door", "Elsewhere 1", 52.51, version + 1), (
            view["payment"].GetString(), view["notes"].GetString(), view["address"].GetString(), view["latitude"].GetDouble(), view["version"].GetInt64()));
        Assert.DoesNotContain("door", (await Told(booked.Id, "visits.appointment_changed")).ToString());

        // Elsewhere is too far from the visit after it.
        await rounds.Book(rounds.Rota.At(11.5), therapist);
        version = await rounds.Version(booked.Id);
        (await rounds.Rota.Planner.Patch(path, new { address = "Far away 1", latitude = 52.9 }, version)).Refused(409, "does_not_fit");
        (await rounds.Rota.Planner.Patch(path, new { address = "Far away 1", latitude = 52.9, override_reason = "They fly" }, version)).Is(200);
        await rounds.Go(therapist, place, "set-out");
        (await rounds.Rota.Planner.Patch(path, new { address = "Nearer 1" }, await rounds.Version(booked.Id))).Refused(409, "wrong_state");
        (await rounds.Rota.Planner.Patch(path, new { payment = "paid" }, await rounds.Version(booked.Id))).Is(200);
        Assert.Equal("", await world.Violations());
    }

    private Task<JsonElement> Told(long appointment, string kind) =>
        world.Row<JsonElement>($"select data from platform.events where subject = 'appointment:' || {appointment} and kind = {kind} order by id desc limit 1");

    private async Task<(Rounds Rounds, Visitor Therapist, Answer Booked, long Place)> Accepted()
    {
        var rounds = await Rounds.Open(world);
        var therapist = await rounds.Rota.Therapist();
        var booked = await rounds.Book(rounds.Rota.At(10), therapist);
        (await Rounds.Press(therapist, Rounds.Place(booked), "accept")).Is(200);
        return (rounds, therapist, booked, Rounds.Place(booked));
    }
}
