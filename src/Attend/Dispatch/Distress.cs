using Attend.Fleet;
using Attend.People;
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

            // The call first, so that a link cannot take the response away from under the alarm; then one press after the other.
            change.Lock($"""
                select 1 from dispatch.calls
                where id = any(select call_id from dispatch.responses where unit_id = {id} and {OfUnit.Active}) order by id for no key update
                """);
            change.Lock($"select pg_advisory_xact_lock(hashtextextended({AlarmLifecycle.Distress} || {id}::bigint::text, 0))");
            var mine = OfUnit.Mine(change, id, Permissions.UnitsDistress);
            change.Lock($"select 1 from dispatch.alarms where {Live(id)} for no key update");
            var live = change.Find<Ringing>($"select id, level, state from dispatch.alarms where {Live(id)}");
            var on = change.Find<OnCall>($"select id as response_id, call_id from dispatch.responses where unit_id = {id} and {OfUnit.Active}");
            var newId = change.NextId("dispatch.alarms");
            await change.Send();
            if (OfUnit.Refuse(mine) is { } notYours)
            {
                return notYours;
            }

            // Pressed again while it rings: that alarm is the answer. Once somebody answered for it, another press is another cry for help.
            var rings = live.Value is { State: AlarmState.Raised };
            var alarmId = rings ? live.Value!.Id : newId.Value;
            if (!rings)
            {
                if (live.Value is { } answered)
                {
                    change.Move(AlarmLifecycle.Table, answered.Id, AlarmAction.End);
                }

                var fix = positions.Find(id);
                change.Add(AlarmLifecycle.Table, alarmId, AlarmAction.Raise,
                [
                    ("kind", AlarmLifecycle.Distress), ("unit_id", id), ("call_id", on.Value?.CallId), ("response_id", on.Value?.ResponseId),
                    ("meant_for", AlarmFor.Everybody), ("facts", Sql.Json(new { fix?.Latitude, fix?.Longitude, position_at = fix?.At })),
                ], tap!.At);
            }

            var view = change.One<AlarmView>($"{AlarmView.Select} where a.id = {alarmId}");
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller));
        }, ct);

    private static Sql Live(long unitId) => $"kind = {AlarmLifecycle.Distress} and unit_id = {unitId} and state <> 'ENDED'";

    private sealed record OnCall(long ResponseId, long CallId);
}
