using Attend.Fleet;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;

namespace Attend.Dispatch;

/// <summary>
/// A step of one unit's response, as every step goes: the call is locked, the response is read, and after the decision the door, the
/// stamp's record, the reservation's activity, the call's progress and the next clock are queued together.
/// </summary>
internal sealed class Step
{
    private readonly Change change;
    private readonly long responseId;
    private readonly Pending<IReadOnlyList<StampRow>> stamps;
    private readonly Pending<bool> aboard;

    private Step(Change change, long responseId, Tap tap)
    {
        this.change = change;
        this.responseId = responseId;
        Tap = tap;
        Sheet = CallSheet.LockByResponse(change, responseId);
        stamps = Stamps.Of(change, responseId);
        aboard = change.One<bool>($"""
            select exists (select 1 from dispatch.crew where response_id = {responseId} and member = {change.Caller.UserId ?? 0} and to_at is null)
            """);
    }

    public CallSheet Sheet { get; }

    public Tap Tap { get; }

    public ResponseRow Response { get; private set; } = null!;

    /// <summary>The destination leg that the next save begins; the present one when not set.</summary>
    public int? Leg { get; set; }

    /// <summary>Flags to set with the next save, beside those that the stamps themselves give.</summary>
    public List<string> Flagged { get; } = [];

    public IReadOnlyList<StampRow> StampRows => stamps.Value;

    /// <summary>Queues the lock and the reading; send what else the slice needs along, then ask <see cref="Refuse"/>.</summary>
    public static (Step? Step, Refused? Refused) Load(
        Change change, long responseId, DateTimeOffset? occurredAt, DateTimeOffset? madeAt = null, DateTimeOffset? sentAt = null)
    {
        var (tap, refused) = Tap.Of(change, occurredAt, madeAt, sentAt);
        return refused is not null ? (null, refused) : (new Step(change, responseId, tap!), null);
    }

    /// <summary>Not there, or somebody else's: a crew moves only its own response.</summary>
    public Refused? Refuse(Permission permission)
    {
        if (Sheet.Found is null || Sheet.Response(responseId) is not { } response)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        Response = response;
        var assigned = change.Caller.May(permission) is { Scope: Scope.Assigned };
        return assigned && !aboard.Value ? PlatformProblems.NotFound.Refuse() : null;
    }

    /// <summary>Queues the step to the state its row names, or to <paramref name="to"/> where the row leaves it open.</summary>
    public void Save(
        ResponseAction action, Sql? set = null, object? data = null, ResponseState? to = null, string? reason = null,
        Func<ResponseRow, ResponseRow>? also = null, string? callDisposition = null)
    {
        var row = ResponseLifecycle.Table.Step(action);
        var target = row.To ?? to ?? Response.State;
        var column = row.Row.Stamp;
        var before = Response;
        if (column is not null)
        {
            string[] flags = [.. column is "ended_at" ? before.Flags : Stamps.Flags(before, column, Tap.At), .. Flagged];
            set = set is null ? (Sql)$"flags = {flags}" : $"flags = {flags}, {set}";
            Stamps.Record(change, before, column, Tap, before.State, target, reason: reason, previous: column is "ended_at" ? null : Stamps.Value(before, column), leg: Leg);
        }

        change.Move(ResponseLifecycle.Table, before.Id, action, Tap.At, target, set, data);
        var after = Stamped(before with { State = target, Version = before.Version + 1 }, column, Tap.At);
        Response = also is null ? after : also(after);
        if (target != before.State)
        {
            Occupy(before, target);
            Watches.Follow(change, Response, target, Sheet.Call.Priority, Tap);
        }

        if (Sheet.Call.Open || action is ResponseAction.Undo)
        {
            Progress(callDisposition, takenBack: action is ResponseAction.Undo or ResponseAction.Correct);
        }
        else
        {
            // Back at base, or a stamp corrected, when the call is over: it stays so.
            CallProgress.Bump(change, Sheet.Call.Id);
        }
    }

    /// <summary>Queues the call's own state after this response changed, and gives the response's view.</summary>
    private void Progress(string? callDisposition, bool takenBack)
    {
        var responses = Sheet.Responses.Select(other => other.Id == Response.Id ? Response : other).ToList();
        var disposition = callDisposition ?? Sheet.Call.Disposition;
        CallProgress.Of(Sheet.Call, responses, Patients, disposition, takenBack)
            .Save(change, Sheet, Tap.At, callDisposition is null ? null : (Sql)$"disposition = {callDisposition}");
    }

    /// <summary>The patients as they are after this step; a slice that gives dispositions puts them here before <see cref="Save"/>.</summary>
    public IReadOnlyList<PatientRow> Patients
    {
        get => field ?? Sheet.Patients;
        set;
    }

    public Pending<ResponseView> View() => change.One<ResponseView>($"{ResponseView.Select} where r.id = {responseId}");

    /// <summary>The unit shows what the response does; an ended response releases unit and crew.</summary>
    private void Occupy(ResponseRow before, ResponseState target)
    {
        if (ActivityOf(target) is { } activity)
        {
            Reservations.Show(change, HolderKind.Response, before.Id, activity, Tap.At);
        }
        else
        {
            Reservations.Release(change, HolderKind.Response, before.Id, Tap.At);
            change.RunAny($"update dispatch.crew set to_at = {Tap.At} where response_id = {before.Id} and to_at is null");
        }
    }

    public static Activity? ActivityOf(ResponseState state) => state switch
    {
        ResponseState.Assigned or ResponseState.Acknowledged => Activity.Dispatched,
        ResponseState.EnRoute => Activity.EnRoute,
        ResponseState.Staged => Activity.Staged,
        ResponseState.OnScene => Activity.OnScene,
        ResponseState.Transporting => Activity.Transporting,
        ResponseState.AtHospital or ResponseState.TransferredCare => Activity.AtHospital,
        _ => null,
    };

    public static ResponseRow Stamped(ResponseRow row, string? column, DateTimeOffset? at) => column switch
    {
        "acknowledged_at" => row with { AcknowledgedAt = at },
        "en_route_at" => row with { EnRouteAt = at },
        "staged_at" => row with { StagedAt = at },
        "on_scene_at" => row with { OnSceneAt = at },
        "at_patient_at" => row with { AtPatientAt = at },
        "transporting_at" => row with { TransportingAt = at },
        "at_hospital_at" => row with { AtHospitalAt = at },
        "transferred_care_at" => row with { TransferredCareAt = at },
        "cleared_at" => row with { ClearedAt = at },
        "back_at_base_at" => row with { BackAtBaseAt = at },
        "ended_at" => row with { EndedAt = at },
        _ => row,
    };
}
