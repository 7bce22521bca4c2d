using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Queues;

/// <summary>Somebody sits down at a desk, takes a break, goes home.</summary>
internal static class DeskDay
{
    public static Func<long, Db, Caller, CancellationToken, Task<Results<Ok<DeskView>, Refused>>> Handle(DeskAction action) =>
        (id, db, caller, ct) => db.Write<Results<Ok<DeskView>, Refused>>(caller, async change =>
        {
            var found = DeskRow.Lock(change, id);
            await change.Send();
            if (found.Value is not { } desk || !caller.Reaches(Permissions.QueuesServe, desk.SiteId))
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (action is not DeskAction.Open && desk.TicketId is { } present)
            {
                return QueueProblems.DeskBusy.Refuse(new { ticket_id = present });
            }

            change.Move(DeskLifecycle.Table, id, action, set: $"attended_by = {(action is DeskAction.Close ? null : caller.UserId)}");
            var view = change.One<DeskView>($"{DeskView.Select} where d.id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller.MayAtAll));
        }, ct);
}
