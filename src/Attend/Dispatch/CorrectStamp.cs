using System.ComponentModel.DataAnnotations;
using Attend.Fleet;
using Attend.People;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <param name="Step">The stamp's name, such as <c>on_scene_at</c>.</param>
/// <param name="At">The right time; null takes a wrong stamp away.</param>
/// <param name="Leg">Which leg's stamp it is, where the response went to several hospitals; the present one when absent.</param>
/// <param name="State">The right state, when the tap was a wrong one and not only late; it must be one the response has passed or is in.</param>
internal sealed record CorrectStampRequest(
    [Required] string? Step, DateTimeOffset? At, ResponseState? State, [Required, StringLength(500, MinimumLength = 3)] string? Reason,
    int? Leg = null);

/// <summary>Puts a stamp, and if need be the state, right afterwards. The old value, the new one, who and why stay on record.</summary>
internal static class CorrectStamp
{
    public static Task<Results<Ok<ResponseView>, Refused>> Handle(long id, CorrectStampRequest request, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<ResponseView>, Refused>>(caller, async change =>
        {
            if (!Stamps.Columns.Contains(request.Step) || request.Step is "assigned_at" && request.At is null)
            {
                return PlatformProblems.Invalid.Field("step", $"must be one of {string.Join(", ", Stamps.Columns)}");
            }

            if (request.At > change.Now)
            {
                return PlatformProblems.Invalid.Field("at", "lies in the future");
            }

            var (step, refused) = Step.Load(change, id, null);
            if (refused is not null)
            {
                return refused;
            }

            await change.Send();
            if (step!.Refuse(Permissions.ResponsesCorrect) is { } unable)
            {
                return unable;
            }

            var response = step.Response;
            var column = request.Step!;
            var leg = request.Leg ?? response.Leg;
            var target = request.State ?? response.State;
            if ((RefuseLeg(response, column, leg, target) ?? RefuseState(step, target)) is { } impossible)
            {
                return impossible;
            }

            var previous = Stamps.Value(Stamps.OnLeg(response, step.StampRows, leg), column);
            var flags = Stamps.Corrected(response, step.StampRows, column, leg, request.At);
            var tap = step.Tap with { At = request.At ?? step.Tap.At };
            Stamps.Record(change, response, column, tap, response.State, target, "correction", previous, request.Reason, leg);
            if (request.At is null)
            {
                change.RunAny($"update dispatch.stamps set undone_at = {change.Now} where response_id = {id} and step = {column} and leg = {leg} and undone_at is null");
            }

            // The columns hold the last leg; those before stand in the record of stamps alone.
            Sql set = leg == response.Leg ? (Sql)$"{Sql.Raw(column)} = {request.At}, flags = {flags}" : $"flags = {flags}";
            step.Save(ResponseAction.Correct, set, new { step = column, leg, previous_at = previous, corrected_at = request.At }, to: target,
                also: row => Stamped(row, column, leg, request.At) with { Flags = flags });
            var view = step.View();
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller, change.Now));
        }, ct);

    private static Refused? RefuseLeg(ResponseRow response, string column, int leg, ResponseState target) =>
        leg == response.Leg ? null
        : leg < 1 || leg > response.Leg ? PlatformProblems.Invalid.Field("leg", $"must be one of 1 to {response.Leg}")
        : !Stamps.OfEachLeg.Contains(column) ? PlatformProblems.Invalid.Field("step", $"each leg has only {string.Join(" and ", Stamps.OfEachLeg)}")
        : target != response.State ? PlatformProblems.Invalid.Field("state", "follows from the last leg")
        : null;

    private static ResponseRow Stamped(ResponseRow row, string column, int leg, DateTimeOffset? at) =>
        leg == row.Leg ? Step.Stamped(row, column, at)
        : leg > 1 ? row
        : column is "transporting_at" ? row with { FirstTransportingAt = at } : row with { FirstAtHospitalAt = at };

    /// <summary>
    /// A correction goes to a state that was passed (its stamp is there), and neither ends a response nor brings an ended one back: ending
    /// and taking a unit have their own actions.
    /// </summary>
    private static Refused? RefuseState(Step step, ResponseState target)
    {
        var response = step.Response;
        if (target == response.State)
        {
            return null;
        }

        var passed = target switch
        {
            ResponseState.Assigned => true,
            ResponseState.Acknowledged => response.AcknowledgedAt is not null,
            ResponseState.EnRoute => response.EnRouteAt is not null,
            ResponseState.Staged => response.StagedAt is not null,
            ResponseState.OnScene => response.OnSceneAt is not null,
            ResponseState.Transporting => response.TransportingAt is not null,
            ResponseState.AtHospital => response.AtHospitalAt is not null,
            ResponseState.TransferredCare => response.TransferredCareAt is not null,
            _ => false,
        };
        return passed && response.Active ? null : PlatformProblems.WrongState.Refuse(new { state = response.State, field = "state" });
    }
}
