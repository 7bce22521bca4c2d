using Attend.Fleet;

namespace Attend.Demo;

/// <summary>What the simulator looks at in a trip.</summary>
internal sealed record SeenTrip(
    long Id, long? AppointmentId, string Leg, string Urgency, string State, DateTimeOffset StateSince, SeenPlace From, SeenPlace To,
    IReadOnlyList<string> NeededSkills, long? DriverId, long? RequestedBy, DateTimeOffset? EtaAt = null)
{
    public bool Waits => State is "REQUESTED" or "OFFERED";

    public bool IsDriven => !Waits;
}

/// <summary>
/// A driver of the simulator with a van. They remember only where they are: what comes next follows from the trip that the server shows, so that it
/// goes on after a restart, and with whatever a person did to the trip meanwhile.
/// </summary>
internal sealed class SimulatedDriver(long id, CareDriver driver)
{
    private static readonly object Nothing = new { };

    public long Id => id;

    public ServerApi Api => driver.Api;

    public long Vehicle => driver.Vehicle;

    public Drive Drive { get; } = new(driver.Stand);

    /// <summary>Moves for some time, and says what the driver presses on the trip that they have; null when it is time for nothing.</summary>
    public Tapped? Next(SeenTrip trip, DateTimeOffset now, TimeSpan elapsed)
    {
        bool After(int seconds) => now - trip.StateSince >= TimeSpan.FromSeconds(seconds + trip.Id * 7 % 11);
        Drive.Stand();
        return trip.State switch
        {
            "ASSIGNED" when After(6) => new("depart", Nothing),
            "EN_ROUTE_PICKUP" when Drive.Go(Point(trip.From), elapsed) => new("arrive", Nothing),
            "AT_PICKUP" when After(15) => new("board", Nothing),
            "ON_BOARD" when Drive.Go(Point(trip.To), elapsed) => new("drop-off", Nothing),
            _ => null,
        };
    }

    public double MetresTo(SeenTrip trip) => Drive.Now.MetresTo(Point(trip.From));

    private static GeoPoint Point(SeenPlace place) => new(place.Latitude!.Value, place.Longitude!.Value);
}
