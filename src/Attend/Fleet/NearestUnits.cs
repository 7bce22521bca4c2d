namespace Attend.Fleet;

/// <summary>Where a unit's position comes from.</summary>
internal static class Whereabouts
{
    public const string Fix = "fix";
    public const string Base = "base";
}

/// <summary>A unit that might be sent: what the ranking needs of it.</summary>
/// <param name="Free">A free unit without a fresh fix counts at its home.</param>
internal readonly record struct Candidate(long UnitId, UnitKind Kind, bool Free, GeoPoint? Home)
{
    public static Candidate Of(VehicleRow row) => new(row.Id, row.Kind, row.Free, row.Home);
}

/// <summary>A unit's place in the ranking. The place is null, and the unit last, when nobody knows where it is.</summary>
/// <param name="Seconds">Travel time to the point; an estimate as long as <see cref="TravelTimes"/> has no road network.</param>
/// <param name="Stale">The place is not from a fresh fix.</param>
internal sealed record Ranked(
    long UnitId, GeoPoint? Place, double Seconds, double Metres, string PositionFrom, DateTimeOffset? FixAt, bool Stale)
{
    public bool Located => Place is not null;
}

/// <summary>Ranks units by their travel time to a point, from the newest positions in memory.</summary>
internal static class NearestUnits
{
    /// <summary>All candidates, nearest first; ties in the order given (by longer idle, if the caller sorted them so).</summary>
    public static Ranked[] Rank(IReadOnlyList<Candidate> candidates, GeoPoint point, Positions positions, DateTimeOffset now)
    {
        var located = new Ranked[candidates.Count];
        var seconds = new double[candidates.Count];
        for (var i = 0; i < candidates.Count; i++)
        {
            located[i] = Locate(candidates[i], point, positions, now);
            seconds[i] = located[i].Seconds;
        }

        return Array.ConvertAll(InOrder(seconds), i => located[i]);
    }

    /// <summary>The places of some numbers from the smallest to the largest, equal ones in the order given. The numbers are sorted too.</summary>
    public static int[] InOrder(double[] numbers)
    {
        var order = new int[numbers.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        // Plain numbers sort several times faster than what they belong to; equal ones are put back into the order given.
        Array.Sort(numbers, order);
        for (var from = 0; from < order.Length;)
        {
            var to = from + 1;
            while (to < order.Length && numbers[to].Equals(numbers[from]))
            {
                to++;
            }

            Array.Sort(order, from, to - from);
            from = to;
        }

        return order;
    }

    /// <summary>Where one candidate is taken to be, and how long it takes from there.</summary>
    public static Ranked Locate(in Candidate candidate, GeoPoint point, Positions positions, DateTimeOffset now)
    {
        var fix = positions.Find(candidate.UnitId);
        var fresh = fix?.FreshAt(now) ?? false;
        var fromBase = candidate.Free && !fresh && candidate.Home is not null;
        return (fromBase ? candidate.Home : fix?.Place) is { } place
            ? new Ranked(
                candidate.UnitId, place, TravelTimes.Between(place, point, candidate.Kind), place.MetresTo(point),
                fromBase ? Whereabouts.Base : Whereabouts.Fix, fix?.At, !fresh)
            : new Ranked(candidate.UnitId, null, double.PositiveInfinity, double.PositiveInfinity, Whereabouts.Fix, null, true);
    }
}
