using Attend.Platform.Web;

namespace Attend.Trips;

/// <summary>What Trips refuses, in one line each.</summary>
internal static class TripsProblems
{
    public static readonly Problem UnknownDriver = new("unknown_driver", 404, "There is no such driver.");
    public static readonly Problem NotADriver = new("not_a_driver", 409, "This user does not have the role of a driver.");
    public static readonly Problem UnknownVehicle = new("unknown_vehicle", 404, "There is no such vehicle in use.");
    public static readonly Problem VehicleTaken = new("vehicle_taken", 409, "Another driver has this vehicle.");
    public static readonly Problem DriverHeld = new("driver_held", 409, "The driver or the vehicle is held by another run or call.");
    public static readonly Problem DriverAsked = new("driver_asked", 409, "The driver was just asked to take a trip and has not answered yet.");
    public static readonly Problem DriverDeclined = new("driver_declined", 409, "The driver was asked to take this trip and did not.");
    public static readonly Problem DriverUnavailable = new("driver_unavailable", 409, "The driver cannot take this trip now; see the reason.");
    public static readonly Problem NobodyFree = new("nobody_free", 409, "No driver who could take this trip is free.");
    public static readonly Problem UnknownRun = new("unknown_run", 404, "There is no such run to be joined.");
    public static readonly Problem RunFull = new("run_full", 409, "The run cannot take this trip: too few seats on a part of the way, or somebody would ride too long.");
    public static readonly Problem RunOtherTime = new("run_other_time", 409, "The run is for another time: somebody would be fetched or be at their visit too late, or the car would stand and wait.");
    public static readonly Problem UnknownAppointment = new("unknown_appointment", 404, "There is no such appointment.");
    public static readonly Problem AppointmentOver = new("appointment_over", 409, "There is nothing to drive to: the appointment is over.");
    public static readonly Problem AlreadyRequested = new("already_requested", 409, "One of the passengers has an open trip for this way.");
    public static readonly Problem PassengerRides = new("passenger_rides", 409, "One of the passengers sits in another car.");
    public static readonly Problem UnknownPassenger = new("unknown_passenger", 404, "There is no such person to be driven.");
    public static readonly Problem OnlyOneself = new("only_oneself", 403, "Only operators request trips for others.");
    public static readonly Problem UnknownPlace = new("unknown_place", 400, "Nobody knows from where, or where to; say it.");
    public static readonly Problem UnknownTripSite = new("unknown_trip_site", 404, "There is no such site, or it is not yours.");

    public static readonly IReadOnlyList<Problem> All =
    [
        UnknownDriver, NotADriver, UnknownVehicle, VehicleTaken, DriverHeld, DriverAsked, DriverDeclined, DriverUnavailable, NobodyFree, UnknownRun, RunFull, RunOtherTime,
        UnknownAppointment, AppointmentOver, AlreadyRequested, PassengerRides, UnknownPassenger, OnlyOneself, UnknownPlace, UnknownTripSite,
    ];
}
