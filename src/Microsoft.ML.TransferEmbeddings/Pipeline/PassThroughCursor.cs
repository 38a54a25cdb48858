using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Pipeline;

/// <summary>A cursor that nobody asks for vectors: the source's own, under the stage's schema.</summary>
internal sealed class PassThroughCursor(DataViewRowCursor source, EmbeddingBinding binding, bool[] active) : DataViewRowCursor
{
    private bool disposed;

    public override DataViewSchema Schema => binding.OutputSchema;

    public override long Position => source.Position;

    public override long Batch => source.Batch;

    public override bool MoveNext() => source.MoveNext();

    public override bool IsColumnActive(DataViewSchema.Column column) => binding.IsActive(column, active);

    public override ValueGetter<DataViewRowId> GetIdGetter() => source.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        binding.RequireActive(column, active);
        return source.GetGetter<TValue>(binding.Source(column));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !disposed)
        {
            disposed = true;
            source.Dispose();
        }
        base.Dispose(disposing);
    }
}
