using Attend.People;
using Attend.Platform;
using Attend.Platform.Lifecycles;
using static Attend.Visits.PlaceState;

namespace Attend.Visits;

internal enum PlaceState { Open, Asked, Accepted, EnRoute, Arrived, InProgress, Completed, Released }

[LowerWords]
internal enum PlaceAction { Open, AskFirst, Ask, Accept, Reject, Expire, Reopen, SetOut, Arrive, Start, IAmFine, End, Correct, Release }

/// <summary>One therapist's part of an appointment, from being asked to the end. A forgotten button is passed over; its stamp stays empty.</summary>
internal static class PlaceLifecycle
{
    /// <summary>Its therapist has said that they come, and it is not over.</summary>
    public static readonly PlaceState[] Coming = [Accepted, EnRoute, Arrived, InProgress];

    /// <summary>Its therapist's time is taken.</summary>
    public static readonly PlaceState[] Holding = [Asked, .. Coming];

    // Until they are at the door.
    private static readonly PlaceState[] Before = [Accepted, EnRoute];

    public static readonly Lifecycle<PlaceState, PlaceAction> Table =
        new Lifecycle<PlaceState, PlaceAction>(
            "place", "visits.places", "'appointment:' || appointment_id", "'appointment_id', appointment_id, 'therapist_id', therapist_id")
            .On(PlaceAction.Open, [], PlaceState.Open, "visits.place_opened")
            .On(PlaceAction.AskFirst, [], Asked, "visits.therapist_asked", "asked_at")
            .On(PlaceAction.Ask, [PlaceState.Open, Asked, Accepted], Asked, "visits.therapist_asked", "asked_at")
            .On(PlaceAction.Accept, [Asked], Accepted, "visits.place_accepted", "accepted_at", Permissions.VisitsStep)
            .On(PlaceAction.Reject, [Asked, Accepted], PlaceState.Open, "visits.place_rejected", null, Permissions.VisitsStep)
            .On(PlaceAction.Expire, [Asked], PlaceState.Open, "visits.place_expired")
            .On(PlaceAction.Reopen, [Asked, .. Before], PlaceState.Open, "visits.place_reopened")
            .On(PlaceAction.SetOut, [Accepted], EnRoute, "visits.therapist_set_out", "en_route_at", Permissions.VisitsStep)
            .On(PlaceAction.Arrive, Before, Arrived, "visits.therapist_arrived", "arrived_at", Permissions.VisitsStep)
            .On(PlaceAction.Start, [.. Before, Arrived], InProgress, "visits.visit_started", "started_at", Permissions.VisitsStep)
            .On(PlaceAction.IAmFine, [InProgress], InProgress, PutOffAlarm.Event, null, Permissions.VisitsStep)
            .On(PlaceAction.End, Coming, Completed, "visits.visit_ended", "ended_at", Permissions.VisitsStep)
            .On(PlaceAction.Correct, [Completed], Completed, "visits.visit_corrected", null, Permissions.VisitsPlan)
            .On(PlaceAction.Release, [PlaceState.Open, .. Holding], Released, "visits.place_released", "released_at", Permissions.VisitsPlan);
}
