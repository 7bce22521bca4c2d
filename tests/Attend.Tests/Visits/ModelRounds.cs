using Attend.Platform;
using Attend.Visits;
using Xunit;

namespace Attend.Tests.Visits;

/// <summary>What somebody presses, at whatever the numbers mean among what there is.</summary>
internal enum VisitButton { Book, Accept, Reject, SetOut, Arrive, Start, End, Release, Reassign, Deny, Reschedule, Cancel, NoShow }

/// <param name="Which">The appointment and place it is about.</param>
/// <param name="Other">The hour, the client, the therapist.</param>
internal sealed record VisitPress(VisitButton Button, int Which, int Other);

/// <summary>The same round twice: on the server, and in memory by the plainest reading of the rules. After every button both say the same.</summary>
internal sealed class ModelRounds
{
    private const int Hours = 6;

    private static readonly PlaceState[] Held = [PlaceState.Asked, PlaceState.Accepted, PlaceState.EnRoute, PlaceState.Arrived, PlaceState.InProgress];

    private readonly Rounds rounds;
    private readonly IReadOnlyList<Visitor> therapists;
    private readonly IReadOnlyList<long> clients;
    private readonly List<ModelVisit> visits = [];

    private ModelRounds(Rounds rounds, IReadOnlyList<Visitor> therapists, IReadOnlyList<long> clients) =>
        (this.rounds, this.therapists, this.clients) = (rounds, therapists, clients);

    public int Done { get; private set; }

    public int Refused { get; private set; }

    private sealed class ModelPlace
    {
        public required long Id { get; init; }

        public long? Therapist { get; set; }

        public PlaceState State { get; set; }

        public bool AwaitsReview { get; set; }

        public long? Refuser { get; set; }

        public HashSet<long> RefusedBy { get; } = [];
    }

    private sealed class ModelVisit
    {
        public required long Id { get; init; }

        public required long Client { get; init; }

        public int Hour { get; set; }

        public AppointmentState State { get; set; } = AppointmentState.Pending;

        public required IReadOnlyList<ModelPlace> Places { get; init; }

        public bool Planned => State is AppointmentState.Pending or AppointmentState.Rejected or AppointmentState.Confirmed;

        public bool Working => State is not (AppointmentState.Completed or AppointmentState.Cancelled or AppointmentState.NoShow);
    }

    public static async Task<ModelRounds> Open(World world)
    {
        var open = await Rounds.Open(world);
        return new ModelRounds(
            open, [await open.Rota.Therapist(), await open.Rota.Therapist(), await open.Rota.Therapist()], [await open.Rota.Client(), await open.Rota.Client()]);
    }

    public async Task Press(VisitPress press)
    {
        // Each after the one before: what was said before a visit was moved counts for its old time only.
        rounds.World.Clock.Advance(TimeSpan.FromSeconds(1));
        var hour = press.Other % Hours;
        if (press.Button is VisitButton.Book)
        {
            await Book(press, hour);
        }
        else if (visits.Count > 0)
        {
            var visit = visits[press.Which % visits.Count];
            var place = visit.Places[press.Which / 7 % visit.Places.Count];
            var (expected, answer) = await Do(press, visit, place, hour);
            Assert.True(answer.Number == 200 ? expected is "" : answer.Code == expected, $"{press} at {visit.State}, {place.State}: expected '{expected}', got {answer.Number} {answer.Body}");
            Count(answer);
        }

        foreach (var visit in visits)
        {
            var said = await rounds.World.Rows<string>($"""
                select state from visits.appointments where id = {visit.Id}
                union all select * from (select coalesce(therapist_id::text, '') || ' ' || state from visits.places where appointment_id = {visit.Id} order by number) p
                """);
            Assert.Equal(visit.Places.Select(place => $"{place.Therapist} {Words.Of(place.State)}").Prepend(Words.Of(visit.State)), said);
        }
    }

    /// <summary>What is left open is not to ring in the next round.</summary>
    public async Task Close()
    {
        Assert.Equal("", await rounds.World.Violations());
        foreach (var visit in visits.Where(visit => visit.Working))
        {
            (await rounds.Do(visit.Id, "cancel", new { reason_code = "duplicate" })).Is(200);
        }
    }

