namespace Microsoft.ML.TransferEmbeddings.Search;

/// <summary>
/// Which rows may be found, by their numbers. It is asked about rows that are good enough, and by several threads where there are several queries.
/// </summary>
internal sealed class RowFilter
{
    private readonly Func<int, bool> accepts;

    private RowFilter(Func<int, bool> accepts, bool isConcurrent)
    {
        this.accepts = accepts;
        IsConcurrent = isConcurrent;
    }

    /// <summary>Whether several threads may ask on behalf of one query.</summary>
    public bool IsConcurrent { get; }

    public static RowFilter Where(Func<int, bool> accepts) => new(accepts, isConcurrent: false);

    public static RowFilter WhereConcurrently(Func<int, bool> accepts) => new(accepts, isConcurrent: true);

    /// <summary>The rows that have true; those after the mask's end are left out.</summary>
    public static RowFilter Mask(ReadOnlyMemory<bool> mask) => WhereConcurrently(row => row < mask.Length && mask.Span[row]);

    /// <summary>All rows but a few.</summary>
    public static RowFilter Except(int[] rows) => WhereConcurrently(row => Array.IndexOf(rows, row) < 0);

    public bool Accepts(int row) => accepts(row);
}
