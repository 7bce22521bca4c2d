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

    /// <summary>Queues the move of everything that a call has into another one. Both calls are locked.</summary>
    public static void Move(Change change, CallSheet from, long into)
    {
        var id = from.Call.Id;
        foreach (var table in Tables)
        {
            change.RunAny($"update {table} set call_id = {into}, linked_from = array_append(linked_from, {id}) where call_id = {id}");
        }

        change.RunAny($"update dispatch.next_jobs set call_id = {into} where call_id = {id}");
        change.RunAny($"""
            update dispatch.responses set call_id = {into}, linked_from = array_append(linked_from, {id}), version = version + 1,
                change_pending = case when {OfUnit.Active} then 'call' else change_pending end
            where call_id = {id}
            """);
        Follow(change, from.Responses, into);
    }

    /// <summary>Queues the way back of what came from a call with its link; the responses that go back are named.</summary>
    public static void MoveBack(Change change, long into, long id, IReadOnlyList<ResponseRow> responses)
    {
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
        Follow(change, responses, id);
    }

    /// <summary>Queues the question which of a call's rows came there with a link.</summary>
    public static Pending<IReadOnlyList<long>> Of(Change change, Sql table, long id) => change.List<long>($"""
        select id from {table} where call_id = (select merged_into from dispatch.calls where id = {id}) and {CameFrom(id)} order by id
        """);

    /// <summary>What hangs on the responses goes with them: reservations, announcements at hospitals, alarms.</summary>
    private static void Follow(Change change, IReadOnlyList<ResponseRow> responses, long callId)
    {
        long[] ids = [.. responses.Select(response => response.Id)];
        if (ids.Length == 0)
        {
            return;
        }

        Reservations.LockVehicles(change, responses.Where(response => response.Active).Select(response => response.UnitId));
        Reservations.Serve(change, HolderKind.Response, ids, callId);
        change.RunAny($"update dispatch.pre_alerts set call_id = {callId} where response_id = any({ids})");
        change.RunAny($"update dispatch.alarms set call_id = {callId}, version = version + 1 where response_id = any({ids})");
    }

    private static Sql CameFrom(long id) => $"linked_from[cardinality(linked_from)] = {id}";
}