    private async Task Book(VisitPress press, int hour)
    {
        long[] whom = [.. therapists.Where((_, index) => (press.Which >> index & 1) == 1).Select(one => one.Id)];
        var client = clients[press.Other / Hours % clients.Count];
        var answer = await rounds.Try(rounds.Rota.At(8 + hour), whom.Length == 0 ? null : whom, client);
        var expected = whom.Any(one => Busy(one, hour)) ? "therapist_booked" : Visited(client, hour) ? "client_booked" : "";
        Assert.True(answer.Number == 201 ? expected is "" : answer.Code == expected, $"{press}: expected '{expected}', got {answer.Number} {answer.Body}");
        Count(answer);
        if (answer.Number != 201)
        {
            return;
        }

        visits.Add(new ModelVisit
        {
            Id = answer.Id, Client = client, Hour = hour,
            Places =
            [
                .. answer["places"].EnumerateArray().Select((place, index) => new ModelPlace
                {
                    Id = place.GetProperty("id").GetInt64(), Therapist = whom.Length == 0 ? null : whom[index],
                    State = whom.Length == 0 ? PlaceState.Open : PlaceState.Asked,
                }),
            ],
        });
    }

    /// <returns>The code that is to be answered, empty where it is done, and what was answered.</returns>
    private async Task<(string Expected, Answer Answer)> Do(VisitPress press, ModelVisit visit, ModelPlace place, int hour)
    {
        var whom = therapists[press.Other % therapists.Count].Id;
        switch (press.Button)
        {
            case VisitButton.Reassign:
                return (Reassign(visit, place, whom), await rounds.Do(visit.Id, "reassign", new { place_id = place.Id, therapist_id = whom }));
            case VisitButton.Deny:
                return (Deny(visit, place), await rounds.Do(visit.Id, "deny", new { place_id = place.Id }));
            case VisitButton.Reschedule:
                return (Reschedule(visit, hour), await rounds.Do(visit.Id, "reschedule", new { starts_at = rounds.Rota.At(8 + hour) }));
            case VisitButton.Cancel:
                return (End(visit, AppointmentState.Cancelled, visit.Working), await rounds.Do(visit.Id, "cancel", new { reason_code = "weather" }));
            case VisitButton.NoShow:
                var may = visit.State is AppointmentState.Pending or AppointmentState.Confirmed or AppointmentState.EnRoute or AppointmentState.Arrived;
                return (End(visit, AppointmentState.NoShow, may), await rounds.Do(visit.Id, "no-show", new { reason_code = "moved" }));
            default:
                var key = Words.Snake(press.Button.ToString()).Replace('_', '-');
                var body = press.Button is VisitButton.Start ? Rounds.Here
                    : press.Button is VisitButton.End ? new { latitude = 52.5, longitude = 13.4, evv_exception = "forgot_to_start" } : null;
                return (Step(press.Button, visit, place), await rounds.Press(place.Id, key, body));
        }
    }

    private string Step(VisitButton button, ModelVisit visit, ModelPlace place)
    {
        PlaceState? to = (button, place.State) switch
        {
            (VisitButton.Accept, PlaceState.Asked) => PlaceState.Accepted,
            (VisitButton.Reject, PlaceState.Asked or PlaceState.Accepted) => PlaceState.Open,
            (VisitButton.SetOut, PlaceState.Accepted) => PlaceState.EnRoute,
            (VisitButton.Arrive, PlaceState.Accepted or PlaceState.EnRoute) => PlaceState.Arrived,
            (VisitButton.Start, PlaceState.Accepted or PlaceState.EnRoute or PlaceState.Arrived) => PlaceState.InProgress,
            (VisitButton.End, PlaceState.Accepted or PlaceState.EnRoute or PlaceState.Arrived or PlaceState.InProgress) => PlaceState.Completed,
            (VisitButton.Release, not (PlaceState.Completed or PlaceState.Released)) => PlaceState.Released,
            _ => null,
        };
        if (to is not { } target)
        {
            return "wrong_state";
        }

        if (target is PlaceState.Released && visit.Places.Count(one => one.State is not PlaceState.Released) == 1)
        {
            return "last_place";
        }

        if (target is PlaceState.Open)
        {
            place.RefusedBy.Add(place.Therapist!.Value);
            (place.Refuser, place.Therapist, place.AwaitsReview) = (place.Therapist, null, true);
        }

        place.State = target;
        return Derive(visit);
    }

