namespace Attend.Forecasts;

/// <summary>How many desks work at which hour of the site's clock, and when the first of them begins.</summary>
internal sealed class DeskHours
{
    private const int Hours = 24;
    private const double Kept = 0.97;

    /// <summary>Nobody was called for so long, seconds: then the next call begins a session.</summary>
    private const double Pause = 2 * 3600;

    /// <summary>What is assumed when nobody works yet and nobody knows when that begins, seconds.</summary>
    private const double AssumedBeginning = 900;

    private readonly double[] desks = new double[Hours];
    private readonly double[] deskWeights = new double[Hours];
    private readonly double[] begins = new double[Hours];
    private readonly double[] beginWeights = new double[Hours];
    private double opened = double.NegativeInfinity;
    private double called = double.NegativeInfinity;

    /// <summary>Takes in how many work now; when nobody does it says nothing.</summary>
    public void Work(int hour, double open)
    {
        if (open > 0)
        {
            (desks[hour], deskWeights[hour]) = (desks[hour] * Kept + open, deskWeights[hour] * Kept + 1);
        }
    }

    /// <summary>Takes in a call, and for whoever had come while nobody worked yet, when that began.</summary>
    public void Called(double at, Moment call, Moment joined, bool nobodyWorked)
    {
        if (at - called > Pause)
        {
            opened = at;
        }

        called = Math.Max(called, at);
        var began = call.SecondOfDay - (at - opened);
        if (nobodyWorked && call.Day == joined.Day && began >= joined.SecondOfDay)
        {
            var hour = joined.Hour;
            (begins[hour], beginWeights[hour]) = (begins[hour] * Kept + began, beginWeights[hour] * Kept + 1);
        }
    }

    /// <summary>How many work at an hour; null where it was never seen.</summary>
    public double? Usual(int hour) => deskWeights[hour] > 0 ? desks[hour] / deskWeights[hour] : null;

    /// <summary>How long until somebody works, when nobody does, seconds.</summary>
    public double UntilBeginning(Moment now) => beginWeights[now.Hour] > 0.5
        ? Math.Max(0, begins[now.Hour] / beginWeights[now.Hour] - now.SecondOfDay)
        : AssumedBeginning;

    /// <summary>How far into its session a queue is: 1 after four hours, at most 1.5; 0 when it has not begun.</summary>
    public double Session(double now) => now - called < Pause ? Math.Clamp((now - opened) / (4 * 3600), 0, 1.5) : 0;

    public void Carry(Packing packing)
    {
        packing.Carry(desks);
        packing.Carry(deskWeights);
        packing.Carry(begins);
        packing.Carry(beginWeights);
        packing.Carry(ref opened);
        packing.Carry(ref called);
    }
}
