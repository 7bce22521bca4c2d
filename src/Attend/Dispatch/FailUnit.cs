using System.ComponentModel.DataAnnotations;
using Attend.Fleet;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

[LowerWords]
internal enum FailCause { Breakdown, Collision, CrewIll }

internal sealed record FailRequest(
    [Required] FailCause? Cause, [StringLength(500)] string? Reason = null,
    DateTimeOffset? OccurredAt = null, DateTimeOffset? MadeAt = null, DateTimeOffset? SentAt = null);

/// <summary>
/// A unit fails, whatever it is doing: breakdown, collision, crew ill. It is out of service at once; its patients keep their place and
/// pass to the next unit, and the call needs one.
/// </summary>
internal static class FailUnit
{
    /// <summary>By the response that it is on.</summary>
    public static Task<Results<Ok<ResponseView>, Refused>> OnCall(long id, FailRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<ResponseView>, Refused>>(caller, async change =>
        {
            var (step, refused) = await Fail(change, id, request);
            if (refused is not null)
            {
                return refused;
            }

            var view = step!.View();
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller, change.Now));
        }, ct);

    /// <summary>By the unit, with a call or without.</summary>
    public static Task<Results<NoContent, Refused>> Handle(long id, FailRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            var active = change.Find<long?>($"select id from dispatch.responses where unit_id = {id} and {OfUnit.Active}");
            var mine = OfUnit.Mine(change, id, Permissions.ResponsesStep);
            await change.Send();
            if (OfUnit.Refuse(mine) is { } notYours)
            {
                return notYours;
            }

            if (active.Value is { } responseId)
            {
                var (_, unable) = await Fail(change, responseId, request);
                if (unable is not null)
                {
                    return unable;
                }
            }
            else if (await FailFree(change, id, request) is { } unable)
            {
                return unable;
            }

            await change.Send();
            return TypedResults.NoContent();
        }, ct);

    private static async Task<(Step? Step, Refused? Refused)> Fail(Change change, long responseId, FailRequest request)
    {
        var (step, refused) = Step.Load(change, responseId, request.OccurredAt, request.MadeAt, request.SentAt);
        if (refused is not null)
        {
            return (null, refused);
        }

        await change.Send();
        if (step!.Refuse(Permissions.ResponsesStep) is { } unable)
        {
            return (null, unable);
        }

        EndResponse.Save(change, step, ResponseAction.Fail, request.Reason ?? Words.Of(request.Cause!.Value));
        Holds.Place(change, step.Response.UnitId, Set(request), null, step.Tap.At);
        return (step, null);
    }

    private static async Task<Refused?> FailFree(Change change, long unitId, FailRequest request)
    {
        var (tap, refused) = Tap.Of(change, request.OccurredAt, request.MadeAt, request.SentAt);
        if (refused is not null)
        {
            return refused;
        }

        var unit = Reservations.LockVehicle(change, unitId);
        await change.Send();
        if (Reach.RefuseRetired(unit.Value!) is { } retired)
        {
            return retired;
        }

        if (unit.Value!.Holder is { } holder)
        {
            // Dispatched in this very moment: the crew asks again and fails with the call.
            return FleetProblems.UnitHeld.Refuse(new { unit_id = unitId, holder = holder.Facts });
        }

        Holds.Place(change, unitId, Set(request), null, tap!.At);
        return null;
    }

    private static HoldReason Set(FailRequest request) => request.Cause switch
    {
        FailCause.Collision => HoldReason.Collision,
        FailCause.CrewIll => HoldReason.CrewIll,
        _ => HoldReason.Breakdown,
    };
}
