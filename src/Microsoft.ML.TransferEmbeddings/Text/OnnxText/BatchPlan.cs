using System.Buffers;

namespace Microsoft.ML.TransferEmbeddings.Text.OnnxText;

/// <summary>
/// Which sequences of a window run together: those that cost the least in all. A run costs its tokens, padding among them, and what every run costs: the way of all weights
/// to the processor.
/// </summary>
internal static class BatchPlan
{
    /// <summary>
    /// The tokens that take as long as a run takes for none. It is the speed of arithmetic by that of memory, and hardly depends on the network's size (17 were measured
    /// with all-MiniLM-L6-v2 on one core).
    /// </summary>
    public const int TokensARun = 16;

    /// <param name="lengths">Of the sequences, in tokens.</param>
    /// <param name="batchTokens">Tokens in a batch, padding counted; a sequence that is longer is alone.</param>
    /// <param name="parallelism">Batches that run at the same time: there are enough for all.</param>
    /// <param name="batching">What the graph bears.</param>
    /// <returns>The sequences of each batch by their numbers, the longest first. The dearest batch is the first, so that no long run is left for the end.</returns>
    public static List<ArraySegment<int>> Create(ReadOnlySpan<int> lengths, int batchTokens, int parallelism, Batching batching)
    {
        var order = new int[lengths.Length];
        int[] sorted = ArrayPool<int>.Shared.Rent(lengths.Length), counts = ArrayPool<int>.Shared.Rent(lengths.Length);
        long total = 0;
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
            sorted[i] = -lengths[i];
            total += lengths[i];
        }
        Array.Sort(sorted, order, 0, order.Length);
        int most = batching == Batching.None ? 0 : parallelism == 1 ? batchTokens : (int)Math.Min(batchTokens, (total + parallelism - 1) / parallelism);
        Choose(sorted.AsSpan(0, order.Length), most, batching == Batching.EqualLengths, counts);

        var batches = new List<(int Tokens, ArraySegment<int> Batch)>();
        for (int start = 0; start < order.Length; start += counts[start])
            batches.Add((-sorted[start] * counts[start], new ArraySegment<int>(order, start, counts[start])));
        ArrayPool<int>.Shared.Return(sorted);
        ArrayPool<int>.Shared.Return(counts);
        return [.. batches.OrderByDescending(batch => batch.Tokens).Select(batch => batch.Batch)];
    }

    /// <summary>From the last sequence to the first: the cheapest batches of it and all after it.</summary>
    /// <param name="negated">Lengths with a minus, the longest first.</param>
    /// <param name="most">Tokens in a batch.</param>
    /// <param name="areEqual">Whether those of a batch are.</param>
    /// <param name="counts">Gets the number of sequences in the batch that begins with each.</param>
    private static void Choose(ReadOnlySpan<int> negated, int most, bool areEqual, Span<int> counts)
    {
        long[] costs = ArrayPool<long>.Shared.Rent(negated.Length + 1);
        costs[negated.Length] = 0;
        for (int start = negated.Length - 1; start >= 0; start--)
        {
            long length = -negated[start];
            (costs[start], counts[start]) = (TokensARun + length + costs[start + 1], 1);
            for (int count = 2; start + count <= negated.Length && count * length <= most && (!areEqual || negated[start + count - 1] == negated[start]); count++)
            {
                long cost = TokensARun + (count * length) + costs[start + count];
                if (cost < costs[start])
                    (costs[start], counts[start]) = (cost, count);
            }
        }
        ArrayPool<long>.Shared.Return(costs);
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
