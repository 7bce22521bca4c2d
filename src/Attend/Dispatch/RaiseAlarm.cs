using Attend.Platform.Database;
using Attend.Platform.Work;

namespace Attend.Dispatch;

/// <summary>
/// A clock of <see cref="Watches"/> ran out. It looks again under the call's lock, because the step may have come meanwhile; then it
/// raises the alarm, or lets the one that rings climb: from the crew to the dispatcher, from the dispatcher to a supervisor.
/// </summary>
internal static class RaiseAlarm
{
    public static Task RunForCall(IServiceProvider services, Change change, DueItem item) =>
        Run(change, item, CallSheet.Lock(change, item.Data.GetProperty("call_id").GetInt64()), null,
            (call, _) => call is { Open: true, NeedsUnitSince: not null });

    public static Task RunForResponse(IServiceProvider services, Change change, DueItem item) =>
        Run(change, item, CallSheet.LockByResponse(change, ResponseOf(item)), ResponseOf(item),
            (call, response) => Watches.Expected(response!.State, call.Priority) is var (expected, _) && expected == AlarmOf(item));

    /// <summary>A change of priority, place or call that the crew has not confirmed. Before the first acknowledgement that clock asks.</summary>
    public static Task RunForChange(IServiceProvider services, Change change, DueItem item) =>
        Run(change, item, CallSheet.LockByResponse(change, ResponseOf(item)), ResponseOf(item), (call, response) =>
        {
            if (response is { State: ResponseState.Assigned, ChangePending: not null })
            {
                Watches.ChangeTold(change, response, call.Priority);
            }

            return response is { Active: true, ChangePending: not null, State: not ResponseState.Assigned };
        });

    /// <summary>A hospital has not answered its pre-alert, or nobody has found another one for the patient it declined.</summary>
    public static Task RunForPreAlert(IServiceProvider services, Change change, DueItem item)
    {
        var waits = AlarmOf(item) is PreAlerts.Refusal ? PreAlertState.Declined : PreAlertState.Sent;
        var sheet = CallSheet.LockByResponse(change, ResponseOf(item));
        var waiting = change.One<bool>($"""
            select exists (select 1 from dispatch.pre_alerts where response_id = {ResponseOf(item)} and state = {waits})
            """);
        return Run(change, item, sheet, ResponseOf(item), (_, _) => waiting.Value);
    }

    private static long ResponseOf(DueItem item) => item.Data.GetProperty("response_id").GetInt64();

    private static string AlarmOf(DueItem item) => item.Data.GetProperty("alarm").GetString()!;

    private static async Task Run(
        Change change, DueItem item, CallSheet sheet, long? responseId, Func<CallRow, ResponseRow?, bool> still)
    {
        var alarm = AlarmOf(item);
        var ringing = change.Find<Ringing>($"""
            select id, level, state from dispatch.alarms
            where kind = {alarm} and state <> 'ENDED' and (response_id = {responseId}
                or {responseId}::bigint is null and response_id is null and call_id = {item.Data.GetProperty("call_id").GetInt64()})
            """);
        await change.Send();
        var response = responseId is { } which && sheet.Found is not null ? sheet.Response(which) : null;
        if (sheet.Found is not { } call || responseId is not null && response is null || !still(call, response))
        {
            await change.Send();
            return;
        }

        var rungs = Watches.Climb(alarm, call.Priority);
        var level = Ring(change, alarm, call, response, ringing.Value, rungs);
        if (level + 1 < rungs.Count)
        {
            // Counted from the time that was due, not from when somebody got round to it.
            change.Later(item.Kind, item.Key, item.DueAt + rungs[level + 1].After, item.Data);
        }

        await change.Send();
    }

    /// <summary>Queues the alarm at its next level and gives that level. One that somebody has acknowledged climbs no further.</summary>
    private static int Ring(
        Change change, string kind, CallRow call, ResponseRow? response, Ringing? ringing, IReadOnlyList<AlarmRung> rungs)
    {
        if (ringing is null)
        {
            change.AddNext(AlarmLifecycle.Table, AlarmAction.Raise,
            [
                ("kind", kind), ("call_id", call.Id), ("response_id", response?.Id), ("unit_id", response?.UnitId),
                ("priority", call.Priority), ("meant_for", rungs[0].For),
            ]);
            return 0;
        }

        var level = ringing.Level + 1;
        if (ringing.State is not AlarmState.Raised || level >= rungs.Count)
        {
            return rungs.Count;
        }

        var meant = rungs[level].For;
        change.Move(AlarmLifecycle.Table, ringing.Id, AlarmAction.Climb, set: $"level = {level}, meant_for = {meant}",
            data: new { level, meant_for = meant });
        return level;
    }
}

/// <summary>An alarm that rings already.</summary>
internal sealed record Ringing(long Id, int Level, AlarmState State);
