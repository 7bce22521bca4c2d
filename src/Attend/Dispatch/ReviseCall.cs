using System.ComponentModel.DataAnnotations;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

internal sealed record ReprioritiseRequest([Required] Priority? Priority, [StringLength(500)] string? Reason = null);

internal sealed record RelocateRequest([Required] Place? Location, [StringLength(500)] string? Reason = null);

/// <summary>Another priority or another place: the crews under way are told and acknowledge again.</summary>
internal static class ReviseCall
{
    public static Task<Results<Ok<CallView>, Refused>> Reprioritise(long id, ReprioritiseRequest request, Db db, Caller caller, CancellationToken ct) =>
        Revise(id, db, caller, "priority", request.Priority, (change, call) => change.Move(
            CallLifecycle.Table, id, CallAction.Reprioritise, to: call.State,
            set: $"priority = {request.Priority}, updated_at = {change.Now}", data: new { from = call.Priority, to = request.Priority }), ct);

    public static async Task<Results<Ok<CallView>, Refused>> Relocate(
        long id, RelocateRequest request, Db db, Caller caller, CancellationToken ct)
    {
        var place = request.Location!;
        return Place.Refuse(place, "location") is { } half
            ? half
            : await Revise(id, db, caller, "place", null, (change, call) => change.Move(
                CallLifecycle.Table, id, CallAction.Relocate, to: call.State, set: $"""
                    address = {place.Address}, latitude = {place.Latitude}, longitude = {place.Longitude}, updated_at = {change.Now}
                    """), ct);
    }

    private static Task<Results<Ok<CallView>, Refused>> Revise(
        long id, Db db, Caller caller, string what, Priority? priority, Action<Change, CallRow> move, CancellationToken ct) =>
        db.Write<Results<Ok<CallView>, Refused>>(caller, async change =>
        {
            var sheet = CallSheet.Lock(change, id);
            await change.Send();
            if (sheet.Found is not { } call)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            move(change, call);
            change.RunAny($"""
                update dispatch.responses set change_pending = {what}, version = version + 1 where call_id = {id} and {OfUnit.Active}
                """);
            var urgency = priority ?? call.Priority;
            Watches.Replan(change, sheet, urgency);
            foreach (var response in sheet.Responses.Where(response => response.Active))
            {
                Watches.ChangeTold(change, response, urgency);
                change.Event(DispatchEvents.CrewTold, $"call:{id}", new { response_id = response.Id, unit_id = response.UnitId, what });
            }

            var view = change.One<CallView>($"{CallView.Select} where c.id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller));
        }, ct);
}
