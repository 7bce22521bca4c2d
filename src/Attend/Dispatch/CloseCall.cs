using System.ComponentModel.DataAnnotations;
using Attend.Fleet;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <param name="Disposition">For the patients that have none yet, or for a call without patients.</param>
internal sealed record CloseCallRequest(Disposition? Disposition = null, [StringLength(500)] string? Reason = null, DateTimeOffset? OccurredAt = null);

/// <summary>Closes a call that no unit is on, giving the dispositions that are missing.</summary>
internal static class CloseCall
{
    public static Task<Results<Ok<CallView>, Refused>> Handle(long id, CloseCallRequest request, Db db, Caller caller, CancellationToken ct) =>
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

            if (sheet.Responses.Where(response => response.Active).Select(response => response.UnitId).ToList() is { Count: > 0 } units)
            {
                return DispatchProblems.UnitOnCall.Refuse(new { units });
            }

            var word = request.Disposition is { } given ? Words.Of(given) : null;
            var open = sheet.Patients.Where(patient => patient.Disposition is null).Select(patient => patient.Id).ToList();
            if (word is null && (open.Count > 0 || sheet.Patients.Count == 0 && call.Disposition is null))
            {
                return DispatchProblems.DispositionNeeded.Refuse(new { patients = open });
            }

            GiveDisposition.Save(change, id, open, word, tap!.At);
            change.Move(CallLifecycle.Table, id, CallAction.Close, tap.At, set: $"""
                disposition = coalesce(disposition, {word}), end_reason = {request.Reason}, closed_recorded_at = {change.Now},
                needs_unit_since = null, needs_unit_reason = null, updated_at = {change.Now}
                """);
            Watches.Stop(change, id);
            var view = change.One<CallView>($"{CallView.Select} where c.id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller));
        }, ct);
}
