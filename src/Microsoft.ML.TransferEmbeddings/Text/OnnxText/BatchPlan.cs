namespace Microsoft.ML.TransferEmbeddings.Text.OnnxText;

/// <summary>
/// Which sequences of a window run together. Batching pays on a CPU where nothing is wasted: sequences of like length, few tokens, longest
/// first, so that no long run is left for the end.
/// </summary>
internal static class BatchPlan
{
    /// <summary>A batch's shortest row has at least this share of its longest.</summary>
    private const double SmallestShare = 0.75;

    /// <param name="window">The sequences.</param>
    /// <param name="batchTokens">Tokens in a batch, padding counted.</param>
    /// <param name="batching">What the graph bears.</param>
    public static List<ArraySegment<int>> Create(TokenizedWindow window, int batchTokens, Batching batching)
    {
        if (batching == Batching.None)
            batchTokens = 0;
        double smallestShare = batching == Batching.EqualLengths ? 1 : SmallestShare;
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
            while (start + count < order.Length && (count + 1) * longest <= batchTokens && -descending[start + count] >= smallestShare * longest)
                count++;
            batches.Add(new ArraySegment<int>(order, start, count));
            start += count;
        }
        return batches;
    }
}

/// <summary>Which sequences may run together without changing each other's vectors.</summary>
internal enum Batching
{
    /// <summary>Any: shorter ones are padded and the graph is told so.</summary>
    Padded,

    /// <summary>Those of one length: the graph has no mask for padding.</summary>
    EqualLengths,

    /// <summary>None: the graph quantizes its activations by what is in the batch.</summary>
    None,
}
