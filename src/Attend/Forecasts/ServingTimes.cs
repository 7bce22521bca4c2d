namespace Attend.Forecasts;

/// <summary>
/// How long a desk has somebody, by class, and what passes until it calls the next one. All in seconds. Old ones count less and less: a
/// thousand services ago hardly at all.
/// </summary>
internal sealed class ServingTimes
{
    /// <summary>What is assumed of a queue that has shown nothing yet, and soon outweighed.</summary>
    private const double Assumed = 600;

    private const double AssumedWeight = 3;

    /// <summary>Of each service, the weight that the ones before it keep.</summary>
    private const double Kept = 0.998;

    /// <summary>A class that was seldom served leans on the others as if it had been this often.</summary>
    private const double Lean = 5;

    /// <summary>Longer than this many means is a desk that forgot its key.</summary>
    private const double Longest = 6;

    private const double LongestTurn = 1800;

    /// <summary>Seconds in which the lately seen fades.</summary>
    private const double Lately = 4 * 3600;

    private const int Bins = 24;
    private const double FirstEdge = 0.05;
    private const double LastEdge = 8;
    private static readonly double Step = Math.Pow(LastEdge / FirstEdge, 1.0 / (Bins - 1));
    private static readonly double LogStep = Math.Log(Step);
    private static readonly double[] Edges = [.. Enumerable.Range(0, Bins).Select(bin => FirstEdge * Math.Pow(Step, bin))];
    private static readonly double[] Grid = [.. Enumerable.Range(0, 16).Select(point => 0.1 * Math.Pow(1.35, point))];

    /// <summary>Lengths over the mean of their class, in bins that grow: the shape of which is left what is left.</summary>
    private readonly double[] shape = AssumedShape();

    private double[] sums = [];
    private double[] weights = [];
    private double sum = Assumed * AssumedWeight;
    private double weight = AssumedWeight;
    private double turns;
    private double turnWeight = Lean;
    private double lately;
    private double latelyWeight;
    private double latelyAt;

    /// <summary>What passes between two at one desk while others wait.</summary>
    public double Turn => turns / turnWeight;

    /// <summary>How long a desk has one of this class.</summary>
    public double Mean(int level)
    {
        var all = sum / weight;
        return level < sums.Length ? (sums[level] + all * Lean) / (weights[level] + Lean) : all;
    }

    /// <summary>Takes in a service that is over.</summary>
    /// <param name="ended">When, as seconds since some day.</param>
    public void Served(int level, double seconds, double ended)
    {
        Grow(level);
        var mean = Mean(level);
        var length = Math.Clamp(seconds, 1, Longest * mean);
        for (var bin = 0; bin < Bins; bin++)
        {
            shape[bin] *= Kept;
        }

        shape[Bin(length / mean)]++;
        (sum, weight) = (sum * Kept + length, weight * Kept + 1);
        (sums[level], weights[level]) = (sums[level] * Kept + length, weights[level] * Kept + 1);
        var fade = Fade(ended);
        (lately, latelyWeight, latelyAt) = (lately * fade + length / mean, latelyWeight * fade + 1, Math.Max(latelyAt, ended));
    }

    /// <summary>Takes in what passed at a desk between one and the next, who had waited.</summary>
    public void Turned(double seconds)
    {
        (turns, turnWeight) = (turns * Kept + Math.Clamp(seconds, 0, LongestTurn), turnWeight * Kept + 1);
    }

    /// <summary>By how much services of the last hours are longer than usual: 0.2 is a fifth.</summary>
    public double Pace(double now)
    {
        var fade = Fade(now);
        return (lately * fade + 4) / (latelyWeight * fade + 4) - 1;
    }

    /// <summary>When the first of these desks will be free, seconds from now.</summary>
    public double FirstFree(IReadOnlyList<Attended> desks)
    {
        if (desks.Count == 0)
        {
            return 0;
        }

        Span<double> left = stackalloc double[Bins + 1];
        left[Bins] = 0;
        for (var bin = Bins - 1; bin >= 0; bin--)
        {
            left[bin] = left[bin + 1] + shape[bin];
        }

        var (shortest, lastingNow) = (double.MaxValue, 1.0);
        foreach (var desk in desks)
        {
            var mean = Mean(desk.Level);
            shortest = Math.Min(shortest, mean);
            lastingNow *= Lasting(left, desk.Seconds / mean);
        }

        // The mean of the earliest end is the area under the chance that none has ended.
        var (area, before, chanceBefore) = (0.0, 0.0, 1.0);
        foreach (var point in Grid)
        {
            var (time, chance) = (point * shortest / desks.Count, 1 / lastingNow);
            foreach (var desk in desks)
            {
                chance *= Lasting(left, (desk.Seconds + time) / Mean(desk.Level));
            }

            area += (chance + chanceBefore) / 2 * (time - before);
            (before, chanceBefore) = (time, chance);
        }

        return area;
    }

    public void Carry(Packing packing)
    {
        var levels = sums.Length;
        packing.Carry(ref levels);
        Grow(levels - 1);
        packing.Carry(shape);
        packing.Carry(sums);
        packing.Carry(weights);
        packing.Carry(ref sum);
        packing.Carry(ref weight);
        packing.Carry(ref turns);
        packing.Carry(ref turnWeight);
        packing.Carry(ref lately);
        packing.Carry(ref latelyWeight);
        packing.Carry(ref latelyAt);
    }

    /// <summary>How much of all lasts longer than so many means.</summary>
    private static double Lasting(ReadOnlySpan<double> left, double length)
    {
        if (length <= 0)
        {
            return left[0];
        }

        var bin = Bin(length);
        var from = bin == 0 ? 0 : Edges[bin - 1];
        return bin == Bins - 1
            // Beyond the last edge it goes on falling, so that a desk that is never free is not free at once either.
            ? Math.Max(1e-9, Math.Max(left[bin], 1e-3) * Math.Exp(-(length - from) / from))
            : Math.Max(1e-9, left[bin] + (left[bin + 1] - left[bin]) * (length - from) / (Edges[bin] - from));
    }

    private static int Bin(double length) => length < FirstEdge ? 0 : Math.Min(Bins - 1, 1 + (int)(Math.Log(length / FirstEdge) / LogStep));

    /// <summary>A log-normal shape, its spread three fifths of the mean, as heavy as twenty services.</summary>
    private static double[] AssumedShape()
    {
        var spread = Math.Sqrt(Math.Log(1 + 0.36));
        var lengths = new double[Bins];
        var below = 0.0;
        for (var bin = 0; bin < Bins; bin++)
        {
            // The logistic form of the normal curve is near enough for what twenty services outweigh.
            var upTo = bin == Bins - 1 ? 1 : 1 / (1 + Math.Exp(-1.702 * (Math.Log(Edges[bin]) + spread * spread / 2) / spread));
            lengths[bin] = 20 * (upTo - below);
            below = upTo;
        }

        return lengths;
    }

    private double Fade(double now) => latelyWeight == 0 ? 0 : Math.Exp(-Math.Max(0, now - latelyAt) / Lately);

    private void Grow(int level)
    {
        if (level >= sums.Length)
        {
            Array.Resize(ref sums, level + 1);
            Array.Resize(ref weights, level + 1);
        }
    }
}
