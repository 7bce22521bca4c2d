namespace Attend.Queues;

/// <summary>
/// Keys in their order, in blocks of a few hundred: to put one in, to take one out and to count those ahead of one costs a search among the
/// blocks and one within a block, whether ten wait or a hundred thousand. Of two changes of one ticket the
/// feed may tell the later one first: a key that is taken out before it was put in is owed, one that is put in twice counts twice, and in the end
/// the sum is right.
/// </summary>
internal sealed class Line
{
    private const int Most = 512;

    private readonly List<List<OrderKey>> blocks = [[]];
    private readonly HashSet<OrderKey> owed = [];
    private readonly HashSet<OrderKey> twice = [];

    public Line(IEnumerable<OrderKey> keys)
    {
        foreach (var chunk in keys.Order().Chunk(Most / 2))
        {
            blocks.Add([.. chunk]);
            Count += chunk.Length;
        }
    }

    public int Count { get; private set; }

    /// <summary>Whether nothing is owed or there twice: what is counted now is what was so at one time.</summary>
    public bool Exact => owed.Count + twice.Count == 0;

    /// <summary>Puts a key in.</summary>
    public void Add(OrderKey key)
    {
        if (owed.Remove(key))
        {
            return;
        }

        var at = BlockOf(key);
        var block = blocks[at];
        var place = block.BinarySearch(key);
        if (place >= 0)
        {
            twice.Add(key);
            return;
        }

        block.Insert(~place, key);
        Count++;
        if (block.Count > Most)
        {
            blocks.Insert(at + 1, block.GetRange(Most / 2, block.Count - Most / 2));
            block.RemoveRange(Most / 2, block.Count - Most / 2);
        }
    }

    /// <summary>Takes a key out, now or when it comes.</summary>
    public void Remove(OrderKey key)
    {
        if (twice.Remove(key))
        {
            return;
        }

        var at = BlockOf(key);
        var place = blocks[at].BinarySearch(key);
        if (place < 0)
        {
            owed.Add(key);
            return;
        }

        blocks[at].RemoveAt(place);
        Count--;
        if (blocks[at].Count == 0 && at > 0)
        {
            blocks.RemoveAt(at);
        }
    }

    /// <summary>How many stand before a key, whether it is there or not.</summary>
    public int Ahead(OrderKey key)
    {
        var at = BlockOf(key);
        var ahead = 0;
        for (var before = 0; before < at; before++)
        {
            ahead += blocks[before].Count;
        }

        var place = blocks[at].BinarySearch(key);
        return ahead + (place < 0 ? ~place : place) - owed.Count(other => other.CompareTo(key) < 0) + twice.Count(other => other.CompareTo(key) < 0);
    }

    /// <summary>The last block that begins at or before the key; the first one takes what is before all.</summary>
    private int BlockOf(OrderKey key)
    {
        var (low, high) = (0, blocks.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (blocks[middle][0].CompareTo(key) <= 0)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }
}
