using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Allocations;

/// <summary>Counts while one cursor moves.</summary>
internal static class CursorAllocations
{
    /// <summary>The default sizes of windows: 32, 64, 128, 256, 512, and 1,024 from then on.</summary>
    private const int GrowingRows = 992, WindowRows = 1024;

    /// <summary>A cursor has three windows, and reads two of them ahead.</summary>
    private const int Windows = 3;

    /// <summary>Counted between two rows that open a window, so that as much work lies ahead of the first as of the last.</summary>
    public static double BytesARow(IDataView view, string column, int rows)
    {
        const int first = GrowingRows + Windows * WindowRows;
        int last = first + (rows - first - Windows * WindowRows) / WindowRows * WindowRows;

        using var cursor = view.GetRowCursor([view.Schema[column]]);
        Action read = view.Schema[column].Type is TextDataViewType ? Reader<ReadOnlyMemory<char>>() : Reader<VBuffer<float>>();
        long before = 0;
        for (int row = 0; cursor.MoveNext(); row++)
        {
            read();
            if (row == first)
                before = GC.GetTotalAllocatedBytes(precise: true);
            if (row == last)
                return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)(last - first);
        }
        throw new InvalidOperationException($"The view has fewer than the {rows:N0} rows that it should have.");

        Action Reader<TValue>()
        {
            var getter = cursor.GetGetter<TValue>(view.Schema[column]);
            TValue value = default!;
            return () => getter(ref value);
        }
    }
}
