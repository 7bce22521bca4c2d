using System.ComponentModel.DataAnnotations;
using Attend.Fleet;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <param name="OverrideReason">A supervisor's reason to pass the duty and licence checks of those aboard.</param>
internal sealed record RedirectUnitRequest(
    [Required] long? CallId, [StringLength(500)] string? Reason = null, DateTimeOffset? OccurredAt = null,
    [StringLength(500, MinimumLength = 3)] string? OverrideReason = null);

/// <summary>
/// Takes a unit that has not arrived from one call and gives it to another, in one transaction: the first call needs a unit from the
/// same moment, and nobody else can have the unit in between. Who is aboard stays aboard. Answers with the new response.
/// </summary>
internal static class RedirectUnit
{
    public static Task<Results<Ok<ResponseView>, Refused>> Handle(long id, RedirectUnitRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<ResponseView>, Refused>>(caller, async change =>
        {
            CallSheet.LockAll(change, $"select {request.CallId!.Value}::bigint union all select call_id from dispatch.responses where id = {id}");
            var (step, refused) = Step.Load(change, id, request.OccurredAt);
            if (refused is not null)
            {
                return refused;
            }

            var target = CallSheet.Lock(change, request.CallId!.Value);
            var aboard = Assignment.Aboard(change, id);
            await change.Send();
            if (step!.Refuse(People.Permissions.CallsDispatch) is { } unable)
            {
                return unable;
            }

            if (DispatchUnit.Refuse(target.Found) is { } closed)
            {
                return closed;
            }

            if (target.Call.Id == step.Response.CallId)
            {
                return DispatchProblems.SameCall.Refuse();
            }

            if (Assignment.RefuseOverride(change, request.OverrideReason) is { } forbidden)
            {
                return forbidden;
            }

            var assignment = Assignment.LoadAboard(change, step.Response.UnitId, aboard.Value, step.Tap.At);
            await change.Send();
            if (assignment.Refuse(request.OverrideReason, heldByOurselves: id) is { } taken)
            {
                return taken;
            }

            EndResponse.LeavePatients(step);
            step.Save(ResponseAction.Redirect, $"end_reason = {request.Reason ?? "redirected"}, change_pending = null", new { to_call_id = target.Call.Id },
                also: response => response with { EndedAt = step.Tap.At, ChangePending = null, Redirected = true });
            NextJob.DropOfUnit(change, step.Response.UnitId);
            var view = assignment.Save(change, target.Call, step.Tap, null, null, request.OverrideReason, heldByOurselves: id);
            change.Run($"update dispatch.responses set redirected_to = {assignment.ResponseId} where id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller, change.Now));
        }, ct);
}
