using Attend.Dispatch;
using static Attend.Dispatch.ResponseState;

namespace Attend.Tests.Dispatch;

/// <summary>A dispatch room as the domain's rules have it, small enough to be read at one sitting. It knows no SQL, no lock and no clock but its own.</summary>
internal sealed partial class ModelDay
{
    private static readonly ResponseState[] Before = [Assigned, Acknowledged, EnRoute, Staged];
    private static readonly ResponseState[] Active = [.. Before, OnScene, Transporting, AtHospital, TransferredCare];
    private static readonly ResponseState[] Ended = [Cleared, Declined, StoodDown, Failed];

    public List<ModelUnit> Units { get; } = [];

    public List<ModelCall> Calls { get; } = [];

    public List<ModelResponse> Responses { get; } = [];

    public DateTimeOffset Now { get; set; }

    public bool Dispatch(ModelCall call, ModelUnit unit)
    {
        if (!call.Open || Serving(unit) is not null || unit.HeldAs is not null)
        {
            return false;
        }

        Assign(call, unit);
        return true;
    }

    public bool Tap(ModelResponse response, ResponseAction action)
    {
        switch (action)
        {
            case ResponseAction.Acknowledge when response is { State: not Assigned, Active: true, Pending: true }:
                response.Pending = false;
                return true;
            case ResponseAction.Acknowledge when Step(response, "acknowledged_at", [Assigned], Acknowledged):
                response.Pending = false;
                break;
            case ResponseAction.Depart when Step(response, "en_route_at", [Assigned, Acknowledged], EnRoute):
            case ResponseAction.Stage when Step(response, "staged_at", [Assigned, Acknowledged, EnRoute], Staged):
            case ResponseAction.Arrive when Step(response, "on_scene_at", Before, OnScene):
            case ResponseAction.AtPatient when Step(response, "at_patient_at", [.. Before, OnScene], OnScene):
            case ResponseAction.ArriveHospital when Step(response, "at_hospital_at", [.. Before, OnScene, Transporting], AtHospital):
            case ResponseAction.BackAtBase when Step(response, "back_at_base_at", Ended, response.State):
                break;
            default:
                return false;
        }

        Progress(response.Call);
        return true;
    }

    public bool Transport(ModelResponse response)
    {
        var second = response.State is AtHospital;
        if (!Step(response, "transporting_at", [.. Before, OnScene, AtHospital], Transporting))
        {
            return false;
        }

        if (second)
        {
            // The first leg's arrival belongs to the first leg.
            response.Shape = response.Shape with { Leg = response.Shape.Leg + 1, Stamps = response.Shape.Stamps.RemoveRange(["at_hospital_at", "transferred_care_at"]) };
        }

        foreach (var patient in PatientsOf(response))
        {
            patient.With = response;
        }

        Progress(response.Call);
        return true;
    }

    public bool TransferCare(ModelResponse response)
    {
        if (!Step(response, "transferred_care_at", [OnScene, Transporting, AtHospital], TransferredCare))
        {
            return false;
        }

        Settle(response, "TRANSPORTED");
        Progress(response.Call);
        return true;
    }

    public bool Clear(ModelResponse response, string? disposition, bool hold)
    {
        if (!Step(response, "cleared_at", Active, Cleared))
        {
            return false;
        }

        End(response);
        response.Disposition = disposition;
        if (disposition is not null)
        {
            Settle(response, disposition);
        }

        Progress(response.Call);
        var unit = response.Unit;
        if (hold)
        {
            unit.SetAside("HOLD", Now);
        }

        if (unit.Next is { } next && next is { Open: true, NeedsUnit: true } && unit.HeldAs is null)
        {
            Assign(next, unit);
        }

        unit.Next = null;
        return true;
    }

    public bool EndEarly(ModelResponse response, ResponseAction action)
    {
        var (from, to) = action switch
        {
            ResponseAction.Decline => ([Assigned, Acknowledged], Declined),
            ResponseAction.StandDown => ([.. Before, OnScene], StoodDown),
            _ => (Active, Failed),
        };
        if (!Step(response, "ended_at", from, to))
        {
            return false;
        }

        End(response);
        response.Unit.Next = null;
        if (to is Failed)
        {
            response.Unit.SetAside("OUT_OF_SERVICE", Now);
        }

        Progress(response.Call);
        return true;
    }

