namespace Attend.Trips;

/// <summary>What Trips records beside its lifecycles.</summary>
internal static class TripsEvents
{
    public const string DriverKept = "trips.driver_kept";
    public const string TripTimed = "trips.trip_timed";
    public const string TripSought = "trips.trip_sought";
    public const string TripUnserved = "trips.trip_unserved";
    public const string RiderLeft = "trips.rider_left";
    public const string TripPooled = "trips.trip_pooled";

    public static readonly IReadOnlyList<(string Kind, string Sentence)> All =
    [
        (DriverKept, "A driver's vehicle, seats or site was set, or whether they drive at all."),
        (TripTimed, "A trip has other times, because its appointment has."),
        (TripSought, "Drivers are asked for a trip from now on, as soon as one is free."),
        (TripUnserved, "Nobody is free for a trip that is sought; said once, until a driver has had it."),
        (RiderLeft, "One of several passengers does not ride along."),
        (TripPooled, "A further trip was put into a run."),
    ];
}
