using System.ComponentModel.DataAnnotations;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

internal sealed record RedirectUnitRequest([Required] long? CallId, [StringLength(500)] string? Reason = null, DateTimeOffset? OccurredAt = null);

/// <summary>
/// Takes a unit that has not arrived from one call and gives it to another, in one transaction: the first call needs a unit from the
/// same moment, and nobody else can have the unit in between. Answers with the new response.
/// </summary>
internal static class RedirectUnit
{
    public static Task<Results<Ok<ResponseView>, Refused>> Handle(long id, RedirectUnitRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<ResponseView>, Refused>>(caller, async change =>
        {
            // Both calls in the order of their ids, whichever way round the redirect goes.
            change.Lock($"""
                select 1 from dispatch.calls
                where id = any(array[{request.CallId!.Value}, (select call_id from dispatch.responses where id = {id})]) order by id for no key update
                """);
            var (step, refused) = Step.Load(change, id, request.OccurredAt);
            if (refused is not null)
            {
                return refused;
            }

            var target = CallSheet.Lock(change, request.CallId!.Value);
            var unitId = change.Find<long?>($"select unit_id from dispatch.responses where id = {id}");
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

            var assignment = Assignment.Load(change, unitId.Value!.Value, null, step.Tap.At, from: id);
            await change.Send();
            if (assignment.Refuse(change, null, heldByOurselves: id) is { } taken)
            {
                return taken;
            }

            step.Save(ResponseAction.Redirect, $"end_reason = {request.Reason ?? "redirected"}, change_pending = null", new { to_call_id = target.Call.Id },
                also: response => response with { EndedAt = step.Tap.At });
            PreAlerts.Follow(change, step, ResponseAction.Redirect);
            var view = assignment.Save(change, target.Call, step.Tap, null, null, null, heldByOurselves: id);
            change.Run($"update dispatch.responses set redirected_to = {assignment.ResponseId} where id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller, change.Now));
        }, ct);
}
