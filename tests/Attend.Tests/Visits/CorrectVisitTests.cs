using System.Text.Json;
using Attend.Platform.Database;
using Attend.Tests.Notifications;
using Xunit;

namespace Attend.Tests.Visits;

/// <summary>The record of a visit is put right after its end, and what it said before stays.</summary>
public sealed class CorrectVisitTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Its_times_are_put_right_with_a_code_and_the_old_ones_stay_on_record()
    {
        var (rounds, therapist, booked, place) = await Ended();
        var before = (await rounds.Read(booked.Id))["appointment"].GetProperty("places")[0];
        var (began, ended) = (before.GetProperty("started_at").GetDateTimeOffset(), before.GetProperty("ended_at").GetDateTimeOffset());
        var arrived = before.GetProperty("arrived_at").GetDateTimeOffset();
        var since = await world.Row<DateTimeOffset>($"select state_since from visits.places where id = {place}");
        world.Clock.Advance(TimeSpan.FromHours(2));
        var mark = await world.Mark();
        var answer = (await rounds.Press(place, "correct", new
        {
            started_at = began.AddMinutes(-30), ended_at = ended.AddMinutes(-10), evv_exception = "forgot_to_start", evv_note = " Pressed when she left ",
        })).Is(200);
        Assert.Equal(("COMPLETED", began.AddMinutes(-30), ended.AddMinutes(-10)), (
            answer.State, answer["started_at"].GetDateTimeOffset(), answer["completed_at"].GetDateTimeOffset()));
        var after = answer["places"][0];
        Assert.Equal(("forgot_to_start", "Pressed when she left", true), (
            after.GetProperty("evv_exception").GetString(), after.GetProperty("evv_note").GetString(), after.GetProperty("evv_complete").GetBoolean()));
        // Whoever had begun was there; that they set out nobody had said, and nobody says it now.
        Assert.Equal([began.AddMinutes(-30), ended.AddMinutes(-10), began.AddMinutes(-30), since], await world.Row<DateTimeOffset[]>(
            $"select array[started_at, ended_at, arrived_at, state_since] from visits.places where id = {place} and en_route_at is null"));
        Assert.Equal(began.AddMinutes(-30), await world.Row<DateTimeOffset>($"select arrived_at from visits.appointments where id = {booked.Id} and en_route_at is null"));
        Assert.Equal(["visits.visit_corrected"], await world.EventsSince(mark, $"appointment:{booked.Id}"));
        var line = (await rounds.Rota.Planner.Get($"/api/appointments/{booked.Id}/timeline")).Is(200)["items"].EnumerateArray().Last();
        Assert.Equal((began, ended), (
            line.GetProperty("data").GetProperty("previous_started_at").GetDateTimeOffset(), line.GetProperty("data").GetProperty("previous_ended_at").GetDateTimeOffset()));

        (await rounds.Press(place, "correct", new { evv_exception = "other", evv_note = "The times were right", started_at = began })).Is(200);
        var corrections = (await rounds.Read(booked.Id))["corrections"];
        Assert.Equal([null, "forgot_to_start"], corrections.EnumerateArray().Select(one => one.GetProperty("evv_exception").GetString()));
        Assert.Equal((began, ended, rounds.Rota.Planner.UserId), (
            corrections[0].GetProperty("started_at").GetDateTimeOffset(), corrections[0].GetProperty("ended_at").GetDateTimeOffset(),
            corrections[0].GetProperty("corrected_by").GetInt64()));
        // The stamps before the beginning stand as they were before each.
        Assert.Equal((arrived, began.AddMinutes(-30)), (
            corrections[0].GetProperty("arrived_at").GetDateTimeOffset(), corrections[1].GetProperty("arrived_at").GetDateTimeOffset()));
        Assert.All(corrections.EnumerateArray(), one => Assert.Equal(JsonValueKind.Null, one.GetProperty("en_route_at").ValueKind));
        Assert.Equal("Pressed when she left", corrections[1].GetProperty("evv_note").GetString());
        // Whose visit it was reads how it is, is told of it, and does not read what was said of them.
        Assert.Empty((await therapist.Client.Get($"/api/appointments/{booked.Id}")).Is(200)["corrections"].EnumerateArray());
        await world.Settled();
        Assert.Equal(2, (await world.Said($"appointment:{booked.Id}")).Count(said => said.StartsWith("visit_changed", StringComparison.Ordinal)));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_visit_that_was_never_begun_has_a_beginning_then()
    {
        var rounds = await Rounds.Open(world);
        var therapist = await rounds.Rota.Therapist();
        var booked = await rounds.Book(world.Clock.Now.AddHours(3), therapist);
        var place = Rounds.Place(booked);
        world.Clock.Now = booked["starts_at"].GetDateTimeOffset();
        (await Rounds.Press(therapist, place, "accept")).Is(200);
        world.Clock.Now = booked["ends_at"].GetDateTimeOffset();
        (await Rounds.Press(therapist, place, "end", new { latitude = 52.5, longitude = 13.4, evv_exception = "forgot_to_start" })).Is(200);
        var started = booked["starts_at"].GetDateTimeOffset().AddMinutes(5);
        var answer = (await rounds.Press(place, "correct", new { started_at = started, evv_exception = "forgot_to_start", evv_note = "As the client said" })).Is(200);
        Assert.Equal(started, answer["started_at"].GetDateTimeOffset());
        Assert.Equal(started, answer["places"][0].GetProperty("started_at").GetDateTimeOffset());
        Assert.Equal(0, await world.Row<int>($"""
            select num_nonnulls(p.en_route_at, p.arrived_at, a.en_route_at, a.arrived_at)
            from visits.places p join visits.appointments a on a.id = p.appointment_id where p.id = {place}
            """));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task What_was_before_the_beginning_stays_when_it_was()
    {
        var (rounds, therapist, _, _) = await Ended();
        var next = await rounds.Book(world.Clock.Now.AddHours(2), therapist);
        var place = Rounds.Place(next);
        (await Rounds.Press(therapist, place, "accept")).Is(200);
        world.Clock.Now = next["starts_at"].GetDateTimeOffset();
        await rounds.Go(therapist, place, "set-out", "arrive", "start");
        world.Clock.Now = next["ends_at"].GetDateTimeOffset();
        (await Rounds.Press(therapist, place, "end", Rounds.Here)).Is(200);
        var start = next["starts_at"].GetDateTimeOffset();
        (await rounds.Press(place, "correct", new { started_at = start.AddMinutes(2), evv_exception = "entered_by_hand", evv_note = "As noted" })).Is(200);
        (await rounds.Press(place, "correct", new { started_at = start.AddMinutes(1).AddSeconds(30), evv_exception = "entered_by_hand", evv_note = "As noted" })).Is(200);
        foreach (var table in new[] { "places", "appointments" })
        {
            Assert.Equal([start.AddMinutes(1), start.AddSeconds(90), start.AddSeconds(90)], await world.Row<DateTimeOffset[]>(
                $"select array[en_route_at, arrived_at, started_at] from {Sql.Raw("visits." + table)} where id = {(table is "places" ? place : next.Id)}"));
        }

        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task What_cannot_have_been_is_refused_and_nothing_changes()
    {
        var (rounds, therapist, booked, place) = await Ended();
        var (mark, version) = (await world.Mark(), await rounds.Version(booked.Id));
        object Said(DateTimeOffset? from = null, DateTimeOffset? to = null) => new { started_at = from, ended_at = to, evv_exception = "entered_by_hand", evv_note = "As noted" };
        Assert.True((await rounds.Press(place, "correct", Said(world.Clock.Now.AddMinutes(1)))).Refused(400, "invalid")["errors"].TryGetProperty("started_at", out _));
        Assert.True((await rounds.Press(place, "correct", Said(null, world.Clock.Now.AddMinutes(1)))).Refused(400, "invalid")["errors"].TryGetProperty("ended_at", out _));
        Assert.True((await rounds.Press(place, "correct", Said(null, booked["starts_at"].GetDateTimeOffset()))).Refused(400, "invalid")["errors"].TryGetProperty("ended_at", out _));
        (await rounds.Press(place, "correct", Said(booked["starts_at"].GetDateTimeOffset().AddDays(-1)))).Refused(409, "before_last_step");
        (await rounds.Press(place, "correct", new { evv_note = "As noted" })).Refused(400, "invalid");
        (await rounds.Press(place, "correct", new { evv_exception = "other", evv_note = "x" })).Refused(400, "invalid");
        (await Rounds.Press(therapist, place, "correct", Said())).Refused(403, "forbidden");
        var other = await Rounds.Open(world);
        (await other.Press(place, "correct", Said())).Refused(404, "not_found");
        var open = await rounds.Book(booked["starts_at"].GetDateTimeOffset().AddDays(1), therapist);
        (await rounds.Press(Rounds.Place(open), "correct", Said())).Refused(409, "wrong_state");
        Assert.Empty(await world.EventsSince(mark, $"appointment:{booked.Id}"));
        Assert.Equal((version, 0L), (await rounds.Version(booked.Id), await world.Row<long>($"select count(*) from visits.corrections where place_id = {place}")));
    }

    private async Task<(Rounds Rounds, Visitor Therapist, Answer Booked, long Place)> Ended()
    {
        var rounds = await Rounds.Open(world);
        var therapist = await rounds.Rota.Therapist();
        var booked = await rounds.Book(world.Clock.Now.AddHours(3), therapist);
        var place = Rounds.Place(booked);
        (await Rounds.Press(therapist, place, "accept")).Is(200);
        world.Clock.Now = booked["starts_at"].GetDateTimeOffset().AddMinutes(30);
        await rounds.Go(therapist, place, "arrive", "start");
        world.Clock.Now = booked["ends_at"].GetDateTimeOffset();
        (await Rounds.Press(therapist, place, "end", Rounds.Here)).Is(200);
        return (rounds, therapist, booked, place);
    }
}
