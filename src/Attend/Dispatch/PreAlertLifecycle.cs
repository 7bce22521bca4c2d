using Attend.People;
using Attend.Platform.Lifecycles;

namespace Attend.Dispatch;

internal enum PreAlertState { Sent, Accepted, Declined, Moved, Arrived, Ended }

[Platform.LowerWords]
internal enum PreAlertAction { Send, Accept, Decline, Move, Arrive, End, Revive }

/// <summary>The announcement of a patient to one hospital, from leaving the scene until care is transferred.</summary>
internal static class PreAlertLifecycle
{
    public static readonly Lifecycle<PreAlertState, PreAlertAction> Table =
        new Lifecycle<PreAlertState, PreAlertAction>("pre_alert", "dispatch.pre_alerts", "'call:' || call_id",
            "'hospital_id', hospital_id, 'response_id', response_id")
            .On(PreAlertAction.Send, [], PreAlertState.Sent, "dispatch.pre_alert_sent", "sent_at")
            .On(PreAlertAction.Accept, [PreAlertState.Sent], PreAlertState.Accepted, "dispatch.pre_alert_accepted", "accepted_at", Permissions.HospitalsPrealert)
            .On(PreAlertAction.Decline, [PreAlertState.Sent, PreAlertState.Accepted], PreAlertState.Declined, "dispatch.pre_alert_declined", "declined_at", Permissions.HospitalsPrealert)
            .On(PreAlertAction.Move, [PreAlertState.Sent, PreAlertState.Accepted, PreAlertState.Declined, PreAlertState.Arrived], PreAlertState.Moved, "dispatch.pre_alert_moved", "ended_at")
            .On(PreAlertAction.Arrive, [PreAlertState.Sent, PreAlertState.Accepted, PreAlertState.Declined], PreAlertState.Arrived, "dispatch.patient_arrived")
            .On(PreAlertAction.End, [PreAlertState.Sent, PreAlertState.Accepted, PreAlertState.Declined, PreAlertState.Arrived], PreAlertState.Ended, "dispatch.pre_alert_ended", "ended_at")
            .On(PreAlertAction.Revive, [PreAlertState.Moved, PreAlertState.Arrived, PreAlertState.Ended], null, "dispatch.pre_alert_revived");
}
