using Attend.Fleet;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <summary>Takes back one's own last tap within 60 s of its receipt. The stamp stays on record as undone; an ended response takes its unit again.</summary>
internal static class UndoStep
{
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    public static Task<Results<Ok<ResponseView>, Refused>> Handle(long id, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<ResponseView>, Refused>>(caller, async change =>
        {
            var (step, refused) = Step.Load(change, id, null);
            if (refused is not null)
            {
                return refused;
            }

            await change.Send();
            if (step!.Refuse(Permissions.ResponsesStep) is { } unable)
            {
                return unable;
            }

            var last = step.StampRows.Count == 0 ? null : step.StampRows[^1];
            if (last is null || last.Step is "assigned_at" || last.EnteredBy != caller.Actor || last.Source is "correction" or "late_device")
            {
                return DispatchProblems.NothingToUndo.Refuse();
            }

            if (change.Now - last.ReceivedAt > Window)
            {
                return DispatchProblems.TooLate.Refuse(new { until = last.ReceivedAt + Window });
            }

            var back = Words.Parse<ResponseState>(last.FromState!);
            var call = step.Sheet.Call;
            if (call.State is CallState.Closed && call.ClosedRecordedAt == last.ReceivedAt)
            {
                // The tap itself closed the call; both go back together.
                change.Move(CallLifecycle.Table, call.Id, CallAction.Reopen, set: $"closed_at = null, closed_recorded_at = null");
            }
            else if (!call.Open)
            {
                return DispatchProblems.CallClosed.Refuse(new { state = call.State });
            }

            var wasEnded = !step.Response.Active && back is not (ResponseState.Cleared or ResponseState.Declined or ResponseState.StoodDown or ResponseState.Failed);
            if (wasEnded)
            {
                var unit = Reservations.LockVehicle(change, step.Response.UnitId);
                var crew = change.List<long>($"""
                    select member from dispatch.crew where response_id = {id} and to_at = {last.At} order by member
                    """);
                await change.Send();
                if (unit.Value?.Holder is { } holder)
                {
                    return FleetProblems.UnitHeld.Refuse(new { unit_id = step.Response.UnitId, holder = holder.Facts });
                }

                var activity = Step.ActivityOf(back)!.Value;
                Reservations.TakeVehicle(change, step.Response.UnitId, HolderKind.Response, id, step.Response.CallId, activity, change.Now);
                Reservations.TakePeople(change, crew.Value, HolderKind.Response, id, step.Response.CallId, activity, change.Now);
                change.RunAny($"update dispatch.crew set to_at = null where response_id = {id} and to_at = {last.At}");
            }

            if (last.Step is "cleared_at" or "transferred_care_at")
            {
                TakeBackDispositions(change, step, last);
            }

            // The value before the tap: of an earlier stamp of the same step and leg, or none.
            var previous = step.StampRows.Where(stamp => stamp.Step == last.Step && stamp.Leg == last.Leg && stamp.Id != last.Id).Select(stamp => (DateTimeOffset?)stamp.At).LastOrDefault();
            var flags = step.Response.Flags.Where(flag => flag != $"out_of_order:{last.Step}").ToArray();
            var ended = wasEnded ? (Sql)$", ended_at = null, end_reason = null" : $"";
            change.Run($"update dispatch.stamps set undone_at = {change.Now} where id = {last.Id}");
            var column = Sql.Raw(last.Step);
            Sql set = last.Step is "ended_at" ? (Sql)$"flags = {flags}, end_reason = null, ended_at = null" : $"flags = {flags}, {column} = {previous}{ended}";
            step.Save(ResponseAction.Undo, set,
                new { step = last.Step, undone_at = last.At }, to: back,
                also: response => Step.Stamped(response, last.Step, previous) with { EndedAt = wasEnded ? null : response.EndedAt });
            var view = step.View();
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller, change.Now));
        }, ct);

    /// <summary>A clear or a transfer of care gave dispositions at its time; they go with it.</summary>
    private static void TakeBackDispositions(Change change, Step step, StampRow last)
    {
        change.RunAny($"""
            update dispatch.patients set disposition = null, disposition_at = null, handed_to = null, version = version + 1
            where response_id = {step.Response.Id} and disposition_at = {last.At}
            """);
        change.RunAny($"update dispatch.calls set disposition = null where id = {step.Response.CallId}");
        step.Patients = [.. step.Sheet.Patients.Select(patient => patient.ResponseId == step.Response.Id ? patient with { Disposition = null } : patient)];
    }
}
