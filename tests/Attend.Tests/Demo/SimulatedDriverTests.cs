using Attend.Demo;
using Attend.Fleet;
using Xunit;

namespace Attend.Tests.Demo;

public sealed class SimulatedDriverTests
{
    private static readonly GeoPoint Base = new(-36.88, 174.75);
    private static readonly DateTimeOffset Then = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(3);

    [Fact]
    public void A_trip_is_driven_from_door_to_door_and_the_van_moves()
    {
        var driver = new SimulatedDriver(9, new CareDriver(null!, 4, Base));
        var trip = new SeenTrip(8, 1, "outbound", "normal", "ASSIGNED", Then, new(-36.89, 174.75), new(-36.90, 174.76), [CarePlan.Van], 9, 5);
        var pressed = new List<string>();
        for (var now = Then; trip.State != "DROPPED_OFF" && now < Then.AddHours(1); now += Beat)
        {
            if (driver.Next(trip, now, Beat) is not { } key)
            {
                Assert.Equal(trip.State is "EN_ROUTE_PICKUP" or "ON_BOARD" ? 15 : 0, driver.Drive.Speed);
                continue;
            }

            pressed.Add(key.Action);
            trip = trip with { StateSince = now, State = key.Action switch { "depart" => "EN_ROUTE_PICKUP", "arrive" => "AT_PICKUP", "board" => "ON_BOARD", _ => "DROPPED_OFF" } };
        }

        Assert.Equal("depart arrive board drop-off", string.Join(' ', pressed));
        Assert.InRange(driver.Drive.Now.MetresTo(new(-36.90, 174.76)), 0, 30);
        // Whoever they are to be asked next stands, so that the offer is shown to them.
        Assert.Equal(0, driver.Drive.Speed);
    }
}
