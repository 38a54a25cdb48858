using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Pipeline;

namespace Microsoft.ML.TransferEmbeddings.Tests.Pipeline;

/// <summary>A real encoder's definition whose encoders count what they are asked for.</summary>
internal sealed class CountingDefinition<TInput>(EncoderDefinition inner) : EncoderDefinition(inner.Kind, inner.Settings, inner.Parts)
{
    private int calls;
    private int rows;

    public int Calls => calls;

    public int Rows => rows;

    public override EmbeddingEncoder Open(ExecutionDevice device) => new Encoder(this, (EmbeddingEncoder<TInput>)inner.Open(device));

    private sealed class Encoder(CountingDefinition<TInput> counts, EmbeddingEncoder<TInput> inner) : EmbeddingEncoder<TInput>
    {
        public override int Dimension => inner.Dimension;

        public override DataViewType InputType => inner.InputType;

        public override int LargestWindow => inner.LargestWindow;

        public override bool Accepts(DataViewType type) => inner.Accepts(type);

        protected override void EncodeWindow(ReadOnlyMemory<TInput> inputs, Memory<float> vectors, EmbeddingExecutionOptions execution, CancellationToken cancellation)
        {
            Interlocked.Increment(ref counts.calls);
            Interlocked.Add(ref counts.rows, inputs.Length);
            inner.Encode(inputs, vectors, execution, cancellation);
        }

        protected override void EncodeOne(TInput input, Span<float> vector)
        {
            Interlocked.Increment(ref counts.calls);
            Interlocked.Increment(ref counts.rows);
            inner.Encode(input, vector);
        }

        protected override void Release() => inner.Dispose();
    }
}
