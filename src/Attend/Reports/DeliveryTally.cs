using Attend.Channels;

namespace Attend.Reports;

/// <summary>How many deliveries of a kind and way were in which case, in one slice of the time.</summary>
internal sealed record DeliveryCounts(
    string Kind, Way Way, long Planned, long Suppressed, long NotWanted, long NoAddress, long NoDevice, long QuietHours, long Withdrawn, long Waiting,
    long Sent, long Delivered, long Read, long Acknowledged, long Failed, long Expired, long Unknown)
{
    public static DeliveryCounts operator +(DeliveryCounts one, DeliveryCounts other) => new(
        one.Kind, one.Way, one.Planned + other.Planned, one.Suppressed + other.Suppressed, one.NotWanted + other.NotWanted, one.NoAddress + other.NoAddress,
        one.NoDevice + other.NoDevice, one.QuietHours + other.QuietHours, one.Withdrawn + other.Withdrawn, one.Waiting + other.Waiting, one.Sent + other.Sent,
        one.Delivered + other.Delivered, one.Read + other.Read, one.Acknowledged + other.Acknowledged, one.Failed + other.Failed,
        one.Expired + other.Expired, one.Unknown + other.Unknown);
}

/// <summary>The same over the whole time, with how many took how long to each step.</summary>
internal sealed class DeliveryTally
{
    /// <summary>By step and tenths of a second.</summary>
    private readonly Dictionary<string, SortedDictionary<int, long>> times = [];

    private DeliveryCounts? counts;

    public static DeliveryTally Of(IEnumerable<DeliveryTally> parts)
    {
        var whole = new DeliveryTally();
        foreach (var part in parts)
        {
            whole.Add(part.counts!);
            foreach (var (step, tenths, count) in part.times.SelectMany(step => step.Value, (step, time) => (step.Key, time.Key, time.Value)))
            {
                whole.Add(step, tenths, count);
            }
        }

        return whole;
    }

    public void Add(DeliveryCounts more) => counts = counts is null ? more : counts + more;

    /// <summary>Below zero is no length: the clock was put right meanwhile.</summary>
    public void Add(string step, int tenths, long count)
    {
        if (tenths < 0)
        {
            return;
        }

        if (!times.TryGetValue(step, out var known))
        {
            times[step] = known = [];
        }

        known[tenths] = known.GetValueOrDefault(tenths) + count;
    }

    public DeliveriesRow Row(string? kind, Way way)
    {
        var c = counts!;
        return new DeliveriesRow(
            kind, way, c.Planned, c.Suppressed, c.NotWanted, c.NoAddress, c.NoDevice, c.QuietHours, c.Withdrawn, c.Waiting, c.Sent, c.Delivered, c.Read,
            c.Acknowledged, c.Failed, c.Expired, c.Unknown,
            // Nothing is sent to an inbox, so that a share of it would say that everything failed.
            way is Way.InApp ? null : Share(c.Sent), Share(c.Delivered), Share(c.Read), Share(c.Acknowledged), Share(c.Failed + c.Expired),
            Rank("sent", 50), Rank("sent", 90), Rank("sent", 95), Rank("delivered", 50), Rank("delivered", 90), Rank("delivered", 95),
            Rank("acknowledged", 50), Rank("acknowledged", 90), Rank("acknowledged", 95));
    }

    private double? Share(long part) => counts!.Planned > counts.Suppressed ? Math.Round((double)part / (counts.Planned - counts.Suppressed), 4) : null;

    /// <summary>Nearest-rank: the smallest time, in seconds, that at least this many of a hundred do not exceed.</summary>
    private double? Rank(string step, int percent)
    {
        if (!times.TryGetValue(step, out var known))
        {
            return null;
        }

        var left = (known.Values.Sum() * percent + 99) / 100;
        foreach (var (tenths, count) in known)
        {
            left -= count;
            if (left <= 0)
            {
                return tenths / 10d;
            }
        }

        return null;
    }
}
