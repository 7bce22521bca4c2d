using System.ComponentModel.DataAnnotations;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

internal sealed record ReopenCallRequest([Required, StringLength(500, MinimumLength = 2)] string? Reason);

/// <summary>Opens a closed call again within two hours of the receipt of its closing; it needs a unit.</summary>
internal static class ReopenCall
{
    public static readonly TimeSpan Window = TimeSpan.FromHours(2);

    public static Task<Results<Ok<CallView>, Refused>> Handle(long id, ReopenCallRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<CallView>, Refused>>(caller, async change =>
        {
            var sheet = CallSheet.Lock(change, id);
            await change.Send();
            if (sheet.Found is not { } call)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (call is { State: CallState.Closed, ClosedRecordedAt: { } closed } && change.Now - closed > Window)
            {
                return DispatchProblems.TooLate.Refuse(new { until = closed + Window });
            }

            change.Move(CallLifecycle.Table, id, CallAction.Reopen, set: $"""
                closed_at = null, closed_recorded_at = null, disposition = null,
                reopened_after = {sheet.Responses.Select(response => response.Id).DefaultIfEmpty(0).Max()}, needs_unit_since = {change.Now}, needs_unit_reason = 'reopened',
                updated_at = {change.Now}
                """);
            change.Run($"""
                insert into dispatch.notes (call_id, kind, text, at, entered_by)
                values ({id}, 'system', {"Reopened: " + request.Reason}, {change.Now}, {caller.Actor})
                """);
            Watches.NeedsUnit(change, call, change.Now);
            var view = change.One<CallView>($"{CallView.Select} where c.id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller));
        }, ct);
}
