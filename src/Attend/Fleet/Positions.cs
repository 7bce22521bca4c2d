using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Attend.Platform;

namespace Attend.Fleet;

/// <summary>
/// The newest fix of every unit, in memory. Reporting never waits: not for the database and not for those who watch; both are served
/// from what changed, a few times a second, by <see cref="PositionStore"/>.
/// </summary>
internal sealed class Positions
{
    /// <summary>No vehicle of a fleet is faster; a fix that implies more is an error of the receiver.</summary>
    public const float FastestMetresPerSecond = 100;

    /// <summary>Clocks that are kept right still differ a little.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromSeconds(5);

    // Between two fixes a second apart a good receiver still jumps by this much.
    private const double Jitter = 50;
    private const int HistoryLimit = 50_000;

    // After this long a jump proves nothing: the vehicle may have been driven with its tracker off, or the first fix was the wrong one.
    private static readonly long Forgotten = TimeSpan.FromMinutes(10).Ticks;
    private static readonly long HistoryStep = TimeSpan.TicksPerSecond;
    private readonly ConcurrentDictionary<long, Track> tracks = new();
    private readonly ConcurrentQueue<Track> changed = new();
    private readonly Counter<long> reported;
    private readonly Counter<long> unwritten;
    private readonly ILogger<Positions> log;
    private readonly Lock historyGate = new();
    private List<Passed> history = [];

    public Positions(IMeterFactory meters, ILogger<Positions> log)
    {
        this.log = log;
        var meter = meters.Attend();
        reported = meter.CreateCounter<long>("attend.positions.reported", "{fix}", "Fixes by what became of them");
        unwritten = meter.CreateCounter<long>("attend.positions.unwritten", "{fix}", "Fixes left out of the history");
    }

    /// <summary>Told what moved, several times a second, each unit at most once. A listener must not block.</summary>
    public event Action<IReadOnlyList<Located>>? Moved;

    /// <summary>The newest fix that was accepted, however old.</summary>
    public Fix? Find(long unitId) => tracks.TryGetValue(unitId, out var track) ? track.Newest : null;

    /// <summary>Takes a fix, or says why not. The newest by the device's time wins.</summary>
    public Verdict Report(long unitId, in Fix fix, long nowTicks)
    {
        if (!fix.OnEarth)
        {
            return Verdict.Impossible;
        }

        if (!fix.Accurate)
        {
            return Verdict.Inaccurate;
        }

        if (fix.AtTicks > nowTicks + Ahead.Ticks)
        {
            return Verdict.Future;
        }

        var track = tracks.GetOrAdd(unitId, static id => new Track(id));
        lock (track)
        {
            if (track.Newest is { } known)
            {
                if (fix.AtTicks <= known.AtTicks)
                {
                    return Verdict.OutOfOrder;
                }

                var elapsed = fix.AtTicks - known.AtTicks;
                var reach = Jitter + FastestMetresPerSecond * elapsed / TimeSpan.TicksPerSecond;
                if (elapsed < Forgotten && known.Place.MetresTo(fix.Place) > reach)
                {
                    return Verdict.Impossible;
                }
            }

            Set(track, fix, own: true);
            if (fix.AtTicks - track.WrittenTicks >= HistoryStep)
            {
                track.WrittenTicks = fix.AtTicks;
                Keep(new Passed(unitId, fix, nowTicks));
            }
        }

        return Verdict.Accepted;
    }

    /// <summary>A fix that another node accepted, or that was kept over a restart.</summary>
    public void Learn(long unitId, in Fix fix)
    {
        var track = tracks.GetOrAdd(unitId, static id => new Track(id));
        lock (track)
        {
            if (track.Newest is { } known && known.AtTicks >= fix.AtTicks)
            {
                return;
            }

            Set(track, fix, own: false);
        }
    }

    public void Count(Verdict verdict, int fixes)
    {
        if (fixes > 0)
        {
            reported.Add(fixes, new KeyValuePair<string, object?>("result", Words.Of(verdict)));
        }
    }

    /// <summary>Takes what changed since the last call, tells the listeners, and answers what this node has to write.</summary>
    public IReadOnlyList<Located> TakeChanged()
    {
        var moved = new List<Located>();
        var own = new List<Located>();
        for (var left = changed.Count; left > 0 && changed.TryDequeue(out var track); left--)
        {
            lock (track)
            {
                track.Announced = false;
                moved.Add(new Located(track.UnitId, track.Newest!.Value));
                if (track.Own)
                {
                    own.Add(moved[^1]);
                }
            }
        }

        if (moved.Count > 0)
        {
            Tell(moved);
        }

        return own;
    }

    /// <summary>What a listener cannot take is its own bug: the fixes are written all the same, and the next ones told.</summary>
    private void Tell(IReadOnlyList<Located> moved)
    {
        foreach (var listener in Delegate.EnumerateInvocationList(Moved))
        {
            try
            {
                listener(moved);
            }
            catch (Exception error)
            {
                log.LogError(error, "A bug: {Count} places could not be shown.", moved.Count);
            }
        }
    }

    /// <summary>Takes the passed places that the history has not got yet.</summary>
    public IReadOnlyList<Passed> TakeHistory()
    {
        lock (historyGate)
        {
            var taken = history;
            history = new List<Passed>(taken.Count);
            return taken;
        }
    }

    /// <summary>Puts back what could not be written; the limit holds, so that a long outage costs history and nothing else.</summary>
    public void KeepAgain(IReadOnlyList<Passed> passed)
    {
        foreach (var each in passed)
        {
            Keep(each);
        }
    }

    /// <summary>Leaves what the database does not take out of the history.</summary>
    public void Drop(IReadOnlyList<Passed> passed) => unwritten.Add(passed.Count);

    private void Keep(in Passed passed)
    {
        lock (historyGate)
        {
            if (history.Count < HistoryLimit)
            {
                history.Add(passed);
                return;
            }
        }

        unwritten.Add(1);
    }

    /// <summary>Under the track's lock.</summary>
    private void Set(Track track, in Fix fix, bool own)
    {
        track.Newest = fix;
        track.Own = own;
        if (!track.Announced)
        {
            track.Announced = true;
            changed.Enqueue(track);
        }
    }

    private sealed class Track(long unitId)
    {
        public long UnitId => unitId;

        public Fix? Newest { get; set; }

        public long WrittenTicks { get; set; }

        public bool Announced { get; set; }

        /// <summary>False while the newest fix came from another node, which writes it itself.</summary>
        public bool Own { get; set; }
    }
}

/// <summary>A line of the history.</summary>
internal readonly record struct Passed(long UnitId, Fix Fix, long ReceivedTicks);
