using Microsoft.ML.TransferEmbeddings.Search;

namespace Microsoft.ML.TransferEmbeddings.Indexes;

/// <summary>Short codes of rows that change, by which candidates are found.</summary>
internal abstract class RowCodes
{
    /// <param name="rows">So many can be written afterwards.</param>
    public abstract void Grow(int rows);

    public abstract void Write(int row, ReadOnlySpan<float> vector);

    /// <summary>Copies the code of one row to another.</summary>
    public abstract void Move(int from, int to);

    /// <summary>The first rows, to be searched until the next change.</summary>
    public abstract SearchRows Rows(int count);
}
