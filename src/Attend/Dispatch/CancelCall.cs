using System.ComponentModel.DataAnnotations;
using Attend.Fleet;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

internal sealed record CancelCallRequest([Required, StringLength(500, MinimumLength = 2)] string? Reason, DateTimeOffset? OccurredAt = null);

/// <summary>Ends a call before anybody is on scene; units on their way are stood down.</summary>
internal static class CancelCall
{
    public static Task<Results<Ok<CallView>, Refused>> Handle(long id, CancelCallRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<CallView>, Refused>>(caller, async change =>
        {
            var (tap, refused) = Tap.Of(change, request.OccurredAt);
            if (refused is not null)
            {
                return refused;
            }

            var sheet = CallSheet.Lock(change, id);
            await change.Send();
            if (sheet.Found is not { } call)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            change.Move(CallLifecycle.Table, id, CallAction.Cancel, tap!.At,
                set: $"end_reason = {request.Reason}, needs_unit_since = null, needs_unit_reason = null, updated_at = {change.Now}");
            foreach (var response in sheet.Responses.Where(response => response.Active))
            {
                EndResponse.Save(change, Step.On(change, sheet, response, tap), ResponseAction.StandDown, request.Reason!, callFollows: false);
            }

            Watches.Stop(change, id);
            var view = change.One<CallView>($"{CallView.Select} where c.id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller));
        }, ct);
}
