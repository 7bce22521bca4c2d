using System.ComponentModel.DataAnnotations;
using Attend.Fleet;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <param name="Crew">Who rides; the unit's own crew when absent, else the longest idle free member on shift at its site.</param>
/// <param name="Mode">Response mode (eResponse.23), such as lights and sirens.</param>
/// <param name="OverrideReason">A supervisor's reason to pass the duty and licence checks; a reservation is never passed.</param>
internal sealed record DispatchUnitRequest(
    [Required] long? UnitId, [MaxLength(12)] IReadOnlyList<long>? Crew, long? HospitalId, [StringLength(40)] string? Mode,
    DateTimeOffset? OccurredAt, [StringLength(500, MinimumLength = 3)] string? OverrideReason);

/// <summary>
/// Sends a unit and its crew to a call: exactly one of many who try at once succeeds, the others are told who holds the unit. More units
/// may be added to a call that has one.
/// </summary>
internal static class DispatchUnit
{
    public static Task<Results<Ok<ResponseView>, Refused>> Handle(long id, DispatchUnitRequest request, Db db, Caller caller, CancellationToken ct) =>
        Send(id, request, false, db, caller, ct);

    /// <param name="alone">Only if no other unit is on the call.</param>
    public static Task<Results<Ok<ResponseView>, Refused>> Send(
        long id, DispatchUnitRequest request, bool alone, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<ResponseView>, Refused>>(caller, async change =>
        {
            var (tap, refused) = Tap.Of(change, request.OccurredAt);
            if (refused is not null)
            {
                return refused;
            }

            var sheet = CallSheet.Lock(change, id);
            var assignment = Assignment.Load(change, request.UnitId!.Value, request.Crew, tap!.At);
            var hospital = Hospital.Exists(change, request.HospitalId);
            await change.Send();

            if (Refuse(sheet.Found) is { } unable)
            {
                return unable;
            }

            if (alone && (sheet.Call.State is not CallState.Received || sheet.Responses.Any(response => response.Active)))
            {
                return DispatchProblems.CallTaken.Refuse(new { state = sheet.Call.State });
            }

            if (!hospital.Value)
            {
                return DispatchProblems.UnknownHospital.Refuse(new { field = "hospital_id" });
            }

            if ((Assignment.RefuseOverride(change, request.OverrideReason) ?? assignment.Refuse(request.OverrideReason)) is { } taken)
            {
                return taken;
            }

            var view = assignment.Save(change, sheet.Call, tap, request.HospitalId, request.Mode, request.OverrideReason);
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller, change.Now));
        }, ct);

    /// <summary>Whether a unit can be sent to this call at all.</summary>
    public static Refused? Refuse(CallRow? call) => call switch
    {
        null => PlatformProblems.NotFound.Refuse(),
        { State: CallState.Planned } => DispatchProblems.CallPlanned.Refuse(),
        { Open: false } => DispatchProblems.CallClosed.Refuse(new { state = call.State }),
        _ => null,
    };
}
