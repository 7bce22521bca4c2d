using Attend.People;
using Attend.Platform;
using Attend.Platform.Database;
using Attend.Platform.Lifecycles;
using static Attend.Trips.TripState;

namespace Attend.Trips;

internal enum TripState { Requested, Offered, Assigned, EnRoutePickup, AtPickup, OnBoard, DroppedOff, Cancelled, PassengerNoShow, Failed }

[LowerWords]
internal enum TripAction { Request, Offer, Withdraw, Assign, Unassign, Refuse, Expire, Depart, Arrive, Board, DropOff, NoShow, Fail, Cancel, Redirect }

/// <summary>A trip from being asked for to the last step out of the car. A forgotten button may be passed over: its stamp stays empty.</summary>
internal static class TripLifecycle
{
    /// <summary>Nobody has it yet.</summary>
    public static readonly TripState[] Waiting = [Requested, Offered];

    /// <summary>A driver is on the way for it.</summary>
    public static readonly TripState[] UnderWay = [EnRoutePickup, AtPickup, OnBoard];

    /// <summary>A driver has it, and it is not over.</summary>
    public static readonly TripState[] Driven = [Assigned, .. UnderWay];

    public static readonly TripState[] Open = [.. Waiting, .. Driven];

    /// <summary>Over, and nobody was driven.</summary>
    public static readonly TripState[] InVain = [Cancelled, PassengerNoShow, Failed];

    public static readonly TripState[] Over = [DroppedOff, .. InVain];

    // Until somebody is on board.
    private static readonly TripState[] Coming = [Assigned, EnRoutePickup, AtPickup];

    public static readonly Lifecycle<TripState, TripAction> Table =
        new Lifecycle<TripState, TripAction>("trip", "trips.trips", "'trip:' || id", "'site_id', site_id, 'appointment_id', appointment_id")
            .On(TripAction.Request, [], Requested, "trips.trip_requested", "requested_at", Permissions.TripsRequest)
            .On(TripAction.Offer, Waiting, Offered, "trips.trip_offered", "offered_at", Permissions.TripsAssign)
            .On(TripAction.Withdraw, [Offered], Requested, "trips.trip_unanswered")
            .On(TripAction.Assign, Waiting, Assigned, "trips.driver_assigned", "assigned_at", Permissions.TripsAssign)
            .On(TripAction.Unassign, Coming, Requested, "trips.driver_unassigned", null, Permissions.TripsAssign)
            .On(TripAction.Refuse, [Assigned], Requested, "trips.assignment_declined")
            .On(TripAction.Expire, [Assigned], Requested, "trips.assignment_expired")
            .On(TripAction.Depart, [Assigned], EnRoutePickup, "trips.driver_departed", "en_route_at", Permissions.TripsStep)
            .On(TripAction.Arrive, [Assigned, EnRoutePickup], AtPickup, "trips.driver_at_pickup", "at_pickup_at", Permissions.TripsStep)
            .On(TripAction.Board, Coming, OnBoard, "trips.passengers_on_board", "on_board_at", Permissions.TripsStep)
            .On(TripAction.DropOff, [OnBoard], DroppedOff, "trips.passengers_dropped_off", "dropped_off_at", Permissions.TripsStep)
            .On(TripAction.NoShow, [AtPickup], PassengerNoShow, "trips.passenger_no_show", "ended_at", Permissions.TripsStep)
            .On(TripAction.Fail, Driven, Failed, "trips.trip_failed", "ended_at", Permissions.TripsStep)
            .On(TripAction.Cancel, [.. Waiting, .. Coming], Cancelled, "trips.trip_cancelled", "ended_at", Permissions.TripsRequest)
            .On(TripAction.Redirect, Open, null, "trips.trip_redirected", null, Permissions.TripsAssign);

    /// <summary>A condition over <c>trips.trips t</c>.</summary>
    public static Sql Is(IEnumerable<TripState> some) => Sql.OneOf("t.state", some);
}
