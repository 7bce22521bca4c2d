using Attend.Trips;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Attend.Tests.Trips;

/// <summary>As many pairs as can be, at the least cost: against all ways there are, and against another method.</summary>
public sealed class PairingTests
{
    private const double No = Pairing.Forbidden;

    private static Config Tries(int tables) => Config.QuickThrowOnFailure.WithMaxTest(tables).WithReplay(20261122, 1);

    private sealed record Table(int Rows, int Columns, double[] Costs)
    {
        public double this[int row, int column] => Costs[row * Columns + column];

        public Table Turned => new(
            Columns, Rows, [.. Enumerable.Range(0, Columns).SelectMany(column => Enumerable.Range(0, Rows).Select(row => this[row, column]))]);

        public long?[,] Whole
        {
            get
            {
                var whole = new long?[Rows, Columns];
                foreach (var (place, cost) in Costs.Index())
                {
                    whole[place / Columns, place % Columns] = double.IsFinite(cost) ? (long)cost : null;
                }

                return whole;
            }
        }
    }

    [Fact]
    public void Of_all_ways_there_are_it_is_the_cheapest_with_the_most_pairs() =>
        Prop.ForAll(Arb.From(Tables(6, 20)), table => Assert.Equal(Best(table), Solved(table))).Check(Tries(1_000));

    [Fact]
    public void Where_many_ways_are_as_cheap_it_is_one_of_them_and_always_the_same() => Prop.ForAll(Arb.From(Tables(6, 1)), table =>
    {
        Assert.Equal(Best(table), Solved(table));
        Assert.Equal(Pairing.Solve(table.Costs, table.Rows, table.Columns), Pairing.Solve(table.Costs, table.Rows, table.Columns));
    }).Check(Tries(500));

    [Fact]
    public void It_agrees_with_the_Hungarian_method() => Prop.ForAll(Arb.From(Gen.OneOf(Tables(60, 1_000), Tables(60, 5))), table =>
    {
        var (pairs, cost) = Hungarian.Solve(table.Whole);
        Assert.Equal((pairs, (double)cost), Solved(table));
    }).Check(Tries(100));

    [Fact]
    public void The_Hungarian_method_agrees_with_all_ways_there_are() => Prop.ForAll(Arb.From(Tables(5, 20)), table =>
    {
        var (pairs, cost) = Hungarian.Solve(table.Whole);
        Assert.Equal(Best(table), (pairs, (double)cost));
    }).Check(Tries(300));

    [Fact]
    public void Costs_need_not_be_whole_numbers() => Prop.ForAll(Arb.From(Tables(5, 1_000_000)), table =>
    {
        var parts = table with { Costs = Array.ConvertAll(table.Costs, cost => Math.Sign(cost) * Math.Sqrt(Math.Abs(cost)) / 7) };
        var (best, solved) = (Best(parts), Solved(parts));
        Assert.Equal(best.Pairs, solved.Pairs);
        Assert.Equal(best.Cost, solved.Cost, 1e-9);
    }).Check(Tries(300));

    [Fact]
    public void It_does_not_matter_which_side_is_the_longer() =>
        Prop.ForAll(Arb.From(Tables(25, 100)), table => Assert.Equal(Solved(table), Solved(table.Turned))).Check(Tries(200));

    [Fact]
    public void Somebody_takes_the_second_best_where_that_is_better_for_all()
    {
        Assert.Equal([1, 0], Pairing.Solve([1, 2, 1, 100], 2, 2));
        Assert.Equal([2, 0, 1], Pairing.Solve([4, 3, 4, 2, 9, 9, 3, 4, 9], 3, 3));
    }

