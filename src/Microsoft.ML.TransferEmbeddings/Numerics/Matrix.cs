using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Numerics;

/// <summary>Products of matrices that are stored row after row, on all cores; every value is computed by one thread, so that their number changes no bit.</summary>
internal static class Matrix
{
    private const int RowsAtOnce = 16;

    /// <summary>The dot products of all rows of one matrix (A) with all rows of another (B): A · Bᵀ.</summary>
    /// <param name="left">Rows of length values.</param>
    /// <param name="right">Rows of length values.</param>
    /// <param name="length">Of a row.</param>
    /// <param name="checkAlive">Is called several times a second by several threads, and throws where the work was canceled.</param>
    public static double[] TimesTransposed(double[] left, double[] right, int length, Action checkAlive)
    {
        if (length == 0)
            return [];
        int leftCount = left.Length / length, rightCount = right.Length / length;
        var products = new double[checked(leftCount * rightCount)];
        int pieces = (leftCount + RowsAtOnce - 1) / RowsAtOnce;
        ParallelWork.Run(pieces, Environment.ProcessorCount, CancellationToken.None, piece =>
        {
            checkAlive();
            int first = piece * RowsAtOnce, count = Math.Min(RowsAtOnce, leftCount - first);
            MatrixProduct.Multiply<double>(left.AsSpan(first * length, count * length), right, length, products.AsSpan(first * rightCount, count * rightCount));
        });
        return products;
    }

    /// <param name="matrix">Rows of length values.</param>
    /// <param name="length">Of a row.</param>
    public static double[] Transposed(double[] matrix, int length)
    {
        if (length == 0)
            return [];
        int count = matrix.Length / length;
        var transposed = new double[matrix.Length];
        for (int row = 0; row < count; row++)
        {
            for (int column = 0; column < length; column++)
                transposed[column * count + row] = matrix[row * length + column];
        }
        return transposed;
    }

    /// <summary>Multiplies each row by a number of its own.</summary>
    public static double[] ScaledRows(double[] matrix, IReadOnlyList<double> factors)
    {
        int length = factors.Count == 0 ? 0 : matrix.Length / factors.Count;
        var scaled = new double[matrix.Length];
        for (int row = 0; row < factors.Count; row++)
            TensorPrimitives.Multiply(matrix.AsSpan(row * length, length), factors[row], scaled.AsSpan(row * length, length));
        return scaled;
    }
}
