using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Search;

/// <summary>The best rows so far, in whichever order rows come. A score that is not a number is never kept.</summary>
/// <param name="count">How many are kept.</param>
/// <param name="filter">Null where every row may be kept.</param>
internal sealed class BestRows(int count, RowFilter? filter = null)
{
    private static readonly Comparer<RowMatch> WorstFirst = Comparer<RowMatch>.Create((a, b) => b.CompareTo(a));

    private readonly PriorityQueue<RowMatch, RowMatch> best = new(WorstFirst);

    /// <summary>A lower score changes nothing.</summary>
    private float threshold = count > 0 ? float.NegativeInfinity : float.PositiveInfinity;

    public void Add(int row, float score)
    {
        var match = new RowMatch(row, score);
        if (!(score >= threshold) || (best.Count == count && (count == 0 || match.CompareTo(best.Peek()) > 0)) || filter?.Accepts(row) == false)
            return;
        if (best.Count < count)
            best.Enqueue(match, match);
        else
            best.DequeueEnqueue(match, match);
        if (best.Count == count)
            threshold = best.Peek().Score;
    }

    /// <summary>Adds rows that lie next to each other.</summary>
    public void AddBlock(int firstRow, ReadOnlySpan<float> scores)
    {
        if (TensorPrimitives.Max(scores) < threshold)
            return;
        for (int i = 0; i < scores.Length; i++)
        {
            if (scores[i] >= threshold)
                Add(firstRow + i, scores[i]);
        }
    }

    /// <summary>The best first. Afterwards this is empty.</summary>
    public RowMatch[] TakeAll()
    {
        var rows = new RowMatch[best.Count];
        for (int i = rows.Length - 1; i >= 0; i--)
            rows[i] = best.Dequeue();
        return rows;
    }
}
