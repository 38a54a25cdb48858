using Microsoft.ML.TransferEmbeddings.Items.Data;
using Microsoft.ML.TransferEmbeddings.Numerics;
using Microsoft.ML.TransferEmbeddings.Options;
using Microsoft.ML.TransferEmbeddings.Search;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Finds the neighbors of every item: those that the same users interacted with (item-based nearest neighbors, Sarwar et al. 2001,
/// https://doi.org/10.1145/371920.372071). Fast, small, easy to explain. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// The similarity of two items is Σ w₁w₂ over their common users / (‖w₁‖ ‖w₂‖ + s), where w₁ and w₂ are the weights of their interactions and s is
/// <see cref="Shrinkage"/>. Equal interactions and settings give equal bits, whatever the number of threads.
/// </remarks>
public sealed class ItemNeighborsTrainer : RecommenderTrainer
{
    private readonly int neighbors = 100;
    private readonly double shrinkage = 10;

    /// <summary>Maximum number of neighbors of an item; default 100, at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int Neighbors
    {
        get => neighbors;
        init => neighbors = OptionRange.AtLeast(1, value, nameof(Neighbors));
    }

    /// <summary>Number s that is added to the denominator of similarities, so that a few common users of rare items count less; default 10, range 0 to 1,000,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double Shrinkage
    {
        get => shrinkage;
        init => shrinkage = OptionRange.Between(0, 1e6, value, nameof(Shrinkage));
    }

    /// <inheritdoc/>
    public override ItemNeighborsRecommender Fit(Interactions interactions, IProgress<RecommenderProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Require(interactions);
        const int itemsAtOnce = 64;
        SparseRows users = interactions.ByUser, items = interactions.ByItem;
        double[] lengths = [.. Enumerable.Range(0, items.RowCount).Select(item => Math.Sqrt(SumOfSquares(items.ValuesOf(item))))];
        var found = new RowMatch[items.RowCount][];
        int done = 0;
        ParallelWork.Run((items.RowCount + itemsAtOnce - 1) / itemsAtOnce, MaxDegreeOfParallelism, cancellationToken, piece =>
        {
            var sums = new double[items.RowCount];
            int end = Math.Min(items.RowCount, (piece + 1) * itemsAtOnce);
            for (int item = piece * itemsAtOnce; item < end; item++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                found[item] = FindNeighbors(item, users, items, lengths, sums);
            }
            progress?.Report(new RecommenderProgress(Interlocked.Add(ref done, end - piece * itemsAtOnce), items.RowCount));
        });
        return new ItemNeighborsRecommender(interactions.Items, found);
    }

    /// <param name="item">Of which.</param>
    /// <param name="users">The items of each.</param>
    /// <param name="items">The users of each.</param>
    /// <param name="lengths">Of the items' weights.</param>
    /// <param name="sums">Zeros, as it is left.</param>
    private RowMatch[] FindNeighbors(int item, SparseRows users, SparseRows items, double[] lengths, double[] sums)
    {
        var itsUsers = items.ColumnsOf(item);
        var touched = new List<int>();
        for (int i = 0; i < itsUsers.Length; i++)
        {
            float weight = items.ValuesOf(item)[i];
            var others = users.ColumnsOf(itsUsers[i]);
            var weights = users.ValuesOf(itsUsers[i]);
            for (int j = 0; j < others.Length; j++)
            {
                if (sums[others[j]] == 0)
                    touched.Add(others[j]);
                sums[others[j]] += (double)weight * weights[j];
            }
        }
        var best = new BestRows(Neighbors);
        foreach (int other in touched)
        {
            if (other != item)
                best.Add(other, (float)(sums[other] / (lengths[item] * lengths[other] + Shrinkage)));
            sums[other] = 0;
        }
        return best.TakeAll();
    }

    private static double SumOfSquares(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
            sum += (double)value * value;
        return sum;
    }
}
