using System.Text.Json;
using Xunit;

namespace Attend.Tests.Visits;

/// <summary>Who sees which appointments, and what of them.</summary>
public sealed class ReadAppointmentsTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Every_filter_narrows()
    {
        var rounds = await Rounds.Open(world);
        var (one, two) = (await rounds.Rota.Therapist(), await rounds.Rota.Therapist());
        var client = await rounds.Rota.Client();
        var early = (await rounds.Book(rounds.Rota.At(8), one, client)).Id;
        var late = (await rounds.Book(rounds.Rota.At(20), two)).Id;
        var cancelled = (await rounds.Book(rounds.Rota.At(12), two)).Id;
        (await rounds.Do(cancelled, "cancel", new { reason_code = "weather" })).Is(200);
        var rejected = await rounds.Book(rounds.Rota.At(15), one);
        (await Rounds.Press(one, Rounds.Place(rejected), "reject")).Is(200);

        Assert.Equal([early, late, cancelled, rejected.Id], await Listed(rounds, ""));
        Assert.Equal([early, cancelled], await Listed(rounds, $"&from={Text(rounds.Rota.At(8.5))}&to={Text(rounds.Rota.At(13))}"));
        Assert.Empty(await Listed(rounds, $"&from={Text(rounds.Rota.At(9))}&to={Text(rounds.Rota.At(12))}"));
        Assert.Equal([early], await Listed(rounds, $"&therapist_id={one.Id}"));
        Assert.Equal([early], await Listed(rounds, $"&client_id={client}"));
        Assert.Equal([cancelled, rejected.Id], await Listed(rounds, "&state=CANCELLED&state=REJECTED"));
        Assert.Equal([rejected.Id], await Listed(rounds, "&review=true"));
        Assert.Equal([early, late, cancelled], await Listed(rounds, "&review=false"));
        var page = (await rounds.Rota.Planner.Get($"/api/appointments?site_id={rounds.Rota.Site}&limit=2")).Is(200);
        Assert.Equal(late, page["next"].GetInt64());
        Assert.Equal([cancelled, rejected.Id], await Listed(rounds, $"&after={late}"));
    }

    [Fact]
    public async Task A_therapist_sees_their_own_and_nobody_elses()
    {
        var rounds = await Rounds.Open(world);
        var (one, two) = (await rounds.Rota.Therapist(), await rounds.Rota.Therapist());
        var mine = await rounds.Book(rounds.Rota.At(8), one);
        var other = await rounds.Book(rounds.Rota.At(8), two);
        Assert.Equal([mine.Id], Ids(await one.Client.Get("/api/appointments")));
        foreach (var path in new[] { "", "/timeline" })
        {
            (await one.Client.Get($"/api/appointments/{mine.Id}{path}")).Is(200);
            (await one.Client.Get($"/api/appointments/{other.Id}{path}")).Refused(404, "not_found");
        }

        foreach (var (key, body) in new (string, object)[] { ("extend", new { ends_at = rounds.Rota.At(12) }), ("running-late", new { minutes = 5 }), ("no-show", new { reason_code = "moved" }), ("materials", new { name = "Saline", quantity = 1 }), ("proof", new { kind = "code", code = "123456" }) })
        {
            (await one.Client.Post($"/api/appointments/{other.Id}/{key}", body)).Refused(404, "not_found");
        }

        (await (await Rota.Open(world)).Planner.Get($"/api/appointments/{mine.Id}")).Refused(404, "not_found");
        (await (await world.Dispatcher()).Get($"/api/appointments/{mine.Id}")).Refused(403, "forbidden");
        (await rounds.Rota.Planner.Get("/api/appointments/999999")).Refused(404, "not_found");
    }

    [Fact]
    public async Task Whoever_was_taken_off_has_no_more_to_do_with_it()
    {
        var rounds = await Rounds.Open(world);
        var (one, two) = (await rounds.Rota.Therapist(), await rounds.Rota.Therapist());
        var booked = (await rounds.Try(rounds.Rota.At(8), [one.Id, two.Id])).Is(201);
        (await Rounds.Press(one, Rounds.Place(booked), "accept")).Is(200);
        (await Rounds.Press(two, Rounds.Place(booked, 2), "accept")).Is(200);
        (await rounds.Press(Rounds.Place(booked, 2), "release")).Is(200);
        var version = await rounds.Version(booked.Id);
        foreach (var (key, body) in new (string, object)[] { ("extend", new { ends_at = rounds.Rota.At(12) }), ("end-early", new { ends_at = rounds.Rota.At(9) }), ("running-late", new { minutes = 5 }), ("no-show", new { reason_code = "moved" }), ("materials", new { name = "Saline", quantity = 1 }) })
        {
            (await two.Client.Post($"/api/appointments/{booked.Id}/{key}", body)).Refused(404, "not_found");
        }

        (await Rounds.Press(two, Rounds.Place(booked, 2), "set-out")).Refused(404, "not_found");
        (await two.Client.Get($"/api/appointments/{booked.Id}")).Refused(404, "not_found");
        Assert.Empty(Ids(await two.Client.Get("/api/appointments")));
        Assert.Equal(version, await rounds.Version(booked.Id));
        // Of what came to nothing while it was theirs they read why.
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        (await rounds.Do(booked.Id, "cancel", new { reason_code = "by_client" })).Is(200);
        Assert.Equal([booked.Id], Ids(await one.Client.Get("/api/appointments")));
        Assert.Empty(Ids(await two.Client.Get("/api/appointments")));
        (await one.Client.Post($"/api/appointments/{booked.Id}/running-late", new { minutes = 5 })).Refused(409, "wrong_state");
    }

    [Fact]
    public async Task Whoever_comes_reads_neither_the_code_nor_the_refusals()
    {
        var rounds = await Rounds.Open(world);
        var (one, two) = (await rounds.Rota.Therapist(), await rounds.Rota.Therapist());
        var booked = (await rounds.Try(rounds.Rota.At(8), [one.Id, two.Id])).Is(201);
        (await Rounds.Press(two, Rounds.Place(booked, 2), "reject", new { reason = "Private" })).Is(200);
        var theirs = (await one.Client.Get($"/api/appointments/{booked.Id}")).Is(200);
        Assert.Equal(JsonValueKind.Null, theirs["appointment"].GetProperty("code").ValueKind);
        Assert.Equal(0, theirs["refusals"].GetArrayLength());
        Assert.DoesNotContain("Private", theirs.Body.ToString());
        Assert.Equal(1, (await rounds.Read(booked.Id))["refusals"].GetArrayLength());
        // Nobody presses another's keys.
        var places = theirs["appointment"].GetProperty("places").EnumerateArray().ToList();
        Assert.Equal(["accept", "reject"], places[0].GetProperty("actions").EnumerateArray().Select(action => action.GetString()));
        Assert.Equal(0, places[1].GetProperty("actions").GetArrayLength());
    }

    [Fact]
    public async Task The_timeline_tells_all_in_order()
    {
        var rounds = await Rounds.Open(world);
        var therapist = await rounds.Rota.Therapist();
        var booked = await rounds.Book(rounds.Rota.At(8), therapist);
        await rounds.Go(therapist, Rounds.Place(booked), "accept", "start", "end");
        var lines = (await rounds.Rota.Planner.Get($"/api/appointments/{booked.Id}/timeline")).Is(200)["items"].EnumerateArray().ToList();
        Assert.Equal(
        [
            "visits.appointment_booked", "visits.place_opened", "visits.therapist_asked", "visits.place_accepted", "visits.appointment_confirmed",
            "visits.visit_started", "visits.appointment_started", "visits.visit_ended", "visits.appointment_completed",
        ], lines.Select(line => line.GetProperty("what").GetString()));
        var ended = lines[7];
        Assert.Equal((therapist.Id, "COMPLETED", $"user:{therapist.Id}"), (
            ended.GetProperty("therapist_id").GetInt64(), ended.GetProperty("to_state").GetString(), ended.GetProperty("actor").GetString()));
        Assert.EndsWith(" Test", ended.GetProperty("actor_name").GetString()!);
    }

    [Fact]
    public async Task Whoever_comes_reads_of_a_colleague_what_they_do_and_not_where_or_why()
    {
        var rounds = await Rounds.Open(world);
        var (one, two) = (await rounds.Rota.Therapist(), await rounds.Rota.Therapist());
        var booked = (await rounds.Try(world.Clock.Now.AddHours(1), [one.Id, two.Id], but: new { override_reason = "They know the way" })).Is(201);
        (await Rounds.Press(two, Rounds.Place(booked, 2), "reject", new { reason = "Private" })).Is(200);
        (await rounds.Do(booked.Id, "reassign", new { place_id = Rounds.Place(booked, 2), therapist_id = two.Id, override_reason = "They agreed on the telephone" })).Is(200);
        await rounds.Go(two, Rounds.Place(booked, 2), "accept");
        (await Rounds.Press(two, Rounds.Place(booked, 2), "start", new { latitude = 52.5, longitude = 13.4, accuracy = 5.0 })).Is(200);
        var theirs = (await one.Client.Get($"/api/appointments/{booked.Id}")).Is(200)["appointment"].GetProperty("places")[1];
        Assert.Equal(("IN_PROGRESS", JsonValueKind.Null, JsonValueKind.Null), (
            theirs.GetProperty("state").GetString(), theirs.GetProperty("started_latitude").ValueKind, theirs.GetProperty("override_reason").ValueKind));
        Assert.Equal(52.5, (await two.Client.Get($"/api/appointments/{booked.Id}")).Is(200)["appointment"].GetProperty("places")[1].GetProperty("started_latitude").GetDouble());
        async Task<string[]> Lines(Api who) => [.. (await who.Get($"/api/appointments/{booked.Id}/timeline")).Is(200)["items"].EnumerateArray().Select(line => line.GetProperty("what").GetString()!)];
        Assert.Contains("visits.place_rejected", await Lines(rounds.Rota.Planner));
        Assert.Contains("visits.place_rejected", await Lines(two.Client));
        Assert.DoesNotContain("visits.place_rejected", await Lines(one.Client));
        Assert.Contains("visits.therapist_asked", await Lines(one.Client));
    }

    private static string Text(DateTimeOffset at) => at.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<IReadOnlyList<long>> Listed(Rounds rounds, string query) =>
        Ids(await rounds.Rota.Planner.Get($"/api/appointments?site_id={rounds.Rota.Site}{query}"));

    private static IReadOnlyList<long> Ids(Answer answer) => [.. answer.Is(200)["items"].EnumerateArray().Select(one => one.GetProperty("id").GetInt64())];
}
