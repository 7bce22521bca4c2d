using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

internal sealed record DeclinePreAlertRequest([Required, StringLength(500, MinimumLength = 2)] string? Reason);

/// <summary>
/// The hospital answers a pre-alert: it expects the patient, or it cannot take them. To decline does not turn the unit away; it alarms the
/// dispatcher, who changes the destination or does not.
/// </summary>
internal static class AnswerPreAlert
{
    public static Task<Results<Ok<PreAlertView>, Refused>> Accept(long id, Db db, Caller caller, CancellationToken ct) =>
        Answer(id, PreAlertAction.Accept, null, db, caller, ct);

    public static Task<Results<Ok<PreAlertView>, Refused>> Decline(
        long id, DeclinePreAlertRequest request, Db db, Caller caller, CancellationToken ct) =>
        Answer(id, PreAlertAction.Decline, request.Reason, db, caller, ct);

    private static Task<Results<Ok<PreAlertView>, Refused>> Answer(
        long id, PreAlertAction action, string? reason, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<PreAlertView>, Refused>>(caller, async change =>
        {
            var sheet = CallSheet.LockByPreAlert(change, id);
            var asked = change.Find<PreAlertView>($"{PreAlertView.Select} where p.id = {id} and {Hospital.Within(caller, Permissions.HospitalsPrealert)}");
            await change.Send();
            if (asked.Value is not { } alert)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            change.Move(PreAlertLifecycle.Table, id, action, set: $"reason = {reason}");
            PreAlerts.Answered(change, alert.CallId, alert.ResponseId);
            if (action is PreAlertAction.Decline)
            {
                var rungs = Watches.Climb(PreAlerts.Refusal, sheet.Call.Priority);
                change.AddNext(AlarmLifecycle.Table, AlarmAction.Raise,
                [
                    ("kind", PreAlerts.Refusal), ("call_id", alert.CallId), ("response_id", alert.ResponseId), ("unit_id", alert.UnitId),
                    ("priority", sheet.Call.Priority), ("meant_for", rungs[0].For),
                    ("facts", Sql.Json(new { hospital_id = alert.HospitalId, pre_alert_id = id })),
                ]);
                change.Later(PreAlerts.Unanswered, alert.ResponseId, change.Now + rungs[1].After,
                    new { response_id = alert.ResponseId, call_id = alert.CallId, alarm = PreAlerts.Refusal });
            }

            var view = change.One<PreAlertView>($"{PreAlertView.Select} where p.id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller));
        }, ct);
}
