namespace Attend.Trips;

/// <summary>
/// Who gets whom, at the least cost: as many pairs as can be made, and of all ways to make so many the cheapest. Shortest augmenting paths (R. Jonker
/// and A. Volgenant, "A shortest augmenting path algorithm for dense and sparse linear assignment problems", Computing 38, 1987), for two sides that
/// differ in number (D. F. Crouse, "On implementing 2D rectangular assignment algorithms", IEEE Transactions on Aerospace and Electronic Systems 52,
/// 2016). The time grows with the square of the shorter side times the longer, the memory with the table. Pure.
/// </summary>
/// <remarks>
/// The same table has the same answer, also where several are as cheap; where everybody costs the same, the first get the first. Costs that are whole
/// numbers are added without rounding, as long as their spread times the square of the shorter side stays below 2^53.
/// </remarks>
internal sealed class Pairing
{
    /// <summary>The cost of a pair that may not be.</summary>
    public const double Forbidden = double.PositiveInfinity;

    /// <summary>What a row without a column has.</summary>
    public const int Nobody = -1;

    private readonly double[] costs;
    private readonly int columns;

    // The dual variables: no pair costs less than the potentials of its two, and those that are made cost just that.
    private readonly double[] rowPotentials;
    private readonly double[] columnPotentials;
    private readonly int[] columnOf;
    private readonly int[] rowOf;

    // Of the search from one row: how far each column is by reduced costs, from which row one comes to it, and all columns, the open ones first.
    private readonly double[] lengths;
    private readonly int[] comesFrom;
    private readonly int[] line;

    /// <param name="costs">Row by row, none below zero or infinite, not more rows than columns.</param>
    private Pairing(double[] costs, int rows, int columns)
    {
        this.costs = costs;
        this.columns = columns;
        (rowPotentials, columnPotentials) = (new double[rows], new double[columns]);
        (columnOf, rowOf) = (new int[rows], new int[columns]);
        (lengths, comesFrom, line) = (new double[columns], new int[columns], new int[columns]);
        Array.Fill(columnOf, Nobody);
        Array.Fill(rowOf, Nobody);
        for (var column = 0; column < columns; column++)
        {
            line[column] = column;
        }
    }

    /// <summary>For each row its column, or <see cref="Nobody"/>.</summary>
    /// <param name="costs">Row by row, in one unit whatever it is; they may be below zero. <see cref="Forbidden"/> pairs are never made.</param>
    /// <exception cref="ArgumentException">The table has another size, or a cost is no number or so large that sums of it are not.</exception>
    public static int[] Solve(ReadOnlySpan<double> costs, int rows, int columns)
    {
        if (costs.Length != rows * columns)
        {
            throw new ArgumentException($"{rows} rows of {columns} are not {costs.Length} costs.", nameof(costs));
        }

        // Each row of the shorter side finds a column, so that the table is turned where there are more rows.
        var turned = rows > columns;
        var (fewer, more) = turned ? (columns, rows) : (rows, columns);
        var assignment = new Pairing(Table(costs, fewer, more, turned), fewer, more);
        for (var row = 0; row < fewer; row++)
        {
            assignment.Augment(row);
        }

        var answer = new int[rows];
        Array.Fill(answer, Nobody);
        for (var one = 0; one < fewer; one++)
        {
            var (row, column) = turned ? (assignment.columnOf[one], one) : (one, assignment.columnOf[one]);
            if (costs[row * columns + column] < Forbidden)
            {
                answer[row] = column;
            }
        }

        return answer;
    }

    /// <summary>
    /// The costs from zero on. A forbidden pair costs more than all others together, so that it is made only where somebody would have nobody
    /// anyhow: what is cheapest then has the most pairs.
    /// </summary>
    private static double[] Table(ReadOnlySpan<double> costs, int rows, int columns, bool turned)
    {
        var (least, most) = Range(costs);
        var forbidden = most > least ? (most - least) * (rows + 1) : 1;
        if (!double.IsFinite(forbidden * (rows + 1)))
        {
            throw new ArgumentException($"Costs from {least} to {most} cannot be added.", nameof(costs));
        }

        var table = new double[costs.Length];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var cost = turned ? costs[column * rows + row] : costs[row * columns + column];
                table[row * columns + column] = cost < Forbidden ? cost - least : forbidden;
            }
        }

        return table;
    }

    private static (double Least, double Most) Range(ReadOnlySpan<double> costs)
    {
        var (least, most) = (Forbidden, double.NegativeInfinity);
        foreach (var cost in costs)
        {
            if (double.IsNaN(cost) || double.IsNegativeInfinity(cost))
            {
                throw new ArgumentException($"{cost} is no cost.", nameof(costs));
            }

            if (cost < Forbidden)
            {
                (least, most) = (Math.Min(least, cost), Math.Max(most, cost));
            }
        }

        return (least, most);
    }

    /// <summary>Gives one more row a column: along the shortest way to a free one, on which each row before hands its column on.</summary>
    private void Augment(int from)
    {
        Array.Fill(lengths, double.PositiveInfinity);
        var (row, length, open) = (from, 0.0, columns);
        int column;
        do
        {
            var at = Nearest(row, length, open);
            column = line[at];
            length = lengths[column];
            open--;
            (line[at], line[open]) = (line[open], column);
            row = rowOf[column];
        }
        while (row != Nobody);

        Adjust(from, length, open);
        do
        {
            row = comesFrom[column];
            rowOf[column] = row;
            (columnOf[row], column) = (column, columnOf[row]);
        }
        while (row != from);
    }

    /// <summary>Goes on from a row to every open column, and answers where the nearest of them stands in the line.</summary>
    private int Nearest(int row, double length, int open)
    {
        var own = costs.AsSpan(row * columns, columns);
        var (nearest, least) = (Nobody, double.PositiveInfinity);
        var offset = length - rowPotentials[row];
        for (var at = 0; at < open; at++)
        {
            var column = line[at];
            var reached = offset + own[column] - columnPotentials[column];
            if (reached < lengths[column])
            {
                (lengths[column], comesFrom[column]) = (reached, row);
            }
            else
            {
                reached = lengths[column];
            }

            if (reached < least || (reached <= least && Goes(column, line[nearest])))
            {
                (nearest, least) = (at, reached);
            }
        }

        return nearest;
    }

    /// <summary>Of two columns as near as each other a free one goes first, because the search ends there; then the first.</summary>
    private bool Goes(int column, int other) =>
        (rowOf[column] == Nobody) == (rowOf[other] == Nobody) ? column < other : rowOf[column] == Nobody;

    /// <summary>Whoever the search passed was nearer than its end: by as much their potentials change, a row's up and its column's down.</summary>
    private void Adjust(int from, double length, int open)
    {
        rowPotentials[from] += length;
        for (var at = open; at < columns; at++)
        {
            var column = line[at];
            if (rowOf[column] != Nobody)
            {
                rowPotentials[rowOf[column]] += length - lengths[column];
                columnPotentials[column] -= length - lengths[column];
            }
        }
    }
}
