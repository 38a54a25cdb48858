namespace Microsoft.ML.TransferEmbeddings.Text;

/// <summary>
/// Which rows of a window run together. Batching pays on a CPU where nothing is wasted: rows of like length, few tokens, longest
/// first, so that no long run is left for the end.
/// </summary>
internal static class BatchPlan
{
    /// <summary>A batch's shortest row has at least this share of its longest.</summary>
    private const double SmallestShare = 0.75;

    public static List<ArraySegment<int>> Create(TokenizedWindow window, int batchTokens)
    {
        var order = new int[window.Count];
        var descending = new int[window.Count];
        for (int row = 0; row < order.Length; row++)
        {
            order[row] = row;
            descending[row] = -window[row].Length;
        }
        Array.Sort(descending, order);

        var batches = new List<ArraySegment<int>>();
        for (int start = 0; start < order.Length;)
        {
            int longest = -descending[start], count = 1;
            while (start + count < order.Length && (count + 1) * longest <= batchTokens && -descending[start + count] >= SmallestShare * longest)
                count++;
            batches.Add(new ArraySegment<int>(order, start, count));
            start += count;
        }
        return batches;
    }
}
