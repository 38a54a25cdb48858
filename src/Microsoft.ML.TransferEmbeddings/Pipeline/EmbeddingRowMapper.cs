using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Pipeline;

/// <summary>Row by row, for PredictionEngine: no look-ahead, one input at a time.</summary>
internal sealed class EmbeddingRowMapper(EmbeddingBinding binding) : IRowToRowMapper
{
    public DataViewSchema InputSchema => binding.InputSchema;

    public DataViewSchema OutputSchema => binding.OutputSchema;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        ArgumentNullException.ThrowIfNull(dependingColumns);
        return binding.Dependencies(binding.Active(dependingColumns));
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(activeColumns);
        return new Row(input, binding, binding.Active(activeColumns));
    }

    private sealed class Row(DataViewRow input, EmbeddingBinding binding, bool[] active) : DataViewRow
    {
        private readonly EncodedSlot?[] vectors =
            [.. binding.Columns.Select((column, i) => binding.IsEncoded(i, active) ? new EncodedSlot(input, column) : null)];

        public override DataViewSchema Schema => binding.OutputSchema;

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => binding.IsActive(column, active);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            binding.RequireActive(column, active);
            int embedding = binding.EmbeddingIndex(column);
            return embedding >= 0
                ? EmbeddingBinding.Typed<TValue>((ValueGetter<VBuffer<float>>)vectors[embedding]!.GetVector, column)
                : input.GetGetter<TValue>(binding.Source(column));
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                input.Dispose();
            base.Dispose(disposing);
        }
    }

    /// <summary>The vector of the current row's input.</summary>
    private sealed class EncodedSlot(DataViewRow input, EmbeddedColumn column)
    {
        private readonly SlotColumn slot = SlotColumn.Create(input, column.Input, windows: 1, rows: 1);
        private readonly float[] vector = new float[column.Encoder.Dimension];
        private long encodedPosition = -1;

        public void GetVector(ref VBuffer<float> value)
        {
            Encode();
            var editor = VBufferEditor.Create(ref value, vector.Length);
            vector.CopyTo(editor.Values);
            value = editor.Commit();
        }

        /// <summary>Several stages after this one may ask for the same row's vector: the encoder runs once.</summary>
        private void Encode()
        {
            if (input.Position == encodedPosition && encodedPosition >= 0)
                return;
            encodedPosition = -1;
            slot.Fill(0, 0);
            slot.Encode(column.Encoder, 0, 0, vector);
            encodedPosition = input.Position;
        }
    }
}
