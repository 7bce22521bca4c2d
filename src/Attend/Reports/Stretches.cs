namespace Attend.Reports;

/// <summary>Times in which something was so, as stretches from one moment until before another. Pure.</summary>
internal static class Stretches
{
    /// <summary>The same times in order; those that meet or overlap are one.</summary>
    public static IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> Joined(IEnumerable<(DateTimeOffset From, DateTimeOffset To)> some)
    {
        var joined = new List<(DateTimeOffset From, DateTimeOffset To)>();
        foreach (var (from, to) in some.Where(one => one.From < one.To).OrderBy(one => one.From))
        {
            if (joined is [.., var last] && from <= last.To)
            {
                joined[^1] = (last.From, to > last.To ? to : last.To);
            }
            else
            {
                joined.Add((from, to));
            }
        }

        return joined;
    }

    /// <summary>Hours that both have in common; each is joined.</summary>
    public static double Common(IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> one, IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> other)
    {
        var (hours, i, j) = (0d, 0, 0);
        while (i < one.Count && j < other.Count)
        {
            var from = one[i].From > other[j].From ? one[i].From : other[j].From;
            var to = one[i].To < other[j].To ? one[i].To : other[j].To;
            hours += from < to ? (to - from).TotalHours : 0;
            if (one[i].To < other[j].To)
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return hours;
    }

    public static double Hours(IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> some) => some.Sum(one => (one.To - one.From).TotalHours);
}
