using System.ComponentModel.DataAnnotations;
using Attend.Fleet;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <param name="Disposition">How it ended for the patients of this unit, or for the call when it has none (eDisposition.27 to .30).</param>
/// <param name="Hold">Sets the unit aside in the same action: cleaning, restock, refuel, meal, end of shift.</param>
/// <param name="ClearMissing">Entered afterwards: nobody wrote the clear time down, this is the last stamp there is.</param>
internal sealed record ClearUnitRequest(
    Disposition? Disposition = null, ClearHold? Hold = null, bool ClearMissing = false,
    DateTimeOffset? OccurredAt = null, DateTimeOffset? MadeAt = null, DateTimeOffset? SentAt = null);

internal sealed record ClearHold([Required] HoldReason? Reason, DateTimeOffset? Until = null);

/// <summary>
/// The unit is free again (eTimes.13). When it was the last one and a patient has no disposition the call needs a unit; when everything
/// is settled the system closes the call. A next job that was lined up is dispatched in the same transaction.
/// </summary>
internal static class ClearUnit
{
    public static Task<Results<Ok<ResponseView>, Refused>> Handle(long id, ClearUnitRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<ResponseView>, Refused>>(caller, async change =>
        {
            NextJob.LockWithNext(change, id);
            var (step, refused) = Step.Load(change, id, request.OccurredAt, request.MadeAt, request.SentAt);
            if (refused is not null)
            {
                return refused;
            }

            if (request.Hold?.Until <= step!.Tap.At)
            {
                return PlatformProblems.Invalid.Field("hold.until", "lies before the clearing");
            }

            var next = NextJob.LinedUp(change, id);
            var aboard = Assignment.Aboard(change, id);
            await change.Send();
            if (step!.Refuse(Permissions.ResponsesStep) is { } unable)
            {
                return unable;
            }

            var word = request.Disposition is { } given ? Words.Of(given) : null;
            var settled = word is null ? [] : step.Sheet.PatientsOf(step.Response).Select(patient => patient.Id).ToList();
            if (word is not null)
            {
                step.Settle(word, settled);
            }

            if (step.IsLate(ResponseAction.Clear))
            {
                // Who cleared it by radio may not have known how it ended. The unit may long be elsewhere: it is not set aside now.
                step.TakeLate(ResponseAction.Clear, $", disposition = coalesce(disposition, {word})");
                var stamped = step.View();
                await change.Send();
                return TypedResults.Ok(stamped.Value.For(caller, change.Now));
            }

            Save(step, word, settled, request.ClearMissing);
            if (request.Hold is { } hold)
            {
                Holds.Place(change, step.Response.UnitId, hold.Reason!.Value, hold.Until, step.Tap.At);
            }

            if (next.Value is { } following)
            {
                await NextJob.Follow(change, following, step.Response.UnitId, aboard.Value, step.Tap);
            }

            var view = step.View();
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller, change.Now));
        }, ct);

    private static void Save(Step step, string? disposition, IReadOnlyList<long> settled, bool clearMissing)
    {
        if (clearMissing)
        {
            step.Flagged.Add("clear_missing");
        }

        step.Save(ResponseAction.Clear, $"ended_at = {step.Tap.At}, change_pending = null, disposition = {disposition}",
            new { disposition, patients = settled },
            also: response => response with { EndedAt = step.Tap.At, Disposition = disposition, ChangePending = null });
    }
}
