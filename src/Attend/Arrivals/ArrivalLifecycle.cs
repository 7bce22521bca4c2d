using Attend.People;
using Attend.Platform.Lifecycles;
using static Attend.Arrivals.ArrivalState;

namespace Attend.Arrivals;

internal enum ArrivalState { Arriving, Arrived, HandedOver, Withdrawn }

[Platform.LowerWords]
internal enum ArrivalAction { Announce, Move, Change, Arrive, TakeBack, Receive, Settle, Reopen, Withdraw }

/// <summary>
/// A patient on the way to an emergency queue. Only the nurse's word is somebody's own action; the others follow what Dispatch says of the
/// unit and Queues of the number.
/// </summary>
internal static class ArrivalLifecycle
{
    /// <summary>In which somebody is still to be received.</summary>
    public static readonly ArrivalState[] Active = [Arriving, Arrived];

    public static readonly Lifecycle<ArrivalState, ArrivalAction> Table =
        new Lifecycle<ArrivalState, ArrivalAction>(
            "arrival", "arrivals.arrivals", "'arrival:' || id", "'queue_id', queue_id, 'hospital_id', hospital_id, 'call_id', call_id, 'ticket_id', ticket_id")
            .On(ArrivalAction.Announce, [], Arriving, "arrivals.patient_arriving", "announced_at")
            .On(ArrivalAction.Move, [Arriving], Arriving, "arrivals.destination_changed")
            .On(ArrivalAction.Change, [Arriving, Arrived, HandedOver], null, "arrivals.arrival_changed")
            .On(ArrivalAction.Arrive, [Arriving], Arrived, "arrivals.patient_arrived", "arrived_at")
            .On(ArrivalAction.TakeBack, [Arrived], Arriving, "arrivals.arrival_taken_back")
            .On(ArrivalAction.Receive, [Arrived], HandedOver, "arrivals.patient_received", "handed_over_at", Permissions.QueuesTriage)
            // The desk went on with the number without being asked for a place; and took that back.
            .On(ArrivalAction.Settle, [Arrived], HandedOver, "arrivals.arrival_settled", "handed_over_at")
            .On(ArrivalAction.Reopen, [HandedOver], Arrived, "arrivals.reception_taken_back")
            .On(ArrivalAction.Withdraw, [Arriving, Arrived], Withdrawn, "arrivals.arrival_withdrawn", "withdrawn_at");
}
