using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Items.Learning;

/// <summary>
/// A side of a factorization in the basis in which the products of its vectors are a diagonal matrix. There the system of a row with few interactions has as many unknowns as the
/// row has interactions, as in kernel ridge regression, and not as many as the vectors have values. Immutable and thread-safe.
/// </summary>
internal sealed class AlsBasis
{
    private const int RowsAtOnce = 2;

    private readonly AlsSettings settings;
    private readonly double[] eigenvalues;
    private readonly double[] columns;
    private readonly double[] rotated;

    /// <param name="vectors">Of the side, a row after the other.</param>
    /// <param name="gramian">The sum of their products with themselves, of which the lower triangle is read.</param>
    /// <param name="settings">Of the training.</param>
    /// <param name="degreeOfParallelism">At most so many threads; it changes no bit.</param>
    /// <param name="cancellation">Checked several times a second.</param>
    public AlsBasis(double[] vectors, double[] gramian, AlsSettings settings, int degreeOfParallelism, CancellationToken cancellation)
    {
        this.settings = settings;
        var symmetric = new double[Dimension * Dimension];
        for (int i = 0; i < Dimension; i++)
        {
            for (int j = 0; j <= i; j++)
                symmetric[i * Dimension + j] = symmetric[j * Dimension + i] = gramian[i * Dimension + j];
        }
        var (values, eigenvectors) = SymmetricEigen.Of(symmetric, Dimension, cancellation.ThrowIfCancellationRequested);
        // What is below zero is rounding.
        eigenvalues = Array.ConvertAll(values, value => Math.Max(0, value));
        columns = new double[Dimension * Dimension];
        for (int i = 0; i < Dimension; i++)
        {
            for (int j = 0; j < Dimension; j++)
                columns[j * Dimension + i] = eigenvectors[i][j];
        }
        rotated = Rotate(vectors, [.. eigenvectors.SelectMany(vector => vector)], degreeOfParallelism, cancellation);
    }

    private int Dimension => settings.Dimension;

    /// <summary>Solves for the vector of one row of the other side.</summary>
    /// <param name="row">What it interacted with, as numbers of vectors; at most as many as the vectors have values.</param>
    /// <param name="weights">As many.</param>
    /// <param name="penalty">The row's regularization.</param>
    /// <param name="vector">Receives the solution.</param>
    /// <param name="scratch">A thread's own.</param>
    public void Solve(ReadOnlySpan<int> row, ReadOnlySpan<float> weights, double penalty, Span<float> vector, AlsScratch scratch)
    {
        Span<double> scales = stackalloc double[Dimension];
        for (int i = 0; i < Dimension; i++)
            scales[i] = 1 / Math.Sqrt(settings.UnobservedWeight * eigenvalues[i] + penalty);
        Span<double> scaled = scratch.Vectors.AsSpan(0, row.Length * Dimension);
        for (int i = 0; i < row.Length; i++)
            TensorPrimitives.Multiply(rotated.AsSpan(row[i] * Dimension, Dimension), scales, scaled.Slice(i * Dimension, Dimension));

        var system = scratch.System;
        for (int i = 0; i < row.Length; i += RowsAtOnce)
        {
            int count = Math.Min(RowsAtOnce, row.Length - i), end = i + count;
            var products = scratch.Products.AsSpan(0, count * end);
            MatrixProduct.Multiply<double>(scaled.Slice(i * Dimension, count * Dimension), scaled[..(end * Dimension)], Dimension, products);
            for (int j = 0; j < count; j++)
            {
                products.Slice(j * end, end).CopyTo(system.Row(i + j));
                system.Row(i + j)[i + j] += 1.0 / weights[i + j];
            }
        }
        Span<double> factors = stackalloc double[row.Length];
        factors.Fill(1);
        vector.Clear();
        if (!system.Factorize(row.Length))
            return;
        system.Solve(factors);
        Span<double> solution = stackalloc double[Dimension], original = stackalloc double[Dimension];
        solution.Clear();
        for (int i = 0; i < row.Length; i++)
            TensorPrimitives.MultiplyAdd(scaled.Slice(i * Dimension, Dimension), factors[i], solution, solution);
        TensorPrimitives.Multiply(solution, scales, solution);
        MatrixProduct.Multiply<double>(solution, columns, Dimension, original);
        TensorPrimitives.ConvertTruncating<double, float>(original, vector);
    }

    private double[] Rotate(double[] vectors, double[] eigenvectors, int degreeOfParallelism, CancellationToken cancellation)
    {
        const int rowsAtOnce = 256;
        var products = new double[vectors.Length];
        int count = vectors.Length / Dimension;
        ParallelWork.Run((count + rowsAtOnce - 1) / rowsAtOnce, degreeOfParallelism, cancellation, piece =>
        {
            int first = piece * rowsAtOnce, length = Math.Min(rowsAtOnce, count - first) * Dimension;
            MatrixProduct.Multiply<double>(vectors.AsSpan(first * Dimension, length), eigenvectors, Dimension, products.AsSpan(first * Dimension, length));
        });
        return products;
    }
}
