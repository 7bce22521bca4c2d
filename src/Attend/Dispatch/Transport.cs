using Attend.Fleet;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <param name="HospitalId">The destination; the one already known when absent.</param>
/// <param name="PatientIds">Who rides; those in this unit's care when absent.</param>
/// <param name="EtaMinutes">The crew's own estimate for the pre-alert; reckoned from the map when absent.</param>
internal sealed record TransportRequest(
    long? HospitalId = null, IReadOnlyList<long>? PatientIds = null, [property: System.ComponentModel.DataAnnotations.Range(0, 1440)] int? EtaMinutes = null,
    DateTimeOffset? OccurredAt = null, DateTimeOffset? MadeAt = null, DateTimeOffset? SentAt = null);

/// <summary>
/// Leaves for a hospital with its patients (eTimes.09) and pre-alerts it. From AT_HOSPITAL it is a second leg: the first leg's stamps
/// stay on record.
/// </summary>
internal static class Transport
{
    public static Task<Results<Ok<ResponseView>, Refused>> Handle(
        long id, TransportRequest request, Db db, Caller caller, Positions positions, CancellationToken ct) =>
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

            var riding = request.PatientIds ?? [.. step.Sheet.PatientsOf(step.Response).Select(patient => patient.Id)];
            if (riding.Except(step.Sheet.Patients.Select(patient => patient.Id)).ToList() is { Count: > 0 } strangers)
            {
                return DispatchProblems.UnknownPatient.Refuse(new { patient_id = strangers[0] });
            }

            var second = step.Response.State is ResponseState.AtHospital;
            var destination = request.HospitalId ?? step.Response.HospitalId;
            var leg = second ? step.Response.Leg + 1 : step.Response.Leg;
            if (step.IsLate(ResponseAction.Transport))
            {
                step.TakeLate(ResponseAction.Transport);
                var stamped = step.View();
                await change.Send();
                return TypedResults.Ok(stamped.Value.For(caller, change.Now));
            }

            // A new leg's stamps are its own; those of the leg before stand in the record of stamps.
            Sql set = second
                ? (Sql)$"hospital_id = {destination}, leg = {leg}, at_hospital_at = null, transferred_care_at = null"
                : $"hospital_id = {destination}";
            step.Patients =
            [
                .. step.Sheet.Patients.Select(patient => riding.Contains(patient.Id) ? patient with { ResponseId = id, DestinationId = destination } : patient),
            ];
            step.Leg = leg;
            step.Save(ResponseAction.Transport, set, new { hospital_id = destination, leg, patients = riding },
                also: response => second ? Onward(step.Response, response) with { HospitalId = destination } : response with { HospitalId = destination });
            if (destination is { } to)
            {
                PreAlerts.Send(change, step, to, leg, Arrival.Of(way.Value, positions, step.Tap.At, request.EtaMinutes));
            }

            var view = step.View();
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller, change.Now));
        }, ct);

    /// <summary>The response on its next leg; the call goes on showing when it left the scene and first reached a hospital.</summary>
    private static ResponseRow Onward(ResponseRow before, ResponseRow response) => response with
    {
        Leg = before.Leg + 1,
        FirstTransportingAt = before.FirstTransportingAt ?? before.TransportingAt,
        FirstAtHospitalAt = before.FirstAtHospitalAt ?? before.AtHospitalAt,
        AtHospitalAt = null,
        TransferredCareAt = null,
    };
}
