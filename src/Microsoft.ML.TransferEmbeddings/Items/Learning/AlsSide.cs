using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Items.Learning;

/// <summary>
/// One side of a factorization, held still: given the vectors of the items, the vector of a user is the solution of a small linear system, and the other way round.
/// Immutable and thread-safe.
/// </summary>
internal sealed class AlsSide
{
    private const int RowsAtOnce = 512, VectorsAtOnce = 4;

    private readonly AlsSettings settings;
    private readonly double[] vectors;
    private readonly double[] gramian;

    /// <param name="vectors">Of the side that is held still, a row after the other.</param>
    /// <param name="trainedCount">Rows that were there in training, which come first: those that are added later change no one's system.</param>
    /// <param name="settings">Of the training.</param>
    /// <param name="degreeOfParallelism">At most so many threads; it changes no bit.</param>
    /// <param name="cancellation">Checked several times a second.</param>
    public AlsSide(ReadOnlyMemory<float> vectors, int trainedCount, AlsSettings settings, int degreeOfParallelism, CancellationToken cancellation)
    {
        this.settings = settings;
        TrainedCount = trainedCount;
        this.vectors = ToDouble(vectors);
        gramian = Gramian(degreeOfParallelism, cancellation);
    }

    private AlsSide(AlsSide other, ReadOnlyMemory<float> vectors)
    {
        (settings, gramian, TrainedCount) = (other.settings, other.gramian, other.TrainedCount);
        this.vectors = ToDouble(vectors);
    }

    /// <summary>Rows that were there in training.</summary>
    public int TrainedCount { get; }

    private int Dimension => settings.Dimension;

    /// <summary>The same side with more vectors after those of the training.</summary>
    public AlsSide WithVectors(ReadOnlyMemory<float> all) => new(this, all);

    /// <summary>Solves for the vector of one row of the other side.</summary>
    /// <param name="columns">What it interacted with, as numbers of vectors.</param>
    /// <param name="weights">As many; empty where each is 1.</param>
    /// <param name="vector">Receives the solution.</param>
    /// <param name="system">Of the dimension; a thread's own.</param>
    public void Solve(ReadOnlySpan<int> columns, ReadOnlySpan<float> weights, Span<float> vector, CholeskySystem system)
    {
        double penalty = Penalty(columns.Length);
        for (int i = 0; i < Dimension; i++)
        {
            TensorPrimitives.Multiply(gramian.AsSpan(i * Dimension, i + 1), settings.UnobservedWeight, system.Row(i));
            system.Row(i)[i] += penalty;
        }
        Span<double> side = stackalloc double[Dimension];
        side.Clear();
        Span<double> scales = stackalloc double[VectorsAtOnce];
        Span<int> rows = stackalloc int[VectorsAtOnce];
        for (int first = 0; first < columns.Length; first += VectorsAtOnce)
        {
            // The last few are filled up with vectors of weight 0.
            for (int i = 0; i < VectorsAtOnce; i++)
            {
                bool isThere = first + i < columns.Length;
                rows[i] = columns[isThere ? first + i : first];
                scales[i] = !isThere ? 0 : weights.IsEmpty ? 1 : weights[first + i];
            }
            WeightedSum.Add(side, Row(rows[0]), Row(rows[1]), Row(rows[2]), Row(rows[3]), scales, stride: 1);
            AddProducts(rows, scales, system.Matrix);
        }
        // The penalty makes every system positive definite, whatever the rounding.
        if (system.Factorize(Dimension))
            system.Solve(side);
        else
            side.Clear();
        TensorPrimitives.ConvertTruncating<double, float>(side, vector);
    }

    /// <summary>As <see cref="Solve"/> up to rounding, and faster where many rows are solved for.</summary>
    /// <param name="basis">Of this side (<see cref="ToBasis"/>).</param>
    /// <param name="columns">What the row interacted with, as numbers of vectors.</param>
    /// <param name="weights">As many.</param>
    /// <param name="vector">Receives the solution.</param>
    /// <param name="scratch">A thread's own.</param>
    public void SolveQuickly(AlsBasis basis, ReadOnlySpan<int> columns, ReadOnlySpan<float> weights, Span<float> vector, AlsScratch scratch)
    {
        if (columns.Length <= Dimension)
            basis.Solve(columns, weights, Penalty(columns.Length), vector, scratch);
        else
            Solve(columns, weights, vector, scratch.System);
    }

    /// <summary>The basis in which short rows are solved for.</summary>
    public AlsBasis ToBasis(int degreeOfParallelism, CancellationToken cancellation) => new(vectors, gramian, settings, degreeOfParallelism, cancellation);

    private double Penalty(int interactions) =>
        settings.Regularization * Math.Pow(interactions + settings.UnobservedWeight * TrainedCount, settings.FrequencyExponent);

    private static double[] ToDouble(ReadOnlyMemory<float> values)
    {
        var converted = new double[values.Length];
        TensorPrimitives.ConvertTruncating(values.Span, converted.AsSpan());
        return converted;
    }

    private ReadOnlySpan<double> Row(int row) => vectors.AsSpan(row * Dimension, Dimension);

    /// <summary>Adds the products of four vectors with themselves to the rows of a lower triangle.</summary>
    private void AddProducts(ReadOnlySpan<int> rows, ReadOnlySpan<double> scales, Span<double> matrix)
    {
        ReadOnlySpan<double> v0 = Row(rows[0]), v1 = Row(rows[1]), v2 = Row(rows[2]), v3 = Row(rows[3]);
        Span<double> weights = stackalloc double[VectorsAtOnce];
        for (int i = 0; i < Dimension; i++)
        {
            (weights[0], weights[1], weights[2], weights[3]) = (scales[0] * v0[i], scales[1] * v1[i], scales[2] * v2[i], scales[3] * v3[i]);
            WeightedSum.Add(matrix.Slice(i * Dimension, i + 1), v0, v1, v2, v3, weights, stride: 1);
        }
    }

    /// <summary>The products of all vectors with themselves: sums of blocks of rows, which are added in their order.</summary>
    private double[] Gramian(int degreeOfParallelism, CancellationToken cancellation)
    {
        var blocks = new double[(TrainedCount + RowsAtOnce - 1) / RowsAtOnce][];
        ParallelWork.Run(blocks.Length, degreeOfParallelism, cancellation, block =>
        {
            var sum = new double[Dimension * Dimension];
            int end = Math.Min(TrainedCount, (block + 1) * RowsAtOnce);
            Span<int> rows = stackalloc int[VectorsAtOnce];
            Span<double> scales = stackalloc double[VectorsAtOnce];
            for (int first = block * RowsAtOnce; first < end; first += VectorsAtOnce)
            {
                for (int i = 0; i < VectorsAtOnce; i++)
                    (rows[i], scales[i]) = first + i < end ? (first + i, 1) : (first, 0);
                AddProducts(rows, scales, sum);
            }
            blocks[block] = sum;
        });
        var total = new double[Dimension * Dimension];
        foreach (double[] block in blocks)
            TensorPrimitives.Add(total, block, total);
        return total;
    }
}
