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
    private Place heard;

    /// <param name="Left">The place that somebody gave up.</param>
    /// <param name="Joined">The place that somebody took.</param>
    public sealed record Moved((long QueueId, OrderKey Key)? Left, (long QueueId, OrderKey Key)? Joined, int? Ahead);

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

    /// <summary>Takes in an event of a ticket; the events come in the feed's order.</summary>
    /// <returns>
    /// The places that it gave up and took, and how many stand before the one that it took: null where that is not certain, because the queue
    /// was read later than the event, or the feed tells it again or out of turn.
    /// </returns>
    public async Task<Moved> Hear(EventRow row, CancellationToken ct)
    {
        var (left, joined) = (Left(row), Joined(row));
        if (left == joined)
        {
            return new Moved(null, null, null);
        }

        var again = row.Place <= heard;
        heard = again ? heard : row.Place;
        if (left is { } from)
        {
            await Change(from.QueueId, row, line => line.Remove(from.Key), again, ct);
        }

        if (joined is { } to)
        {
            await Change(to.QueueId, row, line => line.Add(to.Key), again, ct);
        }

        return new Moved(left, joined, joined is { } place && !again && lines[place.QueueId] is var known && row.Tx >= known.Known.Xmax && known.Line.Exact ? known.Line.Ahead(place.Key) : null);
    }

    private static (long QueueId, OrderKey Key)? Left(EventRow row) => row.FromState == "WAITING"
        ? ((row.Data.TryGetProperty("from_queue_id", out var from) ? from : row.Data.GetProperty("queue_id")).GetInt64(), OrderKey.Parse(row.Data.GetProperty("key").GetString()!))
        : null;

    private static (long QueueId, OrderKey Key)? Joined(EventRow row) => row.ToState == "WAITING"
        ? (row.Data.GetProperty("queue_id").GetInt64(), OrderKey.Parse(row.Data.GetProperty(row.FromState is null ? "key" : "to_key").GetString()!))
        : null;

    private async Task Change(long queueId, EventRow row, Action<Line> act, bool again, CancellationToken ct)
    {
        if (!lines.TryGetValue(queueId, out var known))
        {
            known = await Read(queueId, ct);
            lock (gate)
            {
                lines[queueId] = known;
            }
        }

        // What was committed when the queue was read stands in it, and what is heard again was taken in.
        if (!again && !known.Known.Sees(row.Tx))
        {
            lock (gate)
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
