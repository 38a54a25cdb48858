using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Tests.DataViews;

/// <summary>
/// Rows 0 to count - 1, each value a function of its row's number. Buffers that a caller passes in are used again, cursor sets deal the rows out in
/// batches, and shuffling is honored: what a strict data source may do.
/// </summary>
internal sealed class RowsDataView : IDataView
{
    private const int BatchRows = 5;

    private readonly int count;
    private readonly IReadOnlyList<TestColumn> columns;

    public RowsDataView(int count, IReadOnlyList<TestColumn> columns)
    {
        this.count = count;
        this.columns = columns;
        var schema = new DataViewSchema.Builder();
        foreach (var column in columns)
            schema.AddColumn(column.Name, column.Type);
        Schema = schema.ToSchema();
    }

    /// <summary>Called before a cursor moves to a row.</summary>
    public Action<int>? OnRow { get; set; }

    /// <summary>The names of the columns that the last cursor was asked for.</summary>
    public IReadOnlyList<string> LastActive { get; private set; } = [];

    public int OpenCursors { get; private set; }

    public bool CanShuffle => true;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        rand?.Shuffle(order);
        return new Cursor(this, columnsNeeded, order, _ => 0);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var needed = columnsNeeded.ToArray();
        int[] batches = [.. Enumerable.Range(0, (count + BatchRows - 1) / BatchRows)];
        rand?.Shuffle(batches);
        return [.. Enumerable.Range(0, n).Select(part => new Cursor(
            this,
            needed,
            [.. batches.Where((_, index) => index % n == part).SelectMany(batch => Enumerable.Range(batch * BatchRows, Math.Min(BatchRows, count - batch * BatchRows)))],
            row => Array.IndexOf(batches, row / BatchRows)))];
    }

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly RowsDataView view;
        private readonly HashSet<int> active;
        private readonly int[] order;
        private readonly Func<int, long> batch;
        private long position = -1;
        private bool disposed;

        public Cursor(RowsDataView view, IEnumerable<DataViewSchema.Column> columnsNeeded, int[] order, Func<int, long> batch)
        {
            this.view = view;
            this.order = order;
            this.batch = batch;
            active = [.. columnsNeeded.Select(column => column.Index)];
            view.LastActive = [.. view.columns.Where((_, index) => active.Contains(index)).Select(column => column.Name)];
            view.OpenCursors++;
        }

        public override DataViewSchema Schema => view.Schema;

        public override long Position => position;

        public override long Batch => batch(Row);

        private int Row => order[position];

        public override bool MoveNext()
        {
            if (disposed || position + 1 >= order.Length)
                return false;
            position++;
            view.OnRow?.Invoke(Row);
            return true;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Assert.True(active.Contains(column.Index), $"column '{column.Name}' is not active");
            var source = (TestColumn<TValue>)view.columns[column.Index];
            return (ref TValue value) => source.Fill(Row, ref value);
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = new DataViewRowId((ulong)Row, 7);

        protected override void Dispose(bool disposing)
        {
            if (!disposed)
                view.OpenCursors--;
            disposed = true;
            base.Dispose(disposing);
        }
    }
}
