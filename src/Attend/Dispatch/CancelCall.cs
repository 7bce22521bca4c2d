using System.ComponentModel.DataAnnotations;
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
            Stop(change, sheet, tap, request.Reason!);
            var view = change.One<CallView>($"{CallView.Select} where c.id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller));
        }, ct);

    /// <summary>Queues what ends with a call: its units stand down and are free, its clocks stop.</summary>
    public static void Stop(Change change, CallSheet sheet, Tap tap, string reason)
    {
        foreach (var response in sheet.Responses.Where(response => response.Active))
        {
            change.Move(ResponseLifecycle.Table, response.Id, ResponseAction.StandDown, tap.At, set: $"end_reason = {reason}, change_pending = null");
            Stamps.Record(change, response, "ended_at", tap, response.State, ResponseState.StoodDown, reason: reason);
            Fleet.Reservations.Release(change, Fleet.HolderKind.Response, response.Id, tap.At);
            change.RunAny($"update dispatch.crew set to_at = {tap.At} where response_id = {response.Id} and to_at is null");
            Watches.Follow(change, response, ResponseState.StoodDown, sheet.Call.Priority, tap);
        }

        Watches.Stop(change, sheet.Call.Id);
    }
}
