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
internal readonly record struct Ranked(long UnitId, GeoPoint? Place, double Seconds, double Metres, string PositionFrom, DateTimeOffset? FixAt, bool Stale)
{
    public bool Located => Place is not null;
}

/// <summary>Ranks units by their travel time to a point, from the newest positions in memory.</summary>
internal static class NearestUnits
{
    /// <summary>All candidates, nearest first; ties in the order given (by longer idle, if the caller sorted them so).</summary>
    public static Ranked[] Rank(IReadOnlyList<Candidate> candidates, GeoPoint point, Positions positions, DateTimeOffset now)
    {
        var ranked = new Ranked[candidates.Count];
        var keys = new (double Seconds, int Order)[candidates.Count];
        for (var i = 0; i < candidates.Count; i++)
        {
            ranked[i] = Locate(candidates[i], point, positions, now);
            keys[i] = (ranked[i].Seconds, i);
        }

        Array.Sort(keys, ranked);
        return ranked;
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
