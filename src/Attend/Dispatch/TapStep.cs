using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <summary>A tap on a button: by device clock (<c>made_at</c>, <c>sent_at</c>), or entered afterwards (<c>occurred_at</c>).</summary>
internal sealed record TapRequest(DateTimeOffset? OccurredAt = null, DateTimeOffset? MadeAt = null, DateTimeOffset? SentAt = null);

/// <summary>
/// The plain steps of a response, each a button. A step that somebody else entered first makes a late tap its device stamp, not an error.
/// </summary>
internal static class TapStep
{
    public static Func<long, TapRequest, Db, Caller, CancellationToken, Task<Results<Ok<ResponseView>, Refused>>> Handle(ResponseAction action) =>
        (id, request, db, caller, ct) => Take(action, id, request, db, caller, ct);

    public static Task<Results<Ok<ResponseView>, Refused>> Take(
        ResponseAction action, long id, TapRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<ResponseView>, Refused>>(caller, async change =>
        {
            var (step, refused) = Step.Load(change, id, request.OccurredAt, request.MadeAt, request.SentAt);
            if (refused is not null)
            {
                return refused;
            }

            await change.Send();
            if (step!.Refuse(Permissions.ResponsesStep) is { } unable)
            {
                return unable;
            }

            // Priority or place changed under way: the button of the assignment acknowledges the change too.
            var changed = step.Response is { State: not ResponseState.Assigned, Active: true, ChangePending: not null };
            var meant = action is ResponseAction.Acknowledge && changed ? ResponseAction.ConfirmChange : action;
            if (step.IsLate(meant))
            {
                step.TakeLate(meant);
            }
            else if (meant is ResponseAction.Acknowledge or ResponseAction.ConfirmChange)
            {
                step.Save(meant, $"change_pending = null", also: response => response with { ChangePending = null });
                Watches.Confirmed(change, id);
            }
            else
            {
                step.Save(meant);
            }

            var view = step.View();
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller, change.Now));
        }, ct);
}
