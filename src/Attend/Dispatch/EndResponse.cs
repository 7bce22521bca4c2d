using System.ComponentModel.DataAnnotations;
using Attend.Fleet;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

internal sealed record EndRequest(
    [Required, StringLength(500, MinimumLength = 2)] string? Reason,
    DateTimeOffset? OccurredAt = null, DateTimeOffset? MadeAt = null, DateTimeOffset? SentAt = null);

/// <summary>
/// The ends before a clear: the crew declines, or a dispatcher stands the unit down. The call needs a unit again when nobody is left on it.
/// </summary>
internal static class EndResponse
{
    public static Func<long, EndRequest, Db, Caller, CancellationToken, Task<Results<Ok<ResponseView>, Refused>>> Handle(ResponseAction action) =>
        (id, request, db, caller, ct) => db.Write<Results<Ok<ResponseView>, Refused>>(caller, async change =>
        {
            var (step, refused) = Step.Load(change, id, request.OccurredAt, request.MadeAt, request.SentAt);
            if (refused is not null)
            {
                return refused;
            }

            await change.Send();
            if (step!.Refuse(action is ResponseAction.StandDown ? Permissions.CallsDispatch : Permissions.ResponsesStep) is { } unable)
            {
                return unable;
            }

            Save(change, step, action, request.Reason!);
            var view = step.View();
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller, change.Now));
        }, ct);

    /// <param name="callFollows">False when the call itself is ended and its units with it.</param>
    public static void Save(Change change, Step step, ResponseAction action, string reason, bool callFollows = true)
    {
        LeavePatients(step);
        step.Save(action, $"end_reason = {reason}, change_pending = null", reason: reason, callFollows: callFollows,
            also: response => response with { EndedAt = step.Tap.At, ChangePending = null });
        NextJob.DropOfUnit(change, step.Response.UnitId);
    }

    /// <summary>Its patients are nobody's: they keep their place, and whoever comes next takes them.</summary>
    public static void LeavePatients(Step step)
    {
        var id = step.Response.Id;
        step.Patients =
        [
            .. step.Patients.Select(patient =>
                patient.ResponseId == id && patient.Disposition is null ? patient with { ResponseId = null } : patient),
        ];
    }
}
