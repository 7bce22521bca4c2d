using Attend.People;
using Attend.Platform;
using Attend.Platform.Lifecycles;
using static Attend.Trips.TripState;

namespace Attend.Trips;

internal enum TripState { Requested, Offered, Assigned, EnRoutePickup, AtPickup, OnBoard, DroppedOff, Cancelled, PassengerNoShow, Failed }

[LowerWords]
internal enum TripAction { Request, Offer, Withdraw, Assign, Unassign, Refuse, Expire, Depart, Arrive, Board, DropOff, NoShow, Fail, Cancel, Redirect }

/// <summary>A trip from being asked for to the last step out of the car. A forgotten button may be passed over: its stamp stays empty.</summary>
internal static class TripLifecycle
{
    /// <summary>A driver has it, and it is not over.</summary>
    public static readonly IReadOnlyList<TripState> Driven = [Assigned, EnRoutePickup, AtPickup, OnBoard];

    /// <summary>Nobody has it yet.</summary>
    public static readonly IReadOnlyList<TripState> Waiting = [Requested, Offered];

    public static readonly Lifecycle<TripState, TripAction> Table =
        new Lifecycle<TripState, TripAction>("trip", "trips.trips", "'trip:' || id", "'site_id', site_id, 'appointment_id', appointment_id")
            .On(TripAction.Request, [], Requested, "trips.trip_requested", "requested_at", Permissions.TripsRequest)
            .On(TripAction.Offer, [Requested, Offered], Offered, "trips.trip_offered", "offered_at", Permissions.TripsAssign)
            .On(TripAction.Withdraw, [Offered], Requested, "trips.trip_unanswered")
            .On(TripAction.Assign, [Requested, Offered], Assigned, "trips.driver_assigned", "assigned_at", Permissions.TripsAssign)
            .On(TripAction.Unassign, [Assigned, EnRoutePickup, AtPickup], Requested, "trips.driver_unassigned", null, Permissions.TripsAssign)
            .On(TripAction.Refuse, [Assigned], Requested, "trips.assignment_declined")
            .On(TripAction.Expire, [Assigned], Requested, "trips.assignment_expired")
            .On(TripAction.Depart, [Assigned], EnRoutePickup, "trips.driver_departed", "en_route_at", Permissions.TripsStep)
            .On(TripAction.Arrive, [Assigned, EnRoutePickup], AtPickup, "trips.driver_at_pickup", "at_pickup_at", Permissions.TripsStep)
            .On(TripAction.Board, [Assigned, EnRoutePickup, AtPickup], OnBoard, "trips.passengers_on_board", "on_board_at", Permissions.TripsStep)
            .On(TripAction.DropOff, [OnBoard], DroppedOff, "trips.passengers_dropped_off", "dropped_off_at", Permissions.TripsStep)
            .On(TripAction.NoShow, [AtPickup], PassengerNoShow, "trips.passenger_no_show", "ended_at", Permissions.TripsStep)
            .On(TripAction.Fail, [Assigned, EnRoutePickup, AtPickup, OnBoard], Failed, "trips.trip_failed", "ended_at", Permissions.TripsStep)
            .On(TripAction.Cancel, [Requested, Offered, Assigned, EnRoutePickup, AtPickup], Cancelled, "trips.trip_cancelled", "ended_at", Permissions.TripsRequest)
            .On(TripAction.Redirect, [Requested, Offered, Assigned, EnRoutePickup, AtPickup, OnBoard], null, "trips.trip_redirected", null, Permissions.TripsAssign);
}
