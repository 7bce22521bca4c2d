using Attend.Fleet;
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
    public const string OfChange = "dispatch.watch_change";

    public const string NotDispatched = "not_dispatched";
    public const string NotAcknowledged = "not_acknowledged";
    public const string NotConfirmed = "change_not_confirmed";

    /// <summary>How long a call may stand without a unit.</summary>
    public static TimeSpan Undispatched(Priority priority) => priority switch
    {
        Priority.Critical => TimeSpan.FromSeconds(60),
        Priority.High => TimeSpan.FromSeconds(120),
        Priority.Medium => TimeSpan.FromMinutes(5),
        _ => TimeSpan.FromMinutes(15),
    };

    /// <summary>How long a crew may leave an assignment, or a change under way, unacknowledged.</summary>
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
        ResponseState.Assigned => (NotAcknowledged, Unacknowledged(priority)),
        ResponseState.Acknowledged => ("not_moving", Unmoving(priority)),
        ResponseState.EnRoute or ResponseState.Staged => ("crew_silent", TimeSpan.FromMinutes(30)),
        ResponseState.OnScene => ("overdue_on_scene", TimeSpan.FromMinutes(priority is Priority.Critical ? 20 : 30)),
        ResponseState.Transporting => ("crew_silent", TimeSpan.FromMinutes(60)),
        ResponseState.AtHospital => ("transfer_delayed", TimeSpan.FromMinutes(15)),
        ResponseState.TransferredCare => ("not_cleared", TimeSpan.FromMinutes(20)),
        _ => null,
    };

    /// <summary>
    /// How an alarm that nobody acknowledges climbs: whom it is meant for first, then how long after each rung the next one follows; the
    /// last is always a supervisor. A CRITICAL assignment rings on the crew's phones from the start, so the first rung calls the crew by
    /// voice (15 s), the next tells the dispatcher (30 s). A delayed transfer of care climbs at 30 and 60 minutes.
    /// </summary>
    public static IReadOnlyList<AlarmRung> Climb(string alarm, Priority priority) => alarm switch
    {
        NotAcknowledged or NotConfirmed when priority is Priority.Critical =>
            [First(AlarmFor.Crew), new(TimeSpan.FromSeconds(15), AlarmFor.Dispatcher), new(TimeSpan.FromSeconds(30), AlarmFor.Supervisor)],
        "transfer_delayed" =>
            [First(AlarmFor.Dispatcher), new(TimeSpan.FromMinutes(15), AlarmFor.Dispatcher), new(TimeSpan.FromMinutes(30), AlarmFor.Supervisor)],
        _ => [First(AlarmFor.Dispatcher), new(TimeSpan.FromMinutes(1), AlarmFor.Dispatcher), new(TimeSpan.FromMinutes(3), AlarmFor.Supervisor)],
    };

    /// <summary>How long after a unit's arrival the hospital is waited for, rung by rung.</summary>
    public static IReadOnlyList<TimeSpan> TransferMarks { get; } = Marks();

    private static List<TimeSpan> Marks()
    {
        var (alarm, at) = Expected(ResponseState.AtHospital, Priority.Low)!.Value;
        return [.. Climb(alarm, Priority.Low).Select(rung => at += rung.After)];
    }

    /// <summary>Whether an alarm of this kind rings for the crew before anybody else, who then hears how it goes on.</summary>
    public static bool AsksCrew(string alarm, Priority? priority) =>
        priority is { } known && Climb(alarm, known)[0].For is AlarmFor.Crew;

    /// <summary>Starts the clock of a response's new state, or stops it. Times written down late run no clock, but they end what rings.</summary>
    public static void Follow(Change change, ResponseRow response, ResponseState state, Priority priority, Tap tap)
    {
        EndAlarms(change, response.Id);
        if (!tap.IsOld(change.Now) && Expected(state, priority) is var (alarm, after))
        {
            change.Later(OfResponse, response.Id, tap.At + after, new { response_id = response.Id, call_id = response.CallId, alarm });
        }
        else
        {
            change.NotLater(OfResponse, response.Id);
        }

        if (response.ChangePending is not null && (state is ResponseState.Acknowledged || Expected(state, priority) is null))
        {
            Confirmed(change, response.Id);
        }
    }

    /// <summary>A crew was told of a change and is to confirm it as it does an assignment.</summary>
    public static void ChangeTold(Change change, ResponseRow response, Priority priority) => change.Later(
        OfChange, response.Id, change.Now + Unacknowledged(priority),
        new { response_id = response.Id, call_id = response.CallId, alarm = NotConfirmed });

    /// <summary>The crew confirmed a change, or is off the call.</summary>
    public static void Confirmed(Change change, long responseId)
    {
        change.NotLater(OfChange, responseId);
        change.MoveAll(AlarmLifecycle.Table,
            $"select id from dispatch.alarms where response_id = {responseId} and state <> 'ENDED' and kind = {NotConfirmed}", AlarmAction.End);
    }

    /// <summary>
    /// Another priority is another clock: each that runs is put to its new time, though that be past. One whose old time is long over has
    /// rung, or never ran because it was written down late, and stays.
    /// </summary>
    public static void Replan(Change change, CallSheet sheet, Priority priority)
    {
        var call = sheet.Call;
        if (call.NeedsUnitSince is { } needed && Recent(change, needed + Undispatched(call.Priority)))
        {
            change.Later(OfCall, call.Id, needed + Undispatched(priority), new { call_id = call.Id, alarm = NotDispatched });
        }

        foreach (var response in sheet.Responses.Where(response => response.Active))
        {
            if (Since(response) is { } since && Expected(response.State, call.Priority) is var (alarm, before)
                && Expected(response.State, priority) is var (_, after) && after != before && Recent(change, since + before))
            {
                change.Later(OfResponse, response.Id, since + after, new { response_id = response.Id, call_id = call.Id, alarm });
            }
        }
    }

    /// <summary>A call asks for a unit. The clock of one that asks already runs on.</summary>
    public static void NeedsUnit(Change change, CallRow call, DateTimeOffset at)
    {
        if (call.NeedsUnitSince is null && Recent(change, at))
        {
            change.Later(OfCall, call.Id, at + Undispatched(call.Priority), new { call_id = call.Id, alarm = NotDispatched });
        }
    }

    /// <summary>
    /// A call that was given a unit stops asking for one, and so does the unit that was to come next. Before the shortest watch ran out
    /// nothing can have rung.
    /// </summary>
    public static void UnitFound(Change change, CallRow call)
    {
        change.NotLater(OfCall, call.Id);
        NextJob.DropOfCall(change, call.Id);
        if (call.NeedsUnitSince is { } since && change.Now - since >= Undispatched(Priority.Critical))
        {
            change.MoveAll(AlarmLifecycle.Table,
                $"select id from dispatch.alarms where call_id = {call.Id} and kind = {NotDispatched} and state <> 'ENDED'", AlarmAction.End);
        }
    }

    /// <summary>A call that ended rings no more, and nobody is to come to it next.</summary>
    public static void Stop(Change change, long callId)
    {
        change.NotLater(OfCall, callId);
        NextJob.DropOfCall(change, callId);
        change.MoveAll(AlarmLifecycle.Table,
            $"select id from dispatch.alarms where call_id = {callId} and state <> 'ENDED' and kind <> {AlarmLifecycle.Distress}", AlarmAction.End);
    }

    /// <summary>
    /// What rang for the step before is over once the step was made. A change is confirmed by a tap of its own, a distress ended by a
    /// person.
    /// </summary>
    private static void EndAlarms(Change change, long responseId)
    {
        string[] others = [AlarmLifecycle.Distress, NotConfirmed];
        change.MoveAll(AlarmLifecycle.Table,
            $"select id from dispatch.alarms where response_id = {responseId} and state <> 'ENDED' and kind <> all({others})", AlarmAction.End);
    }

    private static AlarmRung First(AlarmFor meant) => new(TimeSpan.Zero, meant);

    private static bool Recent(Change change, DateTimeOffset at) => change.Now - at <= Tap.Old;

    /// <summary>Since when a response is in its state, where the time that is allowed there depends on the priority.</summary>
    private static DateTimeOffset? Since(ResponseRow response) => response.State switch
    {
        ResponseState.Assigned => response.AssignedAt,
        ResponseState.Acknowledged => response.AcknowledgedAt,
        ResponseState.OnScene => response.OnSceneAt ?? response.AtPatientAt,
        _ => null,
    };
}

/// <summary>One rung of an alarm: how long after the one before, and for whom.</summary>
internal sealed record AlarmRung(TimeSpan After, AlarmFor For);
