using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Numerics;

/// <summary>A system of linear equations with a symmetric positive definite matrix, solved in place by its Cholesky factor. For one thread; small systems.</summary>
/// <param name="size">The largest number of unknowns.</param>
internal sealed class CholeskySystem(int size)
{
    private readonly double[] matrix = new double[size * size];

    /// <summary>All rows of the matrix, one after another.</summary>
    public Span<double> Matrix => matrix;

    /// <summary>A row of the matrix, of which the values up to the diagonal are read. <see cref="Factorize"/> changes them.</summary>
    public Span<double> Row(int row) => matrix.AsSpan(row * size, size);

    /// <summary>Puts the lower factor in the place of the matrix.</summary>
    /// <param name="count">Of the first rows and columns alone, or as many as there are unknowns.</param>
    /// <returns>Whether the matrix is positive definite; only then can systems be solved.</returns>
    public bool Factorize(int count)
    {
        for (int i = 0; i < count; i++)
        {
            var row = Row(i);
            for (int j = 0; j < i; j++)
                row[j] = (row[j] - TensorPrimitives.Dot<double>(row[..j], Row(j)[..j])) / Row(j)[j];
            double rest = row[i] - TensorPrimitives.SumOfSquares<double>(row[..i]);
            if (!(rest > 0))
                return false;
            row[i] = Math.Sqrt(rest);
        }
        return true;
    }

    /// <summary>Puts the solution in the place of the right side, which is as long as the factor.</summary>
    public void Solve(Span<double> side)
    {
        for (int i = 0; i < side.Length; i++)
            side[i] = (side[i] - TensorPrimitives.Dot<double>(Row(i)[..i], side[..i])) / Row(i)[i];
        for (int i = side.Length - 1; i >= 0; i--)
        {
            side[i] /= Row(i)[i];
            TensorPrimitives.MultiplyAdd(Row(i)[..i], -side[i], side[..i], side[..i]);
        }
    }
}
