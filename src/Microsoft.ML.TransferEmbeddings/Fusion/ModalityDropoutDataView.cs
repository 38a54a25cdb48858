using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Fusion;

/// <summary>Every row of the source, followed by copies of it that lack blocks of the fused vector. All other columns are those of the row.</summary>
internal sealed class ModalityDropoutDataView(IDataView source, DataViewSchema.Column feature, DroppedBlocks dropped, int copies) : IDataView
{
    public bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => source.GetRowCount() * (1 + copies);

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(source.GetRowCursor(columnsNeeded, rand), feature, dropped, copies);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        Array.ConvertAll(source.GetRowCursorSet(columnsNeeded, n, rand), cursor => new Cursor(cursor, feature, dropped, copies));

    private sealed class Cursor(DataViewRowCursor input, DataViewSchema.Column feature, DroppedBlocks dropped, int copies) : DataViewRowCursor
    {
        private long position = -1;

        /// <summary>0 for the row itself; -1 before the first.</summary>
        private int copy = -1;

        public override DataViewSchema Schema => input.Schema;

        public override long Position => position;

        public override long Batch => input.Batch;

        public override bool MoveNext()
        {
            if (copy >= 0 && copy < copies)
                copy++;
            else if (input.MoveNext())
                copy = 0;
            else
                return false;
            position++;
            return true;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => input.IsColumnActive(column);

        public override ValueGetter<DataViewRowId> GetIdGetter()
        {
            var getter = input.GetIdGetter();
            return (ref DataViewRowId id) =>
            {
                getter(ref id);
                id = id.Combine(new DataViewRowId((ulong)copy, 0));
            };
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            var getter = input.GetGetter<TValue>(column);
            return column.Index == feature.Index && getter is ValueGetter<VBuffer<float>> vectors ? (ValueGetter<TValue>)(Delegate)Dropping(vectors) : getter;
        }

        private ValueGetter<VBuffer<float>> Dropping(ValueGetter<VBuffer<float>> getter)
        {
            var id = input.GetIdGetter();
            VBuffer<float> whole = default;
            DataViewRowId row = default;
            return (ref VBuffer<float> value) =>
            {
                if (copy == 0)
                {
                    getter(ref value);
                    return;
                }
                getter(ref whole);
                id(ref row);
                var editor = VBufferEditor.Create(ref value, whole.Length);
                whole.CopyTo(editor.Values);
                dropped.Drop(editor.Values, row, copy);
                value = editor.Commit();
            };
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                input.Dispose();
            base.Dispose(disposing);
        }
    }
}
