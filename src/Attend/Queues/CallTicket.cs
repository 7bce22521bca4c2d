using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Queues;

internal sealed record CallTicketRequest([Required] long? DeskId);

/// <summary>Calls one whom the desk chooses, out of turn; who and when stands in the record.</summary>
internal static class CallTicket
{
    public static Task<Results<Ok<TicketView>, Refused>> Handle(long id, CallTicketRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<TicketView>, Refused>>(caller, async change =>
        {
            var desk = DeskRow.Lock(change, request.DeskId!.Value);
            var step = TicketStep.Load(change, id);
            await change.Send();
            if (step.Refuse(Permissions.QueuesServe) is { } unable)
            {
                return unable;
            }

            if (desk.Value is not { } found || found.SiteId != step.Row.SiteId)
            {
                return QueueProblems.UnknownDesk.Refuse(new { field = "desk_id" });
            }

            if (found.State is not DeskState.Open)
            {
                return QueueProblems.DeskNotOpen.Refuse(new { state = found.State });
            }

            if (found.TicketId is { } present)
            {
                return QueueProblems.DeskBusy.Refuse(new { ticket_id = present });
            }

            Save(step, found.Id, caller.UserId);
            var view = step.View();
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller.MayAtAll));
        }, ct);

    public static void Save(TicketStep step, long deskId, long? by) =>
        step.Save(TicketAction.Call, step.Row with { State = TicketState.Called, RecalledAt = null, Recalls = 0, DeskId = deskId, ServedBy = by });
}
