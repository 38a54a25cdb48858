namespace Microsoft.ML.TransferEmbeddings.Search;

/// <summary>Rows that can be searched, however their values are kept. Immutable and thread-safe.</summary>
/// <param name="count">Number of rows.</param>
/// <param name="dimension">Values of a query.</param>
internal abstract class SearchRows(int count, int dimension)
{
    public int Count => count;

    public int Dimension => dimension;

    /// <summary>Whether a query has a nearest row; one without a direction has none where rows are scored by directions.</summary>
    public virtual bool HasNearest(ReadOnlySpan<float> query) => ExactSearch.HasDirection(query);

    /// <param name="queries">One or more vectors of <see cref="Dimension"/> values, one after another; not changed while the scorer is in use.</param>
    /// <returns>Writes the scores of the queries with a block of rows: the higher, the nearer.</returns>
    public abstract BlockScorer ScorerOf(ReadOnlyMemory<float> queries);
}

/// <param name="firstRow">The first row of the block.</param>
/// <param name="scores">For each query the scores with the block's rows, one after another.</param>
internal delegate void BlockScorer(int firstRow, Span<float> scores);
