using Attend.Fleet;
using Attend.People;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Dispatch;

/// <summary>
/// Takes back one's own last tap within 60 s of its receipt, with all that it did (<see cref="Before"/>). The stamp stays on record as
/// undone; an ended response takes its unit and its crew again.
/// </summary>
internal static class UndoStep
{
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    public static Task<Results<Ok<ResponseView>, Refused>> Handle(long id, Db db, Caller caller, CancellationToken ct) =>
        db.Write<Results<Ok<ResponseView>, Refused>>(caller, async change =>
        {
            NextJob.LockUndone(change, id);
            var (step, refused) = Step.Load(change, id, null);
            if (refused is not null)
            {
                return refused;
            }

            var unit = Reservations.LockVehicle(change, (Sql)$"select unit_id from dispatch.responses where id = {id}");
            Sql crew = $"select member as id from dispatch.crew where response_id = {id}";
            Reservations.LockPeople(change, crew);
            var held = change.List<long>($"select person_id from fleet.held_people where person_id in ({crew}) order by person_id");
            var alerts = PreAlerts.Of(change, id);
            var brought = Hospital.IsDestination(change, id);
            await change.Send();
            if (Refuse(caller, step!, brought.Value) is { } unable)
            {
                return unable;
            }

            var last = step!.StampRows.Count == 0 ? null : step.StampRows[^1];
            if (last is not { Before: { } before } || last.EnteredBy != caller.Actor)
            {
                return DispatchProblems.NothingToUndo.Refuse();
            }

            if (change.Now - last.ReceivedAt > Window)
            {
                return DispatchProblems.TooLate.Refuse(new { until = last.ReceivedAt + Window });
            }

            var back = Words.Parse<ResponseState>(last.FromState!);
            var revived = !step.Response.Active && (step.Response with { State = back }).Active;
            if (revived)
            {
                if (RefuseRevival(step, last, unit.Value!, before.Crew!, held.Value) is { } gone)
                {
                    return gone;
                }

                Revive(change, step, last, unit.Value!);
            }

            var call = step.Sheet.Call;
            step.CallDisposition = Before.Back(call.Disposition, before.CallBecame, before.CallWas);
            step.Patients = [.. step.Sheet.Patients.Select(now => before.Patients.FirstOrDefault(one => one.Was.Id == now.Id)?.Back(now) ?? now)];
            PreAlerts.TakeBack(change, step.Response, before.PreAlerts!, alerts.Value);
            change.Run($"update dispatch.stamps set undone_at = {change.Now} where id = {last.Id}");
            var was = Was(step.Response, last, before, revived);
            step.Save(ResponseAction.Undo, Columns(was, last.Step, revived), new { step = last.Step, undone_at = last.At }, to: back,
                also: response => was with { State = response.State, Version = response.Version }, since: before.StateSince);
            var view = step.View();
            await change.Send();
            return TypedResults.Ok(view.Value.For(caller, change.Now));
        }, ct);

    /// <summary>A crew takes back on the response it rode on; a hospital's staff on what was brought to their own house.</summary>
    private static Refused? Refuse(Caller caller, Step step, bool brought)
    {
        if (step.Refuse(Permissions.ResponsesUndo, onceAboard: true) is { } unable)
        {
            return unable;
        }

        return caller.May(Permissions.ResponsesStep) is null && !brought ? PlatformProblems.NotFound.Refuse() : null;
    }

    /// <summary>Why an ended response cannot go on: its call is over, or the unit or one of the crew is elsewhere.</summary>
    private static Refused? RefuseRevival(Step step, StampRow last, VehicleRow unit, long[] crew, IReadOnlyList<long> held) => step.Sheet.Call switch
    {
        { Open: false } call when !EndedCall(call, last) => DispatchProblems.CallClosed.Refuse(new { state = call.State }),
        _ when Reach.RefuseRetired(unit) is { } retired => retired,
        _ when unit.Holder is { } holder => FleetProblems.UnitHeld.Refuse(new { unit_id = unit.Id, holder = holder.Facts }),
        _ when crew.Intersect(held).ToList() is { Count: > 0 } elsewhere => FleetProblems.MemberHeld.Refuse(new { member = elsewhere[0] }),
        _ => null,
    };

    /// <summary>The tap itself closed the call; both go back together.</summary>
    private static bool EndedCall(CallRow call, StampRow last) => call.State is CallState.Closed && call.ClosedRecordedAt == last.ReceivedAt;

    /// <summary>Queues what an ended response needs to go on: its call, its unit and the crew that was aboard.</summary>
    private static void Revive(Change change, Step step, StampRow last, VehicleRow unit)
    {
        var (call, id, crew) = (step.Sheet.Call, step.Response.Id, last.Before!.Crew!);
        if (EndedCall(call, last))
        {
            change.Move(CallLifecycle.Table, call.Id, CallAction.Reopen, set: $"closed_at = null, closed_recorded_at = null");
            step.Reopened = true;
        }

        // A hold of the same instant was set by the tap.
        if (unit.HoldReason is not null && unit.StatusSince == last.At)
        {
            Holds.End(change, unit, change.Now);
        }

        var activity = Step.ActivityOf(Words.Parse<ResponseState>(last.FromState!))!.Value;
        Reservations.TakeVehicle(change, unit.Id, HolderKind.Response, id, call.Id, activity, change.Now);
        Reservations.TakePeople(change, crew, HolderKind.Response, id, call.Id, activity, change.Now);
        change.Run($"update dispatch.crew set to_at = null where response_id = {id} and to_at = {last.At} and member = any({crew})", crew.Length);
        NextJob.RestoreOfUnit(change, unit.Id, last.ReceivedAt);
    }

    /// <summary>The response without what the tap did.</summary>
    private static ResponseRow Was(ResponseRow now, StampRow last, Before before, bool revived)
    {
        var was = now with
        {
            Leg = before.Leg,
            HospitalId = Before.Back(now.HospitalId, before.ToHospitalId, before.HospitalId),
            Disposition = before.Disposition,
            HandedTo = before.HandedTo,
            ChangePending = now.ChangePending ?? before.ChangePending,
            Flags = [.. now.Flags.Except(before.Added).Union(before.Removed).Order(StringComparer.Ordinal)],
            EndedAt = revived ? null : now.EndedAt,
            Redirected = !revived && now.Redirected,
        };
        was = Step.Stamped(was, last.Step, before.At);
        // A second leg had put the first one's times aside.
        return last.Step is "transporting_at" ? was with { AtHospitalAt = before.AtHospitalAt, TransferredCareAt = before.TransferredCareAt } : was;
    }

    private static Sql Columns(ResponseRow was, string step, bool revived)
    {
        Sql stamp = step switch
        {
            "ended_at" => Sql.Raw(""),
            "transporting_at" => $", transporting_at = {was.TransportingAt}, at_hospital_at = {was.AtHospitalAt}, transferred_care_at = {was.TransferredCareAt}",
            _ => $", {Sql.Raw(step)} = {Stamps.Value(was, step)}",
        };
        Sql end = revived ? Sql.Raw(", ended_at = null, end_reason = null, redirected_to = null") : Sql.Raw("");
        return $"""
            leg = {was.Leg}, hospital_id = {was.HospitalId}, disposition = {was.Disposition}, handed_to = {was.HandedTo},
            taken_over_by = case when {was.TransferredCareAt}::timestamptz is not null then taken_over_by end,
            change_pending = {was.ChangePending}, flags = {was.Flags}{stamp}{end}
            """;
    }
}
