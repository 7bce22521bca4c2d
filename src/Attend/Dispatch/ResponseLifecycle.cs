using Attend.People;
using Attend.Platform.Lifecycles;
using static Attend.Dispatch.ResponseState;

namespace Attend.Dispatch;

[Platform.LowerWords]
internal enum ResponseAction
{
    Assign, Enter, Acknowledge, Depart, Stage, Arrive, AtPatient, Transport, ArriveHospital, TransferCare, Clear, BackAtBase, Decline,
    StandDown, Fail, Redirect, ChangeDestination, ChangeCrew, ConfirmChange, Undo, Correct,
}

/// <summary>
/// One unit on one call, in NEMSIS 3.5 order. A forgotten button may be skipped, so a step may come from any state before it; the
/// missing stamps stay empty and are flagged.
/// </summary>
internal static class ResponseLifecycle
{
    private static readonly ResponseState[] Before = [Assigned, Acknowledged, EnRoute, Staged];
    private static readonly ResponseState[] Active = [Assigned, Acknowledged, EnRoute, Staged, OnScene, Transporting, AtHospital, TransferredCare];
    /// <summary>In which nobody is on the way or at work any more.</summary>
    public static readonly ResponseState[] Ended = [Cleared, Declined, StoodDown, Failed];

    public static readonly Lifecycle<ResponseState, ResponseAction> Table =
        new Lifecycle<ResponseState, ResponseAction>("response", "dispatch.responses", "'call:' || call_id", "'unit_id', unit_id")
            .On(ResponseAction.Assign, [], Assigned, "dispatch.unit_assigned", "assigned_at", Permissions.CallsDispatch)
            .On(ResponseAction.Enter, [], Cleared, "dispatch.response_entered", "assigned_at", Permissions.CallsBackdate)
            .On(ResponseAction.Acknowledge, [Assigned], Acknowledged, "dispatch.response_acknowledged", "acknowledged_at", Permissions.ResponsesStep)
            .On(ResponseAction.Depart, [Assigned, Acknowledged], EnRoute, "dispatch.unit_en_route", "en_route_at", Permissions.ResponsesStep)
            .On(ResponseAction.Stage, [Assigned, Acknowledged, EnRoute], Staged, "dispatch.unit_staged", "staged_at", Permissions.ResponsesStep)
            .On(ResponseAction.Arrive, Before, OnScene, "dispatch.unit_on_scene", "on_scene_at", Permissions.ResponsesStep)
            .On(ResponseAction.AtPatient, [.. Before, OnScene], OnScene, "dispatch.crew_at_patient", "at_patient_at", Permissions.ResponsesStep)
            .On(ResponseAction.Transport, [.. Before, OnScene, AtHospital], Transporting, "dispatch.transport_began", "transporting_at", Permissions.ResponsesStep)
            .On(ResponseAction.ArriveHospital, [.. Before, OnScene, Transporting], AtHospital, "dispatch.unit_at_hospital", "at_hospital_at", Permissions.ResponsesStep)
            .On(ResponseAction.TransferCare, [OnScene, Transporting, AtHospital], TransferredCare, "dispatch.care_transferred", "transferred_care_at", Permissions.HospitalsHandover)
            .On(ResponseAction.Clear, Active, Cleared, "dispatch.unit_cleared", "cleared_at", Permissions.ResponsesStep)
            .On(ResponseAction.BackAtBase, Ended, null, "dispatch.unit_back_at_base", "back_at_base_at", Permissions.ResponsesStep)
            .On(ResponseAction.Decline, [Assigned, Acknowledged], Declined, "dispatch.response_declined", "ended_at", Permissions.ResponsesStep)
            .On(ResponseAction.StandDown, [.. Before, OnScene], StoodDown, "dispatch.unit_stood_down", "ended_at", Permissions.CallsDispatch)
            .On(ResponseAction.Fail, Active, Failed, "dispatch.unit_failed", "ended_at", Permissions.ResponsesStep)
            .On(ResponseAction.Redirect, Before, StoodDown, "dispatch.unit_redirected", "ended_at", Permissions.CallsDispatch)
            .On(ResponseAction.ChangeDestination, Active, null, "dispatch.destination_changed", null, Permissions.ResponsesStep)
            .On(ResponseAction.ChangeCrew, Active, null, "dispatch.crew_changed", null, Permissions.CallsDispatch)
            .On(ResponseAction.ConfirmChange, Active, null, "dispatch.change_confirmed", null, Permissions.ResponsesStep)
            .On(ResponseAction.Undo, [.. Active, .. Ended], null, "dispatch.step_undone", null, Permissions.ResponsesUndo)
            .On(ResponseAction.Correct, [.. Active, .. Ended], null, "dispatch.stamp_corrected", null, Permissions.ResponsesCorrect);
}
