using Attend.Fleet;

namespace Attend.Reports;

/// <summary>Where a run was at a moment that its trips recorded.</summary>
/// <param name="Place">Null where that is not known.</param>
/// <param name="Aboard">How many passengers sat in the car from then on.</param>
internal readonly record struct WayPoint(DateTimeOffset At, GeoPoint? Place, long Aboard);

/// <summary>Where the car's positions saw it.</summary>
internal readonly record struct WayFix(DateTimeOffset At, GeoPoint Place);

/// <summary>How far was driven, in metres.</summary>
/// <param name="Loaded">With passengers.</param>
/// <param name="ByFixes">Of both, as positions saw it; the rest is estimated from place to place.</param>
/// <param name="LeftOut">Parts of the way of which neither positions nor both places are known.</param>
internal readonly record struct WayDriven(double Loaded, double Empty, double ByFixes, long LeftOut)
{
    public double All => Loaded + Empty;

    public static WayDriven operator +(WayDriven one, WayDriven other) =>
        new(one.Loaded + other.Loaded, one.Empty + other.Empty, one.ByFixes + other.ByFixes, one.LeftOut + other.LeftOut);
}

/// <summary>
/// The way of a run, part by part from one recorded moment to the next. A part that positions cover is as long as they saw it; any other is as long as
/// travel times take it to be. Pure.
/// </summary>
internal static class RunWay
{
    /// <summary>A hole in the positions that is longer hides a way that nobody saw.</summary>
    private static readonly TimeSpan Hole = TimeSpan.FromMinutes(2);

    /// <summary>A car that stands seems to move by so many metres.</summary>
    private const double Still = 30;

    /// <param name="points">In order of time, the first being the beginning of the run.</param>
    /// <param name="fixes">In order of time, good ones only.</param>
    public static WayDriven Of(IReadOnlyList<WayPoint> points, IReadOnlyList<WayFix> fixes)
    {
        var all = new WayDriven();
        foreach (var (from, to) in points.Zip(points.Skip(1)).Where(part => part.First.At < part.Second.At))
        {
            var seen = Seen(from.At, to.At, fixes);
            var metres = seen ?? (from.Place is { } here && to.Place is { } there ? TravelTimes.Metres(here, there) : null);
            all += new WayDriven(from.Aboard > 0 ? metres ?? 0 : 0, from.Aboard > 0 ? 0 : metres ?? 0, seen ?? 0, metres is null ? 1 : 0);
        }

        return all;
    }

    /// <summary>How far positions saw the car move; null where they have a hole, at either end too.</summary>
    private static double? Seen(DateTimeOffset from, DateTimeOffset to, IReadOnlyList<WayFix> fixes)
    {
        var first = 0;
        while (first < fixes.Count && fixes[first].At < from - Hole)
        {
            first++;
        }

        var (metres, last) = (0d, from);
        WayFix? anchor = null;
        for (var i = first; i < fixes.Count && fixes[i].At <= to; i++)
        {
            if (fixes[i].At <= from)
            {
                anchor = fixes[i];
                continue;
            }

            if (fixes[i].At - last > Hole)
            {
                return null;
            }

            last = fixes[i].At;
            var moved = anchor?.Place.MetresTo(fixes[i].Place) ?? Still;
            if (moved >= Still)
            {
                metres += anchor is null ? 0 : moved;
                anchor = fixes[i];
            }
        }

        return last > from && to - last <= Hole ? metres : null;
    }
}
