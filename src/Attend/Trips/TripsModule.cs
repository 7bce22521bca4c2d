using Attend.Fleet;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Web;
using Attend.Platform.Work;
using static Attend.Platform.Web.PlatformProblems;
using static Attend.Trips.TripsProblems;

namespace Attend.Trips;

/// <summary>Drivers and the people whom they pick up: its table of contents.</summary>
internal static class TripsModule
{
    public static void Add(Module module)
    {
        module.Pages.Add("/pickups");
        module.Services.Add(services => services.AddSingleton(_ => OfferTime.FromEnvironment()));
        module.Settings.Add(OfferTime.Known);
        module.Lifecycles.AddRange([TripLifecycle.Table.Table, RunLifecycle.Table.Table, OfferLifecycle.Table.Table]);
        module.Problems.AddRange(TripsProblems.All);
        module.Events.AddRange(TripsEvents.All);
        module.PersonalData.AddRange(TripRecords.Kinds);
        module.Subscriptions.Add(FollowAppointments.Subscription);
        module.Channels.AddRange([TripChannels.Operators, TripChannels.Therapist, TripChannels.Driver]);
        module.Projections.Add(TripNews.Projection);
        module.Services.Add(services => services.AddHostedService<DriverNews>());
        // A driver speaks for their car, though they sign on to none.
        module.Services.Add(services => services.AddSingleton(new AtTheWheel("select user_id, vehicle_id from trips.drivers where active and vehicle_id is not null")));
        module.Due.Add(new DueKind(LapseOffer.Work, "The time of an offer is over, or it can be shown to a driver who stands now.", LapseOffer.Run));
        module.Due.Add(new DueKind(MatchWaiting.Work, "Trips of a site wait for drivers, or a driver became free.", MatchWaiting.Run));
        module.Due.Add(new DueKind(StartRun.Work, "The time of a planned run has come.", StartRun.Run));
        module.Due.Add(new DueKind(EndForgotten.Work, "Trips that nobody took, hours after their visits, end.", EndForgotten.Run, EndForgotten.Every));
        module.Invariants.AddRange(TripsInvariants.All);
        module.Constraints["one_driver_per_vehicle"] = VehicleTaken;
        module.Constraints["one_trip_per_passenger_and_leg"] = AlreadyRequested;
        module.Constraints["one_car_per_passenger"] = PassengerRides;
        module.Constraints["one_open_offer_per_driver"] = DriverAsked;
        module.Constraints["never_twice_to_one_who_declined"] = DriverDeclined;
        module.Constraints["runs_of_one_driver_apart"] = DriverHeld;
        module.Constraints["one_active_run_per_driver"] = DriverHeld;
        module.Constraints["one_active_run_per_vehicle"] = DriverHeld;
        module.Pages.Add("/drive");
        module.Routes.Add(Trips);
        module.Routes.Add(Drivers);
    }

    private static void Trips(IEndpointRouteBuilder routes)
    {
        var trips = routes.Native("/api/trips").WithTags("Trips");
        trips.MapGet("", ReadTrips.List).Needs(Permissions.TripsRead).Refuses(Invalid);
        trips.MapPost("", RequestTrip.Handle).Needs(Permissions.TripsRequest).Refuses(
            UnknownAppointment, AppointmentOver, AlreadyRequested, UnknownPassenger, OnlyOneself, UnknownPlace, UnknownTripSite, DriverAsked, DriverHeld, Invalid);
        trips.MapGet("/{id:long}", ReadTrips.One).Needs(Permissions.TripsRead).Refuses(NotFound);
        trips.MapGet("/{id:long}/candidates", ReadDriverCandidates.Handle).Needs(Permissions.TripsAssign).Refuses(NotFound);
        trips.MapPost("/{id:long}/assign", AssignDriver.Handle).Needs(Permissions.TripsAssign).Refuses(
            NotFound, WrongState, UnknownDriver, DriverHeld, DriverAsked, DriverDeclined, DriverUnavailable, NobodyFree, UnknownRun, RunFull, RunOtherTime, Invalid);
        trips.MapPost("/{id:long}/offer", OfferTrip.Handle).Needs(Permissions.TripsAssign).Refuses(NotFound, WrongState, DriverAsked, DriverHeld);
        trips.MapPost("/{id:long}/unassign", UnassignTrip.Handle).Needs(Permissions.TripsAssign).Refuses(NotFound, WrongState, Invalid);
        trips.MapPost("/{id:long}/cancel", CancelTrip.Handle).Needs(Permissions.TripsRequest).Refuses(NotFound, WrongState, Invalid);
        trips.MapPost("/{id:long}/redirect", RedirectTrip.Handle).Needs(Permissions.TripsAssign).Refuses(NotFound, WrongState, Invalid);
        trips.MapPost("/{id:long}/fail", FailTrip.Handle).Needs(Permissions.TripsStep).Refuses(NotFound, WrongState, Forbidden, Invalid);
        foreach (var (way, action) in new[]
        {
            ("depart", TripAction.Depart), ("arrive", TripAction.Arrive), ("board", TripAction.Board), ("drop-off", TripAction.DropOff), ("no-show", TripAction.NoShow),
        })
        {
            trips.MapPost($"/{{id:long}}/{way}", TapTrip.Handle(action)).Needs(Permissions.TripsStep).Refuses(
                NotFound, WrongState, DriverHeld, DriverUnavailable, PassengerRides, Forbidden, Invalid);
        }

        var offers = routes.Native("/api/offers").WithTags("Trips");
        offers.MapGet("", ReadTrips.Offers).Needs(Permissions.TripsRead).Refuses(Invalid);
        offers.MapPost("/{id:long}/accept", AnswerOffer.Accept).Needs(Permissions.TripsStep).Refuses(
            NotFound, WrongState, DriverHeld, DriverAsked, DriverUnavailable, DriverDeclined, UnknownDriver, Forbidden, Invalid);
        offers.MapPost("/{id:long}/decline", AnswerOffer.Decline).Needs(Permissions.TripsStep).Refuses(NotFound, WrongState, Forbidden, Invalid);
    }

    private static void Drivers(IEndpointRouteBuilder routes)
    {
        var drivers = routes.Native("/api/drivers").WithTags("Trips");
        drivers.MapGet("", ReadDrivers.List).Needs(Permissions.TripsRead).Refuses(Invalid);
        drivers.MapGet("/cars", ReadCars.List).Needs(Permissions.DriversKeep).Refuses(Invalid);
        drivers.MapGet("/{id:long}", ReadDrivers.One).Needs(Permissions.TripsRead).Refuses(NotFound);
        drivers.MapPut("/{id:long}", KeepDriver.Handle).Needs(Permissions.DriversKeep).Refuses(
            NotFound, PreconditionRequired, PreconditionFailed, UnknownTripSite, NotADriver, UnknownVehicle, VehicleTaken, DriverHeld, DriverAsked, Invalid);
        var runs = routes.Native("/api/runs").WithTags("Trips");
        runs.MapGet("", ReadRuns.List).Needs(Permissions.TripsRead).Refuses(Invalid);
        runs.MapGet("/{id:long}", ReadRuns.One).Needs(Permissions.TripsRead).Refuses(NotFound);
    }
}
