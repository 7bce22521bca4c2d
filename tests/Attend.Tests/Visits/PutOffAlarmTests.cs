using Attend.Tests.Platform.Live;
using Xunit;

namespace Attend.Tests.Visits;

/// <summary>Whoever is alone with a client says that all is well.</summary>
public sealed class PutOffAlarmTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Who_is_fine_is_missed_later_and_the_visit_ends_when_it_did()
    {
        var (rounds, therapist, booked, place) = await Begun();
        var end = booked["ends_at"].GetDateTimeOffset();
        world.Clock.Now = end.AddMinutes(10);
        var mark = await world.Mark();
        await using var office = await RawSocket.Open(world.Url, "/ws/operators/", rounds.Rota.Planner.Token);
        await office.Message("initial_data");
        var said = (await Rounds.Press(therapist, place, "i-am-fine", new { minutes = 45 })).Is(200);
        Assert.Equal(end, said["ends_at"].GetDateTimeOffset());
        Assert.Equal(end.AddMinutes(55), said["places"][0].GetProperty("fine_until").GetDateTimeOffset());
        Assert.Equal(end.AddMinutes(55), await world.Row<DateTimeOffset>($"select fine_until from visits.places where id = {place}"));
        Assert.Equal(["visits.still_there"], await world.EventsSince(mark, $"appointment:{booked.Id}"));
        var heard = await office.Message("appointment_updated_confirmed");
        Assert.Equal("STILL_THERE", heard.GetProperty("event").GetString());
        Assert.Equal(end.AddMinutes(55), heard.GetProperty("data").GetProperty("places")[0].GetProperty("fine_until").GetDateTimeOffset());
        world.Clock.Now = end.AddMinutes(55).AddSeconds(-1);
        await world.DueDone();
        Assert.Empty(await Alarms(booked.Id));
        world.Clock.Now = end.AddMinutes(55);
        await world.DueDone();
        Assert.Equal(["therapist"], await Alarms(booked.Id));
        // Asked again they say so again: the operators are not told.
        (await Rounds.Press(therapist, place, "i-am-fine")).Is(200);
        world.Clock.Now = end.AddMinutes(65);
        await world.DueDone();
        Assert.Equal(["therapist"], await Alarms(booked.Id));
        world.Clock.Now = end.AddMinutes(70);
        await world.DueDone();
        world.Clock.Now = end.AddMinutes(75);
        await world.DueDone();
        Assert.Equal(["therapist", "therapist", "operator"], await Alarms(booked.Id));
        Assert.Equal("", await world.Violations());
    }

    [Fact]
    public async Task It_never_rings_earlier_than_it_would_and_counts_from_when_it_was_said()
    {
        var (_, therapist, booked, place) = await Begun();
        var end = booked["ends_at"].GetDateTimeOffset();
        (await Rounds.Press(therapist, place, "i-am-fine", new { minutes = 5 })).Is(200);
        world.Clock.Now = end.AddMinutes(14);
        await world.DueDone();
        Assert.Empty(await Alarms(booked.Id));
        var now = world.Clock.Now;
        (await Rounds.Press(therapist, place, "i-am-fine", new { minutes = 30, made_at = now.AddMinutes(-10), sent_at = now })).Is(200);
        world.Clock.Now = end.AddMinutes(34);
        await world.DueDone();
        Assert.Equal(["therapist"], await Alarms(booked.Id));
    }

    [Fact]
    public async Task Only_who_is_there_says_it_and_for_two_hours_at_most()
    {
        var rounds = await Rounds.Open(world);
        var therapist = await rounds.Rota.Therapist();
        var booked = await rounds.Book(rounds.Rota.At(10), therapist);
        var place = Rounds.Place(booked);
        (await Rounds.Press(therapist, place, "accept")).Is(200);
        (await Rounds.Press(therapist, place, "i-am-fine")).Refused(409, "wrong_state");
        (await rounds.Press(place, "start", Rounds.Here)).Is(200);
        (await Rounds.Press(therapist, place, "i-am-fine", new { minutes = 4 })).Refused(400, "invalid");
        (await Rounds.Press(therapist, place, "i-am-fine", new { minutes = 121 })).Refused(400, "invalid");
        (await Rounds.Press(therapist, place, "i-am-fine", new { made_at = world.Clock.Now })).Refused(400, "invalid");
        (await Rounds.Press(await rounds.Rota.Therapist(), place, "i-am-fine")).Refused(404, "not_found");
        // Who has spoken to them says it for them.
        (await rounds.Press(place, "i-am-fine")).Is(200);
    }

    private async Task<(Rounds Rounds, Visitor Therapist, Answer Booked, long Place)> Begun()
    {
        var rounds = await Rounds.Open(world);
        var therapist = await rounds.Rota.Therapist();
        var booked = await rounds.Book(world.Clock.Now.AddHours(3), therapist);
        var place = Rounds.Place(booked);
        (await Rounds.Press(therapist, place, "accept")).Is(200);
        await rounds.Go(therapist, place, "start");
        return (rounds, therapist, booked, place);
    }

    private Task<IReadOnlyList<string>> Alarms(long appointment) =>
        world.Rows<string>($"select data ->> 'for' from platform.events where subject = 'appointment:' || {appointment} and kind = 'visits.no_end' order by id");
}
