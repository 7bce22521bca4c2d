using Attend.Dispatch;
using Attend.Fleet;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Compatibility;

/// <summary>
/// The old way to move a call: its status is set, and that moves the one unit which serves it. CLOSED clears the unit, treated and
/// transported. What cannot follow is bad input (400); what could a moment ago is a conflict (409).
/// </summary>
internal static class ChangeStatus
{
    public static async Task<Results<Ok<EmergencyJson>, Refused>> Handle(
        long id, Sent sent, Db db, Caller caller, Positions positions, CancellationToken ct)
    {
        var status = sent.Word<CallState>("status", required: true);
        var condition = sent.Text("patient_condition", 2000);
        var hospital = await Destination(sent, db, ct);
        if (sent.Refuse() is { } malformed)
        {
            return malformed;
        }

        return await db.Together<Results<Ok<EmergencyJson>, Refused>>(caller, async (db, change) =>
        {
            // Its patient and its caller are looked for under its lock, so that two edits at once do not add two.
            CallSheet.Lock(change, id);
            if (await ReadEmergencies.Find(id, db, caller, ct) is not { } call)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            if (Refuse(sent, call, status!.Value) is { } impossible)
            {
                return impossible;
            }

            var refused = (condition is null ? null : await PatientOfCall.Edit(call, new() { ["condition"] = condition }, db, caller, ct))
                ?? await Move(call, status.Value, hospital, db, caller, positions, ct);
            return refused is not null ? refused : TypedResults.Ok((await ReadEmergencies.Find(id, db, caller, ct))!);
        }, ct);
    }

    /// <summary>The hospital of this name; what nobody sent is null, and a name that nobody has is noted as wrong.</summary>
    public static async Task<long?> Destination(Sent sent, Db db, CancellationToken ct)
    {
        if (sent.Text("hospital_destination", 200) is not { } name)
        {
            return null;
        }

        var hospital = await db.Find<HospitalView>($"{HospitalView.Select} where lower(s.name) = lower({name}) order by h.id limit 1", ct);
        return hospital?.Id ?? sent.Wrong<long?>("hospital_destination", "There is no hospital of this name.");
    }

    /// <summary>Why the call cannot be moved there, or null.</summary>
    public static Refused? Refuse(Sent sent, EmergencyJson call, CallState status)
    {
        if (call.Units > 1)
        {
            return CompatibilityProblems.SeveralUnits.Refuse();
        }

        // A unit that never left the scene with anybody has transported nobody.
        var possible = call.Working is not null && Action(status) is { } action && ResponseLifecycle.Table.Allows(call.ResponseState!.Value, action)
            && (status is not CallState.Closed || call.State is CallState.Transporting or CallState.AtHospital);
        if (!possible)
        {
            sent.Wrong<string>("status", $"Cannot transition from {call.Status} to {EmergencyJson.Shown(status)}");
        }

        return sent.Refuse();
    }

    public static async Task<Refused?> Move(
        EmergencyJson call, CallState status, long? hospital, Db db, Caller caller, Positions positions, CancellationToken ct)
    {
        var response = call.Working!.Value;
        if (status is not CallState.Transporting && await Redirect(call, hospital, db, caller, positions, ct) is { } unchanged)
        {
            return unchanged;
        }

        return status switch
        {
            CallState.Transporting => (await Transport.Handle(response, new TransportRequest(hospital), db, caller, positions, ct)).Result as Refused,
            CallState.Closed => (await ClearUnit.Handle(response, new ClearUnitRequest(Disposition.Transported), db, caller, ct)).Result as Refused,
            _ => (await TapStep.Take(Action(status)!.Value, response, new TapRequest(), db, caller, ct)).Result as Refused,
        };
    }

    /// <summary>Another destination for the unit on its way, if it is another one.</summary>
    public static async Task<Refused?> Redirect(EmergencyJson call, long? hospital, Db db, Caller caller, Positions positions, CancellationToken ct) =>
        hospital is { } to && to != call.HospitalId
            ? (await ChangeDestination.Handle(call.Working!.Value, new ChangeDestinationRequest(to), db, caller, positions, ct)).Result as Refused
            : null;

    private static ResponseAction? Action(CallState status) => status switch
    {
        CallState.EnRoute => ResponseAction.Depart,
        CallState.OnScene => ResponseAction.Arrive,
        CallState.Transporting => ResponseAction.Transport,
        CallState.AtHospital => ResponseAction.ArriveHospital,
        CallState.Closed => ResponseAction.Clear,
        _ => null,
    };
}
