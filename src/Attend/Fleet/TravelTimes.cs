namespace Attend.Fleet;

/// <summary>
/// How long a vehicle takes from here to there. Everybody asks this function, so that a road network can take its place; until then it
/// is the great circle times 1.3 at a speed by kind, and the answer says so.
/// </summary>
internal static class TravelTimes
{
    public const string Estimate = "estimate";

    // Road length over straight line; 1.2 to 1.4 in most cities (Boscoe et al. 2012 found 1.417 over the United States, less in towns).
    private const double Detour = 1.3;

    /// <summary>Seconds from one place to another.</summary>
    public static double Between(GeoPoint from, GeoPoint to, UnitKind kind) => Metres(from, to) / MetresPerSecond(kind);

    /// <summary>Metres of road from one place to another.</summary>
    public static double Metres(GeoPoint from, GeoPoint to) => from.MetresTo(to) * Detour;

    /// <summary>Seconds from each of some places to each of some others, for one kind of vehicle.</summary>
    public static TravelMatrix Between(IReadOnlyList<GeoPoint> from, IReadOnlyList<GeoPoint> to, UnitKind kind)
    {
        var seconds = new double[from.Count * to.Count];
        for (var i = 0; i < from.Count; i++)
        {
            for (var j = 0; j < to.Count; j++)
            {
                seconds[i * to.Count + j] = Between(from[i], to[j], kind);
            }
        }

        return new TravelMatrix(seconds, to.Count, Estimate);
    }

    // Average door to door in mixed traffic: those that may use lights and sirens are faster, heavy ones slower.
    private static double MetresPerSecond(UnitKind kind) => kind switch
    {
        UnitKind.Ambulance => 50 / 3.6,
        UnitKind.Motorcycle => 55 / 3.6,
        UnitKind.Command => 50 / 3.6,
        UnitKind.Engine => 42 / 3.6,
        UnitKind.Ladder => 38 / 3.6,
        UnitKind.Car => 35 / 3.6,
        _ => 40 / 3.6,
    };
}

/// <param name="Basis">Where the times come from: <c>estimate</c>, or one day the road network.</param>
internal sealed record TravelMatrix(double[] Seconds, int Columns, string Basis)
{
    public double this[int from, int to] => Seconds[from * Columns + to];
}
