using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Lifecycles;

namespace Attend.Dispatch;

internal enum AlarmState { Raised, Acknowledged, Ended }

/// <summary>Whom an alarm is meant for at the height it has climbed to.</summary>
[Platform.LowerWords]
internal enum AlarmFor { Crew, Dispatcher, Supervisor, Everybody }

[Platform.LowerWords]
internal enum AlarmAction { Raise, Acknowledge, Climb, End }

/// <summary>Something that somebody must see and answer: raised by due work or by a crew, until it is acknowledged or its cause ends.</summary>
internal static class AlarmLifecycle
{
    /// <summary>The crew's panic button. It has no step that ends it, so a person does.</summary>
    public const string Distress = "distress";

    public static readonly Lifecycle<AlarmState, AlarmAction> Table =
        new Lifecycle<AlarmState, AlarmAction>("alarm", "dispatch.alarms",
            "case when call_id is not null then 'call:' || call_id else 'unit:' || unit_id end",
            "'kind', kind, 'call_id', call_id, 'response_id', response_id, 'unit_id', unit_id, 'level', level, 'meant_for', meant_for")
            .On(AlarmAction.Raise, [], AlarmState.Raised, "dispatch.alarm_raised", "raised_at")
            .On(AlarmAction.Acknowledge, [AlarmState.Raised], AlarmState.Acknowledged, "dispatch.alarm_acknowledged", "acknowledged_at", Permissions.CallsDispatch)
            .On(AlarmAction.Climb, [AlarmState.Raised], AlarmState.Raised, "dispatch.alarm_climbed")
            .On(AlarmAction.End, [AlarmState.Raised, AlarmState.Acknowledged], AlarmState.Ended, "dispatch.alarm_ended", "ended_at", Permissions.CallsDispatch);
}

/// <summary>
/// An alarm as the board shows it. <c>level</c> counts how often it has climbed, <c>meant_for</c> says to whom.
/// </summary>
internal sealed record AlarmView(
    long Id, string Kind, long? CallId, string? Call, long? ResponseId, long? UnitId, string? UnitNumber, Priority? Priority, AlarmState State,
    int Level, AlarmFor MeantFor, System.Text.Json.JsonElement Facts, DateTimeOffset RaisedAt, DateTimeOffset? AcknowledgedAt, long? AcknowledgedBy,
    DateTimeOffset? EndedAt, long Version)
{
    /// <summary>What the reader may do with it now. Whatever has a step or a cause that ends it is not ended by hand.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    public AlarmView For(Caller caller) => this with
    {
        Actions =
        [
            .. AlarmLifecycle.Table.Table.Actions(Words.Of(State), caller.MayAtAll)
                .Where(action => action is not "end" || Kind is AlarmLifecycle.Distress),
        ],
    };

    /// <summary>The view over <c>dispatch.alarms a</c>; the caller adds the where.</summary>
    public static Sql Select => Sql.Raw("""
        select a.id, a.kind, a.call_id, c.call_number as call, a.response_id, a.unit_id, u.unit_number, a.priority, a.state, a.level, a.meant_for, a.facts,
               a.raised_at, a.acknowledged_at, a.acknowledged_by, a.ended_at, a.version
        from dispatch.alarms a
        left join dispatch.calls c on c.id = a.call_id
        left join fleet.unit_names u on u.id = a.unit_id
        """);
}
