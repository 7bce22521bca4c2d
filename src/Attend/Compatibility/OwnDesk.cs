using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Attend.Queues;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Compatibility;

/// <summary>
/// The desk of somebody whose system knew of none: the one that they attend, else the first that serves the queue and that nobody attends, which
/// is opened for them.
/// </summary>
internal static class OwnDesk
{
    public static async Task<(DeskRow? Desk, Refused? Refused)> Find(QueueView queue, Db db, Change change, Caller caller, CancellationToken ct)
    {
        var desks = (await db.List<DeskView>($"{DeskView.Select} where d.retired_at is null and d.site_id = {queue.SiteId} order by d.id", ct))
            .Where(desk => desk.Queues.Contains(queue.Id)).ToList();
        var own = desks.Where(desk => desk.AttendedBy == caller.User).OrderBy(desk => desk.State is not DeskState.Open);
        foreach (var candidate in own.Concat(desks.Where(desk => desk.AttendedBy is null)))
        {
            // Somebody else may sit down at it in this very moment.
            var locked = DeskRow.Lock(change, candidate.Id);
            await change.Send();
            if (locked.Value is not { } desk || !(desk.AttendedBy is null || desk.AttendedBy == caller.User))
            {
                continue;
            }

            if (desk.State is not DeskState.Open && (await DeskDay.Handle(DeskAction.Open)(desk.Id, db, caller, ct)).Result is Refused refused)
            {
                return (null, refused);
            }

            return (desk, null);
        }

        return (null, CompatibilityProblems.NoDesk.Refuse());
    }

    /// <summary>Ends what somebody is at a desk for. The old screens know no call without a beginning: whoever was only called has been served by now.</summary>
    public static async Task<Refused?> Complete(TicketView ticket, Db db, Caller caller, CancellationToken ct) =>
        (ticket.State is TicketState.Called ? (await DeskKeys.Start(ticket.Id, db, caller, ct)).Result as Refused : null)
        ?? (await CompleteTicket.Handle(ticket.Id, new CompleteRequest(), db, caller, ct)).Result as Refused;

    /// <summary>Calls the next one of a queue to a desk and begins with them; null when nobody waits.</summary>
    public static async Task<(TicketView? Ticket, Refused? Refused)> CallAndStart(long queueId, long deskId, Db db, Caller caller, CancellationToken ct)
    {
        var called = await CallNext.FromQueue(queueId, new CallNextRequest(deskId), db, caller, ct);
        if (called.Result is not Ok<TicketView> { Value: { } next })
        {
            return (null, called.Result as Refused);
        }

        var started = await DeskKeys.Start(next.Id, db, caller, ct);
        return started.Result is Ok<TicketView> { Value: { } ticket } ? (ticket, null) : (null, (Refused)started.Result);
    }
}
