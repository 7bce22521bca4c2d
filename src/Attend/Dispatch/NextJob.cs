using System.ComponentModel.DataAnnotations;
using Attend.Fleet;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

internal sealed record NextJobRequest([Required] long? CallId);

/// <summary>Lines a call up for a unit at hospital. The call goes on needing a unit; it is reserved in the transaction that clears the unit.</summary>
internal static class NextJob
{
    public static Task<Results<NoContent, Refused>> Handle(long id, NextJobRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            var sheet = CallSheet.Lock(change, request.CallId!.Value);
            var unit = Reservations.LockVehicle(change, id);
            await change.Send();
            if (unit.Value is null)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (DispatchUnit.Refuse(sheet.Found) is { } unable)
            {
                return unable;
            }

            if (unit.Value is not { Status: UnitStatus.AtHospital, RequestId: { } current })
            {
                return DispatchProblems.NotAtHospital.Refuse(new { unit_id = id, state = unit.Value.Status });
            }

            if (current == sheet.Call.Id)
            {
                return DispatchProblems.SameCall.Refuse();
            }

            change.Run($"""
                insert into dispatch.next_jobs (unit_id, call_id, by_actor, at) values ({id}, {sheet.Call.Id}, {caller.Actor}, {change.Now})
                on conflict (unit_id) do update set call_id = excluded.call_id, by_actor = excluded.by_actor, at = excluded.at
                """);
            change.Event("dispatch.next_job_lined_up", $"call:{sheet.Call.Id}", new { unit_id = id });
            await change.Send();
            return TypedResults.NoContent();
        }, ct);

    /// <summary>Queues the question which call, if any, waits for this response's unit.</summary>
    public static Pending<long?> LinedUp(Change change, long responseId) => change.Find<long?>($"""
        select n.call_id from dispatch.next_jobs n join dispatch.responses r on r.unit_id = n.unit_id where r.id = {responseId}
        """);

    /// <summary>
    /// The unit has just been cleared in this transaction and goes on to the call that was lined up. When that call was closed or served
    /// by others meanwhile, the unit simply stays free.
    /// </summary>
    public static async Task Follow(Change change, long unitId, long callId, Tap tap)
    {
        await change.Send();
        var sheet = CallSheet.Lock(change, callId);
        var assignment = Assignment.Load(change, unitId, null, tap.At);
        change.RunAny($"delete from dispatch.next_jobs where unit_id = {unitId}");
        await change.Send();
        if (sheet.Found is { NeedsUnitSince: not null } && DispatchUnit.Refuse(sheet.Found) is null && assignment.Refuse(change, null) is null)
        {
            assignment.Save(change, sheet.Call, tap, null, null, null);
        }
        else
        {
            change.Event("dispatch.next_job_dropped", $"call:{callId}", new { unit_id = unitId });
        }
    }
}
