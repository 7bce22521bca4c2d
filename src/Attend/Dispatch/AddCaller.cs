using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <summary>Somebody else calls about the same incident.</summary>
internal static class AddCaller
{
    public static Task<Results<Created<CallView>, Refused>> Handle(
        long id, CallerRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Created<CallView>, Refused>>(caller, async change =>
        {
            var sheet = CallSheet.Lock(change, id);
            var newId = change.NextId("dispatch.callers");
            await change.Send();
            if (sheet.Found is not { } call)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (call.MergedInto is { } into)
            {
                return DispatchProblems.CallMerged.Refuse(new { merged_into = into });
            }

            if (!call.Open)
            {
                return DispatchProblems.CallClosed.Refuse(new { state = call.State });
            }

            change.Run($"""
                insert into dispatch.callers (id, call_id, name, phone, ringing_at, answered_at, created_at)
                values ({newId.Value}, {id}, {request.Name}, {request.Phone}, {request.RingingAt}, {request.AnsweredAt}, {change.Now})
                """);
            CallProgress.Bump(change, id);
            change.Event(DispatchEvents.CallerAdded, $"call:{id}", new { caller_id = newId.Value });
            var view = change.One<CallView>($"{CallView.Select} where c.id = {id}");
            await change.Send();
            return TypedResults.Created($"/api/calls/{id}", view.Value.For(caller));
        }, ct);
}
