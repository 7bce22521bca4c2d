using System.ComponentModel.DataAnnotations;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <param name="HandedTo">Where the nurse took the patient: <c>bed</c>, <c>bay</c> or <c>waiting_room</c>, with a number if there is one.</param>
/// <param name="TakenOverBy">Who took them over; when absent, the one of the hospital's staff who enters the step.</param>
internal sealed record TransferCareRequest(
    [RegularExpression("^(bed|bay|waiting_room)( .{1,40})?$", ErrorMessage = "must be bed, bay or waiting_room, and may add a number")] string? HandedTo = null,
    [StringLength(100)] string? TakenOverBy = null,
    DateTimeOffset? OccurredAt = null, DateTimeOffset? MadeAt = null, DateTimeOffset? SentAt = null);

/// <summary>The hospital takes over (eTimes.12): the patients of this unit get their disposition, the pre-alert ends.</summary>
internal static class TransferCare
{
    public static Task<Results<Ok<ResponseView>, Refused>> Handle(long id, TransferCareRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<ResponseView>, Refused>>(caller, async change =>
        {
            var (step, refused) = Step.Load(change, id, request.OccurredAt, request.MadeAt, request.SentAt);
            if (refused is not null)
            {
                return refused;
            }

            var own = Hospital.IsDestination(change, id);
            await change.Send();
            if (step!.Refuse(Permissions.HospitalsHandover) is { } unable)
            {
                return unable;
            }

            // Hospital staff take over only what was brought to their own house.
            if (caller.May(Permissions.HospitalsHandover) is { Scope: Scope.Site } && !own.Value)
            {
                return PlatformProblems.NotFound.Refuse();
            }

            var handed = step.Sheet.PatientsOf(step.Response).Select(patient => patient.Id).ToList();
            var transported = Words.Of(Disposition.Transported);
            if (step.IsLate(ResponseAction.TransferCare))
            {
                step.TakeLate(ResponseAction.TransferCare, $"""
                    , handed_to = coalesce(handed_to, {request.HandedTo}), taken_over_by = coalesce(taken_over_by, {request.TakenOverBy})
                    """);
            }
            else
            {
                step.Settle(transported, handed, request.HandedTo);
                step.Save(ResponseAction.TransferCare, $"handed_to = {request.HandedTo}, taken_over_by = {request.TakenOverBy}",
                    new { hospital_id = step.Response.HospitalId, patients = handed }, also: response => response with { HandedTo = request.HandedTo });
            }

            var view = step.View();
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller, change.Now));
        }, ct);
}
