using Attend.Fleet;
using Attend.Platform;

namespace Attend.Trips;

/// <summary>The run that a trip would be by itself. Pure.</summary>
/// <param name="Planned">Its time is far ahead: until then the driver is free for others.</param>
internal sealed record OwnRun(DateTimeOffset Begins, DateTimeOffset Ends, bool Planned, IReadOnlyList<TimedStop> Times)
{
    // So long before it is at the door a driver is told, and then no longer free for others.
    private static readonly TimeSpan Reserve = TimeSpan.FromMinutes(10);

    /// <summary>When the driver has to be at the wheel.</summary>
    public DateTimeOffset Departs => Planned ? Begins + Reserve : Begins;

    /// <summary>From where the car is taken to be, at once or to be there at the trip's time.</summary>
    public static OwnRun Of(GeoPoint car, UnitKind kind, TripRow trip, DateTimeOffset now)
    {
        var way = TimeSpan.FromSeconds(TravelTimes.Between(car, trip.From, kind));
        var (begins, planned) = trip.PickUpAt - way - Reserve is { } before && before > now + TripRow.Ahead ? (before, true) : (now, false);
        var times = Route.Times(car, begins, [(trip.Id, StopKind.PickUp), (trip.Id, StopKind.DropOff)], [trip.Ride], TravelTimes.Between, kind);
        return new OwnRun(begins, times[^1].EtaAt + Route.AtTheDoor, planned, times);
    }

    /// <summary>The same for the step's driver, who has a car.</summary>
    public static OwnRun Of(TripStep step) => Of(RunProgress.Car(step, null, [step.Trip]), step.Vehicle!.Kind, step.Trip, step.Now);
}
