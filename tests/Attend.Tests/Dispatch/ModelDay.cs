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
            response.Taps.Peek().Next = null;
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
        response.Redirected = true;
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
}
