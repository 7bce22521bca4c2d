using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <summary>A distress is over: somebody has spoken to the crew. Every other alarm ends with what it rang for.</summary>
internal static class EndAlarm
{
    public static Task<Results<Ok<AlarmView>, Refused>> Handle(long id, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<AlarmView>, Refused>>(caller, async change =>
        {
            // An alarm never changes its kind, so that this needs no lock.
            var kind = change.Find<string>($"select kind from dispatch.alarms where id = {id}");
            await change.Send();
            if (kind.Value is null)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (kind.Value is not AlarmLifecycle.Distress)
            {
                return DispatchProblems.AlarmHasCause.Refuse(new { kind = kind.Value });
            }

            change.Move(AlarmLifecycle.Table, id, AlarmAction.End);
            var view = change.One<AlarmView>($"{AlarmView.Select} where a.id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller));
        }, ct);
}
