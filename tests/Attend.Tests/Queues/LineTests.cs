using Attend.Queues;
using Xunit;

namespace Attend.Tests.Queues;

/// <summary>The line in memory against a sorted list, and the key's word against the key.</summary>
public sealed class LineTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void It_counts_as_a_sorted_list_does()
    {
        var random = new Random(5);
        var list = new SortedSet<OrderKey>();
        var line = new Line([]);
        for (var step = 0; step < 20_000; step++)
        {
            var key = Key(random.Next(6_000));
            if (list.Remove(key))
            {
                line.Remove(key);
            }
            else
            {
                list.Add(key);
                line.Add(key);
            }

            if (step % 500 == 0)
            {
                var asked = Key(random.Next(6_000));
                Assert.Equal((list.Count, list.Count(other => other.CompareTo(asked) < 0)), (line.Count, line.Ahead(asked)));
            }
        }

        var read = new Line(list);
        Assert.Equal(list.Count, read.Count);
        Assert.All(list.Index().Where(one => one.Index % 97 == 0), one => Assert.Equal(one.Index, read.Ahead(one.Item)));
    }

    [Fact]
    public void A_keys_word_sorts_as_the_key_and_can_be_read_again()
    {
        var random = new Random(6);
        var keys = Enumerable.Range(0, 500).Select(_ => Key(random.Next(100_000))).ToList();
        Assert.Equal(keys.Order(), keys.OrderBy(key => key.ToString(), StringComparer.Ordinal));
        Assert.All(keys, key => Assert.Equal(key, OrderKey.Parse(key.ToString())));
    }

    private static OrderKey Key(int number) => new(number % 7 == 0 ? 0 : 1, number % 5, Start.AddSeconds(number * 7919 % 10_007).AddTicks(number * 10), number);
}
