using Attend.Fleet;
using Attend.Platform;
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
    private readonly Pending<IReadOnlyList<StampRow>>? stamps;
    private readonly Pending<bool?>? aboard;
    private bool said;

    private Step(Change change, CallSheet sheet, ResponseRow response, Tap tap)
    {
        this.change = change;
        responseId = response.Id;
        Tap = tap;
        Sheet = sheet;
        Response = response;
    }

    private Step(Change change, long responseId, Tap tap)
    {
        this.change = change;
        this.responseId = responseId;
        Tap = tap;
        Sheet = CallSheet.LockByResponse(change, responseId);
        stamps = Stamps.Of(change, responseId);
        // Who rode to the end may still say what happened; who was relieved in mid-call only what happened before.
        aboard = change.One<bool?>($"""
            select bool_or(w.to_at is null or w.to_at >= {tap.At} or w.to_at >= r.ended_at)
            from dispatch.crew w join dispatch.responses r on r.id = w.response_id
            where w.response_id = {responseId} and w.member = {change.Caller.UserId ?? 0}
            """);
    }

    public CallSheet Sheet { get; }

    public Tap Tap { get; }

    public ResponseRow Response { get; private set; } = null!;

    /// <summary>The destination leg that the next save begins; the present one when not set.</summary>
    public int? Leg { get; set; }

    /// <summary>Flags to set with the next save, beside those that the stamps themselves give.</summary>
    public List<string> Flagged { get; } = [];

    /// <summary>The patients as they are after this step; <see cref="Save"/> writes those that a slice changed here.</summary>
    public IReadOnlyList<PatientRow> Patients
    {
        get => field ?? Sheet.Patients;
        set;
    }

    /// <summary>How the call itself ended, when it has no patients; a slice that says so does before <see cref="Save"/>.</summary>
    public string? CallDisposition
    {
        get => said ? field : Sheet.Call.Disposition;
        set
        {
            field = value;
            said = true;
        }
    }

    /// <summary>The call was over and has just been opened again in this change.</summary>
    public bool Reopened { get; set; }

    public IReadOnlyList<StampRow> StampRows => stamps!.Value;

    /// <summary>Queues the lock and the reading; send what else the slice needs along, then ask <see cref="Refuse"/>.</summary>
    public static (Step? Step, Refused? Refused) Load(
        Change change, long responseId, DateTimeOffset? occurredAt, DateTimeOffset? madeAt = null, DateTimeOffset? sentAt = null)
    {
        var (tap, refused) = Tap.Of(change, occurredAt, madeAt, sentAt);
        return refused is not null ? (null, refused) : (new Step(change, responseId, tap!), null);
    }

    /// <summary>A step that follows from one about the whole call, which is locked and read already.</summary>
    public static Step On(Change change, CallSheet sheet, ResponseRow response, Tap tap) => new(change, sheet, response, tap);

    /// <summary>Not there, or somebody else's: a crew moves only its own response.</summary>
    /// <param name="onceAboard">Whether it is enough to have been aboard at some time.</param>
    public Refused? Refuse(Permission permission, bool onceAboard = false)
    {
        if (Sheet.Found is null || Sheet.Response(responseId) is not { } response)
        {
            return PlatformProblems.NotFound.Refuse();
        }

        Response = response;
        var assigned = change.Caller.May(permission) is { Scope: Scope.Assigned };
        return assigned && !(aboard!.Value is { } still && (still || onceAboard)) ? PlatformProblems.NotFound.Refuse() : null;
    }

    /// <summary>Says how it ended for these patients of the unit, or for the call when it has none; <see cref="Save"/> writes it.</summary>
    public void Settle(string disposition, IReadOnlyCollection<long> patients, string? handedTo = null)
    {
        Patients =
        [
            .. Sheet.Patients.Select(patient => !patients.Contains(patient.Id) ? patient : patient with
            {
                Disposition = disposition, DispositionAt = Tap.At, HandedTo = handedTo ?? patient.HandedTo, ResponseId = responseId,
            }),
        ];
        if (Sheet.Patients.Count == 0)
        {
            CallDisposition = disposition;
        }
    }

    /// <summary>Queues the step to the state its row names, or to <paramref name="to"/> where the row leaves it open.</summary>
    /// <param name="also">What else it makes of the response, as <paramref name="set"/> says it to the database.</param>
    /// <param name="since">When the target began, for a way back.</param>
    /// <param name="callFollows">False when the call's own step is being made and this one follows from it.</param>
    public void Save(
        ResponseAction action, Sql? set = null, object? data = null, ResponseState? to = null, string? reason = null,
        Func<ResponseRow, ResponseRow>? also = null, DateTimeOffset? since = null, bool callFollows = true)
    {
        var row = ResponseLifecycle.Table.Step(action);
        var target = row.To ?? to ?? Response.State;
        var before = Response;
        var after = before with { State = target, Version = before.Version + 1 };
        if (row.Row.Stamp is { } column)
        {
            string[] flags = [.. column is "ended_at" ? before.Flags : Stamps.Tapped(before, StampRows, column, Leg ?? before.Leg, Tap.At), .. Flagged];
            set = set is null ? (Sql)$"flags = {flags}" : $"flags = {flags}, {set}";
            after = Stamped(after with { Flags = flags }, column, Tap.At);
            after = also is null ? after : also(after);
            Stamps.Record(change, before, column, Tap, before.State, target, reason: reason,
                previous: column is "ended_at" ? null : Stamps.Value(before, column), leg: Leg, before: Before.Of(this, column, before, after));
        }
        else
        {
            after = also is null ? after : also(after);
        }

        change.Move(ResponseLifecycle.Table, before.Id, action, Tap.At, target, set, data, since);
        Response = after;
        if (target != before.State)
        {
            Occupy(before, target);
            Watches.Follow(change, Response, target, Sheet.Call.Priority, Tap);
        }

        SavePatients();
        if (callFollows)
        {
            Progress(takenBack: action is ResponseAction.Undo or ResponseAction.Correct);
        }

        if (action is not ResponseAction.Undo)
        {
            PreAlerts.Follow(change, this, action, before);
        }
    }

    /// <summary>
    /// Whether this tap came late for a step that stands already: somebody who is not the crew entered it and no device has stamped it on
    /// this leg, or somebody passed it over by entering a later one before the phone could tell.
    /// </summary>
    public bool IsLate(ResponseAction action)
    {
        // From a hospital a transport begins another leg; one that was made before arriving there belongs to the leg that arrived.
        if (Tap.Source is not "device" || ResponseLifecycle.Table.Allows(Response.State, action)
            && !(action is ResponseAction.Transport && Tap.At < Response.AtHospitalAt))
        {
            return false;
        }

        var column = ResponseLifecycle.Table.Step(action).Row.Stamp;
        if (column is null)
        {
            return false;
        }

        var entered = StampRows.Where(stamp => stamp.Step == column && stamp.Leg == Response.Leg).ToList();
        return entered.Count > 0
            ? entered.All(stamp => stamp.Source is "dispatcher" or "entry")
            : Stamps.Value(Response, column) is null && Stamps.Passed(Response, column, Tap.At);
    }

    /// <summary>Queues the device's time in place of the one that was called in by radio; both are kept, and no state changes.</summary>
    /// <param name="set">What the late tap says beyond its time.</param>
    public void TakeLate(ResponseAction action, Sql? set = null)
    {
        var column = ResponseLifecycle.Table.Step(action).Row.Stamp!;
        var previous = Stamps.Value(Response, column);
        var flags = Stamps.Tapped(Response, StampRows, column, Response.Leg, Tap.At);
        Stamps.Record(change, Response, column, Tap, Response.State, Response.State, "late_device", previous);
        change.Run($"""
            update dispatch.responses set {Sql.Raw(column)} = {Tap.At}, flags = {flags}, version = version + 1{set} where id = {responseId}
            """);
        change.Event(DispatchEvents.LateTapTaken, $"call:{Response.CallId}",
            new { response_id = responseId, unit_id = Response.UnitId, step = Words.Of(action), previous_at = previous, at = Tap.At });
        Response = Stamped(Response with { Flags = flags, Version = Response.Version + 1 }, column, Tap.At);
        SavePatients();
        Progress(takenBack: false);
    }

    public Pending<ResponseView> View() => change.One<ResponseView>($"{ResponseView.Select} where r.id = {responseId}");

    /// <summary>Queues the call's own state after this response changed. A call that is over only takes over what its stamps now say.</summary>
    private void Progress(bool takenBack)
    {
        var responses = Sheet.Responses.Select(other => other.Id == Response.Id ? Response : other).ToList();
        Sql? set = CallDisposition == Sheet.Call.Disposition ? null : (Sql)$"disposition = {CallDisposition}";
        if (Reopened || Sheet.Call.Working)
        {
            CallProgress.Of(Sheet.Call, responses, Patients, CallDisposition, takenBack).Save(change, Sheet, Tap.At, set);
        }
        else
        {
            CallProgress.Bump(change, Sheet.Call.Id, Sheet.Call.State is CallState.Closed ? CallProgress.Stamps(responses) : null);
        }
    }

    private void SavePatients()
    {
        var changed = Patients.Except(Sheet.Patients).ToList();
        if (changed.Count > 0)
        {
            change.Run($"""
                update dispatch.patients p
                set response_id = n.response_id, destination_id = n.destination_id, disposition = n.disposition,
                    disposition_at = n.disposition_at, handed_to = n.handed_to, version = p.version + 1
                from jsonb_to_recordset({Sql.Json(changed)}) as n (
                    id bigint, response_id bigint, destination_id bigint, disposition text, disposition_at timestamptz, handed_to text)
                where p.id = n.id
                """, changed.Count);
        }
    }

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
