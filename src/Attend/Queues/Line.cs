namespace Attend.Queues;

/// <summary>
/// Keys in their order, in blocks of a few hundred: to put one in, to take one out and to count those ahead of one costs a search among the
/// blocks and one within a block, whether ten wait or a hundred thousand.
/// </summary>
internal sealed class Line
{
    private const int Most = 512;

    private readonly List<List<OrderKey>> blocks = [[]];

    public Line(IEnumerable<OrderKey> keys)
    {
        foreach (var chunk in keys.Order().Chunk(Most / 2))
        {
            blocks.Add([.. chunk]);
            Count += chunk.Length;
        }
    }

    public int Count { get; private set; }

    /// <summary>Puts a key in.</summary>
    public void Add(OrderKey key)
    {
        var at = BlockOf(key);
        var block = blocks[at];
        var place = block.BinarySearch(key);
        if (place >= 0)
        {
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

    /// <summary>Takes a key out.</summary>
    public void Remove(OrderKey key)
    {
        var at = BlockOf(key);
        var place = blocks[at].BinarySearch(key);
        if (place < 0)
        {
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
        return ahead + (place < 0 ? ~place : place);
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
