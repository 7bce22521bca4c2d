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

        Follow(response);
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

        Follow(response);
        return true;
    }

    public bool TransferCare(ModelResponse response)
    {
        if (!Step(response, "transferred_care_at", [OnScene, Transporting, AtHospital], TransferredCare))
        {
            return false;
        }

        Settle(response, "TRANSPORTED");
        Follow(response);
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

        Follow(response);
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
        Leave(response);
        response.Unit.Next = null;
        if (to is Failed)
        {
            response.Unit.SetAside("OUT_OF_SERVICE", Now);
        }

        Follow(response);
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
        Leave(response);
        response.Unit.Next = null;
        Follow(response);
        // Whoever is aboard goes along.
        Assign(call, response.Unit);
        return true;
    }

    public bool NextJob(ModelUnit unit, ModelCall call)
    {
        if (Serving(unit) is not { State: AtHospital or TransferredCare } now || !call.Open || !call.NeedsUnit || now.Call == call)
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
        if (returns && (!call.Open && !closedIt || Serving(unit) is not null))
        {
            return false;
        }

        response.Taps.Pop();
        response.Shape = tap.Before;
        if (closedIt)
        {
            (call.State, call.ClosedAt) = (CallState.Received, null);
        }

        (response.Disposition, response.Pending) = (tap.Disposition, response.Pending || tap.Pending);
        if (returns)
        {
            unit.Next ??= tap.Next is { NeedsUnit: true, Open: true } ? tap.Next : null;
            if (unit.HeldSince == tap.At)
            {
                unit.Free();
            }
        }

        foreach (var (was, became) in tap.Patients.Zip(tap.Became))
        {
            var patient = was.Of;
            patient.With = patient.With == became.With ? was.With : patient.With;
            patient.Disposition = patient.Disposition == became.Disposition ? was.Disposition : patient.Disposition;
            patient.SettledAt = patient.SettledAt == became.SettledAt ? was.SettledAt : patient.SettledAt;
        }

        call.Disposition = call.Disposition == tap.CallBecame ? tap.CallDisposition : call.Disposition;
        Progress(call, takenBack: true);
        return true;
    }

    public ModelResponse? Serving(ModelUnit unit) => Responses.Find(response => response.Unit == unit && response.Active);

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

        var responses = Of(call).ToList();
        var furthest = responses.Select(response => response.Reached).DefaultIfEmpty(CallState.Received).Max();
        var onwards = takenBack || furthest > call.State ? furthest : call.State;
        if (responses.Exists(response => response.Active))
        {
            call.State = onwards;
            // A unit failed, and nobody was sent since who came.
            call.NeedsUnit = responses.Where(response => response.State is Failed).MaxBy(response => response.Shape.Stamps["ended_at"]) is { } failed
                && !responses.Exists(later => responses.IndexOf(later) > responses.IndexOf(failed)
                    && later.AssignedAt >= failed.Shape.Stamps["ended_at"] && later.State is not (Declined or StoodDown))
                && (call.Patients.Count == 0 || call.Patients.Exists(patient => patient.Disposition is null));
            return;
        }

        if (call.Patients.Count > 0 ? call.Patients.TrueForAll(patient => patient.Disposition is not null) : call.Disposition is not null)
        {
            (call.State, call.NeedsUnit, call.ClosedAt) = (CallState.Closed, false, Now);
            NobodyNext(call);
            return;
        }

        var nobodyCame = responses.TrueForAll(response => response.State is not Cleared && response.Reached is CallState.Received);
        (call.State, call.NeedsUnit) = (nobodyCame ? CallState.Received : onwards, true);
    }
}
