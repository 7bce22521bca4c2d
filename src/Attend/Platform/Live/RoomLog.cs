using System.Numerics;
using Attend.Platform.Events;

namespace Attend.Platform.Live;

/// <summary>The messages of a room by running number, in the feed's order; it grows at one end and is taken away at the other.</summary>
internal sealed class RoomLog
{
    private readonly Dictionary<string, Message> newest = new(StringComparer.Ordinal);
    private Message?[] ring = [];
    private int head;
    private long appended;

    public long First { get; private set; }

    public int Count { get; private set; }

    /// <summary>The number that the next message will have.</summary>
    public long End => First + Count;

    public Message this[long number] => ring[(head + (int)(number - First)) & (ring.Length - 1)]!;

    /// <summary>Appends; a state takes the place of the one before it with its key.</summary>
    /// <returns>By how many bytes the log grew.</returns>
    public int Add(Message message)
    {
        var size = message.Frame!.Length;
        message.Before = appended;
        appended += size;
        if (Count == ring.Length)
        {
            Resize((int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, Count + 1)));
        }

        ring[(head + Count) & (ring.Length - 1)] = message;
        Count++;
        return size - Supersede(message);
    }

    /// <summary>Takes the oldest message out.</summary>
    public Message RemoveFirst()
    {
        var message = ring[head]!;
        if (message.Key is { } key && newest.GetValueOrDefault(key) == message)
        {
            newest.Remove(key);
        }

        ring[head] = null;
        head = (head + 1) & (ring.Length - 1);
        First++;
        Count--;
        if (Count == 0)
        {
            (ring, head) = ([], 0);
        }

        return message;
    }

    /// <summary>The first message that a client may lack whose cursor stands at this place.</summary>
    public long From(Place place)
    {
        var (low, high) = (First, End);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            (low, high) = this[middle].Furthest < place ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>How many bytes stand from this number on, counting states that are no longer sent.</summary>
    public long Behind(long number) => number >= End ? 0 : appended - this[Math.Max(number, First)].Before;

    /// <summary>The same without them; this one looks at every message.</summary>
    public long Waiting(long number)
    {
        var bytes = 0L;
        for (var at = Math.Max(number, First); at < End; at++)
        {
            bytes += this[at].Frame?.Length ?? 0;
        }

        return bytes;
    }

    private int Supersede(Message message)
    {
        if (message.Key is not { } key)
        {
            return 0;
        }

        var old = newest.GetValueOrDefault(key)?.Frame?.Length ?? 0;
        newest.GetValueOrDefault(key)?.Supersede();
        newest[key] = message;
        return old;
    }

    private void Resize(int size)
    {
        var larger = new Message?[size];
        for (var i = 0; i < Count; i++)
        {
            larger[i] = ring[(head + i) & (ring.Length - 1)];
        }

        (ring, head) = (larger, 0);
    }
}
