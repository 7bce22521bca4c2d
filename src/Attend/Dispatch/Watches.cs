using System.Globalization;
using Attend.Platform.Database;

namespace Attend.Dispatch;

/// <summary>
/// The clocks that run over a call and its units: what must have happened by when, per priority. Each is one row of due work that the
/// next step replaces; when it falls due, <see cref="RaiseAlarm"/> looks again and rings.
/// </summary>
internal static class Watches
{
    public const string OfCall = "dispatch.watch_call";
    public const string OfResponse = "dispatch.watch_response";

    public static string Key(long id) => id.ToString(CultureInfo.InvariantCulture);

    /// <summary>How long a call may stand without a unit.</summary>
    public static TimeSpan Undispatched(Priority priority) => priority switch
    {
        Priority.Critical => TimeSpan.FromSeconds(60),
        Priority.High => TimeSpan.FromSeconds(120),
        Priority.Medium => TimeSpan.FromMinutes(5),
        _ => TimeSpan.FromMinutes(15),
    };

    /// <summary>How long a crew may leave an assignment unacknowledged. CRITICAL climbs to voice at 15 s and to the dispatcher at 30 s.</summary>
    public static TimeSpan Unacknowledged(Priority priority) => priority switch
    {
        Priority.Critical => TimeSpan.FromSeconds(15),
        Priority.High => TimeSpan.FromSeconds(30),
        _ => TimeSpan.FromSeconds(60),
    };

    /// <summary>How long an acknowledged unit may stand (turnout).</summary>
    public static TimeSpan Unmoving(Priority priority) => priority is Priority.Critical or Priority.High
        ? TimeSpan.FromSeconds(90)
        : TimeSpan.FromMinutes(3);

    /// <summary>The step that is waited for in each state, and for how long; null where nothing is.</summary>
    public static (string Alarm, TimeSpan After)? Expected(ResponseState state, Priority priority) => state switch
    {
        ResponseState.Assigned => ("not_acknowledged", Unacknowledged(priority)),
        ResponseState.Acknowledged => ("not_moving", Unmoving(priority)),
        ResponseState.EnRoute or ResponseState.Staged => ("crew_silent", TimeSpan.FromMinutes(30)),
        ResponseState.OnScene => ("overdue_on_scene", TimeSpan.FromMinutes(priority is Priority.Critical ? 20 : 30)),
        ResponseState.Transporting => ("crew_silent", TimeSpan.FromMinutes(60)),
        ResponseState.AtHospital => ("transfer_delayed", TimeSpan.FromMinutes(15)),
        ResponseState.TransferredCare => ("not_cleared", TimeSpan.FromMinutes(20)),
        _ => null,
    };

    /// <summary>The further times after which an alarm that nobody acknowledged climbs; the last goes to a supervisor.</summary>
    public static IReadOnlyList<TimeSpan> Climb(string alarm, Priority priority) => alarm switch
    {
        "not_acknowledged" when priority is Priority.Critical => [TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30)],
        "transfer_delayed" => [TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30)],
        _ => [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(3)],
    };

    /// <summary>Starts the clock of a response's new state, or stops it. Times written down late run no clock.</summary>
    public static void Follow(Change change, ResponseRow response, ResponseState state, Priority priority, Tap tap)
    {
        if (tap.IsOld(change.Now))
        {
            return;
        }

        EndAlarms(change, response.Id);
        if (Expected(state, priority) is var (alarm, after))
        {
            change.Later(OfResponse, Key(response.Id), tap.At + after, new { response_id = response.Id, call_id = response.CallId, alarm });
        }
        else
        {
            change.NotLater(OfResponse, Key(response.Id));
        }
    }

    public static void NeedsUnit(Change change, CallRow call, DateTimeOffset at)
    {
        if (change.Now - at <= Tap.Old)
        {
            change.Later(OfCall, Key(call.Id), at + Undispatched(call.Priority), new { call_id = call.Id, alarm = "not_dispatched" });
        }
    }

    /// <summary>A call that was given a unit stops asking for one. Before the shortest watch ran out nothing can have rung.</summary>
    public static void UnitFound(Change change, CallRow call)
    {
        change.NotLater(OfCall, Key(call.Id));
        if (call.NeedsUnitSince is { } since && change.Now - since >= Undispatched(Priority.Critical))
        {
            change.MoveAll(AlarmLifecycle.Table,
                $"select id from dispatch.alarms where call_id = {call.Id} and kind = 'not_dispatched' and state <> 'ENDED'", AlarmAction.End);
        }
    }

    /// <summary>A call that ended rings no more.</summary>
    public static void Stop(Change change, long callId)
    {
        change.NotLater(OfCall, Key(callId));
        change.MoveAll(AlarmLifecycle.Table,
            $"select id from dispatch.alarms where call_id = {callId} and state <> 'ENDED' and kind <> 'distress'", AlarmAction.End);
    }

    /// <summary>What rang for the step before is over once the step was made; the door sets the state of each.</summary>
    private static void EndAlarms(Change change, long responseId) => change.MoveAll(
        AlarmLifecycle.Table, $"select id from dispatch.alarms where response_id = {responseId} and state <> 'ENDED' and kind <> 'distress'",
        AlarmAction.End);
}
