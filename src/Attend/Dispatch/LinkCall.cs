using System.ComponentModel.DataAnnotations;
using Attend.Fleet;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <param name="Into">The call that goes on; the other one is left without callers.</param>
internal sealed record LinkCallRequest([Required] long? Into);

/// <summary>
/// Two calls were one incident: callers, patients, notes, photos and units move into the other call, and the emptied one is CANCELLED
/// as a duplicate. The units stay reserved throughout; their crews are told that they serve another call now.
/// </summary>
internal static class LinkCall
{
    public static Task<Results<Ok<CallView>, Refused>> Handle(
        long id, LinkCallRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<CallView>, Refused>>(caller, async change =>
        {
            var into = request.Into!.Value;
            CallSheet.LockAll(change, $"select {id}::bigint union all select {into}");
            var from = CallSheet.Lock(change, id);
            var target = CallSheet.Lock(change, into);
            var hanging = LinkedRows.HangingOn(change, $"{id}::bigint");
            await change.Send();
            if (Refuse(from, target) is { } unable)
            {
                return unable;
            }

            LinkedRows.Move(change, from, target.Call, hanging);
            Join(change, from, target);
            change.Move(CallLifecycle.Table, id, CallAction.Merge, data: new { into_call_id = into }, set: $"""
                merged_into = {into}, end_reason = 'duplicate', needs_unit_since = null, needs_unit_reason = null, updated_at = {change.Now}
                """);
            change.NotLater(ComeDue.Kind, id);
            Watches.Stop(change, id);
            var view = change.One<CallView>($"{CallView.Select} where c.id = {into}");
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller));
        }, ct);

    private static Refused? Refuse(CallSheet from, CallSheet target) => (from.Found, target.Found) switch
    {
        (null, _) => PlatformProblems.NotFound.Refuse(),
        (_, null) => PlatformProblems.NotFound.Refuse(new { field = "into" }),
        ({ Id: var one }, { Id: var other }) when one == other => DispatchProblems.SameCall.Refuse(),
        (_, { MergedInto: { } further }) => DispatchProblems.AlreadyMerged.Refuse(new { merged_into = further }),
        (_, { Open: false } closed) => DispatchProblems.CallClosed.Refuse(new { state = closed.State }),
        // Nothing is reserved for a planned call, so no unit can move there.
        (_, { State: CallState.Planned }) when from.Responses.Count > 0 => DispatchProblems.CallPlanned.Refuse(),
        _ => null,
    };

    /// <summary>Queues what the other call's units and patients mean for the one that goes on.</summary>
    private static void Join(Change change, CallSheet from, CallSheet target)
    {
        var into = target.Call;
        var moved = from.Responses;
        change.Move(CallLifecycle.Table, into.Id, CallAction.Link, to: into.State, data: new { linked_call_id = from.Call.Id, responses = moved.Select(response => response.Id) });
        foreach (var response in moved.Where(response => response.Active))
        {
            change.Event(DispatchEvents.CrewTold, $"call:{into.Id}",
                new { response_id = response.Id, unit_id = response.UnitId, what = "call" });
        }

        if (into.State is CallState.Planned)
        {
            NextJob.DropOfCall(change, into.Id);
            return;
        }

        List<ResponseRow> responses = [.. target.Responses.Concat(moved).OrderBy(response => response.Id)];
        var progress = CallProgress.Of(into, responses, [.. target.Patients, .. from.Patients], into.Disposition);
        progress.Save(change, target, change.Now);
        if (progress.NeedsUnit is null)
        {
            Watches.UnitFound(change, into);
        }
    }
}
