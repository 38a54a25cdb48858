using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.ExceptionServices;

namespace Microsoft.ML.TransferEmbeddings.Search;

/// <summary>
/// The one search of the package: every row is scored, block by block, and many queries are searched for at once on all processors. Best matches come first,
/// equal scores in the order of the rows (<see cref="RowMatch"/>).
/// </summary>
/// <remarks>
/// A query without a direction, all zeros or with a value that is not finite, has no nearest row: it finds nothing. A row whose score is not a number is never
/// found.
/// </remarks>
internal static class ExactSearch
{
    private const int RowsAtOnce = 512, QueriesAtOnce = 64;

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
        FindTogether(rows, query, count, [filter])[0];

    /// <summary>The best rows for each of many queries.</summary>
    /// <param name="rows">What is searched.</param>
    /// <param name="queries">Vectors of the rows' dimension, one after another.</param>
    /// <param name="count">How many are wanted for each; fewer come where there are fewer.</param>
    /// <param name="filters">One per query; null, as each of them may be, where every row may be found.</param>
    /// <returns>For each query its rows, best first.</returns>
    public static RowMatch[][] FindMany(SearchRows rows, ReadOnlyMemory<float> queries, int count, IReadOnlyList<RowFilter?>? filters = null)
    {
        int queryCount = queries.Length / rows.Dimension;
        var found = new RowMatch[queryCount][];
        try
        {
            Parallel.For(0, (queryCount + QueriesAtOnce - 1) / QueriesAtOnce, piece =>
            {
                int first = piece * QueriesAtOnce, length = Math.Min(QueriesAtOnce, queryCount - first);
                var filtersOfPiece = Enumerable.Range(first, length).Select(query => filters?[query]);
                FindTogether(rows, queries.Slice(first * rows.Dimension, length * rows.Dimension), count, [.. filtersOfPiece]).CopyTo(found, first);
            });
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
        return found;
    }

    /// <summary>Gives the scores of every query with a block of rows: for each query one after another.</summary>
    public static void ForEachBlock(SearchRows rows, ReadOnlyMemory<float> queries, BlockUse use)
    {
        var score = rows.ScorerOf(queries);
        int queryCount = queries.Length / rows.Dimension;
        float[] buffer = ArrayPool<float>.Shared.Rent(queryCount * Math.Min(RowsAtOnce, rows.Count));
        for (int first = 0; first < rows.Count; first += RowsAtOnce)
        {
            var scores = buffer.AsSpan(0, queryCount * Math.Min(RowsAtOnce, rows.Count - first));
            score(first, scores);
            use(first, scores);
        }
        ArrayPool<float>.Shared.Return(buffer);
    }

    private static RowMatch[][] FindTogether(SearchRows rows, ReadOnlyMemory<float> queries, int count, RowFilter?[] filters)
    {
        int dimension = rows.Dimension;
        BestRows[] best = [.. filters.Select((filter, query) =>
            new BestRows(HasDirection(queries.Span.Slice(query * dimension, dimension)) ? Math.Min(count, rows.Count) : 0, filter))];
        ForEachBlock(rows, queries, (firstRow, scores) =>
        {
            int blockRows = scores.Length / best.Length;
            for (int query = 0; query < best.Length; query++)
                best[query].AddBlock(firstRow, scores.Slice(query * blockRows, blockRows));
        });
        return Array.ConvertAll(best, rowsOfQuery => rowsOfQuery.TakeAll());
    }

    /// <summary>Whether a query has a nearest row.</summary>
    public static bool HasDirection(ReadOnlySpan<float> query) => query.ContainsAnyExcept(0f) && TensorPrimitives.IsFiniteAll(query);

    public delegate void BlockUse(int firstRow, ReadOnlySpan<float> scores);
}
