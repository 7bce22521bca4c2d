using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <summary>
/// The two calls were not one after all: what came with the link goes back, and both calls stand where their own units and patients say.
/// </summary>
internal static class UnlinkCall
{
    public static Task<Results<Ok<CallView>, Refused>> Handle(long id, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<CallView>, Refused>>(caller, async change =>
        {
            var locked = NextJob.LockLinked(change, id);
            var parting = CallSheet.Lock(change, id);
            var remaining = CallSheet.LockMergedInto(change, id);
            var planned = change.Find<DateTimeOffset?>($"""
                select due_at from dispatch.calls where id = {id} and planned_at is not null and received_at is null
                """);
            var linkedAt = change.Find<DateTimeOffset?>($"select cancelled_at from dispatch.calls where id = {id}");
            var responses = LinkedRows.Of(change, Sql.Raw("dispatch.responses"), id);
            var hanging = LinkedRows.HangingOn(change, $"(select merged_into from dispatch.calls where id = {id})");
            var patients = LinkedRows.Of(change, Sql.Raw("dispatch.patients"), id);
            await change.Send();
            var own = new Share(remaining, responses, patients);
            if (Refuse(parting, remaining, own) is { } unable)
            {
                return unable;
            }

            LinkedRows.MoveBack(change, remaining.Call.Id, parting.Call, own.Responses, hanging);
            Restore(change, parting.Call, own, planned.Value);
            NextJob.MoveBack(change, parting.Call);
            Leave(change, remaining, own, id);
            NextJob.RestoreLinked(change, parting.Call, linkedAt.Value!.Value, locked.Value);
            var view = change.One<CallView>($"{CallView.Select} where c.id = {id}");
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller));
        }, ct);

    private static Refused? Refuse(CallSheet parting, CallSheet remaining, Share own) => (parting.Found, remaining.Found) switch
    {
        (null, _) => PlatformProblems.NotFound.Refuse(),
        ({ MergedInto: null }, _) => DispatchProblems.NotMerged.Refuse(),
        (_, { MergedInto: { } further }) => DispatchProblems.AlreadyMerged.Refuse(new { merged_into = further }),
        (_, { Open: false } closed) => DispatchProblems.CallClosed.Refuse(new { state = closed.State }),
        _ when own.Entangled is { } patient =>
            DispatchProblems.PatientEntangled.Refuse(new { patient_id = patient.Id, response_id = patient.ResponseId }),
        _ => null,
    };

    /// <summary>Queues the call that comes back: planned as before, or where its units stand now.</summary>
    private static void Restore(Change change, CallRow call, Share own, DateTimeOffset? planned)
    {
        Sql cleared = $"merged_into = null, end_reason = null, cancelled_at = null, updated_at = {change.Now}";
        var data = new { from_call_id = call.MergedInto, responses = own.Responses.Select(response => response.Id) };
        if (planned is { } due && own.Responses.Count == 0 && due - TakeCall.LeadTime > change.Now)
        {
            change.Move(CallLifecycle.Table, call.Id, CallAction.Unlink, to: CallState.Planned, set: cleared, data: data);
            change.Later(ComeDue.Kind, call.Id, due - TakeCall.LeadTime, new { call_id = call.Id });
            return;
        }

        var progress = CallProgress.Of(call with { State = CallState.Received }, own.Responses, own.Patients, call.Disposition);
        var since = progress.NeedsUnit is null ? (DateTimeOffset?)null : change.Now;
        change.Move(CallLifecycle.Table, call.Id, CallAction.Unlink, to: progress.State, data: data, set: $"""
            {cleared}, received_at = coalesce(received_at, {change.Now}), needs_unit_since = {since},
            needs_unit_reason = {progress.NeedsUnit}, {CallProgress.Stamps(own.Responses)}
            """);
        if (progress.Finished)
        {
            change.Move(CallLifecycle.Table, call.Id, CallAction.Finish, set: $"closed_recorded_at = {change.Now}");
        }
        else if (progress.NeedsUnit is not null)
        {
            Watches.NeedsUnit(change, call, change.Now);
        }

        foreach (var response in own.Responses.Where(response => response.Active))
        {
            change.Event(DispatchEvents.CrewTold, $"call:{call.Id}",
                new { response_id = response.Id, unit_id = response.UnitId, what = "call" });
        }
    }

    /// <summary>Queues the call that stays behind, with the stamps that its own units made.</summary>
    private static void Leave(Change change, CallSheet remaining, Share own, long parted)
    {
        var call = remaining.Call;
        var left = remaining.Responses.Except(own.Responses).ToList();
        change.Event(DispatchEvents.CallParted, $"call:{call.Id}", new { parted_call_id = parted });
        if (call.State is CallState.Planned)
        {
            CallProgress.Bump(change, call.Id);
            return;
        }

        CallProgress.Of(call, left, [.. remaining.Patients.Except(own.Patients)], call.Disposition, takenBack: own.Responses.Count > 0)
            .Save(change, remaining, change.Now);
    }

    /// <summary>The part of the joined call that came with the link.</summary>
    private sealed class Share(CallSheet joined, Pending<IReadOnlyList<long>> responses, Pending<IReadOnlyList<long>> patients)
    {
        public IReadOnlyList<ResponseRow> Responses { get; } =
            [.. joined.Responses.Where(response => responses.Value.Contains(response.Id))];

        public IReadOnlyList<PatientRow> Patients { get; } = [.. joined.Patients.Where(patient => patients.Value.Contains(patient.Id))];

        /// <summary>A patient of one call in the care of a unit of the other: nobody could say where they belong.</summary>
        public PatientRow? Entangled => joined.Patients.FirstOrDefault(patient => patient is { Disposition: null, ResponseId: { } with }
            && Patients.Contains(patient) != Responses.Any(response => response.Id == with));
    }
}
