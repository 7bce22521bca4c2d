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
        TicketStep.Press(id, Permissions.QueuesServe, db, caller, change =>
        {
            var found = DeskRow.Lock(change, request.DeskId!.Value);
            return step =>
            {
                if (found.Value is not { } desk || desk.SiteId != step.Row.SiteId)
                {
                    return QueueProblems.UnknownDesk.Refuse(new { field = "desk_id" });
                }

                if (desk.RefuseAnother() is { } busy)
                {
                    return busy;
                }

                Save(step, desk.Id);
                return null;
            };
        }, ct);

    /// <summary>Queues the call of a ticket to a desk.</summary>
    public static void Save(TicketStep step, long deskId) => step.Save(
        TicketAction.Call, step.Row with { State = TicketState.Called, RecalledAt = null, Recalls = 0, DeskId = deskId, ServedBy = step.By });
}
