namespace Attend.Demo;

/// <summary>
/// One unit's stamps of one incident, in the order of time, as responses: a dispatch begins one, a clear ends it, and the unit listed
/// again after that is a new one.
/// </summary>
internal sealed class LancasterUnit(
    int incident, string unit, List<ReplayResponse> responses, List<ReplayEvent> events, Action<string> leaveOut)
{
    private readonly HashSet<ReplayStep> taken = [];
    private int ordinal;
    private int? open;
    private DateTimeOffset last;

    public void Read(IEnumerable<(DateTimeOffset At, LancasterStep Step)> stamps)
    {
        var known = stamps.ToList();
        var dispatched = known.Exists(stamp => stamp.Step == LancasterStep.Dispatch);
        foreach (var (at, step) in known)
        {
            if (step == LancasterStep.FireOut)
            {
                leaveOut(LancasterStream.FireOut);
            }
            else if (step == LancasterStep.Dispatch)
            {
                Dispatch(at);
            }
            else if (open is null)
            {
                leaveOut(
                    !dispatched ? LancasterStream.NoDispatch :
                    ordinal == 0 ? LancasterStream.BeforeDispatch : LancasterStream.AfterClear);
            }
            else
            {
                Take(at, Action(step));
            }
        }

        if (open is not null)
        {
            Add(last, ReplayStep.Clear, LancasterStream.ClearMissing);
        }
    }

    private void Dispatch(DateTimeOffset at)
    {
        last = at;
        if (open is not null)
        {
            leaveOut(LancasterStream.DuplicateDispatch);
            return;
        }

        open = responses.Count;
        responses.Add(new(incident, unit, ordinal++));
        taken.Clear();
        Add(at, ReplayStep.Dispatch);
    }

    private void Take(DateTimeOffset at, ReplayStep step)
    {
        // Also a stamp that repeats a step: the unit was still on the incident then.
        last = at;
        if (step == ReplayStep.Transport && taken.Remove(ReplayStep.ArriveHospital))
        {
            // A unit that leaves a hospital for another one drives a second leg.
            taken.Remove(ReplayStep.Transport);
        }

        if (!taken.Add(step))
        {
            leaveOut(LancasterStream.StepRepeated);
            return;
        }

        Add(at, step);
        if (step == ReplayStep.Clear)
        {
            open = null;
        }
    }

    private void Add(DateTimeOffset at, ReplayStep step, string? reason = null) =>
        events.Add(new(at, incident, step, unit, open, reason));

    private static ReplayStep Action(LancasterStep step) => step switch
    {
        LancasterStep.Enroute => ReplayStep.Depart,
        LancasterStep.Staging => ReplayStep.Stage,
        LancasterStep.Arrive => ReplayStep.Arrive,
        LancasterStep.AtPatient => ReplayStep.AtPatient,
        LancasterStep.EnrouteToHospital => ReplayStep.Transport,
        LancasterStep.ArriveAtHospital => ReplayStep.ArriveHospital,
        LancasterStep.Clear => ReplayStep.Clear,
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "Not a step of a response under way."),
    };
}
