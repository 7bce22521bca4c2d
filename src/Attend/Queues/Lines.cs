using Attend.Platform.Database;
using Attend.Platform.Events;

namespace Attend.Queues;

/// <summary>
/// Who waits where, in this node's memory, so that whoever joins a long queue is told their rank at once, and whoever is moved within one learns
/// it with the news. A queue is read when the feed first speaks of it, and follows the feed from there.
/// </summary>
internal sealed class Lines(Db db)
{
    private readonly Lock gate = new();
    private readonly Dictionary<long, (Line Line, Sight Known)> lines = [];
    private readonly Dictionary<long, long> changes = [];
    private Place heard;

    /// <param name="Left">The place that somebody gave up.</param>
    /// <param name="Joined">The place that somebody took.</param>
    /// <param name="Again">Whether the feed tells it a second time: what is counted then is of a later moment.</param>
    public sealed record Moved((long QueueId, OrderKey Key)? Left, (long QueueId, OrderKey Key)? Joined, bool Again);

    private sealed record Waiting(int Band, int Class, DateTimeOffset At, long Id);

    /// <summary>In a line of this length to count in memory is worth being a moment behind.</summary>
    private const int Long = 2_000;

    /// <summary>How many stand before a key in a long line; null in a short one, and where this node does not know the queue yet.</summary>
    public int? AheadInLong(long queueId, OrderKey key)
    {
        lock (gate)
        {
            return lines.TryGetValue(queueId, out var known) && known.Line.Count >= Long ? known.Line.Ahead(key) : null;
        }
    }

    /// <summary>How many stand before a key, as of the last event that was heard.</summary>
    public int Ahead(long queueId, OrderKey key)
    {
        lock (gate)
        {
            return lines[queueId].Line.Ahead(key);
        }
    }

    /// <summary>How many wait, as of the last event that was heard.</summary>
    public int Count(long queueId)
    {
        lock (gate)
        {
            return lines[queueId].Line.Count;
        }
    }

    /// <summary>A number that is another one after every change of a queue that was heard.</summary>
    public long Changes(long queueId)
    {
        lock (gate)
        {
            return changes.GetValueOrDefault(queueId);
        }
    }

    /// <summary>Notes that something changed in a queue: who waits, who serves, or how it stands.</summary>
    public void Touch(long queueId)
    {
        lock (gate)
        {
            changes[queueId] = changes.GetValueOrDefault(queueId) + 1;
        }
    }

    /// <summary>
    /// Reads a queue that this node does not know yet. Who is to be told of places does this before reading where they stand: what the line
    /// knows and the feed has not told yet, they know then too.
    /// </summary>
    public async Task Know(long queueId, CancellationToken ct = default)
    {
        bool known;
        lock (gate)
        {
            known = lines.ContainsKey(queueId);
        }

        if (!known)
        {
            var read = await Read(queueId, ct);
            lock (gate)
            {
                lines.TryAdd(queueId, read);
            }
        }
    }

    /// <summary>Takes in an event of a ticket; the events come in the feed's order.</summary>
    /// <returns>The places that it gave up and took.</returns>
    public async Task<Moved> Hear(EventRow row, CancellationToken ct)
    {
        var (left, joined) = (Left(row), Joined(row));
        var again = row.Place <= heard;
        if (left == joined)
        {
            return new Moved(null, null, again);
        }

        heard = again ? heard : row.Place;
        if (left is { } from)
        {
            await Change(from.QueueId, row, line => line.Remove(from.Key), again, ct);
        }

        if (joined is { } to)
        {
            await Change(to.QueueId, row, line => line.Add(to.Key), again, ct);
        }

        return new Moved(left, joined, again);
    }

    private static (long QueueId, OrderKey Key)? Left(EventRow row) => row.FromState == "WAITING"
        ? ((row.Data.TryGetProperty("from_queue_id", out var from) ? from : row.Data.GetProperty("queue_id")).GetInt64(), OrderKey.Parse(row.Data.GetProperty("key").GetString()!))
        : null;

    private static (long QueueId, OrderKey Key)? Joined(EventRow row) => row.ToState == "WAITING"
        ? (row.Data.GetProperty("queue_id").GetInt64(), OrderKey.Parse(row.Data.GetProperty(row.FromState is null ? "key" : "to_key").GetString()!))
        : null;

    private async Task Change(long queueId, EventRow row, Action<Line> act, bool again, CancellationToken ct)
    {
        await Know(queueId, ct);
        lock (gate)
        {
            // What was committed when the queue was read stands in it, and what is heard again was taken in.
            var known = lines[queueId];
            if (!again && !known.Known.Sees(row.Tx))
            {
                act(known.Line);
            }
        }
    }

    private Task<(Line, Sight)> Read(long queueId, CancellationToken ct) => db.Snapshot(async reads =>
    {
        var sight = reads.One<string>($"select pg_current_snapshot()::text");
        var waiting = reads.List<Waiting>($"select band, class, order_key as at, id from queues.tickets where queue_id = {queueId} and state = 'WAITING'");
        await reads.Send();
        return (new Line(waiting.Value.Select(one => new OrderKey(one.Band, one.Class, one.At, one.Id))), Sight.Parse(sight.Value));
    }, ct);
}
