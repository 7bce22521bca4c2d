namespace Attend.Tests.Trips;

/// <summary>
/// The same assignment by another way, to compare with: H. W. Kuhn's Hungarian method as J. Munkres wrote it down (1957), with starred and primed
/// zeros and covered lines, and in whole numbers, so that nothing is rounded.
/// </summary>
internal static class Hungarian
{
    private const int None = -1;

    /// <summary>As many pairs as there can be, and the least that so many cost.</summary>
    /// <param name="costs">Null where a pair may not be.</param>
    public static (int Pairs, long Cost) Solve(long?[,] costs)
    {
        var (rows, columns) = (costs.GetLength(0), costs.GetLength(1));
        var size = Math.Max(rows, columns);
        var (least, most) = (costs.Cast<long?>().Min() ?? 0, costs.Cast<long?>().Max() ?? 0);
        var square = new long[size, size];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                square[row, column] = costs[row, column] - least ?? (most - least + 1) * size;
            }
        }

        var stars = Stars(square, size);
        var pairs = Enumerable.Range(0, rows).Where(row => stars[row] < columns && costs[row, stars[row]] is not null).ToList();
        return (pairs.Count, pairs.Sum(row => costs[row, stars[row]]!.Value));
    }

    private static int[] Stars(long[,] square, int size)
    {
        var (inRow, inColumn) = (Enumerable.Repeat(None, size).ToArray(), Enumerable.Repeat(None, size).ToArray());
        while (inColumn.Contains(None))
        {
            var rowCovered = new bool[size];
            var columnCovered = Array.ConvertAll(inColumn, row => row != None);
            var primes = Enumerable.Repeat(None, size).ToArray();
            var starred = false;
            while (!starred)
            {
                if (Zero(square, rowCovered, columnCovered) is not var (row, column))
                {
                    Shift(square, rowCovered, columnCovered);
                }
                else if (inRow[row] != None)
                {
                    primes[row] = column;
                    rowCovered[row] = true;
                    columnCovered[inRow[row]] = false;
                }
                else
                {
                    primes[row] = column;
                    Star(row, primes, inRow, inColumn);
                    starred = true;
                }
            }
        }

        return inRow;
    }

    /// <summary>A zero on no covered line.</summary>
    private static (int Row, int Column)? Zero(long[,] square, bool[] rowCovered, bool[] columnCovered)
    {
        for (var row = 0; row < rowCovered.Length; row++)
        {
            for (var column = 0; column < columnCovered.Length; column++)
            {
                if (square[row, column] == 0 && !rowCovered[row] && !columnCovered[column])
                {
                    return (row, column);
                }
            }
        }

        return null;
    }

    /// <summary>The least of what is not covered becomes a zero.</summary>
    private static void Shift(long[,] square, bool[] rowCovered, bool[] columnCovered)
    {
        var least = long.MaxValue;
        for (var row = 0; row < rowCovered.Length; row++)
        {
            for (var column = 0; column < columnCovered.Length; column++)
            {
                least = rowCovered[row] || columnCovered[column] ? least : Math.Min(least, square[row, column]);
            }
        }

        for (var row = 0; row < rowCovered.Length; row++)
        {
            for (var column = 0; column < columnCovered.Length; column++)
            {
                square[row, column] += (rowCovered[row] ? least : 0) - (columnCovered[column] ? 0 : least);
            }
        }
    }

    /// <summary>From a primed zero without a star in its row: primes on the way become stars, and stars are taken away.</summary>
    private static void Star(int row, int[] primes, int[] inRow, int[] inColumn)
    {
        while (row != None)
        {
            var column = primes[row];
            var lost = inColumn[column];
            (inRow[row], inColumn[column]) = (column, row);
            row = lost;
        }
    }
}
