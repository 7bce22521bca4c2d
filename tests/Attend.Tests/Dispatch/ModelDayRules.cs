using Attend.Dispatch;
using static Attend.Dispatch.ResponseState;

namespace Attend.Tests.Dispatch;

/// <summary>What every press has in common: whose patients are whose, what an undo needs, and where the call stands then.</summary>
internal sealed partial class ModelDay
{
    private IEnumerable<ModelResponse> Of(ModelCall call) => Responses.Where(response => response.Call == call);

    private void Assign(ModelCall call, ModelUnit unit)
    {
        NobodyNext(call);
        Responses.Add(new ModelResponse(call, unit, Now));
        (call.State, call.NeedsUnit) = (call.State is CallState.Received ? CallState.Dispatched : call.State, false);
    }

    private bool Step(ModelResponse response, string column, ResponseState[] from, ResponseState to)
    {
        if (!from.Contains(response.State))
        {
            return false;
        }

        response.Taps.Push(new ModelTap(
            response.Shape, Now, ModelPatientShape.All(response.Call), response.Disposition, response.Call.Disposition, response.Unit.Next, response.Pending));
        response.Shape = response.Shape with { State = to, Stamps = response.Shape.Stamps.SetItem(column, Now) };
        return true;
    }

    /// <summary>Whoever was to come next need not.</summary>
    private void NobodyNext(ModelCall call)
    {
        foreach (var unit in Units.Where(unit => unit.Next == call))
        {
            unit.Next = null;
        }
    }

    /// <summary>Its patients are nobody's, and keep their place.</summary>
    private static void Leave(ModelResponse response)
    {
        foreach (var patient in response.Call.Patients.Where(patient => patient.With == response && patient.Disposition is null))
        {
            patient.With = null;
        }
    }

    /// <summary>What the tap made is kept for its undo, and the call follows.</summary>
    private void Follow(ModelResponse response)
    {
        Keep(response);
        Progress(response.Call);
    }

    private static void Keep(ModelResponse response)
    {
        var tap = response.Taps.Peek();
        (tap.Became, tap.CallBecame) = (ModelPatientShape.All(response.Call), response.Call.Disposition);
    }

    private void End(ModelResponse response)
    {
        response.Pending = false;
        response.Shape = response.Shape with { Stamps = response.Shape.Stamps.SetItem("ended_at", Now) };
    }

    /// <summary>Those given to the unit, else all that nobody has yet when it is alone.</summary>
    private List<ModelPatient> PatientsOf(ModelResponse response)
    {
        var unsettled = response.Call.Patients.Where(patient => patient.Disposition is null).ToList();
        var own = unsettled.Where(patient => patient.With == response).ToList();
        return own.Count > 0 || Of(response.Call).Any(other => other != response && other.Active) ? own : unsettled;
    }

    private void Settle(ModelResponse response, string disposition)
    {
        foreach (var patient in PatientsOf(response))
        {
            (patient.Disposition, patient.SettledAt, patient.With) = (disposition, Now, response);
        }

        if (response.Call.Patients.Count == 0)
        {
            response.Call.Disposition = disposition;
        }
    }

    /// <summary>Where the call stands, by its units and patients.</summary>
    private void Progress(ModelCall call, bool takenBack = false)
    {
        if (!call.Open)
        {
            return;
        }

        var responses = Of(call).Where(response => response.Active || !call.Earlier.Contains(response)).ToList();
        var furthest = responses.Select(response => response.Reached).DefaultIfEmpty(CallState.Received).Max();
        var onwards = takenBack || furthest > call.State ? furthest : call.State;
        if (responses.Exists(response => response.Active))
        {
            call.State = onwards;
            // A unit failed or was taken away for another call, and nobody was sent since who came.
            call.NeedsUnit = responses.Where(response => response.State is Failed || response is { State: StoodDown, Redirected: true })
                    .MaxBy(response => response.Shape.Stamps["ended_at"]) is { } failed
                && !responses.Exists(later => responses.IndexOf(later) > responses.IndexOf(failed)
                    && later.AssignedAt >= failed.Shape.Stamps["ended_at"] && later.State is not (Declined or StoodDown))
                && (call.Patients.Count == 0 || call.Patients.Exists(patient => patient.Disposition is null));
            return;
        }

        // Opened again it is over when somebody came and cleared, or said anew how it ended.
        var stands = call.ReopenedAt is { } again && call.Patients.Count > 0 && responses.TrueForAll(response => response.State is not Cleared)
            && call.Patients.TrueForAll(patient => patient.SettledAt < again);
        if (!stands && (call.Patients.Count > 0 ? call.Patients.TrueForAll(patient => patient.Disposition is not null) : call.Disposition is not null))
        {
            (call.State, call.NeedsUnit, call.ClosedAt) = (CallState.Closed, false, Now);
            NobodyNext(call);
            return;
        }

        var nobodyCame = responses.TrueForAll(response => response.State is not Cleared && response.Reached is CallState.Received);
        (call.State, call.NeedsUnit) = (nobodyCame ? CallState.Received : onwards, true);
    }
}
