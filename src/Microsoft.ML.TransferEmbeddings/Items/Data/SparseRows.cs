namespace Microsoft.ML.TransferEmbeddings.Items.Data;

/// <summary>A sparse matrix, a row after the other (compressed sparse rows). Immutable and thread-safe.</summary>
/// <param name="starts">Where each row begins, and the end of the last one.</param>
/// <param name="columns">The column of each value.</param>
/// <param name="values">As many.</param>
/// <param name="columnCount">The number of columns.</param>
internal sealed class SparseRows(int[] starts, int[] columns, float[] values, int columnCount)
{
    public int RowCount => starts.Length - 1;

    public int ColumnCount => columnCount;

    public int Count => columns.Length;

    /// <summary>Where a row begins.</summary>
    public int StartOf(int row) => starts[row];

    public int LengthOf(int row) => starts[row + 1] - starts[row];

    public ReadOnlySpan<int> ColumnsOf(int row) => columns.AsSpan(starts[row]..starts[row + 1]);

    public ReadOnlySpan<float> ValuesOf(int row) => values.AsSpan(starts[row]..starts[row + 1]);

    /// <summary>The columns as rows; the values of each in the order of the rows that they come from.</summary>
    public SparseRows Transpose()
    {
        var ends = new int[columnCount + 1];
        foreach (int column in columns)
            ends[column + 1]++;
        for (int column = 0; column < columnCount; column++)
            ends[column + 1] += ends[column];
        int[] newStarts = [.. ends];
        var newColumns = new int[columns.Length];
        var newValues = new float[columns.Length];
        for (int row = 0; row < RowCount; row++)
        {
            for (int i = starts[row]; i < starts[row + 1]; i++)
            {
                int place = ends[columns[i]]++;
                (newColumns[place], newValues[place]) = (row, values[i]);
            }
        }
        return new SparseRows(newStarts, newColumns, newValues, RowCount);
    }
}
