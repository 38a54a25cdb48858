using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Numerics;

/// <summary>
/// Inverts a large symmetric positive definite matrix in place, in half a multiplication of its size: by the sweep operator (Goodnight 1979,
/// https://doi.org/10.1080/00031305.1979.10482685), a block of columns at a time. The bits do not depend on the number of threads.
/// </summary>
internal static class SymmetricInverse
{
    private const int Block = 96, TileRows = 192;

    /// <param name="rows">The rows of the matrix up to the diagonal: row i has i + 1 values. The inverse takes their place.</param>
    /// <param name="degreeOfParallelism">At most so many threads.</param>
    /// <param name="cancellation">Checked several times a second.</param>
    /// <param name="report">Told after every block how many of the columns are done.</param>
    /// <exception cref="ArithmeticException">The matrix is not positive definite.</exception>
    public static void Invert(double[][] rows, int degreeOfParallelism, CancellationToken cancellation, Action<int> report)
    {
        int size = rows.Length, tiles = (size + TileRows - 1) / TileRows;
        double[] columns = new double[size * Block], scaled = new double[size * Block];
        for (int first = 0; first < size; first += Block)
        {
            int width = Math.Min(Block, size - first);
            double[] pivot = InvertedPivot(rows, first, width);
            ParallelWork.Run(tiles, degreeOfParallelism, cancellation, tile => Gather(rows, first, width, tile, pivot, columns, scaled));
            // The last tiles are the longest.
            ParallelWork.Run(tiles, degreeOfParallelism, cancellation, tile => Subtract(rows, first, width, tiles - 1 - tile, columns, scaled));
            WriteBlock(rows, first, width, pivot, scaled);
            report(first + width);
        }
        foreach (double[] row in rows)
            TensorPrimitives.Negate(row, row);
    }

    /// <summary>The inverse of the block on the diagonal, whole.</summary>
    private static double[] InvertedPivot(double[][] rows, int first, int width)
    {
        var system = new CholeskySystem(width);
        for (int i = 0; i < width; i++)
            rows[first + i].AsSpan(first, i + 1).CopyTo(system.Row(i));
        if (!system.Factorize(width))
            throw new ArithmeticException("The matrix is not positive definite.");
        var inverse = new double[width * width];
        for (int i = 0; i < width; i++)
        {
            inverse[i * width + i] = 1;
            system.Solve(inverse.AsSpan(i * width, width));
        }
        return inverse;
    }

    /// <summary>Copies the block's columns of a tile of rows, and multiplies them by the inverted pivot.</summary>
    private static void Gather(double[][] rows, int first, int width, int tile, double[] pivot, double[] columns, double[] scaled)
    {
        int start = tile * TileRows, end = Math.Min(rows.Length, start + TileRows);
        for (int row = start; row < end; row++)
        {
            var values = columns.AsSpan(row * width, width);
            for (int i = 0; i < width; i++)
                values[i] = row >= first + i ? rows[row][first + i] : rows[first + i][row];
        }
        MatrixProduct.Multiply<double>(columns.AsSpan(start * width, (end - start) * width), pivot, width, scaled.AsSpan(start * width, (end - start) * width));
    }

    /// <summary>Takes the products of the scaled columns and the columns from all rows but the block's.</summary>
    private static void Subtract(double[][] rows, int first, int width, int tile, double[] columns, double[] scaled)
    {
        int start = tile * TileRows, end = Math.Min(rows.Length, start + TileRows);
        var products = new double[(end - start) * TileRows];
        for (int other = 0; other < end; other += TileRows)
        {
            int count = Math.Min(TileRows, end - other);
            MatrixProduct.Multiply<double>(scaled.AsSpan(start * width, (end - start) * width), columns.AsSpan(other * width, count * width), width, products.AsSpan(0, (end - start) * count));
            for (int row = start; row < end; row++)
            {
                if (row >= first && row < first + width)
                    continue;
                var values = rows[row].AsSpan(other, Math.Min(count, row + 1 - other));
                TensorPrimitives.Subtract(values, products.AsSpan((row - start) * count, values.Length), values);
            }
        }
    }

    /// <summary>The block's own rows and columns.</summary>
    private static void WriteBlock(double[][] rows, int first, int width, double[] pivot, double[] scaled)
    {
        for (int row = 0; row < rows.Length; row++)
        {
            var values = scaled.AsSpan(row * width, width);
            for (int i = 0; i < width; i++)
            {
                if (row >= first + width)
                    rows[row][first + i] = values[i];
                else if (row < first)
                    rows[first + i][row] = values[i];
                else if (row >= first + i)
                    rows[row][first + i] = -pivot[(row - first) * width + i];
            }
        }
    }
}
