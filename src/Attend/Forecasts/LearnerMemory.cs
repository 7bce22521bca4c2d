namespace Attend.Forecasts;

/// <summary>What a learner keeps for learning alone: the last errors, and how sure it is of each weight.</summary>
internal sealed class LearnerMemory
{
    /// <summary>Of each wait, the weight that the ones before it keep.</summary>
    private const double Kept = 0.9997;

    /// <summary>How far from the arithmetic a correction is thought to be before anything was learned: a fifth.</summary>
    private const double Doubt = 0.04;

    /// <summary>The one of a single service may be further: half of it.</summary>
    private const double DoubtOfShare = 0.25;

    private const int Window = 500;
    private const int WindowAtOnce = 100;

    /// <summary>What errors are thought to be like before there are any.</summary>
    private static readonly float[] Assumed = [-1.2f, -0.8f, -0.5f, -0.3f, -0.1f, 0.1f, 0.3f, 0.5f, 0.8f, 1.3f];

    private readonly double[] doubts = new double[Feature.Count * Feature.Count];
    private readonly float[] shares = new float[Window];
    private readonly float[] spreads = new float[Window];
    private readonly float[] atOnce = new float[WindowAtOnce];
    private int count = Assumed.Length;
    private int next = Assumed.Length;
    private int countAtOnce;
    private int nextAtOnce;

    public LearnerMemory()
    {
        Doubtful();
        Assumed.CopyTo(shares, 0);
        Assumed.CopyTo(spreads, 0);
    }

    public static double AssumedMedian { get; } = Quantile(Assumed, 0.5);

    public static double AssumedHigh { get; } = Quantile(Assumed, 0.9);

    /// <summary>Takes in an error, in services and in spreads; gives the median of the one and what nine of ten of the other are below.</summary>
    public (double Median, double High) Remember(float share, float spread)
    {
        (shares[next], spreads[next]) = (share, spread);
        (count, next) = (Math.Min(count + 1, Window), (next + 1) % Window);
        return (Quantile(shares.AsSpan(0, count), 0.5), Quantile(spreads.AsSpan(0, count), 0.9));
    }

    /// <summary>The same for waits at a free desk, in seconds.</summary>
    public (double Median, double High) RememberAtOnce(float wait)
    {
        atOnce[nextAtOnce] = wait;
        (countAtOnce, nextAtOnce) = (Math.Min(countAtOnce + 1, WindowAtOnce), (nextAtOnce + 1) % WindowAtOnce);
        return (Quantile(atOnce.AsSpan(0, countAtOnce), 0.5), Quantile(atOnce.AsSpan(0, countAtOnce), 0.9));
    }

    /// <summary>One step of recursive least squares; directions in which nothing is seen do not grow more doubtful than they began.</summary>
    public void Mend(Span<double> weights, ReadOnlySpan<double> features, double wait, double variance)
    {
        const int n = Feature.Count;
        Span<double> gain = stackalloc double[n];
        var (scale, foreseen) = (variance, 0.0);
        for (var row = 0; row < n; row++)
        {
            var sum = 0.0;
            for (var column = 0; column < n; column++)
            {
                sum += doubts[row * n + column] * features[column];
            }

            gain[row] = sum;
            scale += features[row] * sum;
            foreseen += weights[row] * features[row];
        }

        if (!(scale >= variance))
        {
            // Rounding has made nonsense of the doubts; what was learned stays, and is doubted as at the beginning.
            Doubtful();
            return;
        }

        for (var row = 0; row < n; row++)
        {
            weights[row] += gain[row] / scale * (wait - foreseen);
            for (var column = 0; column < n; column++)
            {
                doubts[row * n + column] = (doubts[row * n + column] - gain[row] * gain[column] / scale) / Kept;
            }
        }

        for (var feature = 0; feature < n; feature++)
        {
            var shrink = Math.Sqrt(Math.Min(1, First(feature) / doubts[feature * n + feature]));
            for (var other = 0; shrink < 1 && other < n; other++)
            {
                doubts[feature * n + other] *= shrink;
                doubts[other * n + feature] *= shrink;
            }
        }
    }

    public void Carry(Packing packing)
    {
        packing.Carry(doubts);
        packing.Carry(shares);
        packing.Carry(spreads);
        packing.Carry(ref count);
        packing.Carry(ref next);
        packing.Carry(atOnce);
        packing.Carry(ref countAtOnce);
        packing.Carry(ref nextAtOnce);
    }

    private static double First(int feature) => feature == Feature.Share ? DoubtOfShare : Doubt;

    private static double Quantile(ReadOnlySpan<float> values, double part)
    {
        Span<float> sorted = stackalloc float[values.Length];
        values.CopyTo(sorted);
        sorted.Sort();
        return sorted[Math.Clamp((int)Math.Ceiling((sorted.Length + 1) * part) - 1, 0, sorted.Length - 1)];
    }

    private void Doubtful()
    {
        Array.Clear(doubts);
        for (var feature = 0; feature < Feature.Count; feature++)
        {
            doubts[feature * Feature.Count + feature] = First(feature);
        }
    }
}