    public bool Redirect(ModelResponse response, ModelCall call)
    {
        if (!Before.Contains(response.State) || !call.Open || call == response.Call)
        {
            return false;
        }

        Step(response, "ended_at", Before, StoodDown);
        End(response);
        response.Unit.Next = null;
        Progress(response.Call);
        // Whoever is aboard goes along.
        Assign(call, response.Unit);
        return true;
    }

    public bool NextJob(ModelUnit unit, ModelCall call)
    {
        if (Serving(unit) is not { State: AtHospital or TransferredCare } now || !call.Open || now.Call == call)
        {
            return false;
        }

        unit.Next = call;
        return true;
    }

    public bool Undo(ModelResponse response)
    {
        var (call, unit) = (response.Call, response.Unit);
        if (response.Taps.Count == 0 || Now - response.Taps.Peek().At > TimeSpan.FromSeconds(60))
        {
            return false;
        }

        var tap = response.Taps.Peek();
        var closedIt = call.State is CallState.Closed && call.ClosedAt == tap.At;
        var returns = !response.Active && !Ended.Contains(tap.Before.State);
        if (!call.Open && !closedIt || returns && Serving(unit) is not null)
        {
            return false;
        }

        response.Taps.Pop();
        response.Shape = tap.Before;
        if (closedIt)
        {
            (call.State, call.ClosedAt) = (CallState.Received, null);
        }

        if (returns)
        {
            response.Disposition = null;
            if (unit.HeldSince == tap.At)
            {
                unit.Free();
            }
        }

        foreach (var patient in call.Patients.Where(patient => patient.With == response && patient.SettledAt == tap.At))
        {
            (patient.Disposition, patient.SettledAt) = (null, null);
        }

        if (tap.SettledCall)
        {
            call.Disposition = null;
        }

        Progress(call, takenBack: true);
        return true;
    }

    public ModelResponse? Serving(ModelUnit unit) => Responses.Find(response => response.Unit == unit && response.Active);

    private IEnumerable<ModelResponse> Of(ModelCall call) => Responses.Where(response => response.Call == call);

    private void Assign(ModelCall call, ModelUnit unit)
    {
        Responses.Add(new ModelResponse(call, unit, Now));
        (call.State, call.NeedsUnit) = (call.State is CallState.Received ? CallState.Dispatched : call.State, false);
    }

    private bool Step(ModelResponse response, string column, ResponseState[] from, ResponseState to)
    {
        if (!from.Contains(response.State))
        {
            return false;
        }

        response.Taps.Push(new ModelTap(response.Shape, Now));
        response.Shape = response.Shape with { State = to, Stamps = response.Shape.Stamps.SetItem(column, Now) };
        return true;
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
            response.Taps.Push(response.Taps.Pop() with { SettledCall = true });
        }
    }

    /// <summary>Where the call stands, by its units and patients.</summary>
    private void Progress(ModelCall call, bool takenBack = false)
    {
        if (!call.Open)
        {
            return;
        }

        var responses = Of(call).ToList();
        var furthest = responses.Select(response => response.Reached).DefaultIfEmpty(CallState.Received).Max();
        var onwards = takenBack || furthest > call.State ? furthest : call.State;
        if (responses.Exists(response => response.Active))
        {
            call.State = onwards;
            // Left behind by a unit that failed, and nobody was sent since.
            call.NeedsUnit = responses.Exists(failed => failed.State is Failed
                && call.Patients.Exists(patient => patient.With == failed && patient.Disposition is null)
                && !responses.Exists(other => other.Active && other.AssignedAt >= failed.Shape.Stamps["ended_at"]));
            return;
        }

        if (call.Patients.Count > 0 ? call.Patients.TrueForAll(patient => patient.Disposition is not null) : call.Disposition is not null)
        {
            (call.State, call.NeedsUnit, call.ClosedAt) = (CallState.Closed, false, Now);
            return;
        }

        var nobodyCame = responses.TrueForAll(response => response.State is not Cleared && response.Reached is CallState.Received);
        (call.State, call.NeedsUnit) = (nobodyCame ? CallState.Received : onwards, true);
    }
}
