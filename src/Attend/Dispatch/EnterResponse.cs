using System.ComponentModel.DataAnnotations;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <summary>A unit's whole work on a call as it stands on paper. Only what was written down is entered; the rest stays empty and is flagged.</summary>
internal sealed record EnterResponseRequest(
    [Required] long? UnitId, [MaxLength(12)] IReadOnlyList<long>? Crew, long? HospitalId, [Required] DateTimeOffset? AssignedAt,
    DateTimeOffset? AcknowledgedAt, DateTimeOffset? EnRouteAt, DateTimeOffset? StagedAt, DateTimeOffset? OnSceneAt, DateTimeOffset? AtPatientAt,
    DateTimeOffset? TransportingAt, DateTimeOffset? AtHospitalAt, DateTimeOffset? TransferredCareAt, [Required] DateTimeOffset? ClearedAt,
    DateTimeOffset? BackAtBaseAt, Disposition? Disposition);

/// <summary>
/// Back-entry of a paper call: a response entered complete, through CLEARED. It takes no reservation, since nothing is held any more;
/// where it overlaps another response of the unit both are flagged.
/// </summary>
internal static class EnterResponse
{
    public static Task<Results<Ok<ResponseView>, Refused>> Handle(long id, EnterResponseRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<ResponseView>, Refused>>(caller, async change =>
        {
            var (_, refused) = Tap.Of(change, request.ClearedAt);
            if (refused is not null)
            {
                return refused;
            }

            var sheet = CallSheet.Lock(change, id);
            var assignment = Assignment.Load(change, request.UnitId!.Value, request.Crew, request.AssignedAt!.Value);
            var hospital = Hospital.Exists(change, request.HospitalId);
            var overlapping = change.List<long>($"""
                select id from dispatch.responses
                where unit_id = {request.UnitId} and assigned_at < {request.ClearedAt}
                  and coalesce(cleared_at, ended_at, 'infinity') > {request.AssignedAt} order by id
                """);
            await change.Send();
            if (DispatchUnit.Refuse(sheet.Found) is { } unable)
            {
                return unable;
            }

            if (assignment.Unit is null)
            {
                return DispatchProblems.UnknownUnit.Refuse(new { field = "unit_id" });
            }

            if (!hospital.Value)
            {
                return DispatchProblems.UnknownHospital.Refuse(new { field = "hospital_id" });
            }

            var crew = request.Crew is null ? [] : assignment.People.Where(member => request.Crew.Contains(member.Id)).ToList();
            if (request.Crew?.Except(crew.Select(member => member.Id)).ToList() is { Count: > 0 } strangers)
            {
                return DispatchProblems.CrewUnknown.Refuse(new { member = strangers[0] });
            }

            var row = Save(change, sheet.Call, assignment, request, crew, overlapping.Value);
            var disposition = request.Disposition is { } given ? Words.Of(given) : null;
            var patients = sheet.Patients;
            if (disposition is not null && patients.Count > 0)
            {
                change.RunAny($"""
                    update dispatch.patients set disposition = {disposition}, disposition_at = {request.ClearedAt}, response_id = {row.Id}, version = version + 1
                    where call_id = {id} and disposition is null
                    """);
                patients = [.. patients.Select(patient => patient with { Disposition = patient.Disposition ?? disposition })];
            }

            var callDisposition = patients.Count == 0 ? disposition ?? sheet.Call.Disposition : sheet.Call.Disposition;
            change.Move(CallLifecycle.Table, id, CallAction.Dispatch, request.AssignedAt, sheet.Call.State,
                $"dispatched_at = least(dispatched_at, {request.AssignedAt}), needs_unit_since = null, needs_unit_reason = null, disposition = {callDisposition}, en_route_at = coalesce(en_route_at, {request.EnRouteAt}), on_scene_at = coalesce(on_scene_at, {request.OnSceneAt}), transporting_at = coalesce(transporting_at, {request.TransportingAt}), at_hospital_at = coalesce(at_hospital_at, {request.AtHospitalAt})",
                new { unit_id = row.UnitId, response_id = row.Id });
            CallProgress.Of(sheet.Call with { NeedsUnitSince = null }, [.. sheet.Responses, row], patients, callDisposition)
                .Save(change, sheet, request.ClearedAt!.Value);
            var view = change.One<ResponseView>($"{ResponseView.Select} where r.id = {row.Id}");
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller, change.Now));
        }, ct);

    private static ResponseRow Save(
        Change change, CallRow call, Assignment assignment, EnterResponseRequest request, IReadOnlyList<CrewCandidate> crew, IReadOnlyList<long> overlapping)
    {
        var id = assignment.ResponseId;
        var disposition = request.Disposition is { } given ? Words.Of(given) : null;
        var row = new ResponseRow(id, call.Id, assignment.Unit!.Id, ResponseState.Cleared, 1, request.HospitalId, 1, request.AssignedAt!.Value,
            request.AcknowledgedAt, request.EnRouteAt, request.StagedAt, request.OnSceneAt, request.AtPatientAt, request.TransportingAt,
            request.AtHospitalAt, request.TransferredCareAt, request.ClearedAt, request.BackAtBaseAt, request.ClearedAt, disposition,
            overlapping.Count > 0 ? ["overlap"] : [], null);
        foreach (var column in Stamps.Columns)
        {
            if (Stamps.Value(row, column) is { } at)
            {
                row = row with { Flags = Stamps.Flags(row, column, at) };
            }
        }

        change.Add(ResponseLifecycle.Table, id, ResponseAction.Enter,
        [
            ("call_id", call.Id), ("unit_id", row.UnitId), ("hospital_id", row.HospitalId), ("assigned_by", change.Caller.UserId),
            ("acknowledged_at", row.AcknowledgedAt), ("en_route_at", row.EnRouteAt), ("staged_at", row.StagedAt), ("on_scene_at", row.OnSceneAt),
            ("at_patient_at", row.AtPatientAt), ("transporting_at", row.TransportingAt), ("at_hospital_at", row.AtHospitalAt),
            ("transferred_care_at", row.TransferredCareAt), ("cleared_at", row.ClearedAt), ("back_at_base_at", row.BackAtBaseAt),
            ("ended_at", row.ClearedAt), ("disposition", disposition), ("flags", row.Flags),
        ], row.AssignedAt, data: new { crew = crew.Select(member => member.Id), overlapping });
        foreach (var column in Stamps.Columns)
        {
            if (Stamps.Value(row, column) is { } at)
            {
                Stamps.Record(change, row, column, new Tap(at, null, null, null, "entry"), ResponseState.Cleared, ResponseState.Cleared);
            }
        }

        Assignment.TakeCrew(change, id, crew, row.AssignedAt);
        change.RunAny($"update dispatch.crew set to_at = {row.ClearedAt} where response_id = {id}");
        change.RunAny($"""
            update dispatch.responses set flags = array_append(flags, 'overlap'), version = version + 1
            where id = any({overlapping.ToArray()}) and not 'overlap' = any(flags)
            """);
        return row;
    }
}