    private string Reassign(ModelVisit visit, ModelPlace place, long whom)
    {
        if (!visit.Working || place.State is PlaceState.Arrived or PlaceState.InProgress or PlaceState.Completed or PlaceState.Released)
        {
            return "wrong_state";
        }

        if (visit.Places.Any(one => Held.Contains(one.State) && one.Therapist == whom) || Busy(whom, visit.Hour, visit))
        {
            return "therapist_booked";
        }

        if (visit.Places.Any(one => one.RefusedBy.Contains(whom)))
        {
            return "does_not_fit";
        }

        return Ask(visit, place, whom);
    }

    private string Deny(ModelVisit visit, ModelPlace place) =>
        !visit.Working ? "wrong_state"
        : place is not { State: PlaceState.Open, AwaitsReview: true } ? "nothing_to_review"
        : Busy(place.Refuser!.Value, visit.Hour, visit) ? "therapist_booked"
        : visit.Places.Any(one => one.Therapist == place.Refuser && Held.Contains(one.State)) ? "therapist_booked"
        : Ask(visit, place, place.Refuser!.Value);

    private static string Ask(ModelVisit visit, ModelPlace place, long whom)
    {
        (place.State, place.Therapist, place.AwaitsReview) = (PlaceState.Asked, whom, false);
        return Derive(visit);
    }

    private string Reschedule(ModelVisit visit, int hour)
    {
        if (!visit.Planned)
        {
            return "wrong_state";
        }

        if (visit.Places.Any(place => Held.Contains(place.State) && Busy(place.Therapist!.Value, hour, visit)))
        {
            return "therapist_booked";
        }

        if (Visited(visit.Client, hour, visit))
        {
            return "client_booked";
        }

        visit.Hour = hour;
        foreach (var place in visit.Places)
        {
            place.RefusedBy.Clear();
            place.State = Held.Contains(place.State) ? PlaceState.Asked : place.State;
        }

        return Derive(visit);
    }

    private static string End(ModelVisit visit, AppointmentState state, bool may)
    {
        if (!may)
        {
            return "wrong_state";
        }

        visit.State = state;
        foreach (var place in visit.Places.Where(place => place.State is not PlaceState.Completed))
        {
            place.State = PlaceState.Released;
        }

        return "";
    }

    private static string Derive(ModelVisit visit)
    {
        var live = visit.Places.Where(place => place.State is not PlaceState.Released).ToList();
        if (live.Exists(place => place.State is PlaceState.Completed) && live.TrueForAll(place => place.State is PlaceState.Completed or PlaceState.Open or PlaceState.Asked))
        {
            live.Where(place => place.State is not PlaceState.Completed).ToList().ForEach(place => place.State = PlaceState.Released);
            live.RemoveAll(place => place.State is PlaceState.Released);
        }

        visit.State = live.TrueForAll(place => place.State is PlaceState.Completed) ? AppointmentState.Completed
            : live.Exists(place => place.State is PlaceState.InProgress or PlaceState.Completed) ? AppointmentState.InProgress
            : live.Exists(place => place.State is PlaceState.Arrived) ? AppointmentState.Arrived
            : live.Exists(place => place.State is PlaceState.EnRoute) ? AppointmentState.EnRoute
            : live.Exists(place => place is { State: PlaceState.Open, AwaitsReview: true }) ? AppointmentState.Rejected
            : live.TrueForAll(place => place.State is PlaceState.Accepted) ? AppointmentState.Confirmed
            : AppointmentState.Pending;
        return "";
    }

    private bool Busy(long therapist, int hour, ModelVisit? but = null) => visits.Exists(visit =>
        visit != but && visit.Hour == hour && visit.Places.Any(place => place.Therapist == therapist && Held.Contains(place.State)));

    private bool Visited(long client, int hour, ModelVisit? but = null) => visits.Exists(visit => visit != but && visit.Client == client && visit.Hour == hour && visit.Working);

    private void Count(Answer answer)
    {
        Done += answer.Number < 300 ? 1 : 0;
        Refused += answer.Number < 300 ? 0 : 1;
    }
}
