using Attend.Platform;
using Attend.Platform.Database;

namespace Attend.Compatibility;

/// <summary>Where an appointment stands in the words of the old home-care screens, which know a visit and its car as one thing.</summary>
[LowerWords]
internal enum VisitStatus
{
    Pending, Confirmed, Rejected, Expired, PickupRequested, DriverAssignedPickup, DriverEnRoutePickup, DriverArrivedPickup, TherapistPickedUp, EnRoute, Arrived,
    InProgress, Completed, Cancelled, NoShow,
}

/// <summary>How those words follow from what Visits and Trips say.</summary>
internal static class VisitStatuses
{
    /// <summary>The furthest of an appointment <c>a</c> and of its ways there <c>o</c> and back <c>r</c>.</summary>
    public static Sql Shown => Sql.Raw("""
        case when a.state in ('PENDING', 'CONFIRMED') then coalesce(
                 case o.state when 'REQUESTED' then 'pickup_requested' when 'OFFERED' then 'pickup_requested' when 'ASSIGNED' then 'driver_assigned_pickup'
                              when 'EN_ROUTE_PICKUP' then 'driver_en_route_pickup' when 'AT_PICKUP' then 'driver_arrived_pickup'
                              when 'ON_BOARD' then 'therapist_picked_up' when 'DROPPED_OFF' then 'arrived' end, lower(a.state))
             when a.state = 'EN_ROUTE' and o.state = 'DROPPED_OFF' then 'arrived'
             when a.state = 'COMPLETED' then coalesce(
                 case r.state when 'REQUESTED' then 'pickup_requested' when 'OFFERED' then 'pickup_requested' when 'ASSIGNED' then 'driver_assigned_pickup'
                              when 'EN_ROUTE_PICKUP' then 'driver_en_route_pickup' when 'AT_PICKUP' then 'driver_arrived_pickup'
                              when 'ON_BOARD' then 'therapist_picked_up' end, 'completed')
             else lower(a.state) end
        """);
}
