using System.Text.Json;
using Attend.Platform.Access;
using Xunit;

namespace Attend.Tests.Visits;

public sealed class BookAppointmentTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Whoever_is_named_is_asked()
    {
        var rounds = await Rounds.Open(world);
        var therapist = await rounds.Rota.Therapist();
        var at = rounds.Rota.At(10);
        var mark = await world.Mark();

        var booked = await rounds.Book(at, therapist, but: new { notes = "Third floor" });

        Assert.Equal("PENDING", booked.State);
        Assert.Equal(at.AddHours(1), booked["ends_at"].GetDateTimeOffset());
        Assert.Matches("^[0-9]{6}$", booked["code"].GetString()!);
        Assert.Equal(Token.Hash(booked["token"].GetString()!), await world.Row<byte[]>($"select token from visits.appointments where id = {booked.Id}"));
        var place = booked["places"].EnumerateArray().Single();
        Assert.Equal(("ASKED", therapist.Id), (place.GetProperty("state").GetString(), place.GetProperty("therapist_id").GetInt64()));
        Assert.Equal(
            ["visits.appointment_booked", "visits.place_opened", "visits.therapist_asked"], await world.EventsSince(mark, $"appointment:{booked.Id}"));
        var told = await world.Row<JsonElement>($"select data from platform.events where subject = 'appointment:' || {booked.Id} and kind = 'visits.therapist_asked'");
        Assert.Equal(therapist.Id, told.GetProperty("therapist_id").GetInt64());
        Assert.True(await world.Row<bool>($"select due_at > {world.Clock.Now} from platform.work where kind = 'visits.answer' and key = {Rounds.Place(booked)}::text"));
        var view = (await rounds.Read(booked.Id))["appointment"];
        Assert.Equal(("Third floor", booked["code"].GetString()), (view.GetProperty("notes").GetString(), view.GetProperty("code").GetString()));
        Assert.Equal(60, view.GetProperty("services")[0].GetProperty("minutes").GetInt32());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Nobody_named_leaves_the_place_open()
    {
        var rounds = await Rounds.Open(world);
        var booked = (await rounds.Try(rounds.Rota.At(10), null)).Is(201);
        Assert.Equal(("PENDING", "OPEN"), (booked.State, booked["places"][0].GetProperty("state").GetString()));
        Assert.Equal(JsonValueKind.Null, booked["places"][0].GetProperty("therapist_id").ValueKind);
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Two_come_together_and_each_has_a_place()
    {
        var rounds = await Rounds.Open(world);
        var (one, two) = (await rounds.Rota.Therapist(), await rounds.Rota.Therapist());
        var booked = (await rounds.Try(rounds.Rota.At(10), [two.Id, one.Id])).Is(201);
        Assert.Equal([two.Id, one.Id], booked["places"].EnumerateArray().Select(place => place.GetProperty("therapist_id").GetInt64()));
        (await Rounds.Press(one, Rounds.Place(booked, 2), "accept")).Is(200);
        Assert.Equal("PENDING", await rounds.State(booked.Id));
        (await Rounds.Press(one, Rounds.Place(booked, 1), "accept")).Refused(404, "not_found");
        (await Rounds.Press(two, Rounds.Place(booked, 1), "accept")).Is(200);
        Assert.Equal("CONFIRMED", await rounds.State(booked.Id));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Nobody_is_in_two_places_whatever_the_reason()
    {
        var rounds = await Rounds.Open(world);
        var (therapist, at) = (await rounds.Rota.Therapist(), rounds.Rota.At(10));
        var first = await rounds.Book(at, therapist);
        var refused = (await rounds.Try(at.AddMinutes(30), [therapist.Id], but: new { override_reason = "They will manage" })).Refused(409, "therapist_booked");
        Assert.Equal((first.Id, therapist.Id), (refused["appointment_id"].GetInt64(), refused["therapist_id"].GetInt64()));
        // The next begins when this one ends, in the same house.
        await rounds.Book(at.AddHours(1), therapist);
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_client_has_one_visit_at_a_time_unless_somebody_says_why()
    {
        var rounds = await Rounds.Open(world);
        var (client, at) = (await rounds.Rota.Client(), rounds.Rota.At(10));
        var first = await rounds.Book(at, await rounds.Rota.Therapist(), client);
        var other = await rounds.Rota.Therapist();
        Assert.Equal(first.Id, (await rounds.Try(at.AddMinutes(30), [other.Id], client)).Refused(409, "client_booked")["appointment_id"].GetInt64());
        (await rounds.Try(at.AddMinutes(30), [other.Id], client, new { overlap_reason = "Two lift together" })).Is(201);
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task What_speaks_against_somebody_is_said_and_a_reason_passes_over_it()
    {
        var rounds = await Rounds.Open(world);
        var rota = rounds.Rota;
        var skilled = await rota.Service(60, "wound-care");
        var therapist = await rota.Therapist([new(1, "08:00", "12:00")]);
        var but = new { service_ids = new[] { skilled } };
        var refused = (await rounds.Try(rota.At(10), [therapist.Id], but: but)).Refused(409, "does_not_fit");
        var findings = refused["therapists"][0].GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("kind").GetString());
        Assert.Equal(["unskilled", "not_at_work"], findings);
        var booked = (await rounds.Try(rota.At(10), [therapist.Id], but: new { service_ids = new[] { skilled }, override_reason = "Agreed by telephone" })).Is(201);
        Assert.Equal("Agreed by telephone", booked["places"][0].GetProperty("override_reason").GetString());
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task The_way_from_the_visit_before_and_to_the_one_after_is_looked_at()
    {
        var rounds = await Rounds.Open(world);
        var (therapist, at) = (await rounds.Rota.Therapist(), rounds.Rota.At(10));
        await rounds.Book(at, therapist);
        // Twenty kilometres away: fifty minutes at least.
        var far = await rounds.Rota.Client(new { latitude = 52.68 });
        var refused = (await rounds.Try(at.AddHours(1).AddMinutes(20), [therapist.Id], far)).Refused(409, "does_not_fit");
        Assert.Equal("travel_before", refused["therapists"][0].GetProperty("findings")[0].GetProperty("kind").GetString());
        refused = (await rounds.Try(at.AddHours(-1).AddMinutes(-20), [therapist.Id], far)).Refused(409, "does_not_fit");
        Assert.Equal("travel_after", refused["therapists"][0].GetProperty("findings")[0].GetProperty("kind").GetString());
        (await rounds.Try(at.AddHours(2), [therapist.Id], far)).Is(201);
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_night_and_both_changes_of_the_clock_are_as_long_as_they_are()
    {
        var rounds = await Rounds.Open(world);
        var therapist = await rounds.Rota.Therapist();
        foreach (var (from, hours) in new[] { ("2026-03-28T22:00:00+01:00", 7), ("2026-10-24T22:00:00+02:00", 9) })
        {
            // From ten in the evening to six in the morning by Berlin's clock.
            var (start, end) = (DateTimeOffset.Parse(from, null), DateTimeOffset.Parse(from, null).AddHours(hours));
            var booked = (await rounds.Try(start, [therapist.Id], but: new { ends_at = end })).Is(201);
            Assert.Equal(end, booked["ends_at"].GetDateTimeOffset());
            (await rounds.Try(end.AddMinutes(-1), [therapist.Id])).Refused(409, "therapist_booked");
            (await rounds.Try(end, [therapist.Id])).Is(201);
        }

        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Somebody_works_by_the_clock_of_their_own_zone()
    {
        var rounds = await Rounds.Open(world);
        // Nights in New York, where it is five hours earlier: from three in the morning by UTC.
        var nights = Enumerable.Range(1, 7).Select(day => new Attend.People.DayHours(day, "22:00", "06:00")).ToList();
        var therapist = await rounds.Rota.Therapist(nights, zone: "America/New_York");
        (await rounds.Try(rounds.Rota.At(2), [therapist.Id])).Refused(409, "does_not_fit");
        (await rounds.Try(rounds.Rota.At(3), [therapist.Id])).Is(201);
        (await rounds.Try(rounds.Rota.At(10.5), [therapist.Id])).Refused(409, "does_not_fit");
    }

    [Fact]
    public async Task Wrong_input_says_what_is_wrong()
    {
        var rounds = await Rounds.Open(world);
        var (therapist, at) = (await rounds.Rota.Therapist(), rounds.Rota.At(10));
        var planner = rounds.Rota.Planner;
        Assert.Equal("client_id", (await rounds.Try(at, [therapist.Id], 999_999)).Refused(404, "unknown_client")["field"].GetString());
        Assert.Equal("service_ids[1]", (await rounds.Try(at, null, but: new { service_ids = new[] { rounds.Service, 999_999 } })).Refused(404, "unknown_service")["field"].GetString());
        (await rounds.Try(at, [planner.UserId])).Refused(404, "unknown_therapist");
        (await rounds.Try(at, [therapist.Id, therapist.Id])).Refused(400, "invalid");
        (await rounds.Try(at, [], but: new { service_ids = Array.Empty<long>() })).Refused(400, "invalid");
        (await rounds.Try(at, null, but: new { ends_at = at })).Refused(400, "invalid");
        (await rounds.Try(at, null, but: new { ends_at = at.AddHours(25) })).Refused(400, "invalid");
        (await rounds.Try(world.Clock.Now.AddMinutes(-1), null)).Refused(400, "invalid");
        (await rounds.Try(at, null, but: new { address = "Elsewhere" })).Refused(400, "invalid");
        (await rounds.Try(at, null, but: new { address = "  ", latitude = 52.5, longitude = 13.4 })).Refused(400, "invalid");
        (await rounds.Try(at, null, but: new { latitude = 52.0 })).Refused(400, "invalid");
        (await therapist.Client.Post("/api/appointments", new { client_id = 1, service_ids = new[] { 1 }, starts_at = at })).Refused(403, "forbidden");
        var elsewhere = await Rota.Open(world);
        (await elsewhere.Planner.Post("/api/appointments", new { client_id = await rounds.Rota.Client(), service_ids = new[] { rounds.Service }, starts_at = at }))
            .Refused(404, "unknown_client");
    }
}