    [Fact]
    public void A_pair_that_may_not_be_is_never_made()
    {
        Assert.Equal([-1, -1], Pairing.Solve([No, No, No, No, No, No], 2, 3));
        Assert.Equal([-1, 0, 1], Pairing.Solve([No, No, 5, No, 7, 1], 3, 2));
        // One pair for nothing is less than two that are dear.
        Assert.Equal([1, 0], Pairing.Solve([0, 1_000_000, 1_000_000, No], 2, 2));
        // Of three who all can only have the first, the cheapest.
        Assert.Equal([-1, 0, -1], Pairing.Solve([3, No, No, 1, No, No, 2, No, No], 3, 3));
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(2, 5)]
    [InlineData(5, 2)]
    public void Where_all_cost_the_same_the_first_get_the_first(int rows, int columns) => Assert.Equal(
        Enumerable.Range(0, rows).Select(row => row < columns ? row : Pairing.Nobody),
        Pairing.Solve(Enumerable.Repeat(-7.5, rows * columns).ToArray(), rows, columns));

    [Fact]
    public void Where_a_side_is_empty_nobody_has_anybody()
    {
        Assert.Empty(Pairing.Solve([], 0, 4));
        Assert.Equal([-1, -1], Pairing.Solve([], 2, 0));
    }

    [Fact]
    public void What_is_no_table_of_costs_is_a_bug()
    {
        Assert.Throws<ArgumentException>(() => Pairing.Solve([1, 2, 3], 2, 2));
        Assert.Throws<ArgumentException>(() => Pairing.Solve([1, double.NaN], 1, 2));
        Assert.Throws<ArgumentException>(() => Pairing.Solve([1, double.NegativeInfinity], 1, 2));
        Assert.Throws<ArgumentException>(() => Pairing.Solve([-1e308, 1e308], 1, 2));
    }

    [Fact]
    public void It_needs_one_copy_of_the_table_and_a_few_lines_however_many_rows_there_are()
    {
        const int size = 150;
        var costs = Enumerable.Range(0, size * size).Select(place => (double)(place * 7919L % 10_007)).ToArray();
        Pairing.Solve(costs, size, size);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Pairing.Solve(costs, size, size);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 8 * size * size, 8 * size * (size + 10));
    }

    /// <summary>What was made, once it is sure that nobody has two and no pair is one that may not be.</summary>
    private static (int Pairs, double Cost) Solved(Table table)
    {
        var answer = Pairing.Solve(table.Costs, table.Rows, table.Columns);
        Assert.Equal(table.Rows, answer.Length);
        var pairs = answer.Index().Where(pair => pair.Item != Pairing.Nobody).ToList();
        Assert.Equal(pairs.Count, pairs.Select(pair => pair.Item).Distinct().Count());
        Assert.All(pairs, pair => Assert.NotEqual(No, table[pair.Index, pair.Item]));
        return (pairs.Count, pairs.Sum(pair => table[pair.Index, pair.Item]));
    }

    /// <summary>By trying everything.</summary>
    /// <param name="taken">The columns that rows before have, as bits.</param>
    private static (int Pairs, double Cost) Best(Table table, int row = 0, int taken = 0)
    {
        if (row == table.Rows)
        {
            return (0, 0);
        }

        var best = Best(table, row + 1, taken);
        for (var column = 0; column < table.Columns; column++)
        {
            if ((taken & (1 << column)) == 0 && table[row, column] is var cost and < No)
            {
                var rest = Best(table, row + 1, taken | (1 << column));
                var (pairs, sum) = (rest.Pairs + 1, rest.Cost + cost);
                best = pairs > best.Pairs || (pairs == best.Pairs && sum < best.Cost) ? (pairs, sum) : best;
            }
        }

        return best;
    }

    /// <summary>Tables of any shape, of which none to nine tenths may not be.</summary>
    private static Gen<Table> Tables(int most, int spread) =>
        from rows in Gen.Choose(1, most)
        from columns in Gen.Choose(1, most)
        from forbidden in Gen.Choose(0, 9)
        from costs in (
            from tenth in Gen.Choose(0, 9)
            from cost in Gen.Choose(-spread, spread)
            select tenth < forbidden ? No : cost).ArrayOf(rows * columns)
        select new Table(rows, columns, costs);
}
