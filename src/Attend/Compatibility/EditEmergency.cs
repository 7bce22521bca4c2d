using System.Text.Json.Nodes;
using Attend.Dispatch;
using Attend.Fleet;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Compatibility;

/// <summary>
/// The old way to write on a call, whatever was written about it: each field goes to the slice that it belongs to, all in one transaction.
/// Who serves it, and when what happened, cannot be written.
/// </summary>
internal static class EditEmergency
{
    public static async Task<Results<Ok<EmergencyJson>, Refused>> Handle(
        long id, Sent sent, Db db, Caller caller, Positions positions, CancellationToken ct)
    {
        var (call, patient, of) = (CallPatch(sent), PatientPatch(sent), CallerPatch(sent));
        var (priority, status) = (sent.Word<Priority>("priority"), sent.Word<CallState>("status"));
        var place = new Place(sent.Text("location_address", 300), sent.Degrees(90, "latitude"), sent.Degrees(180, "longitude"));
        var hospital = await ChangeStatus.Destination(sent, db, ct);
        if (sent.Refuse() is { } malformed)
        {
            return malformed;
        }

        return await db.Together<Results<Ok<EmergencyJson>, Refused>>(caller, async (db, change) =>
        {
            // Its patient and its caller are looked for under its lock, so that two edits at once do not add two.
            CallSheet.Lock(change, id);
            if (await ReadEmergencies.Find(id, db, caller, ct) is not { } before)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            var moves = status is { } wanted && EmergencyJson.Shown(wanted) != before.Status;
            if (moves && ChangeStatus.Refuse(sent, before, status!.Value) is { } impossible)
            {
                return impossible;
            }

            var refused = await Edit(before, call, db, caller, ct)
                ?? await Revise(before, priority, place, db, caller, ct)
                ?? await EditCaller(before, of, db, caller, ct)
                ?? (patient.Count > 0 ? await PatientOfCall.Edit(before, patient, db, caller, ct) : null)
                ?? (moves ? await ChangeStatus.Move(before, status!.Value, hospital, db, caller, positions, ct)
                    : await Send(before, hospital, db, caller, positions, ct));
            return refused is not null ? refused : TypedResults.Ok((await ReadEmergencies.Find(id, db, caller, ct))!);
        }, ct);
    }

    private static async Task<Refused?> Edit(EmergencyJson call, JsonObject patch, Db db, Caller caller, CancellationToken ct) => patch.Count > 0
        ? (await EditCall.Handle(call.Id, patch, IfMatch.Any, db, caller, ct)).Result as Refused
        : null;

    private static async Task<Refused?> Revise(EmergencyJson call, Priority? priority, Place place, Db db, Caller caller, CancellationToken ct)
    {
        var to = new Place(place.Address ?? (call.LocationAddress.Length > 0 ? call.LocationAddress : null), place.Latitude ?? call.Latitude, place.Longitude ?? call.Longitude);
        var moved = (to.Address ?? "") != call.LocationAddress || to.Latitude != call.Latitude || to.Longitude != call.Longitude;
        return priority is { } other && other != call.Priority
            && (await ReviseCall.Reprioritise(call.Id, new ReprioritiseRequest(other), db, caller, ct)).Result is Refused unrevised ? unrevised
            : moved ? (await ReviseCall.Relocate(call.Id, new RelocateRequest(to.Whole()), db, caller, ct)).Result as Refused
            : null;
    }

    private static async Task<Refused?> EditCaller(EmergencyJson call, JsonObject patch, Db db, Caller caller, CancellationToken ct)
    {
        if (patch.Count == 0)
        {
            return null;
        }

        if (call.CallerId is { } id)
        {
            return (await Dispatch.EditCaller.Handle(id, patch, IfMatch.Any, db, caller, ct)).Result as Refused;
        }

        var (added, invalid) = MergePatch.Apply(new CallerRequest(null, null, null, null), patch);
        return added is null ? invalid : (await AddCaller.Handle(call.Id, added, db, caller, ct)).Result as Refused;
    }

    /// <summary>The destination alone: of the unit that serves the call, else of the patient before anybody does.</summary>
    private static async Task<Refused?> Send(EmergencyJson call, long? hospital, Db db, Caller caller, Positions positions, CancellationToken ct) =>
        hospital is not { } to ? null
        : call.Working is not null ? await ChangeStatus.Redirect(call, to, db, caller, positions, ct)
        : await PatientOfCall.Edit(call, new JsonObject { ["destination_id"] = to }, db, caller, ct);

    private static JsonObject CallPatch(Sent sent)
    {
        var patch = new JsonObject();
        if (sent.Has("description"))
        {
            patch["description"] = sent.Text("description", 4000) ?? "";
        }

        if (sent.Word<EmergencyType>("emergency_type") is { } type)
        {
            patch["emergency_type"] = Words.Of(type);
        }

        return patch;
    }

    private static JsonObject CallerPatch(Sent sent) => Texts(sent, ("caller_name", "name", 200), ("caller_phone", "phone", 40));

    private static JsonObject PatientPatch(Sent sent)
    {
        var patch = Texts(sent, ("patient_name", "name", 200), ("patient_condition", "condition", 2000));
        if (sent.Has("patient_age"))
        {
            patch["age"] = sent.Count("patient_age", 130);
        }

        return patch;
    }

    private static JsonObject Texts(Sent sent, params (string Field, string Member, int Longest)[] texts)
    {
        var patch = new JsonObject();
        foreach (var (field, member, longest) in texts.Where(text => sent.Has(text.Field)))
        {
            patch[member] = sent.Text(field, longest);
        }

        return patch;
    }
}
