using Attend.Fleet;
using Attend.Platform.Database;

namespace Attend.Dispatch;

/// <summary>
/// What moves between two calls that are linked or parted. Each row remembers the calls it came from as a stack, so that links over
/// several calls come apart again in the opposite order.
/// </summary>
internal static class LinkedRows
{
    private static readonly Sql[] Tables =
    [
        Sql.Raw("dispatch.callers"), Sql.Raw("dispatch.patients"), Sql.Raw("dispatch.notes"), Sql.Raw("dispatch.photos"),
    ];

    /// <summary>Queues what hangs on the responses of a call and is shown with them: alarms that stand and live announcements.</summary>
    public static Hanging HangingOn(Change change, Sql callId) => new(
        change.List<HangingAlarm>($"""
            select id, response_id, unit_id, kind from dispatch.alarms
            where call_id = {callId} and response_id is not null and state <> 'ENDED' order by id
            """),
        change.List<HangingPreAlert>($"""
            select id, response_id, hospital_id from dispatch.pre_alerts
            where call_id = {callId} and state not in ('MOVED', 'ENDED') order by id
            """));

    /// <summary>Queues the move of everything that a call has into another one. Both calls are locked.</summary>
    public static void Move(Change change, CallSheet from, CallRow target, Hanging hanging)
    {
        var (id, into) = (from.Call.Id, target.Id);
        foreach (var table in Tables)
        {
            change.RunAny($"update {table} set call_id = {into}, linked_from = array_append(linked_from, {id}) where call_id = {id}");
        }

        NextJob.Link(change, id, into);
        change.RunAny($"""
            update dispatch.responses set call_id = {into}, linked_from = array_append(linked_from, {id}), version = version + 1,
                change_pending = case when {OfUnit.Active} then 'call' else change_pending end
            where call_id = {id}
            """);
        Follow(change, from.Responses, target, hanging);
    }

    /// <summary>Queues the way back of what came from a call with its link; the responses that go back are named.</summary>
    public static void MoveBack(Change change, long into, CallRow parting, IReadOnlyList<ResponseRow> responses, Hanging hanging)
    {
        var id = parting.Id;
        foreach (var table in Tables)
        {
            change.RunAny($"""
                update {table} set call_id = {id}, linked_from = trim_array(linked_from, 1) where call_id = {into} and {CameFrom(id)}
                """);
        }

        change.RunAny($"""
            update dispatch.responses set call_id = {id}, linked_from = trim_array(linked_from, 1), version = version + 1,
                change_pending = case when {OfUnit.Active} then 'call' else change_pending end
            where call_id = {into} and {CameFrom(id)}
            """);
        Follow(change, responses, parting, hanging);
    }

    /// <summary>Queues the question which of a call's rows came there with a link.</summary>
    public static Pending<IReadOnlyList<long>> Of(Change change, Sql table, long id) => change.List<long>($"""
        select id from {table} where call_id = (select merged_into from dispatch.calls where id = {id}) and {CameFrom(id)} order by id
        """);

    /// <summary>What hangs on the responses goes with them: reservations, announcements at hospitals, alarms.</summary>
    private static void Follow(Change change, IReadOnlyList<ResponseRow> responses, CallRow call, Hanging hanging)
    {
        var callId = call.Id;
        long[] ids = [.. responses.Select(response => response.Id)];
        if (ids.Length == 0)
        {
            return;
        }

        Reservations.LockVehicles(change, responses.Where(response => response.Active).Select(response => response.UnitId));
        Reservations.Serve(change, HolderKind.Response, ids, callId);
        change.RunAny($"update dispatch.pre_alerts set call_id = {callId} where response_id = any({ids})");
        change.RunAny($"update dispatch.alarms set call_id = {callId}, version = version + 1 where response_id = any({ids})");
        foreach (var alarm in hanging.Alarms.Value.Where(alarm => ids.Contains(alarm.ResponseId)))
        {
            change.Event(DispatchEvents.AlarmFollowed, $"call:{callId}",
                new { alarm_id = alarm.Id, alarm.Kind, response_id = alarm.ResponseId, unit_id = alarm.UnitId });
        }

        foreach (var alert in hanging.PreAlerts.Value.Where(alert => ids.Contains(alert.ResponseId)))
        {
            change.Event(DispatchEvents.PreAlertFollowed, $"call:{callId}",
                new { pre_alert_id = alert.Id, hospital_id = alert.HospitalId, response_id = alert.ResponseId });
        }

        foreach (var response in responses.Where(response => response.Active))
        {
            Watches.ChangeTold(change, response with { CallId = callId }, call.Priority);
        }
    }

    /// <summary>A condition on a row that moves with its call: it came last from that one.</summary>
    public static Sql CameFrom(long id) => $"linked_from[cardinality(linked_from)] = {id}";
}

/// <summary>What is shown with the responses of a call and moves with them.</summary>
internal sealed record Hanging(Pending<IReadOnlyList<HangingAlarm>> Alarms, Pending<IReadOnlyList<HangingPreAlert>> PreAlerts);

/// <summary>An alarm that stands on a response, and so goes where it goes.</summary>
internal sealed record HangingAlarm(long Id, long ResponseId, long UnitId, string Kind);

/// <summary>A live announcement of a response at a hospital.</summary>
internal sealed record HangingPreAlert(long Id, long ResponseId, long HospitalId);
