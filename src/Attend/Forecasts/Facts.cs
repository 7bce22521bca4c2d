namespace Attend.Forecasts;

/// <summary>What a forecast was made of, and what was foreseen: by the learner of all classes, and by that of the class.</summary>
/// <param name="NobodyWorked">No desk was open yet.</param>
/// <param name="AtOnce">A desk was free and nobody ahead.</param>
internal sealed record Facts(bool NobodyWorked, bool AtOnce, Guess ByAll, Guess ByOwn)
{
    private const int Numbers = Feature.Count + 6;

    public double[] Features { get; private init; } = [];

    public byte[] Pack(ReadOnlySpan<double> features)
    {
        Span<float> numbers = stackalloc float[Numbers];
        for (var feature = 0; feature < Feature.Count; feature++)
        {
            numbers[feature] = (float)features[feature];
        }

        ReadOnlySpan<double> more = [NobodyWorked ? 1 : 0, AtOnce ? 1 : 0, ByAll.Wait, ByAll.Spread, ByOwn.Wait, ByOwn.Spread];
        for (var index = 0; index < more.Length; index++)
        {
            numbers[Feature.Count + index] = (float)more[index];
        }

        var packing = Packing.Into();
        packing.Carry(numbers);
        return packing.Bytes;
    }

    /// <summary>Null when another version kept it.</summary>
    public static Facts? Unpack(byte[] kept)
    {
        if (kept.Length != Numbers * sizeof(float))
        {
            return null;
        }

        Span<float> numbers = stackalloc float[Numbers];
        Packing.From(kept).Carry(numbers);
        var features = new double[Feature.Count];
        for (var feature = 0; feature < Feature.Count; feature++)
        {
            features[feature] = numbers[feature];
        }

        var rest = numbers[Feature.Count..];
        return new Facts(rest[0] > 0, rest[1] > 0, new Guess(rest[2], rest[3]), new Guess(rest[4], rest[5])) { Features = features };
    }
}
