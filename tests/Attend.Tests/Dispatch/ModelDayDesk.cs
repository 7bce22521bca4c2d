using Attend.Dispatch;
using static Attend.Dispatch.ResponseState;

namespace Attend.Tests.Dispatch;

/// <summary>What is done at the desk and in the garage: to calls and units, not to a response.</summary>
internal sealed partial class ModelDay
{
    public ModelCall Take(int patients)
    {
        var call = new ModelCall();
        call.Patients.AddRange(Enumerable.Range(0, patients).Select(_ => new ModelPatient()));
        Calls.Add(call);
        return call;
    }

    public bool Hold(ModelUnit unit)
    {
        if (Serving(unit) is not null)
        {
            return false;
        }

        unit.SetAside("HOLD", Now);
        return true;
    }

    public static bool Release(ModelUnit unit)
    {
        var held = unit.HeldAs is not null;
        unit.Free();
        return held;
    }

    public static bool SignOn(ModelUnit unit) => unit.SignedOn = true;

    public bool SignOff(ModelUnit unit)
    {
        if (unit.SignedOn && Serving(unit) is not null)
        {
            return false;
        }

        unit.SignedOn = false;
        return true;
    }

    public bool Cancel(ModelCall call)
    {
        if (call.State is not (CallState.Received or CallState.Dispatched or CallState.EnRoute))
        {
            return false;
        }

        foreach (var response in Of(call).Where(response => response.Active))
        {
            Step(response, "ended_at", Active, StoodDown);
            End(response);
            Leave(response);
            response.Unit.Next = null;
            Keep(response);
        }

        (call.State, call.NeedsUnit) = (CallState.Cancelled, false);
        NobodyNext(call);
        return true;
    }

    public bool Close(ModelCall call, string? disposition)
    {
        var settled = call.Patients.Count > 0 ? call.Patients.All(patient => patient.Disposition is not null) : call.Disposition is not null;
        if (!call.Open || Of(call).Any(response => response.Active) || disposition is null && !settled)
        {
            return false;
        }

        foreach (var patient in call.Patients.Where(patient => patient.Disposition is null))
        {
            (patient.Disposition, patient.SettledAt) = (disposition, Now);
        }

        call.Disposition ??= disposition;
        (call.State, call.NeedsUnit, call.ClosedAt) = (CallState.Closed, false, Now);
        NobodyNext(call);
        return true;
    }

    public bool Reopen(ModelCall call)
    {
        if (call.State is not CallState.Closed || Now - call.ClosedAt > TimeSpan.FromHours(2))
        {
            return false;
        }

        (call.State, call.NeedsUnit, call.ClosedAt, call.Disposition, call.ReopenedAt) = (CallState.Received, true, null, null, Now);
        call.Earlier.AddRange(Of(call).Except(call.Earlier));
        return true;
    }

    public bool Reprioritise(ModelCall call)
    {
        foreach (var response in Of(call).Where(response => response.Active && call.Open))
        {
            response.Pending = true;
        }

        return call.Open;
    }

    public void GiveDisposition(ModelCall call, ModelPatient patient, string disposition)
    {
        (patient.Disposition, patient.SettledAt) = (disposition, Now);
        Progress(call);
    }
}
