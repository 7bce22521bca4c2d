using System.ComponentModel.DataAnnotations;
using Attend.Fleet;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

internal sealed record ChangeDestinationRequest(
    [Required] long? HospitalId, [StringLength(500)] string? Reason = null, [Range(0, 1440)] int? EtaMinutes = null,
    DateTimeOffset? OccurredAt = null, DateTimeOffset? MadeAt = null, DateTimeOffset? SentAt = null);

/// <summary>Another hospital: the pre-alert moves there, and the old one is told not to wait.</summary>
internal static class ChangeDestination
{
    public static Task<Results<Ok<ResponseView>, Refused>> Handle(
        long id, ChangeDestinationRequest request, Db db, Caller caller, Positions positions, CancellationToken ct) =>
        db.Write<Results<Ok<ResponseView>, Refused>>(caller, async change =>
        {
            var (step, refused) = Step.Load(change, id, request.OccurredAt, request.MadeAt, request.SentAt);
            if (refused is not null)
            {
                return refused;
            }

            var hospital = Hospital.Exists(change, request.HospitalId);
            var way = Way.Ask(change, id, request.HospitalId);
            await change.Send();
            if (step!.Refuse(Permissions.ResponsesStep) is { } unable)
            {
                return unable;
            }

            if (!hospital.Value)
            {
                return DispatchProblems.UnknownHospital.Refuse(new { field = "hospital_id" });
            }

            var to = request.HospitalId!.Value;
            step.Patients =
            [
                .. step.Sheet.Patients.Select(patient =>
                    patient.ResponseId == id && patient.Disposition is null ? patient with { DestinationId = to } : patient),
            ];
            step.Save(ResponseAction.ChangeDestination, $"hospital_id = {to}", new { hospital_id = to, from_hospital_id = step.Response.HospitalId },
                reason: request.Reason, also: response => response with { HospitalId = to });
            if (step.Response.State is ResponseState.Transporting)
            {
                PreAlerts.Send(change, step, to, step.Response.Leg, Arrival.Of(way.Value, positions, step.Tap.At, request.EtaMinutes));
            }

            var view = step.View();
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller, change.Now));
        }, ct);
}
