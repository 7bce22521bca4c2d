using Attend.Demo;
using Attend.Fleet;
using Xunit;

namespace Attend.Tests.Demo;

public sealed class SimulatedUnitTests
{
    private static readonly GeoPoint Home = new(-36.88, 174.75);
    private static readonly GeoPoint Scene = new(-36.89, 174.75);
    private static readonly Dictionary<long, GeoPoint> Hospitals = new() { [1] = new(-36.90, 174.75), [2] = new(-36.80, 174.75) };
    private static readonly DateTimeOffset Then = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData(1, "acknowledge depart arrive at-patient transport arrive-hospital transfer-care clear")]
    [InlineData(4, "acknowledge depart arrive at-patient clear")]
    public void A_unit_goes_through_the_whole_lifecycle_and_moves(long call, string steps)
    {
        var unit = new SimulatedUnit(7, Home, Hospitals);
        var (state, since) = ("ASSIGNED", Then);
        var pressed = new List<string>();
        for (var now = Then; state != "CLEARED" && now < Then.AddHours(1); now += Beat)
        {
            var response = new SeenResponse(30, 7, state, since);
            if (unit.Next(new(call, "HIGH", false, null, new(Scene.Latitude, Scene.Longitude), [response]), response, now, Beat) is { } tap)
            {
                pressed.Add(tap.Action);
                var before = state;
                state = After(tap.Action, state);
                since = before == state ? since : now;
            }
        }

        Assert.Equal(steps, string.Join(' ', pressed));
        Assert.InRange(unit.Drive.Now.MetresTo(call == 4 ? Scene : Hospitals[1]), 0, 30);
    }

    [Fact]
    public void It_moves_no_faster_than_it_drives_and_goes_home()
    {
        var unit = new SimulatedUnit(7, Home, Hospitals);
        var response = new SeenResponse(30, 7, "EN_ROUTE", Then);
        var call = new SeenCall(1, "HIGH", false, null, new(Scene.Latitude, Scene.Longitude), [response]);

        unit.Next(call, response, Then, TimeSpan.FromSeconds(10));
        Assert.InRange(unit.Drive.Now.MetresTo(Home), 149, 151);
        Assert.Equal(180, unit.Drive.Heading, 1.0);

        unit.GoHome(TimeSpan.FromMinutes(5));
        Assert.InRange(unit.Drive.Now.MetresTo(Home), 0, 1);
    }

    private static string After(string action, string state) => action switch
    {
        "acknowledge" => "ACKNOWLEDGED",
        "depart" => "EN_ROUTE",
        "arrive" => "ON_SCENE",
        "transport" => "TRANSPORTING",
        "arrive-hospital" => "AT_HOSPITAL",
        "transfer-care" => "TRANSFERRED_CARE",
        "clear" => "CLEARED",
        _ => state,
    };
}
