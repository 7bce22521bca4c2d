using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <summary>A tap on a button: by device clock (<c>made_at</c>, <c>sent_at</c>), or entered afterwards (<c>occurred_at</c>).</summary>
internal sealed record TapRequest(DateTimeOffset? OccurredAt = null, DateTimeOffset? MadeAt = null, DateTimeOffset? SentAt = null);

/// <summary>
/// The plain steps of a response: acknowledge, depart, stage, arrive, at patient, arrive at hospital, back at base. A step that
/// somebody else entered first makes a late tap its device stamp, not an error.
/// </summary>
internal static class TapStep
{
    public static readonly IReadOnlyList<ResponseAction> Plain =
    [
        ResponseAction.Acknowledge, ResponseAction.Depart, ResponseAction.Stage, ResponseAction.Arrive, ResponseAction.AtPatient,
        ResponseAction.ArriveHospital, ResponseAction.BackAtBase,
    ];

    /// <summary>The handler of one of the plain steps.</summary>
    public static Func<long, TapRequest, Db, Caller, CancellationToken, Task<Results<Ok<ResponseView>, Refused>>> Handle(ResponseAction action) =>
        (id, request, db, caller, ct) => db.Write<Results<Ok<ResponseView>, Refused>>(caller, async change =>
        {
            var (step, refused) = Step.Load(change, id, request.OccurredAt, request.MadeAt, request.SentAt);
            if (refused is not null)
            {
                return refused;
            }

            await change.Send();
            if (step!.Refuse(Permissions.ResponsesStep) is { } unable)
            {
                return unable;
            }

            // Priority or place changed under way: the same button acknowledges the change.
            if (action is ResponseAction.Acknowledge && step.Response is { State: not ResponseState.Assigned, Active: true, ChangePending: not null })
            {
                step.Save(ResponseAction.ConfirmChange, $"change_pending = null");
                Watches.Confirmed(change, id);
            }
            else if (!ResponseLifecycle.Table.Allows(step.Response.State, action) && IsLateTap(step, action))
            {
                TakeLateTap(change, step, action);
            }
            else
            {
                step.Save(action, action is ResponseAction.Acknowledge ? (Sql)$"change_pending = null" : null);
                PreAlerts.Follow(change, step, action);
            }

            var view = step.View();
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller, change.Now));
        }, ct);

    /// <summary>The step stands already, entered by a person who is not the crew, and no device has stamped it on this leg.</summary>
    private static bool IsLateTap(Step step, ResponseAction action)
    {
        var column = ResponseLifecycle.Table.Step(action).Row.Stamp;
        var entered = step.StampRows.Where(stamp => stamp.Step == column && stamp.Leg == step.Response.Leg).ToList();
        return step.Tap.Source is "device" && entered.Count > 0 && entered.All(stamp => stamp.Source is "dispatcher" or "entry");
    }

    /// <summary>The device's time replaces the one that was called in by radio; both are kept, and no state changes.</summary>
    private static void TakeLateTap(Change change, Step step, ResponseAction action)
    {
        var column = ResponseLifecycle.Table.Step(action).Row.Stamp!;
        var previous = Stamps.Value(step.Response, column);
        var flags = Stamps.Flags(step.Response, column, step.Tap.At);
        Stamps.Record(change, step.Response, column, step.Tap, step.Response.State, step.Response.State, "late_device", previous);
        change.Run($"""
            update dispatch.responses set {Sql.Raw(column)} = {step.Tap.At}, flags = {flags}, version = version + 1 where id = {step.Response.Id}
            """);
        change.Run($"update dispatch.calls set version = version + 1, updated_at = {change.Now} where id = {step.Response.CallId}");
        change.Event("dispatch.late_tap_taken", $"call:{step.Response.CallId}",
            new { response_id = step.Response.Id, unit_id = step.Response.UnitId, step = Words.Of(action), previous_at = previous, at = step.Tap.At });
    }
}
