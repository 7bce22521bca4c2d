using Attend.Platform;
using Attend.Visits;
using Xunit;

namespace Attend.Tests.Visits;

/// <summary>Every state of a place with every key, and every state of an appointment with every key of its own, from the tables themselves.</summary>
public sealed class AppointmentLifecycleTests(World world) : IClassFixture<World>
{
    private static readonly Dictionary<PlaceState, string[]> Ways = new()
    {
        [PlaceState.Open] = ["reject"],
        [PlaceState.Asked] = [],
        [PlaceState.Accepted] = ["accept"],
        [PlaceState.EnRoute] = ["accept", "set-out"],
        [PlaceState.Arrived] = ["accept", "arrive"],
        [PlaceState.InProgress] = ["accept", "start"],
        [PlaceState.Completed] = ["accept", "start", "end"],
        [PlaceState.Released] = ["release"],
    };

    private static readonly Dictionary<AppointmentState, string[]> ToState = new()
    {
        [AppointmentState.Pending] = [],
        [AppointmentState.Rejected] = ["reject"],
        [AppointmentState.Expired] = ["silence"],
        [AppointmentState.Confirmed] = ["accept"],
        [AppointmentState.EnRoute] = ["accept", "set-out"],
        [AppointmentState.Arrived] = ["accept", "arrive"],
        [AppointmentState.InProgress] = ["accept", "start"],
        [AppointmentState.Completed] = ["accept", "start", "end"],
        [AppointmentState.Cancelled] = ["cancel"],
        [AppointmentState.NoShow] = ["no-show"],
    };

    private static readonly PlaceAction[] PlaceKeys =
    [
        PlaceAction.Accept, PlaceAction.Reject, PlaceAction.SetOut, PlaceAction.Arrive, PlaceAction.Start, PlaceAction.IAmFine, PlaceAction.End, PlaceAction.Correct,
        PlaceAction.Release,
    ];

    private static readonly AppointmentAction[] Keys =
        [.. AppointmentLifecycle.Table.Table.Steps.Where(step => step.By is not null && step.From.Count > 0).Select(step => Words.Parse<AppointmentAction>(step.Action))];

    public static TheoryData<string> OfPlaces => [.. PlaceKeys.Select(Words.Of)];

    public static TheoryData<string> OfAppointments => [.. Keys.Select(Words.Of)];

    [Fact]
    public void Every_key_is_pressed_here() => Assert.Equal(
        PlaceLifecycle.Table.Table.Steps.Where(step => step.By is not null).Select(step => step.Action), PlaceKeys.Select(Words.Of));

    [Theory]
    [MemberData(nameof(OfPlaces))]
    public async Task Every_state_of_a_place(string word)
    {
        var action = Words.Parse<PlaceAction>(word);
        var step = PlaceLifecycle.Table.Step(action);
        Assert.Equal(Enum.GetValues<PlaceState>(), Ways.Keys);
        foreach (var (state, way) in Ways)
        {
            var rounds = await Rounds.Open(world);
            var therapist = await rounds.Rota.Therapist();
            // Another place stays open, so that one may be released.
            var booked = (await rounds.Try(rounds.Rota.At(10), [therapist.Id, (await rounds.Rota.Therapist()).Id])).Is(201);
            var place = Rounds.Place(booked);
            foreach (var key in way)
            {
                (await rounds.Press(place, key, key is "start" or "end" ? Rounds.Here : null)).Is(200);
            }

            Assert.Equal(Words.Of(state), await rounds.PlaceState(place));
            var mark = await world.Mark();
            var answer = await rounds.Press(place, word.Replace('_', '-'), action is PlaceAction.End ? new { latitude = 1.0, longitude = 1.0, evv_exception = "forgot_to_start" }
                : action is PlaceAction.Start ? Rounds.Here : action is PlaceAction.Correct ? new { evv_exception = "other", evv_note = "As noted" } : null);
            if (PlaceLifecycle.Table.Allows(state, action))
            {
                Assert.True(answer.Number == 200, $"{state} x {word}: {answer.Number} {answer.Body}");
                Assert.Equal(Words.Of(step.To!.Value), await rounds.PlaceState(place));
                Assert.Equal(step.Event, (await world.EventsSince(mark, $"appointment:{booked.Id}"))[0]);
                Assert.True(step.Row.Stamp is null || await world.Row<bool>($"select to_jsonb(p) ->> {step.Row.Stamp!} is not null from visits.places p where id = {place}"));
            }
            else
            {
                Assert.Equal(Words.Of(state), answer.Refused(409, "wrong_state").State);
                Assert.Empty(await world.EventsSince(mark, $"appointment:{booked.Id}"));
            }

            await End(rounds, booked.Id);
        }

        Assert.Equal("", await world.Violations());
    }

