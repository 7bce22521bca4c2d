using System.Collections.Concurrent;

namespace Attend.Platform.Access;

/// <summary>
/// How often a key may do something, by the generic cell rate algorithm: one number per key, a burst at once, then an even rate. In
/// this node's memory: limits protect it, they promise nothing.
/// </summary>
internal sealed class RateLimits(TimeProvider clock)
{
    private const int Many = 50_000;

    // The moment from which the key's whole burst is free again.
    private readonly ConcurrentDictionary<string, long> free = new(StringComparer.Ordinal);

    /// <summary>Takes one of <paramref name="requests"/> per <paramref name="per"/>; otherwise says how long to wait.</summary>
    public bool Take(string key, int requests, TimeSpan per, out TimeSpan wait)
    {
        var now = clock.GetTimestamp();
        var window = (long)(per.TotalSeconds * clock.TimestampFrequency);
        var step = Math.Max(1, window / requests);
        while (true)
        {
            var known = free.TryGetValue(key, out var at);
            var next = Math.Max(known ? at : now, now) + step;
            if (next - now > window)
            {
                wait = clock.GetElapsedTime(now, next - window);
                return false;
            }

            if (known ? free.TryUpdate(key, next, at) : free.TryAdd(key, next))
            {
                wait = TimeSpan.Zero;
                Sweep(now);
                return true;
            }
        }
    }

    private void Sweep(long now)
    {
        if (free.Count < Many)
        {
            return;
        }

        foreach (var entry in free)
        {
            if (entry.Value <= now)
            {
                free.TryRemove(entry);
            }
        }
    }
}
