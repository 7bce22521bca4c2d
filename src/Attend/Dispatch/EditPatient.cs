using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <summary>Edits what is known of a patient, as a merge patch over the version that the client has seen.</summary>
internal static class EditPatient
{
    /// <param name="DestinationId">The hospital meant for this patient, before anybody transports them.</param>
    internal sealed record Editable(
        [StringLength(200)] string? Name, [Range(0, 130)] int? Age,
        [RegularExpression(PatientRequest.Sexes, ErrorMessage = PatientRequest.SexesSaid)] string? Sex,
        [StringLength(2000)] string? Condition, long? DestinationId);

    private sealed record Loaded(long Version, string? Name, int? Age, string? Sex, string? Condition, long? DestinationId)
    {
        public Editable Editable => new(Name, Age, Sex, Condition, DestinationId);
    }

    public static Task<Results<Ok<PatientView>, Refused>> Handle(
        long id, JsonObject patch, IfMatch version, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<PatientView>, Refused>>(caller, async change =>
        {
            var sheet = CallSheet.LockByPatient(change, id);
            var aboard = OfCall.AboardWith(change, id);
            var found = change.Find<Loaded>($"""
                select version, name, age, sex, condition, destination_id from dispatch.patients where id = {id}
                """);
            await change.Send();
            if (OfCall.Refuse(sheet, aboard, Permissions.PatientsEdit, change) is { } unable)
            {
                return unable;
            }

            var before = found.Value!;
            if (version.Refuse(before.Version) is { } stale)
            {
                return stale;
            }

            var (edited, invalid) = MergePatch.Apply(before.Editable, patch);
            if (edited is null)
            {
                return invalid!;
            }

            var hospital = Hospital.Exists(change, edited.DestinationId);
            Sql? changed = (before.Age, before.Sex, before.Condition) == (edited.Age, edited.Sex, edited.Condition) ? null : (Sql)$", changed_at = {change.Now}";
            change.Run($"""
                update dispatch.patients set name = {edited.Name}, age = {edited.Age}, sex = {edited.Sex}, condition = {edited.Condition},
                    destination_id = (select id from dispatch.hospitals where id = {edited.DestinationId}), version = version + 1{changed}
                where id = {id}
                """);
            CallProgress.Bump(change, sheet.Call.Id);
            change.Event(DispatchEvents.PatientChanged, $"call:{sheet.Call.Id}",
                new { patient_id = id, destination_id = edited.DestinationId });
            var view = change.One<PatientView>($"{PatientView.Select} where p.id = {id}");
            await change.Send();
            return hospital.Value ? TypedResults.Ok(view.Value) : DispatchProblems.UnknownHospital.Refuse(new { field = "destination_id" });
        }, ct);
}
