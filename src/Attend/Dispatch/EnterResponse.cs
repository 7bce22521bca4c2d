using System.ComponentModel.DataAnnotations;
using Attend.Fleet;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <summary>A unit's whole work on a call as it stands on paper. Only what was written down is entered; the rest stays empty and is flagged.</summary>
/// <param name="OverrideReason">A supervisor's reason to pass the checks of duty and licence at that time.</param>
internal sealed record EnterResponseRequest(
    [Required] long? UnitId, [MaxLength(12)] IReadOnlyList<long>? Crew, long? HospitalId, [Required] DateTimeOffset? AssignedAt,
    DateTimeOffset? AcknowledgedAt, DateTimeOffset? EnRouteAt, DateTimeOffset? StagedAt, DateTimeOffset? OnSceneAt, DateTimeOffset? AtPatientAt,
    DateTimeOffset? TransportingAt, DateTimeOffset? AtHospitalAt, DateTimeOffset? TransferredCareAt, [Required] DateTimeOffset? ClearedAt,
    DateTimeOffset? BackAtBaseAt, Disposition? Disposition, [StringLength(500, MinimumLength = 3)] string? OverrideReason = null);

/// <summary>
/// Back-entry of a paper call: a response entered complete, through CLEARED. It takes no reservation, since nothing is held any more, so
/// it locks neither unit nor people; where it overlaps other responses of the unit it is flagged, and its event names them.
/// </summary>
internal static class EnterResponse
{
    public static Task<Results<Ok<ResponseView>, Refused>> Handle(long id, EnterResponseRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<ResponseView>, Refused>>(caller, async change =>
        {
            var (_, refused) = Tap.Of(change, request.AssignedAt);
            if ((Ahead(change, request) ?? refused ?? Assignment.RefuseOverride(change, request.OverrideReason)) is { } unsaid)
            {
                return unsaid;
            }

            var sheet = CallSheet.Lock(change, id);
            var unit = change.Find<long?>($"select id from fleet.unit_names where id = {request.UnitId}");
            long[] named = [.. (request.Crew ?? []).Distinct()];
            var people = Assignment.Candidates(change, request.UnitId!.Value, $"select id from unnest({named}) as id", request.AssignedAt!.Value);
            var hospital = Hospital.Exists(change, request.HospitalId);
            var newId = change.NextId("dispatch.responses");
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

            if (unit.Value is null)
            {
                return DispatchProblems.UnknownUnit.Refuse(new { field = "unit_id" });
            }

            if (!hospital.Value)
            {
                return DispatchProblems.UnknownHospital.Refuse(new { field = "hospital_id" });
            }

            if (RefuseCrew(named, people.Value, request.OverrideReason) is { } unfit)
            {
                return unfit;
            }

            var row = Save(change, newId.Value, sheet.Call, request, people.Value, overlapping.Value);
            Assignment.NoteOverride(change, id, row.Id, row.UnitId, request.OverrideReason);
            Progress(change, sheet, row, request);
            var view = change.One<ResponseView>($"{ResponseView.Select} where r.id = {row.Id}");
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller, change.Now));
        }, ct);

    /// <summary>Whatever stamp was written down, it cannot lie ahead; among themselves they are flagged, not refused.</summary>
    private static Refused? Ahead(Change change, EnterResponseRequest request)
    {
        var row = Row(0, 0, request);
        return Stamps.Columns.FirstOrDefault(column => Stamps.Value(row, column) > change.Now + Tap.Ahead) is { } late
            ? PlatformProblems.Invalid.Field(late, "lies in the future")
            : null;
    }

    /// <summary>As they were at that time: on duty and licensed, unless a supervisor says why not.</summary>
    private static Refused? RefuseCrew(IReadOnlyList<long> named, IReadOnlyList<CrewCandidate> people, string? overrideReason)
    {
        if (named.Except(people.Select(member => member.Id)).ToList() is { Count: > 0 } strangers)
        {
            return FleetProblems.MemberUnknown.Refuse(new { member = strangers[0] });
        }

        return overrideReason is null ? people.Select(member => Assignment.RefuseStaffing(member)).FirstOrDefault(unfit => unfit is not null) : null;
    }

    /// <summary>Queues what the response meant for its patients and its call.</summary>
    private static void Progress(Change change, CallSheet sheet, ResponseRow row, EnterResponseRequest request)
    {
        var call = sheet.Call;
        var disposition = row.Disposition;
        // Those whom another unit has in its care now are not this one's to settle.
        List<long> settled = disposition is null ? [] :
        [
            .. sheet.Patients.Where(patient => patient.Disposition is null
                && !(patient.ResponseId is { } with && sheet.Response(with) is { Active: true })).Select(patient => patient.Id),
        ];
        GiveDisposition.Save(change, call.Id, settled, disposition, row.ClearedAt!.Value, row.Id);
        var patients = sheet.Patients
            .Select(patient => settled.Contains(patient.Id) ? patient with { Disposition = disposition, ResponseId = row.Id } : patient).ToList();
        var ofCall = patients.Count == 0 ? disposition ?? call.Disposition : call.Disposition;
        change.Move(CallLifecycle.Table, call.Id, CallAction.Dispatch, request.AssignedAt, call.State, $"""
            dispatched_at = least(dispatched_at, {row.AssignedAt}), en_route_at = least(en_route_at, {row.EnRouteAt}),
            on_scene_at = least(on_scene_at, {row.OnSceneAt}), transporting_at = least(transporting_at, {row.TransportingAt}),
            at_hospital_at = least(at_hospital_at, {row.AtHospitalAt}), disposition = {ofCall},
            needs_unit_since = null, needs_unit_reason = null
            """, new { unit_id = row.UnitId, response_id = row.Id });
        var progress = CallProgress.Of(call with { NeedsUnitSince = null }, [.. sheet.Responses, row], patients, ofCall);
        progress.Save(change, sheet, row.ClearedAt.Value);
        if (progress is { NeedsUnit: null, Finished: false })
        {
            Watches.UnitFound(change, call);
        }
    }

    private static ResponseRow Row(long id, long callId, EnterResponseRequest request) => new(
        id, callId, request.UnitId!.Value, ResponseState.Cleared, 1, request.HospitalId, 1, request.AssignedAt!.Value,
        request.AcknowledgedAt, request.EnRouteAt, request.StagedAt, request.OnSceneAt, request.AtPatientAt, request.TransportingAt,
        request.AtHospitalAt, request.TransferredCareAt, request.ClearedAt, request.BackAtBaseAt, request.ClearedAt,
        request.Disposition is { } given ? Words.Of(given) : null, [], null);

    private static ResponseRow Save(
        Change change, long id, CallRow call, EnterResponseRequest request, IReadOnlyList<CrewCandidate> crew, IReadOnlyList<long> overlapping)
    {
        string[] flags =
        [
            .. overlapping.Count > 0 ? ["overlap"] : Array.Empty<string>(),
            .. request.OverrideReason is null ? Array.Empty<string>() : ["staffing_override"],
        ];
        var row = Row(id, call.Id, request) with { Flags = flags };
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
            ("ended_at", row.ClearedAt), ("disposition", row.Disposition), ("flags", row.Flags),
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
        return row;
    }
}
