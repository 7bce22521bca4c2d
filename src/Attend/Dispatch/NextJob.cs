using System.ComponentModel.DataAnnotations;
using Attend.Fleet;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Lifecycles;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <param name="OverrideReason">A supervisor's reason to pass the duty and licence checks when the unit goes on.</param>
internal sealed record NextJobRequest([Required] long? CallId, [StringLength(500, MinimumLength = 3)] string? OverrideReason = null);

internal sealed record LinedUpRow(long Id, long CallId, string ByActor, string? OverrideReason);

/// <summary>
/// Lines a call up for a unit at hospital. The call goes on needing a unit; it is reserved in the transaction that clears the unit. When
/// the call gets another unit or ends, or this unit fails, the job is dropped.
/// </summary>
internal static class NextJob
{
    /// <summary>
    /// How long a link that dropped a job may be taken back so that the unit is lined up again. By then a supervisor's word may be forgotten,
    /// and nobody waits at a hospital for what was said yesterday.
    /// </summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromDays(1);

    public static Task<Results<NoContent, Refused>> Handle(long id, NextJobRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            // The unit's present call too: clearing locks it, so that no job is lined up behind the back of a clearing.
            var locked = CallSheet.LockAll(change, $"""
                select {request.CallId!.Value}::bigint union all select call_id from dispatch.responses where unit_id = {id} and {OfUnit.Active}
                """);
            var sheet = CallSheet.Lock(change, request.CallId.Value);
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

            if (unit.Value is not { Status: UnitStatus.AtHospital, Holder: { Kind: HolderKind.Response, RequestId: var current } })
            {
                return DispatchProblems.NotAtHospital.Refuse(new { unit_id = id, state = unit.Value.Status });
            }

            if (current == sheet.Call.Id)
            {
                return DispatchProblems.SameCall.Refuse();
            }

            if (sheet.Call.NeedsUnitSince is null)
            {
                return DispatchProblems.CallTaken.Refuse(new { state = sheet.Call.State });
            }

            if (Assignment.RefuseOverride(change, request.OverrideReason) is { } forbidden)
            {
                return forbidden;
            }

            if (!locked.Value.Contains(current))
            {
                throw new LostRace($"Unit {id} went to call {current} meanwhile.");
            }

            DropForGood(change, id);
            change.AddNext(NextJobLifecycle.Table, NextJobAction.LineUp,
            [
                ("unit_id", id), ("call_id", sheet.Call.Id), ("by_actor", caller.Actor), ("override_reason", request.OverrideReason),
            ]);
            await change.Send();
            return TypedResults.NoContent();
        }, ct);

    /// <summary>The dispatcher thought better of it: the unit will be free when it clears.</summary>
    public static Task<Results<NoContent, Refused>> Remove(long id, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<NoContent, Refused>>(caller, async change =>
        {
            var dropped = DropForGood(change, id);
            await change.Send();
            return dropped.Value.Count == 0 ? PlatformProblems.NotFound.Refuse() : TypedResults.NoContent();
        }, ct);

    /// <summary>Queues the locks, in id order, of a response's call and of the one lined up for its unit.</summary>
    public static void LockWithNext(Change change, long responseId) => CallSheet.LockAll(change, $"""
        select call_id from dispatch.responses where id = {responseId} union all select n.call_id {Of(responseId)}
        """);

    /// <summary>Queues the question which call, if any, waits for this response's unit. Its call is locked, so that none is added.</summary>
    public static Pending<LinedUpRow?> LinedUp(Change change, long responseId) =>
        change.Find<LinedUpRow>($"select n.id, n.call_id, n.by_actor, n.override_reason {Of(responseId)}");

    /// <summary>
    /// The unit is cleared in this transaction and goes on, with those aboard, to the call that was lined up. When somebody dropped the
    /// job meanwhile, or unit or crew cannot go, the unit simply stays free.
    /// </summary>
    public static async Task Follow(Change change, LinedUpRow job, long unitId, IReadOnlyList<long> aboard, Tap cleared)
    {
        // A clear that comes late is of then; the crew hears of its next job now, and from now on is waited for.
        var tap = new Tap(change.Now, null, null, null, cleared.Source);
        var sheet = CallSheet.Lock(change, job.CallId);
        change.Lock($"select 1 from dispatch.next_jobs where id = {job.Id} for no key update");
        var state = change.One<NextJobState>($"select state from dispatch.next_jobs where id = {job.Id}");
        var assignment = Assignment.LoadAboard(change, unitId, aboard, tap.At);
        await change.Send();
        if (state.Value is not NextJobState.LinedUp)
        {
            return;
        }

        if ((DispatchUnit.Refuse(sheet.Found)
            ?? (sheet.Call.NeedsUnitSince is null ? DispatchProblems.CallTaken.Refuse() : null) ?? assignment.Refuse(job.OverrideReason)) is { } unable)
        {
            change.Move(NextJobLifecycle.Table, job.Id, NextJobAction.Drop, data: new { refused = unable.Problem.Code });
            return;
        }

        change.Move(NextJobLifecycle.Table, job.Id, NextJobAction.Take, set: Forgotten);
        assignment.Save(change, sheet.Call, tap, null, null, job.OverrideReason, overriddenBy: job.ByActor);
    }

    /// <summary>
    /// Queues that nobody is to come to this call next: it has a unit, or it ended. Where a link gave it the unit, unlinking brings them back.
    /// </summary>
    public static void DropOfCall(Change change, long callId) => change.MoveAll(NextJobLifecycle.Table,
        $"select id from dispatch.next_jobs where call_id = {callId} and state = 'LINED_UP'", NextJobAction.Drop);

    /// <summary>Queues that the units lined up for a call go to the one that it was linked into.</summary>
    public static void Link(Change change, long callId, long into) => change.MoveAll(NextJobLifecycle.Table,
        $"select id from dispatch.next_jobs where call_id = {callId} and state = 'LINED_UP'", NextJobAction.Move,
        set: $"call_id = {into}, linked_from = array_append(linked_from, {callId})", data: new { into_call_id = into });

    /// <summary>
    /// Queues the locks, in id order, of a call, of the one that it was linked into, and of those at which the units are whose jobs that link
    /// dropped: a unit that clears now must not find its job a moment later.
    /// </summary>
    public static Pending<IReadOnlyList<long>> LockLinked(Change change, long callId) => CallSheet.LockAll(change, $"""
        select {callId}::bigint
        union all
        select merged_into from dispatch.calls where id = {callId}
        union all
        select r.call_id from dispatch.calls c
        join dispatch.next_jobs n on n.call_id = c.merged_into and n.state = 'DROPPED' and n.dropped_at = c.cancelled_at
        join dispatch.responses r on r.unit_id = n.unit_id and {OfUnit.ActiveIn("r")} where c.id = {callId}
        """);

    /// <summary>
    /// Queues, once the parting call says whether it needs a unit and before the other one may end, that who was lined up for it goes there
    /// again; where it needs nobody the unit is free.
    /// </summary>
    public static void MoveBack(Change change, CallRow parting)
    {
        var (id, into) = (parting.Id, parting.MergedInto!.Value);
        Sql came = $"select n.id from dispatch.next_jobs n where n.call_id = {into} and n.state = 'LINED_UP' and {LinkedRows.CameFrom(id)}";
        change.MoveAll(NextJobLifecycle.Table,
            $"{came} and exists (select from dispatch.calls c where c.id = {id} and c.needs_unit_since is null)", NextJobAction.Drop);
        change.MoveAll(NextJobLifecycle.Table, came, NextJobAction.Move,
            set: $"call_id = {id}, linked_from = trim_array(linked_from, 1)", data: new { into_call_id = id });
    }

    /// <summary>
    /// Queues, once both calls say whether they need a unit, that the units which a link took off are lined up again, where they still stand
    /// as they did and the link is not longer ago than their jobs are remembered.
    /// </summary>
    /// <param name="locked">The calls that are locked.</param>
    public static void RestoreLinked(Change change, CallRow parting, DateTimeOffset linkedAt, IReadOnlyList<long> locked)
    {
        if (change.Now - linkedAt > Remembered)
        {
            return;
        }

        var (id, into) = (parting.Id, parting.MergedInto!.Value);
        change.MoveAll(NextJobLifecycle.Table, $"""
            select n.id from dispatch.next_jobs n
            join dispatch.calls c on c.id = case when {LinkedRows.CameFrom(id)} then {id} else {into} end
                and c.needs_unit_since is not null
            where n.call_id = {into} and n.state = 'DROPPED' and n.dropped_at = {linkedAt}
              and exists (select 1 from dispatch.responses r where r.unit_id = n.unit_id and r.state in ('AT_HOSPITAL', 'TRANSFERRED_CARE')
                  and r.assigned_at <= n.dropped_at and r.call_id <> c.id and r.call_id = any({locked.ToArray()}))
              and not exists (select 1 from dispatch.next_jobs o where o.unit_id = n.unit_id and o.state = 'LINED_UP')
            """, NextJobAction.Restore, set: $"dropped_at = null");
        MoveBack(change, parting);
    }

    /// <summary>
    /// Queues that this unit goes nowhere next, because a tap ended what it does. Like a link the tap may be taken back, and then the
    /// supervisor's word counts again: it is kept for <see cref="CallRecords"/> to forget.
    /// </summary>
    public static void DropOfUnit(Change change, long unitId) =>
        change.MoveAll(NextJobLifecycle.Table, OfUnitNow(unitId), NextJobAction.Drop);

    private static Pending<IReadOnlyList<Moved>> DropForGood(Change change, long unitId) =>
        change.MoveAll(NextJobLifecycle.Table, OfUnitNow(unitId), NextJobAction.Drop, set: Forgotten);

    /// <summary>
    /// Queues the locks, in id order, of a response's call and of the one to which its unit goes on when its last tap is undone: that must not
    /// be given a unit at the same time.
    /// </summary>
    public static void LockUndone(Change change, long responseId) => CallSheet.LockAll(change, $"""
        select call_id from dispatch.responses where id = {responseId}
        union all
        select n.call_id from dispatch.responses r
        join dispatch.next_jobs n on n.unit_id = r.unit_id and n.state = 'DROPPED' and n.dropped_at = (
            select received_at from dispatch.stamps where response_id = r.id and undone_at is null order by id desc limit 1)
        where r.id = {responseId}
        """);

    /// <summary>Queues that a unit goes on as it would have, when the tap that dropped its job is undone; not where the call has a unit since.</summary>
    public static void RestoreOfUnit(Change change, long unitId, DateTimeOffset droppedAt) => change.MoveAll(NextJobLifecycle.Table, $"""
        select n.id from dispatch.next_jobs n join dispatch.calls c on c.id = n.call_id and c.needs_unit_since is not null
        where n.unit_id = {unitId} and n.state = 'DROPPED' and n.dropped_at = {droppedAt}
          and not exists (select 1 from dispatch.next_jobs o where o.unit_id = n.unit_id and o.state = 'LINED_UP')
        """, NextJobAction.Restore, set: $"dropped_at = null");

    // What somebody wrote stands in the call's notes once it counts, and nowhere once it cannot any more: at once when a person takes the job
    // away; when a link or a tap did, which may be taken back, by retention.
    private static Sql Forgotten => Sql.Raw("override_reason = null");

    private static Sql OfUnitNow(long unitId) => $"select id from dispatch.next_jobs where unit_id = {unitId} and state = 'LINED_UP'";

    private static Sql Of(long responseId) => $"""
        from dispatch.next_jobs n join dispatch.responses r on r.unit_id = n.unit_id where r.id = {responseId} and n.state = 'LINED_UP'
        """;
}
