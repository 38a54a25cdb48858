using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Pipeline;

/// <summary>Row by row, for PredictionEngine: no look-ahead, one input at a time.</summary>
internal sealed class EmbeddingRowMapper<TInput>(EmbeddingBinding binding, EmbeddingEncoder<TInput> encoder) : IRowToRowMapper
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
        return new Row(input, binding, encoder, binding.Active(activeColumns));
    }

    private sealed class Row(DataViewRow input, EmbeddingBinding binding, EmbeddingEncoder<TInput> encoder, bool[] active) : DataViewRow
    {
        private readonly ValueGetter<TInput>? source = active[^1] ? input.GetGetter<TInput>(binding.InputColumn) : null;
        private readonly float[] vector = active[^1] ? new float[encoder.Dimension] : [];
        private TInput value = default!;
        private long encodedPosition = -1;

        public override DataViewSchema Schema => binding.OutputSchema;

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => binding.IsActive(column, active);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            binding.RequireActive(column, active);
            return binding.IsEmbedding(column)
                ? EmbeddingBinding.Typed<TValue>((ValueGetter<VBuffer<float>>)GetVector, column)
                : input.GetGetter<TValue>(binding.Source(column));
        }

        private void GetVector(ref VBuffer<float> value)
        {
            Encode();
            var editor = VBufferEditor.Create(ref value, vector.Length);
            vector.CopyTo(editor.Values);
            value = editor.Commit();
        }

        /// <summary>Several stages behind this one may ask for the same row's vector: the encoder runs once.</summary>
        private void Encode()
        {
            if (input.Position == encodedPosition && encodedPosition >= 0)
                return;
            encodedPosition = -1;
            source!(ref value);
            encoder.Encode(value, vector);
            encodedPosition = input.Position;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                input.Dispose();
            base.Dispose(disposing);
        }
    }
}
