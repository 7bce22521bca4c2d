using Attend.Demo;
using Xunit;

namespace Attend.Tests.Demo;

public sealed class SimulatedTherapistTests
{
    private static readonly DateTimeOffset Then = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(3);

    [Theory]
    [InlineData(1, 10, "accept set-out arrive start end")]
    [InlineData(3, 10, "reject")]
    [InlineData(3, 45, "accept set-out arrive start end")]
    public void A_visit_is_made_to_the_end_or_not_wanted(long visit, int minutes, string keys) => Assert.Equal(keys, Played(visit, minutes));

    [Theory]
    [InlineData(1, "urgent", "van")]
    [InlineData(3, "normal", "van")]
    [InlineData(7, "normal", "")]
    public void A_car_is_asked_for_in_time_and_some_are_left_to_whoever_looks_around(long visit, string urgency, string skills)
    {
        var place = new SeenPart(30, 5, "ACCEPTED", Then);
        var seen = Visit(visit, 10, place);
        Assert.Null(SimulatedTherapist.Ask(seen, place, true, seen.StartsAt.AddMinutes(-17)));
        var wish = SimulatedTherapist.Ask(seen, place, true, seen.StartsAt.AddMinutes(-15))!;
        Assert.Equal((visit, "outbound", urgency, skills), (wish.AppointmentId, wish.Leg, wish.Urgency, string.Join(' ', wish.NeededSkills)));
        Assert.Equal("normal", SimulatedTherapist.Ask(seen, place, false, seen.StartsAt.AddMinutes(-15))!.Urgency);
        Assert.Null(SimulatedTherapist.Ask(seen, place, true, seen.StartsAt.AddMinutes(-5)));
        Assert.Null(SimulatedTherapist.Ask(seen, place with { State = "ASKED" }, true, seen.StartsAt.AddMinutes(-15)));
    }

    [Fact]
    public void Who_is_driven_waits_for_the_driver_but_not_for_ever()
    {
        var place = new SeenPart(30, 5, "ACCEPTED", Then);
        var visit = Visit(1, 10, place);
        var car = new SeenTrip(8, 1, "outbound", "normal", "EN_ROUTE_PICKUP", Then, new(0, 0), new(0, 0), [CarePlan.Van], 9, 5);
        Assert.Null(SimulatedTherapist.Next(visit, place, car, visit.StartsAt.AddMinutes(-1)));
        Assert.Equal("set-out", SimulatedTherapist.Next(visit, place, car with { State = "REQUESTED" }, visit.StartsAt.AddMinutes(-1))!.Action);
        Assert.Equal("set-out", SimulatedTherapist.Next(visit, place, car, visit.StartsAt.AddMinutes(10))!.Action);
        Assert.Null(SimulatedTherapist.Next(visit, place with { State = "EN_ROUTE" }, car with { State = "ON_BOARD" }, visit.StartsAt.AddMinutes(20)));
    }

    private static SeenVisit Visit(long id, int minutes, SeenPart place) =>
        new(id, "PENDING", Then.AddMinutes(20), Then.AddMinutes(20 + minutes), -36.88, 174.75, 3, [place]);

    private static string Played(long id, int minutes)
    {
        var place = new SeenPart(30, 5, "ASKED", Then);
        var pressed = new List<string>();
        for (var now = Then; now < Then.AddHours(2); now += Beat)
        {
            if (SimulatedTherapist.Next(Visit(id, minutes, place), place, null, now) is not { } key)
            {
                continue;
            }

            pressed.Add(key.Action);
            place = place with
            {
                StateSince = now,
                State = key.Action switch { "accept" => "ACCEPTED", "set-out" => "EN_ROUTE", "arrive" => "ARRIVED", "start" => "IN_PROGRESS", "end" => "COMPLETED", _ => "OPEN" },
            };
        }

        return string.Join(' ', pressed);
    }
}
