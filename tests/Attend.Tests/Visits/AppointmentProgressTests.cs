using Attend.Visits;
using Xunit;
using static Attend.Visits.AppointmentState;

namespace Attend.Tests.Visits;

/// <summary>Where an appointment stands, over every combination of up to three places in every standing.</summary>
public sealed class AppointmentProgressTests
{
    private static readonly PlaceStanding[] Standings =
    [
        .. Enum.GetValues<PlaceState>().Select(state => new PlaceStanding(state)), new(PlaceState.Open, AwaitsReview: true), new(PlaceState.Open, Unanswered: true),
    ];

    private static IEnumerable<PlaceStanding[]> Every() =>
        Standings.Select(one => new[] { one })
            .Concat(Standings.SelectMany(_ => Standings, (one, two) => new[] { one, two }))
            .Concat(Standings.SelectMany(_ => Standings, (one, two) => (one, two)).SelectMany(_ => Standings, (pair, three) => new[] { pair.one, pair.two, three }));

    [Fact]
    public void The_order_of_places_says_nothing()
    {
        foreach (var places in Every())
        {
            Assert.Equal(AppointmentProgress.Of(Pending, places), AppointmentProgress.Of(Pending, places.Reverse()));
        }
    }

    [Fact]
    public void What_has_come_to_an_end_stays()
    {
        foreach (var places in Every())
        {
            Assert.All(new[] { Completed, Cancelled, NoShow }, ended => Assert.Equal(ended, AppointmentProgress.Of(ended, places)));
        }
    }

    /// <summary>Each state, by what must hold of the places and what must not; every combination fulfils exactly one.</summary>
    [Fact]
    public void Every_combination_has_the_state_that_it_describes()
    {
        foreach (var places in Every())
        {
            bool Has(params PlaceState[] states) => places.Any(place => states.Contains(place.State));
            var live = places.Where(place => place.State is not PlaceState.Released).ToList();
            var before = live.Count > 0 && !Has(PlaceState.EnRoute, PlaceState.Arrived, PlaceState.InProgress, PlaceState.Completed);
            var rejected = places.Any(place => place.AwaitsReview);
            var accepted = live.All(place => place.State is PlaceState.Accepted);
            var expired = places.Any(place => place.Unanswered) && live.All(place => place.State is PlaceState.Open);
            Dictionary<AppointmentState, bool> described = new()
            {
                [Completed] = live.Count > 0 && live.All(place => place.State is PlaceState.Completed),
                [InProgress] = Has(PlaceState.InProgress) || Has(PlaceState.Completed) && live.Any(place => place.State is not PlaceState.Completed),
                [Arrived] = Has(PlaceState.Arrived) && !Has(PlaceState.InProgress, PlaceState.Completed),
                [EnRoute] = Has(PlaceState.EnRoute) && !Has(PlaceState.Arrived, PlaceState.InProgress, PlaceState.Completed),
                [Rejected] = before && rejected,
                [Confirmed] = before && !rejected && accepted,
                [Expired] = before && !rejected && !accepted && expired,
                [Pending] = live.Count == 0 || before && !rejected && !accepted && !expired,
            };
            Assert.Equal(described.Single(one => one.Value).Key, AppointmentProgress.Of(Pending, places));
        }
    }

    /// <summary>The door lets every state that places lead to follow from every other.</summary>
    [Fact]
    public void Every_way_between_two_states_is_in_the_table()
    {
        var reached = Every().Select(places => AppointmentProgress.Of(Pending, places)).Distinct().ToList();
        Assert.Equal([.. AppointmentLifecycle.Working.Append(Completed).Order()], reached.Order());
        foreach (var from in AppointmentLifecycle.Working)
        {
            foreach (var to in reached.Where(to => to != from))
            {
                var action = AppointmentProgress.To(to);
                Assert.Equal(to, AppointmentLifecycle.Table.Step(action).To);
                Assert.True(AppointmentLifecycle.Table.Allows(from, action), $"{from} to {to}");
            }
        }
    }

    [Fact]
    public void Who_was_never_found_is_not_waited_for_when_all_others_have_ended()
    {
        foreach (var places in Every())
        {
            var over = AppointmentProgress.IsOver(places);
            Assert.Equal(over, places.Any(place => place.State is PlaceState.Completed)
                && places.All(place => place.State is PlaceState.Completed or PlaceState.Released or PlaceState.Open or PlaceState.Asked));
            if (over)
            {
                var released = places.Select(place => place.State is PlaceState.Open or PlaceState.Asked ? new PlaceStanding(PlaceState.Released) : place);
                Assert.Equal(Completed, AppointmentProgress.Of(InProgress, released));
            }
        }
    }
}
