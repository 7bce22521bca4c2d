using System.Collections.Immutable;
using Attend.Dispatch;
using static Attend.Dispatch.ResponseState;

namespace Attend.Tests.Dispatch;

internal sealed class ModelUnit
{
    public long Id { get; init; }

    public long Member { get; init; }

    public bool SignedOn { get; set; } = true;

    public string? HeldAs { get; private set; }

    public DateTimeOffset? HeldSince { get; private set; }

    public ModelCall? Next { get; set; }

    public void SetAside(string status, DateTimeOffset at) => (HeldAs, HeldSince) = (status, at);

    public void Free() => (HeldAs, HeldSince) = (null, null);
}

internal sealed class ModelCall
{
    public long Id { get; set; }

    public CallState State { get; set; } = CallState.Received;

    public bool NeedsUnit { get; set; } = true;

    public string? Disposition { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }

    public DateTimeOffset? ReopenedAt { get; set; }

    /// <summary>Who had been there when it was opened again: history.</summary>
    public List<ModelResponse> Earlier { get; } = [];

    public List<ModelPatient> Patients { get; } = [];

    public bool Open => State is not (CallState.Closed or CallState.Cancelled);
}

internal sealed class ModelPatient
{
    public long Id { get; set; }

    public string? Disposition { get; set; }

    public DateTimeOffset? SettledAt { get; set; }

    public ModelResponse? With { get; set; }
}

/// <summary>What a tap changes of a response, and an undo brings back.</summary>
internal sealed record ModelShape(ResponseState State, int Leg, ImmutableDictionary<string, DateTimeOffset> Stamps);

internal sealed record ModelTap(
    ModelShape Before, DateTimeOffset At, IReadOnlyList<ModelPatientShape> Patients, string? Disposition, string? CallDisposition, ModelCall? Next, bool Pending)
{
    /// <summary>What the tap made of the patients; of these an undo takes back what still stands.</summary>
    public IReadOnlyList<ModelPatientShape> Became { get; set; } = [];

    public string? CallBecame { get; set; }

    /// <summary>The job lined up before the tap, for its undo; none when the unit went on to it.</summary>
    public ModelCall? Next { get; set; } = Next;
}

internal sealed record ModelPatientShape(ModelPatient Of, ModelResponse? With, string? Disposition, DateTimeOffset? SettledAt)
{
    public static IReadOnlyList<ModelPatientShape> All(ModelCall call) =>
        [.. call.Patients.Select(patient => new ModelPatientShape(patient, patient.With, patient.Disposition, patient.SettledAt))];
}

internal sealed class ModelResponse(ModelCall call, ModelUnit unit, DateTimeOffset at)
{
    public long Id { get; set; }

    public ModelCall Call => call;

    public ModelUnit Unit => unit;

    public DateTimeOffset AssignedAt => at;

    public ModelShape Shape { get; set; } = new(Assigned, 1, ImmutableDictionary<string, DateTimeOffset>.Empty);

    public Stack<ModelTap> Taps { get; } = [];

    public bool Pending { get; set; }

    /// <summary>Taken away for another call.</summary>
    public bool Redirected { get; set; }

    public string? Disposition { get; set; }

    public ResponseState State => Shape.State;

    public bool Active => State is not (Cleared or Declined or StoodDown or Failed);

    /// <summary>How far the call came by this unit; one that ended before it arrived counts for nothing.</summary>
    public CallState Reached => State switch
    {
        Assigned or Acknowledged => CallState.Dispatched,
        EnRoute or Staged => CallState.EnRoute,
        OnScene => CallState.OnScene,
        Transporting => CallState.Transporting,
        AtHospital or TransferredCare => CallState.AtHospital,
        _ when Shape.Stamps.ContainsKey("at_hospital_at") => CallState.AtHospital,
        _ when Shape.Stamps.ContainsKey("transporting_at") => CallState.Transporting,
        _ when Shape.Stamps.ContainsKey("on_scene_at") || Shape.Stamps.ContainsKey("at_patient_at") => CallState.OnScene,
        Cleared => Shape.Stamps.ContainsKey("en_route_at") ? CallState.EnRoute : CallState.Dispatched,
        _ => CallState.Received,
    };
}
