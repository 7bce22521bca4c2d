using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Web;

namespace Attend.Compatibility;

/// <summary>What somebody is to an appointment: who plans it, comes to it, or drives. The same person may be all three.</summary>
/// <param name="Drives">They have the trip, had it, or are asked to take it.</param>
/// <param name="HasTaken">They have it.</param>
internal sealed record OldRole(bool Plans, bool Comes, bool Drives, bool HasTaken)
{
    public static OldRole Of(AppointmentStanding standing, Caller caller) => new(
        caller.Reaches(Permissions.AppointmentsStep, standing.SiteId), standing.Comes && caller.MayAtAll(Permissions.VisitsStep),
        standing.Drives && caller.MayAtAll(Permissions.TripsStep), standing.HasTaken && caller.MayAtAll(Permissions.TripsStep));

    /// <summary>A driver and nothing else means their own trip.</summary>
    public bool OnlyDrives => Drives && !Plans && !Comes;

    /// <summary>Refuses what is another's to say.</summary>
    public Refused? Refuse(AppointmentPatch patch)
    {
        var may = (Plans || Comes || Drives)
            && (patch.Status is not { } status || May(status)) && (patch.Driver is null || Plans)
            && (patch.TherapistAccepted is null || Plans || Comes) && (patch.DriverAccepted is null || Plans || Drives)
            && (!patch.Notable || patch.Status is VisitStatus.PickupRequested || Plans || Comes || HasTaken);
        return may ? null : PlatformProblems.Forbidden.Refuse();
    }

    /// <summary>What the native keys would not let them do, and these screens do: who rides says that they got out, who drives that they are under way, both write notes.</summary>
    public Permission[] Borrows(AppointmentPatch patch) =>
    [
        .. Comes && patch.Status is VisitStatus.Arrived ? [Permissions.TripsStep] : Array.Empty<Permission>(),
        .. Drives && patch.Status is VisitStatus.EnRoute ? [Permissions.VisitsStep] : Array.Empty<Permission>(),
        .. patch.Notable ? [Permissions.VisitsPlan] : Array.Empty<Permission>(),
    ];

    private bool May(VisitStatus status) => status switch
    {
        VisitStatus.Pending or VisitStatus.Expired or VisitStatus.Cancelled or VisitStatus.DriverAssignedPickup => Plans,
        VisitStatus.DriverEnRoutePickup or VisitStatus.DriverArrivedPickup or VisitStatus.TherapistPickedUp => Plans || Drives,
        VisitStatus.EnRoute or VisitStatus.Arrived => true,
        _ => Plans || Comes,
    };
}
