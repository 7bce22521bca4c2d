using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Attend.Platform.Work;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <summary>
/// A clock of <see cref="Watches"/> ran out. It looks again under the call's lock, because the step may have come meanwhile; then it
/// raises the alarm, or lets the one that rings climb towards a supervisor.
/// </summary>
internal static class RaiseAlarm
{
    public static Task RunForCall(IServiceProvider services, Change change, DueItem item) => Run(change, item, null);

    public static Task RunForResponse(IServiceProvider services, Change change, DueItem item) =>
        Run(change, item, item.Data.GetProperty("response_id").GetInt64());

    /// <summary>A hospital has not answered its pre-alert.</summary>
    public static async Task RunForPreAlert(IServiceProvider services, Change change, DueItem item)
    {
        var responseId = item.Data.GetProperty("response_id").GetInt64();
        var sheet = CallSheet.LockByResponse(change, responseId);
        var unanswered = change.One<bool>($"select exists (select 1 from dispatch.pre_alerts where response_id = {responseId} and state = 'SENT')");
        var ringing = Ringing(change, "pre_alert_unanswered", sheet, responseId);
        await change.Send();
        if (unanswered.Value && sheet.Response(responseId) is { } response)
        {
            Ring(change, "pre_alert_unanswered", sheet.Call, response, ringing.Value);
            await change.Send();
        }
    }

    private static async Task Run(Change change, DueItem item, long? responseId)
    {
        var alarm = item.Data.GetProperty("alarm").GetString()!;
        var sheet = responseId is { } id ? CallSheet.LockByResponse(change, id) : CallSheet.Lock(change, item.Data.GetProperty("call_id").GetInt64());
        var ringing = Ringing(change, alarm, sheet, responseId, item);
        await change.Send();
        if (sheet.Found is not { } call)
        {
            return;
        }

        var response = responseId is { } which ? sheet.Response(which) : null;
        var still = responseId is null ? call is { Open: true, NeedsUnitSince: not null }
            : response is not null && Watches.Expected(response.State, call.Priority) is var (expected, _) && expected == alarm;
        if (still)
        {
            var level = Ring(change, alarm, call, response, ringing.Value);
            var climb = Watches.Climb(alarm, call.Priority);
            if (level < climb.Count)
            {
                change.Later(item.Kind, item.Key, change.Now + climb[level], item.Data);
            }

            await change.Send();
        }
    }

    private static Pending<Ringing?> Ringing(Change change, string kind, CallSheet sheet, long? responseId, DueItem? item = null)
    {
        var callId = responseId is null ? item?.Data.GetProperty("call_id").GetInt64() : null;
        return change.Find<Ringing>($"""
            select id, level, state from dispatch.alarms
            where kind = {kind} and state <> 'ENDED' and (response_id = {responseId} or {responseId}::bigint is null and response_id is null and call_id = {callId})
            """);
    }

    /// <summary>Queues the alarm at its next level and gives that level. One that somebody has acknowledged climbs no further.</summary>
    private static int Ring(Change change, string kind, CallRow call, ResponseRow? response, Ringing? ringing)
    {
        if (ringing is null)
        {
            change.AddNext(AlarmLifecycle.Table, AlarmAction.Raise,
            [
                ("kind", kind), ("call_id", call.Id), ("response_id", response?.Id), ("unit_id", response?.UnitId), ("priority", call.Priority),
            ]);
            return 0;
        }

        if (ringing.State is AlarmState.Raised)
        {
            change.Move(AlarmLifecycle.Table, ringing.Id, AlarmAction.Climb, set: $"level = level + 1", data: new { level = ringing.Level + 1 });
            return ringing.Level + 1;
        }

        return int.MaxValue;
    }
}

/// <summary>An alarm that rings already.</summary>
internal sealed record Ringing(long Id, int Level, AlarmState State);

/// <summary>A dispatcher has seen it and answers for it: exactly one of those who press at once.</summary>
internal static class AcknowledgeAlarm
{
    public static Task<Results<Ok<AlarmView>, Refused>> Handle(long id, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<AlarmView>, Refused>>(caller, async change =>
        {
            change.Move(AlarmLifecycle.Table, id, AlarmAction.Acknowledge, set: $"acknowledged_by = {caller.UserId}");
            // The door answers 404 once all is read; a missing row must not end the reading before.
            var view = change.Find<AlarmView>($"{AlarmView.Select} where a.id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value!.For(caller));
        }, ct);

    /// <summary>The alarms that ring, newest first.</summary>
    public static async Task<Ok<Page<AlarmView>>> List(Db db, Caller caller, CancellationToken ct)
    {
        var rows = await db.List<AlarmView>($"{AlarmView.Select} where a.state <> 'ENDED' order by a.id desc limit 200", ct);
        return TypedResults.Ok(new Page<AlarmView>([.. rows.Select(alarm => alarm.For(caller))], null));
    }
}
