using System.ComponentModel.DataAnnotations;
using Attend.Fleet;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

internal sealed record GiveDispositionRequest(
    [Required] Disposition? Disposition, DateTimeOffset? OccurredAt = null, DateTimeOffset? MadeAt = null, DateTimeOffset? SentAt = null);

/// <summary>
/// Says how it ended for one patient. When that was the last one without and no unit is on the call, the system closes the call. Said
/// again it replaces what was said before; the event keeps both.
/// </summary>
internal static class GiveDisposition
{
    public static Task<Results<Ok<PatientView>, Refused>> Handle(
        long id, GiveDispositionRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<PatientView>, Refused>>(caller, async change =>
        {
            var (tap, refused) = Tap.Of(change, request.OccurredAt, request.MadeAt, request.SentAt);
            if (refused is not null)
            {
                return refused;
            }

            var sheet = CallSheet.LockByPatient(change, id);
            var aboard = OfCall.AboardWith(change, id);
            await change.Send();
            if (OfCall.Refuse(sheet, aboard, Permissions.PatientsEdit, change) is { } unable)
            {
                return unable;
            }

            var word = Words.Of(request.Disposition!.Value);
            var before = sheet.Patients.First(patient => patient.Id == id);
            change.Run($"""
                update dispatch.patients set disposition = {word}, disposition_at = {tap!.At}, version = version + 1 where id = {id}
                """);
            change.Event(DispatchEvents.DispositionGiven, $"call:{sheet.Call.Id}",
                new { patient_id = id, disposition = word, previous = before.Disposition, stamp = tap.At });
            CallProgress.Follow(
                change, sheet, [.. sheet.Patients.Select(other => other.Id == id ? other with { Disposition = word, DispositionAt = tap.At } : other)], tap.At);
            var view = change.One<PatientView>($"{PatientView.Select} where p.id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value);
        }, ct);

    /// <summary>Queues the same end for several patients of a call who have none yet, each with its event.</summary>
    /// <param name="responseId">The unit that is said to have had them, if one is.</param>
    public static void Save(
        Change change, long callId, IReadOnlyList<long> patients, string? word, DateTimeOffset at, long? responseId = null)
    {
        if (patients.Count == 0)
        {
            return;
        }

        change.Run($"""
            update dispatch.patients
            set disposition = {word}, disposition_at = {at}, response_id = coalesce({responseId}, response_id), version = version + 1
            where id = any({patients.ToArray()})
            """, patients.Count);
        foreach (var patient in patients)
        {
            change.Event(DispatchEvents.DispositionGiven, $"call:{callId}",
                new { patient_id = patient, disposition = word, previous = (string?)null, stamp = at });
        }
    }
}
