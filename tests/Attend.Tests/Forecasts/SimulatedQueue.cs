using Attend.Forecasts;

namespace Attend.Tests.Forecasts;

/// <summary>Somebody who will come.</summary>
/// <param name="At">Seconds from the beginning.</param>
/// <param name="Service">How long a desk will have them, where it does not say so itself.</param>
/// <param name="Patience">They leave when they were not called by then.</param>
internal sealed record Arrival(double At, int Level = 1, double Service = 600, double Patience = double.PositiveInfinity);

/// <summary>A desk that opens then.</summary>
/// <param name="Services">How long it will have the first, the second ... whoever that is; after the last it closes. Null: open for ever, and it depends on who comes.</param>
internal sealed record DeskPlan(double Opens, IReadOnlyList<double>? Services = null);

internal enum Happening { Join, Call, End, Leave, Open }

/// <param name="Arrival">Whose, by their place in the list; -1 for a desk's own.</param>
internal readonly record struct Step(Happening What, double At, int Arrival, int Desk);

/// <summary>
/// A queue on paper: what happens when these people come to these desks, one step after the other, and how it stands at each of them. Of two things
/// at one time a desk comes first.
/// </summary>
/// <param name="overtaken">By how many seconds somebody of the first level may come later than one of the second and still be called first.</param>
internal sealed class SimulatedQueue(
    DateTimeOffset start, IReadOnlyList<Arrival> arrivals, IReadOnlyList<DeskPlan> desks, Func<int, int, double>? overtaken = null, int levels = 1)
{
    private readonly PriorityQueue<(Happening What, int Arrival, int Desk), (double At, int Rank, long Turn)> ahead = new();
    private readonly List<int> line = [];
    private readonly Desk[] state = [.. desks.Select(_ => new Desk())];
    private double? lastWait;
    private double lastCalled;
    private long turn;

    private sealed class Desk
    {
        public bool Open { get; set; }

        public int? Busy { get; set; }

        public double Since { get; set; }

        public int Served { get; set; }
    }

    /// <summary>Every step; between two of them it can be asked how the queue stands.</summary>
    public IEnumerable<Step> Run()
    {
        foreach (var (index, arrival) in arrivals.Index())
        {
            Plan(Happening.Join, arrival.At, index, -1);
        }

        foreach (var (index, desk) in desks.Index())
        {
            Plan(Happening.Open, desk.Opens, -1, index);
        }

        while (ahead.TryDequeue(out var next, out var when))
        {
            if (Take(next.What, when.At, next.Arrival, next.Desk) is not { } step)
            {
                continue;
            }

            yield return step;
            if (step.What is Happening.Join)
            {
                line.Insert(~line.BinarySearch(step.Arrival, Comparer<int>.Create(First)), step.Arrival);
                if (double.IsFinite(arrivals[step.Arrival].Patience))
                {
                    Plan(Happening.Leave, step.At + arrivals[step.Arrival].Patience, step.Arrival, -1);
                }
            }

            if (step.What is Happening.End && desks[step.Desk].Services is { } services && state[step.Desk].Served == services.Count)
            {
                state[step.Desk].Open = false;
            }

            for (var desk = 0; desk < state.Length && line.Count > 0; desk++)
            {
                if (state[desk] is { Open: true, Busy: null })
                {
                    yield return Call(desk, step.At);
                }
            }
        }
    }

    /// <summary>How it stands for somebody who comes at this moment and is not in the line yet.</summary>
    public Standing Standing(double at)
    {
        var open = state.Where(desk => desk.Open).ToList();
        return new Standing(
            Now(at), line.Count, open.Count, open.Count(desk => desk.Busy is null),
            [.. open.Where(desk => desk.Busy is not null).Select(desk => new Attended(arrivals[desk.Busy!.Value].Level, at - desk.Since))],
            lastWait, at - lastCalled, line.Count > 0 ? at - arrivals[line[0]].At : 0);
    }

    public Joiner Joiner(int arrival)
    {
        var people = new double[levels + 1];
        foreach (var other in line.Where(other => First(other, arrival) < 0))
        {
            people[arrivals[other].Level]++;
        }

        var level = arrivals[arrival].Level;
        return new Joiner(level, people, [0, .. Enumerable.Range(1, levels).Select(other => overtaken?.Invoke(other, level) ?? 0)]);
    }

    public Moment Now(double at) => new(start.AddSeconds(at), start.AddSeconds(at).DateTime);

    private void Plan(Happening what, double at, int arrival, int desk) => ahead.Enqueue((what, arrival, desk), (at, arrival < 0 || what is Happening.End ? 0 : 1, turn++));

    private Step? Take(Happening what, double at, int arrival, int desk)
    {
        switch (what)
        {
            case Happening.Open:
                state[desk].Open = true;
                break;
            case Happening.End:
                state[desk].Busy = null;
                break;
            case Happening.Leave when !line.Remove(arrival):
                return null;
        }

        return new Step(what, at, arrival, desk);
    }

    private Step Call(int desk, double at)
    {
        var called = line[0];
        line.RemoveAt(0);
        (lastWait, lastCalled) = (at - arrivals[called].At, at);
        var services = desks[desk].Services;
        var length = services is null ? arrivals[called].Service : services[state[desk].Served];
        (state[desk].Busy, state[desk].Since) = (called, at);
        state[desk].Served++;
        Plan(Happening.End, at + length, called, desk);
        return new Step(Happening.Call, at, called, desk);
    }

    /// <summary>By the order of the queue; of two who come together the one before in the list.</summary>
    private int First(int one, int other)
    {
        var (a, b) = (arrivals[one], arrivals[other]);
        var credit = overtaken is null || a.Level == b.Level ? 0
            : a.Level < b.Level ? overtaken(a.Level, b.Level) : -overtaken(b.Level, a.Level);
        return double.IsInfinity(credit) ? -Math.Sign(credit) : (a.At - credit, one).CompareTo((b.At, other));
    }
}
