using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <summary>The crew's panic button, in any state: everybody is alarmed at once, with the unit's last position.</summary>
internal static class Distress
{
    public static Task<Results<Ok<AlarmView>, Refused>> Handle(
        long id, TapRequest request, Db db, Caller caller, Fleet.Positions positions, CancellationToken ct) =>
        db.Write<Results<Ok<AlarmView>, Refused>>(caller, async change =>
        {
            var (tap, refused) = Tap.Of(change, request.OccurredAt, request.MadeAt, request.SentAt);
            if (refused is not null)
            {
                return refused;
            }

            change.Lock($"select pg_advisory_xact_lock(hashtextextended({"distress"} || {id}::bigint::text, 0))");
            var mine = OfUnit.Mine(change, id);
            var live = change.Find<long?>($"select id from dispatch.alarms where kind = 'distress' and unit_id = {id} and state <> 'ENDED'");
            var on = change.Find<OnCall>($"select id as response_id, call_id from dispatch.responses where unit_id = {id} and {OfUnit.Active}");
            var newId = change.NextId("dispatch.alarms");
            await change.Send();
            if (OfUnit.Refuse(mine) is { } notYours)
            {
                return notYours;
            }

            // Pressed again: the alarm that rings is the answer, not a second one.
            var alarmId = live.Value ?? newId.Value;
            if (live.Value is null)
            {
                var fix = positions.Find(id);
                change.Add(AlarmLifecycle.Table, alarmId, AlarmAction.Raise,
                [
                    ("kind", "distress"), ("unit_id", id), ("call_id", on.Value?.CallId), ("response_id", on.Value?.ResponseId),
                    ("facts", Sql.Json(new { fix?.Latitude, fix?.Longitude, position_at = fix?.At })),
                ], tap!.At);
            }

            var view = change.One<AlarmView>($"{AlarmView.Select} where a.id = {alarmId}");
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller));
        }, ct);

    private sealed record OnCall(long ResponseId, long CallId);
}
