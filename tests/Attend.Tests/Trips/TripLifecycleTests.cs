using Attend.Platform;
using Attend.Trips;
using Xunit;

namespace Attend.Tests.Trips;

/// <summary>Every state of a trip with every action, from the table itself. Some are keys; others follow what becomes of its offers.</summary>
public sealed class TripLifecycleTests(World world) : IClassFixture<World>
{
    private static readonly Dictionary<TripState, string[]> Ways = new()
    {
        [TripState.Requested] = [],
        [TripState.Offered] = ["offer"],
        [TripState.Assigned] = ["assign"],
        [TripState.EnRoutePickup] = ["assign", "depart"],
        [TripState.AtPickup] = ["assign", "arrive"],
        [TripState.OnBoard] = ["assign", "board"],
        [TripState.DroppedOff] = ["assign", "board", "drop-off"],
        [TripState.Cancelled] = ["cancel"],
        [TripState.PassengerNoShow] = ["assign", "arrive", "no-show"],
        [TripState.Failed] = ["assign", "fail"],
    };

    public static TheoryData<string> Keys =>
        [.. TripLifecycle.Table.Table.Steps.Where(step => step.By is not null && step.From.Count > 0).Select(step => step.Action)];

    public static TheoryData<string> Answers => ["withdraw", "refuse", "expire"];

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task Every_state(string word)
    {
        var action = Words.Parse<TripAction>(word);
        var step = TripLifecycle.Table.Step(action);
        Assert.Equal(Enum.GetValues<TripState>(), Ways.Keys);
        foreach (var (state, way) in Ways)
        {
            var company = await Company.Open(world, 2);
            var trip = await Lead(company, way, state);
            var mark = await world.Mark();

            var answer = await Do(company, trip, word.Replace('_', '-'));

            var events = await world.EventsSince(mark, $"trip:{trip}");
            if (TripLifecycle.Table.Allows(state, action))
            {
                Assert.True(answer.Number == 200, $"{state} x {word}: {answer.Number} {answer.Body}");
                // Whoever could be asked is asked already.
                Assert.Equal((state, action) is (TripState.Offered, TripAction.Offer) ? [] : [step.Event], events);
                Assert.Equal(Words.Of(step.To ?? state), await company.State(trip));
                Assert.True(step.Row.Stamp is null || await world.Row<bool>($"select to_jsonb(t) ->> {step.Row.Stamp!} is not null from trips.trips t where id = {trip}"));
            }
            else
            {
                answer.Refused(409, "wrong_state");
                Assert.Empty(events);
                Assert.Equal(Words.Of(state), await company.State(trip));
            }

            Assert.Equal("", await world.Violations());
        }
    }

    /// <summary>What a driver answers, or does not, makes a step of the trip where it is in a state for it, and none anywhere else.</summary>
    [Theory]
    [MemberData(nameof(Answers))]
    public async Task What_follows_an_offer(string word)
    {
        var action = Words.Parse<TripAction>(word);
        var step = TripLifecycle.Table.Step(action);
        foreach (var (state, way) in Ways)
        {
            var company = await Company.Open(world, 1);
            var trip = await Lead(company, way, state);
            var mark = await world.Mark();
            foreach (var offer in await world.Rows<long>($"select id from trips.offers where trip_id = {trip} and state = 'OPEN'"))
            {
                if (action is TripAction.Refuse)
                {
                    (await (await company.Operator).Post($"/api/offers/{offer}/decline")).Is(200);
                }
            }

            world.Clock.Advance(action is TripAction.Refuse ? TimeSpan.Zero : TimeSpan.FromSeconds(25));
            await world.DueDone();
            var events = await world.EventsSince(mark, $"trip:{trip}");
            var expected = state is TripState.Offered ? TripAction.Withdraw : action is TripAction.Withdraw ? TripAction.Expire : action;
            // Nobody else is there: where no offer said so already, it is said.
            string[] follows = expected is TripAction.Withdraw ? [] : [TripsEvents.TripUnserved];
            Assert.Equal(TripLifecycle.Table.Allows(state, expected) ? [TripLifecycle.Table.Step(expected).Event, .. follows] : [], events);
            Assert.Equal(TripLifecycle.Table.Allows(state, expected) ? "REQUESTED" : Words.Of(state), await company.State(trip));
            Assert.Equal("", await world.Violations());
        }

        Assert.Equal(TripState.Requested, step.To);
    }

    private static async Task<long> Lead(Company company, string[] way, TripState state)
    {
        var trip = await company.Trip();
        foreach (var before in way)
        {
            (await Do(company, trip, before)).Is(200);
        }

        Assert.Equal(Words.Of(state), await company.State(trip));
        return trip;
    }

    private static Task<Answer> Do(Company company, long trip, string key) => company.Do(trip, key, key switch
    {
        "assign" => new { driver_id = company.Drivers[0].Id },
        "fail" => new { cause = "breakdown" },
        "redirect" => new { to = Company.Place(70) },
        _ => null,
    });
}
