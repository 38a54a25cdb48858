using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Pipeline;

/// <summary>An opened encoder, seen without its input type. Thread-safe. Disposing gives back what it holds.</summary>
internal abstract class EmbeddingEncoder : IDisposable
{
    /// <summary>Length of every vector.</summary>
    public abstract int Dimension { get; }

    /// <summary>The type that the input column must have.</summary>
    public abstract DataViewType InputType { get; }

    public abstract IDataView CreateDataView(IDataView source, EmbeddingBinding binding, EmbeddingExecutionOptions execution);

    public abstract IRowToRowMapper CreateRowMapper(EmbeddingBinding binding);

    public abstract void Dispose();
}

/// <summary>
/// Turns inputs into vectors. A new kind of embedder is a new subclass: it knows tokens or pixels and nothing of data views.
/// </summary>
/// <typeparam name="TInput">The raw type of the input column.</typeparam>
internal abstract class EmbeddingEncoder<TInput> : EmbeddingEncoder
{
    /// <summary>
    /// Encodes a window of rows. The encoder schedules it as suits it best: order, batches and threads are its own, and none of them
    /// changes a vector.
    /// </summary>
    /// <param name="inputs">The rows' inputs.</param>
    /// <param name="vectors">inputs.Length × Dimension values, a row after the other.</param>
    /// <param name="execution">Sizes and threads.</param>
    /// <param name="cancellation">Checked between batches.</param>
    public abstract void Encode(ReadOnlyMemory<TInput> inputs, Memory<float> vectors, EmbeddingExecutionOptions execution, CancellationToken cancellation);

    /// <summary>Encodes one input on the calling thread.</summary>
    public abstract void EncodeOne(TInput input, Span<float> vector);

    public sealed override IDataView CreateDataView(IDataView source, EmbeddingBinding binding, EmbeddingExecutionOptions execution) =>
        new EmbeddingDataView<TInput>(source, binding, this, execution);

    public sealed override IRowToRowMapper CreateRowMapper(EmbeddingBinding binding) =>
        new EmbeddingRowMapper<TInput>(binding, this);
}
