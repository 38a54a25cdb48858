using Microsoft.ML.Data;
using Microsoft.ML.Model.OnnxConverter;

namespace Microsoft.ML.TransferEmbeddings.Pipeline;

/// <summary>The source's rows with one more column. A transform in ML.NET's eyes, as <see cref="EmbeddingDataView"/>.</summary>
internal sealed class ColumnMapDataView(ICanSaveModel stage, IDataView source, ColumnMap map) : ITransformCanSaveOnnx
{
    IDataView IDataTransform.Source => source;

    public bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema => map.OutputSchema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        var needed = columnsNeeded.ToArray();
        return new Cursor(source.GetRowCursor(map.GetDependencies(needed), rand), map, map.Active(needed));
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        var needed = columnsNeeded.ToArray();
        return Array.ConvertAll(source.GetRowCursorSet(map.GetDependencies(needed), n, rand), cursor => new Cursor(cursor, map, map.Active(needed)));
    }

    bool ICanSaveOnnx.CanSaveOnnx(OnnxContext ctx) => throw NotExportable.Stage(map.OutputSchema[^1].Name);

    void ISaveAsOnnx.SaveAsOnnx(OnnxContext ctx) => throw NotExportable.Stage(map.OutputSchema[^1].Name);

    void ICanSaveModel.Save(ModelSaveContext ctx) => stage.Save(ctx);

    private sealed class Cursor(DataViewRowCursor input, ColumnMap map, bool[] active) : DataViewRowCursor
    {
        private bool disposed;

        public override DataViewSchema Schema => map.OutputSchema;

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override bool MoveNext() => input.MoveNext();

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => map.GetGetter<TValue>(input, column, active);

        protected override void Dispose(bool disposing)
        {
            if (disposing && !disposed)
            {
                disposed = true;
                input.Dispose();
            }
            base.Dispose(disposing);
        }
    }
}
