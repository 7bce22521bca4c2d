using System.Numerics;
using Attend.Platform.Events;

namespace Attend.Platform.Live;

/// <summary>The messages of a room by running number, in the feed's order; it grows at one end and is taken away at the other.</summary>
internal sealed class RoomLog
{
    private Message?[] ring = [];
    private int head;

    public long First { get; private set; }

    public int Count { get; private set; }

    /// <summary>The number that the next message will have.</summary>
    public long End => First + Count;

    public Message this[long number] => ring[(head + (int)(number - First)) & (ring.Length - 1)]!;

    public void Add(Message message)
    {
        if (Count == ring.Length)
        {
            Resize((int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, Count + 1)));
        }

        ring[(head + Count) & (ring.Length - 1)] = message;
        Count++;
    }

    public Message RemoveFirst()
    {
        var message = ring[head]!;
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

    /// <summary>The first message that stands at this place or behind it.</summary>
    public long From(Place place)
    {
        var (low, high) = (First, End);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            (low, high) = this[middle].Place < place ? (middle + 1, high) : (low, middle);
        }

        return low;
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
