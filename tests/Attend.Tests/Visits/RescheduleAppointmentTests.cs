using System.Text.Json;
using Attend.People;
using Attend.Tests.Notifications;
using Xunit;

namespace Attend.Tests.Visits;

/// <summary>Another time, and others who come then, in one request.</summary>
public sealed class RescheduleAppointmentTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Who_leaves_is_freed_and_who_comes_is_asked()
    {
        var (rounds, one, two, booked) = await OfTwo();
        var place = Rounds.Place(booked);
        var comes = await rounds.Rota.Therapist();
        // Where one who leaves is at the new time says nothing.
        await rounds.Book(rounds.Rota.At(14), one);
        var mark = await world.Mark();
        var answer = (await rounds.Do(booked.Id, "reschedule", new { starts_at = rounds.Rota.At(14), therapist_ids = new[] { two.Id, comes.Id } })).Is(200);
        Assert.Equal(("PENDING", rounds.Rota.At(14)), (answer.State, answer["starts_at"].GetDateTimeOffset()));
        Assert.Equal([$"{comes.Id} ASKED", $"{two.Id} ASKED"], await Places(booked.Id));
        Assert.Equal(
            ["visits.place_reopened", "visits.therapist_asked", "visits.therapist_asked", "visits.appointment_rescheduled"],
            await world.EventsSince(mark, $"appointment:{booked.Id}"));
        Assert.Equal(one.Id, (await Told(booked.Id, "visits.place_reopened")).GetProperty("former_therapist_id").GetInt64());
        var told = await Told(booked.Id, "visits.appointment_rescheduled");
        Assert.Equal(comes.Id, told.GetProperty("joined_therapist_ids")[0].GetInt64());
        await rounds.Book(rounds.Rota.At(10), one);
        (await Rounds.Press(comes, place, "accept")).Is(200);
        (await Rounds.Press(one, place, "accept")).Refused(404, "not_found");
        await world.Settled();
        Assert.Equal(["released"], await Said(booked.Id, one.Id));
        Assert.Equal(["moved"], await Said(booked.Id, two.Id));
        Assert.Empty(await Said(booked.Id, comes.Id));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Fewer_come_and_then_more_than_before()
    {
        var (rounds, one, two, booked) = await OfTwo();
        (await rounds.Do(booked.Id, "reschedule", new { starts_at = rounds.Rota.At(13), therapist_ids = new[] { two.Id } })).Is(200);
        Assert.Equal([$"{one.Id} RELEASED", $"{two.Id} ASKED"], await Places(booked.Id));
        Assert.Equal(one.Id, (await Told(booked.Id, "visits.place_released")).GetProperty("former_therapist_id").GetInt64());
        var third = await rounds.Rota.Therapist();
        var view = (await rounds.Do(booked.Id, "reschedule", new { starts_at = rounds.Rota.At(15), therapist_ids = new[] { two.Id, one.Id, third.Id } })).Is(200);
        Assert.Equal([$"{one.Id} RELEASED", $"{two.Id} ASKED", $"{one.Id} ASKED", $"{third.Id} ASKED"], await Places(booked.Id));
        Assert.Equal(4, view["places"].GetArrayLength());
        foreach (var (who, number) in new[] { (two, 2), (one, 3), (third, 4) })
        {
            (await Rounds.Press(who, Rounds.Place(view, number), "accept")).Is(200);
        }

        Assert.Equal("CONFIRMED", await rounds.State(booked.Id));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task A_place_that_somebody_rejected_goes_to_who_comes()
    {
        var (rounds, one, two, booked) = await OfTwo();
        (await Rounds.Press(one, Rounds.Place(booked), "reject", new { reason = "Ill" })).Is(200);
        Assert.Equal("REJECTED", await rounds.State(booked.Id));
        var comes = await rounds.Rota.Therapist();
        (await rounds.Do(booked.Id, "reschedule", new { starts_at = rounds.Rota.At(13), therapist_ids = new[] { two.Id, comes.Id } })).Is(200);
        Assert.Equal([$"{comes.Id} ASKED", $"{two.Id} ASKED"], await Places(booked.Id));
        Assert.Equal("PENDING", await rounds.State(booked.Id));
        Assert.Equal("reassigned", await world.Row<string>($"select review from visits.refusals where place_id = {Rounds.Place(booked)}"));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task Who_comes_must_be_free_and_fit_as_when_it_is_booked()
    {
        var (rounds, one, _, booked) = await OfTwo();
        var busy = await rounds.Rota.Therapist();
        var taken = await rounds.Book(rounds.Rota.At(14), busy);
        Task<Answer> Move(object body) => rounds.Do(booked.Id, "reschedule", body);
        var mark = await world.Mark();
        Assert.Equal(taken.Id, (await Move(new { starts_at = rounds.Rota.At(14), therapist_ids = new[] { busy.Id } })).Refused(409, "therapist_booked")["appointment_id"].GetInt64());
        var idle = await rounds.Rota.Therapist(hours: [new DayHours(1, "08:00", "08:30")]);
        var asks = new { starts_at = rounds.Rota.At(16), therapist_ids = new[] { idle.Id } };
        Assert.Equal(idle.Id, (await Move(asks)).Refused(409, "does_not_fit")["therapists"][0].GetProperty("therapist_id").GetInt64());
        (await Move(new { starts_at = rounds.Rota.At(16), therapist_ids = new[] { rounds.Rota.Planner.UserId } })).Refused(404, "unknown_therapist");
        (await Move(new { starts_at = rounds.Rota.At(16), therapist_ids = new[] { one.Id, one.Id } })).Refused(400, "invalid");
        (await Move(new { starts_at = rounds.Rota.At(16), therapist_ids = Array.Empty<long>() })).Refused(400, "invalid");
        Assert.Empty(await world.EventsSince(mark, $"appointment:{booked.Id}"));
        (await Move(new { asks.starts_at, asks.therapist_ids, override_reason = "They offered to" })).Is(200);
        Assert.Equal("They offered to", await world.Row<string>($"select override_reason from visits.places where appointment_id = {booked.Id} and therapist_id = {idle.Id}"));
        Assert.Equal("", await world.Violations());
    }

    private async Task<(Rounds Rounds, Visitor One, Visitor Two, Answer Booked)> OfTwo()
    {
        var rounds = await Rounds.Open(world);
        var (one, two) = (await rounds.Rota.Therapist(), await rounds.Rota.Therapist());
        var booked = (await rounds.Try(rounds.Rota.At(10), [one.Id, two.Id])).Is(201);
        (await Rounds.Press(one, Rounds.Place(booked), "accept")).Is(200);
        (await Rounds.Press(two, Rounds.Place(booked, 2), "accept")).Is(200);
        return (rounds, one, two, booked);
    }

    private Task<IReadOnlyList<string>> Places(long appointment) =>
        world.Rows<string>($"select coalesce(therapist_id::text, '') || ' ' || state from visits.places where appointment_id = {appointment} order by number");

    private Task<JsonElement> Told(long appointment, string kind) =>
        world.Row<JsonElement>($"select data from platform.events where subject = 'appointment:' || {appointment} and kind = {kind} order by id desc limit 1");

    private Task<IReadOnlyList<string>> Said(long appointment, long user) => world.Rows<string>($"""
        select distinct m.facts ->> 'what' from notifications.messages m join notifications.deliveries d on d.message_id = m.id
        where m.subject = 'appointment:' || {appointment} and m.kind = 'visit_changed' and d.user_id = {user}
        """);
}
