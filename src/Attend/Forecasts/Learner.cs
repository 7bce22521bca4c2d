using System.Runtime.InteropServices;

namespace Attend.Forecasts;

/// <summary>A wait as it is thought to be, and by how much that is usually wrong; seconds.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Guess(double Wait, double Spread);

/// <summary>
/// Corrects the arithmetic by what came of it. The correction is a weighted sum that follows the waits by recursive least squares, forgetting
/// slowly, each wait counted by how certain it could be; it begins at the arithmetic itself. What is told are quantiles of the last five hundred
/// errors (conformal prediction: Vovk et al. 2005; Lei et al. 2018), so that what nine of ten should be is nine of ten, whatever the errors are like.
/// The end is measured in the spread that was expected; the median in services, because a sum of lopsided lengths has its median below its mean by
/// the same part of one length, however many are added.
/// </summary>
internal sealed class Learner
{
    /// <summary>An error of more spreads than this teaches no more than one of this many: somebody forgot a key.</summary>
    private const double Most = 4;

    private const double Least = 0.3;
    private const double Furthest = 3;
    private const double Floor = 0.1;
    private readonly double[] weights = new double[Feature.Count];
    private double byShare = 0.35;
    private double byWait = 0.04;
    private double median = LearnerMemory.AssumedMedian;
    private double high = LearnerMemory.AssumedHigh;
    private double medianAtOnce;
    private double highAtOnce;
    private int learned;

    // A forecast does without it.
    private LearnerMemory? memory;

    public Learner() => weights[Feature.Total] = 1;

    private LearnerMemory Memory => memory ??= new LearnerMemory();

    /// <summary>How many waits it has seen.</summary>
    public int Learned => learned;

    /// <summary>What is told: from even odds to nine of ten, seconds.</summary>
    public (double Median, double High) Told(Guess guess, ReadOnlySpan<double> features)
    {
        var from = Math.Max(0, guess.Wait + median * features[Feature.Share]);
        return (from, Math.Max(from, guess.Wait + high * guess.Spread));
    }

    /// <summary>The same for whoever comes to a free desk with nobody before them.</summary>
    public (double Median, double High) ToldAtOnce => (medianAtOnce, Math.Max(medianAtOnce, highAtOnce));

    public Guess Guess(ReadOnlySpan<double> features)
    {
        var wait = 0.0;
        for (var feature = 0; feature < Feature.Count; feature++)
        {
            wait += weights[feature] * features[feature];
        }

        var (total, share) = (features[Feature.Total], features[Feature.Share]);
        wait = Math.Clamp(wait, Least * total, Furthest * total + share);
        var known = Math.Max(wait, features[Feature.First]);
        return new Guess(wait, Math.Sqrt(Floor * share * share + byShare * share * known + byWait * known * known));
    }

    /// <summary>Takes in what came of a guess.</summary>
    public void Learn(ReadOnlySpan<double> features, Guess guess, double wait)
    {
        var error = (wait - guess.Wait) / guess.Spread;
        (median, high) = Memory.Remember((float)((wait - guess.Wait) / features[Feature.Share]), (float)error);
        learned++;
        // What was foreseen then is the measure of how well that was; the weights go on from where they stand now.
        var now = Guess(features);
        var off = Math.Clamp(wait - now.Wait, -Most * guess.Spread, Most * guess.Spread);
        Memory.Mend(weights, features, off + now.Wait, guess.Spread * guess.Spread);
        Respread(features, guess, Math.Min(error * error, Most));
    }

    /// <summary>Takes in how long somebody waited who came to a free desk.</summary>
    public void LearnAtOnce(double wait) => (medianAtOnce, highAtOnce) = Memory.RememberAtOnce((float)wait);

    /// <summary>What a forecast needs.</summary>
    public void CarryRule(Packing packing)
    {
        packing.Carry(weights);
        packing.Carry(ref byShare);
        packing.Carry(ref byWait);
        packing.Carry(ref median);
        packing.Carry(ref high);
        packing.Carry(ref medianAtOnce);
        packing.Carry(ref highAtOnce);
        packing.Carry(ref learned);
    }

    /// <summary>What only learning needs.</summary>
    public void CarryMemory(Packing packing) => Memory.Carry(packing);

    /// <summary>The spread has a part that grows as the root of the wait and one that grows with it: each follows by its share in what was expected.</summary>
    private void Respread(ReadOnlySpan<double> features, Guess guess, double squared)
    {
        var share = features[Feature.Share];
        var known = Math.Max(guess.Wait, features[Feature.First]);
        var (one, other) = (byShare * share * known, byWait * known * known);
        var expected = Floor * share * share + one + other;
        if (expected > 0)
        {
            var pull = Math.Max(0.01, 1.0 / (learned + 10)) * (squared - 1) / expected;
            (byShare, byWait) = (byShare * Math.Exp(pull * one), byWait * Math.Exp(pull * other));
        }
    }
}
