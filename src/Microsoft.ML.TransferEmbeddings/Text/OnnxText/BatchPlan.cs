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
    /// <param name="maxRowTokens">Tokens of a row in which several sequences are packed.</param>
    /// <returns>The batches, the dearest first, so that no long run is left for the end.</returns>
    public static List<SequenceBatch> Create(ReadOnlySpan<int> lengths, int batchTokens, int parallelism, Batching batching, int maxRowTokens = int.MaxValue)
    {
        var order = new int[lengths.Length];
        int[] sorted = ArrayPool<int>.Shared.Rent(lengths.Length);
        long total = 0;
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
            sorted[i] = -lengths[i];
            total += lengths[i];
        }
        Array.Sort(sorted, order, 0, order.Length);
        var batches = new List<SequenceBatch>();
        // In a large window there are enough sequences of each length, and rows of one sequence have the least attention.
        if (batching == Batching.Packed && total <= (long)parallelism * batchTokens)
            Pack(order, lengths, total, Math.Min(parallelism, order.Length), batchTokens, maxRowTokens, batches);
        else
            Pad(order, sorted.AsSpan(0, order.Length), batching == Batching.None ? 0 : parallelism == 1 ? batchTokens : (int)Math.Min(batchTokens, (total + parallelism - 1) / parallelism), batching, batches);
        ArrayPool<int>.Shared.Return(sorted);
        return [.. batches.OrderByDescending(batch => batch.Tokens)];
    }

    /// <summary>A batch for each thread, of nearly the same number of tokens, in each of which the sequences are of a like length; halves of one that does not fit.</summary>
    private static void Pack(ReadOnlySpan<int> order, ReadOnlySpan<int> lengths, long total, int count, int batchTokens, int maxRowTokens, List<SequenceBatch> batches)
    {
        long before = 0;
        for (int start = 0, end = 0; start < order.Length; start = end)
        {
            // The part of all tokens in which the middle of a sequence lies.
            for (long part = -1; end < order.Length; end++)
            {
                int length = lengths[order[end]];
                long own = total == 0 ? 0 : ((2 * before) + length) * count / (2 * total);
                if (part >= 0 && own != part)
                    break;
                part = own;
                before += length;
            }
            PackInto(order[start..end], lengths, batchTokens, maxRowTokens, batches);
        }
    }

    private static void PackInto(ReadOnlySpan<int> order, ReadOnlySpan<int> lengths, int batchTokens, int maxRowTokens, List<SequenceBatch> batches)
    {
        if (RowPacking.Pack(order, lengths, batchTokens, maxRowTokens) is { } batch)
        {
            batches.Add(batch);
            return;
        }
        PackInto(order[..(order.Length / 2)], lengths, batchTokens, maxRowTokens, batches);
        PackInto(order[(order.Length / 2)..], lengths, batchTokens, maxRowTokens, batches);
    }

    private static void Pad(ReadOnlySpan<int> order, ReadOnlySpan<int> negated, int most, Batching batching, List<SequenceBatch> batches)
    {
        int[] counts = ArrayPool<int>.Shared.Rent(order.Length);
        Choose(negated, most, batching == Batching.EqualLengths, counts);
        for (int start = 0; start < order.Length; start += counts[start])
        {
            var places = new SequencePlace[counts[start]];
            for (int row = 0; row < places.Length; row++)
                places[row] = new SequencePlace(order[start + row], row, Start: 0);
            batches.Add(new SequenceBatch(places.Length, -negated[start], places));
        }
        ArrayPool<int>.Shared.Return(counts);
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
    /// <summary>Any, several in a row: the graph is told which tokens are one sequence's.</summary>
    Packed,

    /// <summary>Any, one in a row: shorter ones are padded and the graph is told so.</summary>
    Padded,

    /// <summary>Those of one length: the graph has no mask for padding.</summary>
    EqualLengths,

    /// <summary>None: the graph quantizes its activations by what is in the batch.</summary>
    None,
}