    [Theory]
    [MemberData(nameof(OfAppointments))]
    public async Task Every_state_of_an_appointment(string word)
    {
        var action = Words.Parse<AppointmentAction>(word);
        var step = AppointmentLifecycle.Table.Step(action);
        Assert.Equal(Enum.GetValues<AppointmentState>(), ToState.Keys);
        foreach (var (state, way) in ToState)
        {
            var rounds = await Rounds.Open(world);
            var therapist = await rounds.Rota.Therapist();
            var at = world.Clock.Now.AddHours(3);
            var booked = await rounds.Book(at, therapist);
            var place = Rounds.Place(booked);
            foreach (var key in way)
            {
                await Lead(rounds, booked, key);
            }

            Assert.Equal(Words.Of(state), await rounds.State(booked.Id));
            var other = await rounds.Rota.Therapist();
            var mark = await world.Mark();
            var answer = await rounds.Do(booked.Id, word.Replace('_', '-'), action switch
            {
                AppointmentAction.Reassign => new { place_id = place, therapist_id = other.Id },
                AppointmentAction.Deny => new { place_id = place },
                AppointmentAction.Reschedule => new { starts_at = at.AddHours(2) },
                AppointmentAction.Extend => new { ends_at = at.AddHours(2) },
                AppointmentAction.EndEarly => new { ends_at = at.AddMinutes(30) },
                AppointmentAction.RunningLate => new { minutes = 5 },
                AppointmentAction.Cancel => new { reason_code = "by_client" },
                AppointmentAction.NoShow => new { reason_code = "moved" },
                _ => throw new InvalidOperationException($"{action} is no key."),
            });
            // What depends on the place, too: nobody is taken from a client's side, and what was not rejected is not denied.
            var placeAllows = action switch
            {
                AppointmentAction.Reassign => state is not (AppointmentState.Arrived or AppointmentState.InProgress),
                AppointmentAction.Deny => state is AppointmentState.Rejected,
                _ => true,
            };
            if (AppointmentLifecycle.Table.Allows(state, action) && placeAllows)
            {
                Assert.True(answer.Number == 200, $"{state} x {word}: {answer.Number} {answer.Body}");
                Assert.Equal(step.Event, (await world.EventsSince(mark, $"appointment:{booked.Id}"))[^1]);
                Assert.True(step.Row.Stamp is null || await world.Row<bool>($"select to_jsonb(a) ->> {step.Row.Stamp!} is not null from visits.appointments a where id = {booked.Id}"));
            }
            else
            {
                Assert.True(answer is { Number: 409, Code: "wrong_state" or "nothing_to_review" }, $"{state} x {word}: {answer.Number} {answer.Body}");
                Assert.Empty(await world.EventsSince(mark, $"appointment:{booked.Id}"));
                Assert.Equal(Words.Of(state), await rounds.State(booked.Id));
            }

            await End(rounds, booked.Id);
        }

        Assert.Equal("", await world.Violations());
    }

    private async Task Lead(Rounds rounds, Answer booked, string key)
    {
        if (key is "silence")
        {
            world.Clock.Now = booked["places"][0].GetProperty("answer_by").GetDateTimeOffset();
            await world.DueDone();
        }
        else if (key is "cancel" or "no-show")
        {
            (await rounds.Do(booked.Id, key, new { reason_code = key is "cancel" ? "weather" : "nobody_home" })).Is(200);
        }
        else
        {
            (await rounds.Press(Rounds.Place(booked), key, key is "start" or "end" ? Rounds.Here : null)).Is(200);
        }
    }

    /// <summary>What is left of a story is not to ring in the next one.</summary>
    private static Task<Answer> End(Rounds rounds, long appointment) => rounds.Do(appointment, "cancel", new { reason_code = "duplicate" });
}
