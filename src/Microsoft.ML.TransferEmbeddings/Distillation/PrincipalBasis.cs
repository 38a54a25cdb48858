using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Distillation;

/// <summary>
/// The principal directions of vectors that are not centered: the eigenvectors of their second moment, by Jacobi's method (Golub, Van Loan: Matrix
/// Computations, 8.5), the largest eigenvalues first.
/// </summary>
internal sealed class PrincipalBasis
{
    private const int MostSweeps = 50;

    private readonly float[][] directions;

    private PrincipalBasis(float[][] directions) => this.directions = directions;

    public int Dimension => directions.Length;

    /// <summary>Of rows of any length; each counts by its direction alone.</summary>
    public static PrincipalBasis Of(VectorBlocks vectors, int dimension, CancellationToken cancellation)
    {
        double[][] moment = SecondMoment(vectors, cancellation);
        double[][] eigenvectors = Diagonalize(moment, cancellation);
        int[] order = [.. Enumerable.Range(0, moment.Length).OrderByDescending(i => moment[i][i])];
        return new PrincipalBasis([.. order.Take(dimension).Select(i => Array.ConvertAll(eigenvectors[i], value => (float)value)).Select(WithPositiveSum)]);
    }

    /// <summary>A vector in the basis.</summary>
    public void Project(ReadOnlySpan<float> vector, Span<float> projected)
    {
        for (int i = 0; i < directions.Length; i++)
            projected[i] = TensorPrimitives.Dot(vector, directions[i]);
    }

    public VectorBlocks Project(VectorBlocks vectors, CancellationToken cancellation)
    {
        var projected = new VectorBlocks(vectors.Count, Dimension);
        ParallelWork.Run(vectors.Count, Environment.ProcessorCount, cancellation, i => Project(vectors[i], projected[i]));
        return projected;
    }

    /// <summary>Rows of the moment on several threads; every one is summed in the order of the vectors.</summary>
    private static double[][] SecondMoment(VectorBlocks vectors, CancellationToken cancellation)
    {
        const int vectorsAtOnce = 256;
        int dimension = vectors.Dimension;
        var moment = new double[dimension][];
        ParallelWork.Run(dimension, Environment.ProcessorCount, cancellation, i =>
        {
            var row = new double[dimension];
            var part = new float[dimension];
            var widened = new double[dimension];
            for (int first = 0; first < vectors.Count; first += vectorsAtOnce)
            {
                part.AsSpan().Clear();
                for (int vector = first; vector < Math.Min(vectors.Count, first + vectorsAtOnce); vector++)
                    TensorPrimitives.MultiplyAdd(vectors[vector][..(i + 1)], vectors[vector][i], part.AsSpan(0, i + 1), part.AsSpan(0, i + 1));
                TensorPrimitives.ConvertTruncating<float, double>(part, widened);
                TensorPrimitives.Add(row, widened, row);
            }
            moment[i] = row;
        });
        for (int i = 0; i < dimension; i++)
        {
            for (int j = 0; j < i; j++)
                moment[j][i] = moment[i][j];
        }
        return moment;
    }

    /// <summary>Leaves the eigenvalues on the diagonal; gives the eigenvectors as rows.</summary>
    private static double[][] Diagonalize(double[][] matrix, CancellationToken cancellation)
    {
        int n = matrix.Length;
        double[][] vectors = [.. Enumerable.Range(0, n).Select(i => { var row = new double[n]; row[i] = 1; return row; })];
        double trace = Enumerable.Range(0, n).Sum(i => Math.Abs(matrix[i][i]));
        for (int sweep = 0; sweep < MostSweeps; sweep++)
        {
            cancellation.ThrowIfCancellationRequested();
            double off = 0;
            for (int p = 0; p < n; p++)
            {
                for (int q = p + 1; q < n; q++)
                {
                    off = Math.Max(off, Math.Abs(matrix[p][q]));
                    Rotate(matrix, vectors, p, q);
                }
            }
            if (off <= 1e-12 * trace)
                break;
        }
        return vectors;
    }

    private static void Rotate(double[][] matrix, double[][] vectors, int p, int q)
    {
        double apq = matrix[p][q];
        if (apq == 0)
            return;
        double theta = (matrix[q][q] - matrix[p][p]) / (2 * apq);
        double tangent = (theta < 0 ? -1 : 1) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1));
        double cosine = 1 / Math.Sqrt(tangent * tangent + 1), sine = tangent * cosine;
        double app = matrix[p][p] - tangent * apq, aqq = matrix[q][q] + tangent * apq;
        RotateRows(matrix[p], matrix[q], cosine, sine);
        RotateRows(vectors[p], vectors[q], cosine, sine);
        // The matrix is symmetric: its columns follow its rows.
        (matrix[p][p], matrix[q][q], matrix[p][q], matrix[q][p]) = (app, aqq, 0, 0);
        for (int k = 0; k < matrix.Length; k++)
        {
            if (k != p && k != q)
                (matrix[k][p], matrix[k][q]) = (matrix[p][k], matrix[q][k]);
        }
    }

    private static void RotateRows(double[] first, double[] second, double cosine, double sine)
    {
        for (int k = 0; k < first.Length; k++)
            (first[k], second[k]) = (cosine * first[k] - sine * second[k], sine * first[k] + cosine * second[k]);
    }

    /// <summary>Of an eigenvector and its negative, always the same one.</summary>
    private static float[] WithPositiveSum(float[] direction)
    {
        if (TensorPrimitives.Sum<float>(direction) < 0)
            TensorPrimitives.Negate(direction, direction);
        return direction;
    }
}
