using Attend.Platform.Database;

namespace Attend.Dispatch;

internal sealed record PatientRow(
    long Id, long? ResponseId, long? DestinationId, string? Disposition, DateTimeOffset? DispositionAt = null, string? HandedTo = null);

/// <summary>
/// A call with its units and patients, read under the call's lock. Every write of Dispatch that touches a call begins here: the call
/// is the first thing locked, so two writes about one call follow each other and the facts below cannot change under the decision. What
/// names its call by a row of its own may have moved to another call, by a link, while it waited: then the slice begins again.
/// </summary>
internal sealed class CallSheet
{
    private readonly Pending<CallRow?> call;
    private readonly Pending<IReadOnlyList<ResponseRow>> responses;
    private readonly Pending<IReadOnlyList<PatientRow>> patients;

    private CallSheet(Change change, Sql which)
    {
        var locked = change.Find<long?>($"select id from dispatch.calls where id = {which} for no key update");
        call = change.Find<CallRow>($"select {CallRow.Columns} from dispatch.calls where id = {which}");
        responses = change.List<ResponseRow>($"select {ResponseRow.Columns} from dispatch.responses where call_id = {which} order by id");
        patients = change.List<PatientRow>(
            $"select id, response_id, destination_id, disposition, disposition_at, handed_to from dispatch.patients where call_id = {which} order by id");
        change.OnSent(() =>
        {
            if (locked.Value != call.Value?.Id)
            {
                throw new LostRace($"Call {locked.Value} was locked, and what was meant had moved to call {call.Value?.Id}.");
            }
        });
    }

    public CallRow? Found => call.Value;

    public CallRow Call => call.Value!;

    public IReadOnlyList<ResponseRow> Responses => responses.Value;

    public IReadOnlyList<PatientRow> Patients => patients.Value;

    /// <summary>Queues the lock and the reading of a call.</summary>
    public static CallSheet Lock(Change change, long callId) => new(change, $"{callId}::bigint");

    /// <summary>The same for the call that a response belongs to: a crew's action locks its call first.</summary>
    public static CallSheet LockByResponse(Change change, long responseId) =>
        new(change, $"(select call_id from dispatch.responses where id = {responseId})");

    /// <summary>The same for the call that a pre-alert announces.</summary>
    public static CallSheet LockByPreAlert(Change change, long preAlertId) =>
        new(change, $"(select call_id from dispatch.pre_alerts where id = {preAlertId})");

    /// <summary>The same for the call that a patient belongs to.</summary>
    public static CallSheet LockByPatient(Change change, long patientId) =>
        new(change, $"(select call_id from dispatch.patients where id = {patientId})");

    /// <summary>The same for the call that a caller made.</summary>
    public static CallSheet LockByCaller(Change change, long callerId) =>
        new(change, $"(select call_id from dispatch.callers where id = {callerId})");

    /// <summary>The same for the call that another one was linked into; nothing is found when it was not.</summary>
    public static CallSheet LockMergedInto(Change change, long callId) =>
        new(change, $"(select merged_into from dispatch.calls where id = {callId})");

    /// <summary>
    /// Queues the locks, in id order, of all calls that a query names; gives those that are there. While it waited others may have come to be
    /// meant, which are not locked: then the slice begins again.
    /// </summary>
    public static Pending<IReadOnlyList<long>> LockAll(Change change, Sql which)
    {
        var locked = change.List<long>($"select id from dispatch.calls where id in ({which}) order by id for no key update");
        var meant = change.List<long>($"select id from dispatch.calls where id in ({which})");
        change.OnSent(() =>
        {
            if (meant.Value.Except(locked.Value).ToList() is { Count: > 0 } others)
            {
                throw new LostRace($"Call {others[0]} came to be meant while others were waited for.");
            }
        });
        return locked;
    }

    public ResponseRow? Response(long id) => Responses.FirstOrDefault(response => response.Id == id);

    /// <summary>The patients who ride with, or are cared for by, a unit: those given to it, else all that nobody has yet.</summary>
    public IReadOnlyList<PatientRow> PatientsOf(ResponseRow response)
    {
        var own = Patients.Where(patient => patient.ResponseId == response.Id && patient.Disposition is null).ToList();
        var others = Responses.Any(other => other.Active && other.Id != response.Id);
        return own.Count > 0 || others ? own : [.. Patients.Where(patient => patient.Disposition is null)];
    }
}
