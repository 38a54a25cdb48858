using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Search;

/// <summary>
/// The one search of the package: every row is scored, block by block. Many queries are searched for at once on all processors, and so is one query among many rows.
/// Best matches come first, equal scores in the order of the rows (<see cref="RowMatch"/>).
/// </summary>
/// <remarks>
/// A query without a direction, all zeros or with a value that is not finite, has no nearest row: it finds nothing, unless rows are scored by their distance. A row whose
/// score is not a number is never found.
/// </remarks>
internal static class ExactSearch
{
    private const int RowsAtOnce = 512, QueriesAtOnce = 64;

    /// <summary>Values of fewer rows are compared before another thread has begun.</summary>
    private const int ValuesPerThread = 1 << 17;

    /// <summary>The best rows for one query.</summary>
    /// <param name="rows">What is searched.</param>
    /// <param name="query">A vector of the rows' dimension.</param>
    /// <param name="count">How many are wanted; fewer come where there are fewer.</param>
    /// <param name="filter">Null where every row may be found.</param>
    public static RowMatch[] Find(SearchRows rows, ReadOnlySpan<float> query, int count, RowFilter? filter = null) =>
        Find(rows, query.ToArray().AsMemory(), count, filter);

    /// <summary>The best rows for one query, which is not copied.</summary>
    /// <inheritdoc cref="Find(SearchRows, ReadOnlySpan{float}, int, RowFilter)"/>
    public static RowMatch[] Find(SearchRows rows, ReadOnlyMemory<float> query, int count, RowFilter? filter = null) =>
        FindTogether(rows, query, count, [filter], filter is null or { IsConcurrent: true } ? ThreadsFor(rows) : 1)[0];

    /// <summary>The best rows for each of many queries.</summary>
    /// <param name="rows">What is searched.</param>
    /// <param name="queries">Vectors of the rows' dimension, one after another.</param>
    /// <param name="count">How many are wanted for each; fewer come where there are fewer.</param>
    /// <param name="filters">One per query; null, as each of them may be, where every row may be found.</param>
    /// <returns>For each query its rows, best first.</returns>
    public static RowMatch[][] FindMany(SearchRows rows, ReadOnlyMemory<float> queries, int count, IReadOnlyList<RowFilter?>? filters = null)
    {
        int queryCount = queries.Length / rows.Dimension, pieces = (queryCount + QueriesAtOnce - 1) / QueriesAtOnce;
        var found = new RowMatch[queryCount][];
        InParallel(pieces, piece =>
        {
            // As many queries in each piece as in any other: the last thread is not late.
            int first = (int)((long)queryCount * piece / pieces), length = (int)((long)queryCount * (piece + 1) / pieces) - first;
            var filtersOfPiece = Enumerable.Range(first, length).Select(query => filters?[query]);
            FindTogether(rows, queries.Slice(first * rows.Dimension, length * rows.Dimension), count, [.. filtersOfPiece], threads: 1).CopyTo(found, first);
        });
        return found;
    }

    /// <summary>Gives the scores of every query with a block of rows: for each query one after another.</summary>
    public static void ForEachBlock(SearchRows rows, ReadOnlyMemory<float> queries, BlockUse use) =>
        ForEachBlock(rows.ScorerOf(queries), queries.Length / rows.Dimension, 0, rows.Count, use);

    private static void ForEachBlock(BlockScorer score, int queryCount, int start, int end, BlockUse use)
    {
        float[] buffer = ArrayPool<float>.Shared.Rent(queryCount * Math.Min(RowsAtOnce, end - start));
        for (int first = start; first < end; first += RowsAtOnce)
        {
            var scores = buffer.AsSpan(0, queryCount * Math.Min(RowsAtOnce, end - first));
            score(first, scores);
            use(first, scores);
        }
        ArrayPool<float>.Shared.Return(buffer);
    }

    private static RowMatch[][] FindTogether(SearchRows rows, ReadOnlyMemory<float> queries, int count, RowFilter?[] filters, int threads)
    {
        int dimension = rows.Dimension;
        int[] counts = [.. filters.Select((_, query) => rows.HasNearest(queries.Span.Slice(query * dimension, dimension)) ? Math.Min(count, rows.Count) : 0)];
        var score = rows.ScorerOf(queries);
        var ofThreads = new BestRows[threads][];
        InParallel(threads, thread =>
        {
            BestRows[] best = ofThreads[thread] = [.. filters.Select((filter, query) => new BestRows(counts[query], filter))];
            ForEachBlock(score, best.Length, FirstRow(thread), FirstRow(thread + 1), (firstRow, scores) =>
            {
                int blockRows = scores.Length / best.Length;
                for (int query = 0; query < best.Length; query++)
                    best[query].AddBlock(firstRow, scores.Slice(query * blockRows, blockRows));
            });
        });
        return [.. counts.Select((most, query) => Merge(most, [.. ofThreads.Select(best => best[query].TakeAll())]))];

        // A block that was scored is one of the same rows, however many threads there are: the same scores.
        int FirstRow(int thread) => thread == threads ? rows.Count : (int)((long)rows.Count * thread / threads) / RowsAtOnce * RowsAtOnce;
    }

    private static RowMatch[] Merge(int count, RowMatch[][] found)
    {
        if (found.Length == 1)
            return found[0];
        var best = new BestRows(count);
        foreach (var match in found.SelectMany(matches => matches))
            best.Add(match.Row, match.Score);
        return best.TakeAll();
    }

    private static int ThreadsFor(SearchRows rows) => (int)Math.Clamp((long)rows.Count * rows.Dimension / ValuesPerThread, 1, Environment.ProcessorCount);

    private static void InParallel(int pieces, Action<int> act) => ParallelWork.Run(pieces, Environment.ProcessorCount, CancellationToken.None, act);

    /// <summary>Whether a query has a nearest row among those that are scored by directions.</summary>
    public static bool HasDirection(ReadOnlySpan<float> query) => query.ContainsAnyExcept(0f) && TensorPrimitives.IsFiniteAll(query);

    public delegate void BlockUse(int firstRow, ReadOnlySpan<float> scores);
}
