using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <summary>A dispatcher has seen it and answers for it: exactly one of those who press at once.</summary>
internal static class AcknowledgeAlarm
{
    public static Task<Results<Ok<AlarmView>, Refused>> Handle(long id, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<AlarmView>, Refused>>(caller, async change =>
        {
            change.Move(AlarmLifecycle.Table, id, AlarmAction.Acknowledge, set: $"acknowledged_by = {caller.UserId}");
            // The door answers 404 once all is read; a missing row must not end the reading before.
            var view = change.Find<AlarmView>($"{AlarmView.Select} where a.id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value!.For(caller));
        }, ct);

    /// <summary>The alarms that ring, newest first.</summary>
    public static async Task<Ok<Page<AlarmView>>> List(Db db, Caller caller, CancellationToken ct)
    {
        var rows = await db.List<AlarmView>($"{AlarmView.Select} where a.state <> 'ENDED' order by a.id desc limit 200", ct);
        return TypedResults.Ok(new Page<AlarmView>([.. rows.Select(alarm => alarm.For(caller))], null));
    }
}
