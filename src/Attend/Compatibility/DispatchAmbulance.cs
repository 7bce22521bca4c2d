using Attend.Dispatch;
using Attend.Fleet;
using Attend.Platform;
using Attend.Platform.Access;
using Attend.Platform.Database;
using Attend.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Attend.Compatibility;

internal sealed record DispatchedJson(string Message, EmergencyJson EmergencyCall, AmbulanceJson Ambulance);

/// <summary>
/// Sends the one unit of a call. What is already not free at the first look is bad input (400), as those clients expect; what changed
/// between the look and the lock is a conflict (409). The rule itself is <see cref="DispatchUnit"/>'s.
/// </summary>
internal static class DispatchAmbulance
{
    public static async Task<Results<Ok<DispatchedJson>, Refused>> Handle(
        Sent sent, Db db, Caller caller, Positions positions, TimeProvider clock, CancellationToken ct)
    {
        var callId = sent.Id("emergency_call_id", required: true);
        var unitId = sent.Id("ambulance_id", required: true);
        var (paramedicId, hospitalId) = (sent.Id("paramedic_id"), sent.Id("hospital_id"));
        if (sent.Refuse() is { } malformed)
        {
            return malformed;
        }

        // The first look is the first: a race that was lost after it is lost, however often the slice runs again.
        var looked = false;
        var answer = await db.Together<Results<Ok<DispatchedJson>, Refused>>(caller, async (db, _) =>
        {
            if (!looked && await Look(sent, callId!.Value, unitId!.Value, paramedicId, hospitalId, db, ct) is { } unfit)
            {
                return unfit;
            }

            looked = true;
            return await Dispatch(callId!.Value, unitId!.Value, paramedicId, hospitalId, db, caller, positions, clock, ct);
        }, ct);
        return answer.Result is Refused refused ? Translate(refused, sent) : answer;
    }

    private static async Task<Refused?> Look(
        Sent sent, long callId, long unitId, long? paramedicId, long? hospitalId, Db db, CancellationToken ct)
    {
        var look = await db.Read(reads => (
            Call: reads.Find<EmergencyJson>($"{EmergencyJson.Select} where c.id = {callId}"),
            Unit: reads.Find<VehicleRow>($"select * from fleet.units where id = {unitId} and retired_at is null"),
            Paramedic: reads.Find<Person>($"""
                select exists (select from people.roles o where o.user_id = m.id and o.role = 'paramedic') as paramedic,
                       exists (select from fleet.held_people h where h.person_id = m.id) as held
                from people.members m where m.id = {paramedicId ?? 0} and m.active
                """),
            Hospital: reads.Find<HospitalView>($"{HospitalView.Select} where h.id = {hospitalId ?? 0}")), ct);
        return Refuse(sent, look.Call.Value, look.Unit.Value, paramedicId, look.Paramedic.Value, hospitalId, look.Hospital.Value);
    }

    private static async Task<Results<Ok<DispatchedJson>, Refused>> Dispatch(
        long callId, long unitId, long? paramedicId, long? hospitalId, Db db, Caller caller, Positions positions, TimeProvider clock,
        CancellationToken ct)
    {
        var request = new DispatchUnitRequest(unitId, paramedicId is { } named ? [named] : null, hospitalId, null, null, null);
        var result = await DispatchUnit.Send(callId, request, alone: true, db, caller, ct);
        if (result.Result is Refused refused)
        {
            return refused;
        }

        var call = await db.One<EmergencyJson>($"{EmergencyJson.Select} where c.id = {callId}", ct);
        var ambulance = await AmbulanceJson.One(db, unitId, Sql.Raw("true"), caller, positions, clock, ct);
        return TypedResults.Ok(new DispatchedJson("Ambulance dispatched successfully", call, ambulance!));
    }

    private static Refused? Refuse(
        Sent sent, EmergencyJson? call, VehicleRow? unit, long? paramedicId, Person? paramedic, long? hospitalId, HospitalView? hospital)
    {
        var missing = call is null ? CompatibilityProblems.EmergencyNotFound
            : unit is null ? CompatibilityProblems.AmbulanceNotFound
            : paramedicId is not null && paramedic is null ? CompatibilityProblems.ParamedicNotFound
            : hospitalId is not null && hospital is null ? CompatibilityProblems.HospitalNotFound
            : null;
        if (missing is not null)
        {
            return missing.Refuse();
        }

        if (call!.State is not CallState.Received)
        {
            sent.Wrong<string>("emergency_call_id", "Emergency call must be in RECEIVED status to dispatch");
        }

        if (!unit!.Free)
        {
            sent.Wrong<string>("ambulance_id", "Ambulance is not available for dispatch");
        }

        if (paramedic is { Paramedic: false })
        {
            sent.Wrong<string>("paramedic_id", "User is not a paramedic");
        }
        else if (paramedic is { Held: true })
        {
            sent.Wrong<string>("paramedic_id", "Paramedic is not available for dispatch");
        }

        return sent.Refuse();
    }

    private static Refused Translate(Refused refused, Sent sent)
    {
        if (refused.Problem == FleetProblems.MemberOffDuty || refused.Problem == DispatchProblems.MemberAway
            || refused.Problem == DispatchProblems.MemberUnlicensed)
        {
            // True before the look as well as after it: nothing changed meanwhile.
            sent.Wrong<string>("paramedic_id", refused.Problem.Sentence);
            return sent.Refuse()!;
        }

        var taken = refused.Problem == FleetProblems.UnitHeld || refused.Problem == DispatchProblems.UnitNotUsable ? CompatibilityProblems.AmbulanceTaken
            : refused.Problem == DispatchProblems.CallTaken || refused.Problem == DispatchProblems.CallClosed ? CompatibilityProblems.EmergencyTaken
            : refused.Problem == FleetProblems.MemberHeld ? CompatibilityProblems.ParamedicTaken
            : null;
        return taken?.Refuse() ?? refused;
    }

    private sealed record Person(bool Paramedic, bool Held);
}
