using Attend.People;
using Attend.Platform;
using Attend.Platform.Database;
using Attend.Platform.Lifecycles;
using static Attend.Visits.AppointmentState;

namespace Attend.Visits;

internal enum AppointmentState { Pending, Rejected, Expired, Confirmed, EnRoute, Arrived, InProgress, Completed, Cancelled, NoShow }

[LowerWords]
internal enum AppointmentAction
{
    Book, Reopen, AwaitReview, Expire, Confirm, SetOut, Arrive, Start, Complete, Reassign, Deny, Reschedule, Extend, EndEarly, RunningLate, Cancel, NoShow,
}

/// <summary>
/// An appointment's states. All but the first and the two that somebody gives it are made of its places (<see cref="AppointmentProgress"/>); the
/// keys that leave the target open lead to what the places are then.
/// </summary>
internal static class AppointmentLifecycle
{
    /// <summary>Not everybody who is to come has said that they do.</summary>
    public static readonly AppointmentState[] Unconfirmed = [Pending, Rejected, Expired];

    public static readonly AppointmentState[] Planned = [.. Unconfirmed, Confirmed];

    /// <summary>Nobody is there yet; who is there is not sent away by a plan.</summary>
    public static readonly AppointmentState[] Ahead = [.. Planned, EnRoute];

    /// <summary>Until it has come to an end.</summary>
    public static readonly AppointmentState[] Working = [.. Planned, EnRoute, Arrived, InProgress];

    /// <summary>It came to nothing.</summary>
    public static readonly AppointmentState[] Nothing = [Cancelled, AppointmentState.NoShow];

    public static readonly Lifecycle<AppointmentState, AppointmentAction> Table =
        new Lifecycle<AppointmentState, AppointmentAction>(
            "appointment", "visits.appointments", "'appointment:' || id",
            "'site_id', site_id, 'client_id', client_id, 'starts_at', starts_at, 'ends_at', ends_at")
            .On(AppointmentAction.Book, [], Pending, "visits.appointment_booked", "booked_at", Permissions.VisitsPlan)
            .On(AppointmentAction.Reopen, Others(Pending), Pending, "visits.appointment_reopened")
            .On(AppointmentAction.AwaitReview, Others(Rejected), Rejected, "visits.appointment_rejected", "rejected_at")
            .On(AppointmentAction.Expire, Others(Expired), Expired, "visits.appointment_expired", "expired_at")
            .On(AppointmentAction.Confirm, Others(Confirmed), Confirmed, "visits.appointment_confirmed", "confirmed_at")
            .On(AppointmentAction.SetOut, Others(EnRoute), EnRoute, "visits.appointment_en_route", "en_route_at")
            .On(AppointmentAction.Arrive, Others(Arrived), Arrived, "visits.appointment_arrived", "arrived_at")
            .On(AppointmentAction.Start, Others(InProgress), InProgress, "visits.appointment_started", "started_at")
            .On(AppointmentAction.Complete, Working, Completed, "visits.appointment_completed", "completed_at")
            .On(AppointmentAction.Reassign, Working, null, "visits.appointment_reassigned", null, Permissions.VisitsPlan)
            .On(AppointmentAction.Deny, Working, null, "visits.rejection_denied", null, Permissions.VisitsPlan)
            .On(AppointmentAction.Reschedule, Planned, null, "visits.appointment_rescheduled", "rescheduled_at", Permissions.VisitsPlan)
            .On(AppointmentAction.Extend, Working, null, "visits.appointment_extended", null, Permissions.VisitsStep)
            .On(AppointmentAction.EndEarly, Working, null, "visits.appointment_shortened", null, Permissions.VisitsStep)
            .On(AppointmentAction.RunningLate, [Pending, Confirmed, EnRoute], null, "visits.running_late", null, Permissions.VisitsStep)
            .On(AppointmentAction.Cancel, Working, Cancelled, "visits.appointment_cancelled", "cancelled_at", Permissions.VisitsPlan)
            .On(AppointmentAction.NoShow, [Pending, Confirmed, EnRoute, Arrived], AppointmentState.NoShow, "visits.client_absent", "no_show_at", Permissions.VisitsStep);

    /// <summary>A condition over <c>visits.appointments a</c>.</summary>
    public static Sql Is(IEnumerable<AppointmentState> some) => Sql.OneOf("a.state", some);

    private static AppointmentState[] Others(AppointmentState target) => [.. Working.Except([target])];
}
