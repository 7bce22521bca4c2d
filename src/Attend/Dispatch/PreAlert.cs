using Attend.Fleet;
using Attend.Platform.Database;

namespace Attend.Dispatch;

/// <summary>How the steps of a response move its pre-alert.</summary>
internal static class PreAlerts
{
    /// <summary>Due work that asks again while a hospital has not answered, or while nobody has answered for its refusal.</summary>
    public const string Unanswered = "dispatch.pre_alert_unanswered";

    /// <summary>The alarm of a hospital that does not say whether it can.</summary>
    public const string Silence = "pre_alert_unanswered";

    /// <summary>The alarm of a hospital that cannot take the patient: a dispatcher finds another one.</summary>
    public const string Refusal = "pre_alert_declined";

    public static readonly TimeSpan AnswerWithin = TimeSpan.FromMinutes(3);

    /// <summary>Queues a new announcement; the one before, to whichever hospital, is moved.</summary>
    public static void Send(Change change, Step step, long hospitalId, int leg, Arrival arrival)
    {
        var response = step.Response;
        change.MoveAll(PreAlertLifecycle.Table,
            $"select id from dispatch.pre_alerts where response_id = {response.Id} and state in ('SENT', 'ACCEPTED', 'DECLINED', 'ARRIVED')",
            PreAlertAction.Move, step.Tap.At);
        change.AddNext(PreAlertLifecycle.Table, PreAlertAction.Send,
        [
            ("call_id", response.CallId), ("response_id", response.Id), ("hospital_id", hospitalId), ("leg", leg),
            ("eta", arrival.At), ("eta_from", arrival.From),
        ], step.Tap.At, new { eta = arrival.At });
        EndAlarms(change, response.Id);
        if (!step.Tap.IsOld(change.Now))
        {
            Ask(change, response, step.Tap.At + AnswerWithin, Silence);
        }
    }

    /// <summary>Queues what the hospital's answer ends: nobody asks again. The call's view is another one, since its crew is told.</summary>
    public static void Answered(Change change, long callId, long responseId)
    {
        change.NotLater(Unanswered, responseId);
        EndAlarms(change, responseId);
        CallProgress.Bump(change, callId);
    }

    /// <summary>Queues the question which announcements of a response live, and how each stands.</summary>
    public static Pending<IReadOnlyList<PreAlertRow>> Of(Change change, long responseId) =>
        change.List<PreAlertRow>($"select id, state, state_since from dispatch.pre_alerts where response_id = {responseId} order by id");

    /// <summary>Queues the announcements as they were before a tap: what it sent has ended, what it moved or ended lives again.</summary>
    public static void TakeBack(Change change, ResponseRow response, IReadOnlyList<PreAlertRow> before, IReadOnlyList<PreAlertRow> now)
    {
        var lived = before.Select(alert => alert.Id).ToHashSet();
        foreach (var sent in now.Where(alert => !lived.Contains(alert.Id) && alert.State is not (PreAlertState.Moved or PreAlertState.Ended)))
        {
            change.Move(PreAlertLifecycle.Table, sent.Id, PreAlertAction.End);
            change.NotLater(Unanswered, response.Id);
        }

        // What a hospital answered since is its word, and stays.
        foreach (var alert in before.Where(alert => now.Any(other => other.Id == alert.Id && other.State != alert.State
            && other.State is PreAlertState.Moved or PreAlertState.Arrived or PreAlertState.Ended)))
        {
            Revive(change, response, alert.Id, alert.State, alert.StateSince);
        }
    }

    /// <summary>Queues an announcement that lives again, with the question that waits for its answer; a refusal rings again at once.</summary>
    private static void Revive(Change change, ResponseRow response, long id, PreAlertState state, DateTimeOffset since)
    {
        change.Move(PreAlertLifecycle.Table, id, PreAlertAction.Revive, to: state, set: $"ended_at = null", since: since);
        if (state is PreAlertState.Sent or PreAlertState.Declined)
        {
            Ask(change, response, state is PreAlertState.Sent ? since + AnswerWithin : change.Now, state is PreAlertState.Sent ? Silence : Refusal);
        }
    }

    private static void Ask(Change change, ResponseRow response, DateTimeOffset at, string alarm) => change.Later(
        Unanswered, response.Id, at, new { response_id = response.Id, call_id = response.CallId, alarm });

    private static void EndAlarms(Change change, long responseId) => change.MoveAll(AlarmLifecycle.Table, $"""
        select id from dispatch.alarms where response_id = {responseId} and kind in ({Silence}, {Refusal}) and state <> 'ENDED'
        """, AlarmAction.End);

    /// <summary>Queues what a step means for the announcement: arrived, or over. A correction may say that nobody was ever on the way.</summary>
    /// <param name="before">The response before the step.</param>
    public static void Follow(Change change, Step step, ResponseAction action, ResponseRow before)
    {
        var move = action switch
        {
            ResponseAction.ArriveHospital => PreAlertAction.Arrive,
            ResponseAction.TransferCare => PreAlertAction.End,
            ResponseAction.Correct when step.Response.State is ResponseState.AtHospital && before.State is ResponseState.Transporting => PreAlertAction.Arrive,
            ResponseAction.Correct when step.Response is { Active: true, State: < ResponseState.Transporting } => PreAlertAction.End,
            _ when !step.Response.Active => PreAlertAction.End,
            _ => (PreAlertAction?)null,
        };
        // Whoever was announced has a destination, whatever became of the stamps.
        if (move is { } next && before.HospitalId is not null)
        {
            change.MoveAll(PreAlertLifecycle.Table,
                $"select id from dispatch.pre_alerts where response_id = {step.Response.Id} and state not in ('MOVED', 'ENDED')", next, step.Tap.At);
            change.NotLater(Unanswered, step.Response.Id);
            EndAlarms(change, step.Response.Id);
        }
    }
}
