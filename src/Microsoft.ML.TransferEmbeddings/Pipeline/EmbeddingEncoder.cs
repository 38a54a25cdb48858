using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.TransferEmbeddings.Pipeline;

/// <summary>An opened encoder, seen without its input type. Thread-safe. Disposing gives back what it holds; then it encodes no more.</summary>
internal abstract class EmbeddingEncoder : IDisposable
{
    /// <summary>A folder of bad files must not fill the log.</summary>
    public const int ReportedReplacements = 5;

    private int disposed;
    private long truncated;
    private long replaced;

    /// <summary>Inputs of which something was cut off since the encoder was opened.</summary>
    public long Truncated => Interlocked.Read(ref truncated);

    /// <summary>Called at the first input of which something is cut off, on the thread that encodes it.</summary>
    public Action? OnFirstTruncated { get; set; }

    /// <summary>Inputs that can't be used and have a vector that says so, since the encoder was opened.</summary>
    public long Replaced => Interlocked.Read(ref replaced);

    /// <summary>Called with the reason at each of the first inputs that can't be used, on the thread that encodes it.</summary>
    public Action<string>? OnReplaced { get; set; }

    /// <summary>Length of every vector.</summary>
    public abstract int Dimension { get; }

    /// <summary>The type that the input column must have.</summary>
    public abstract DataViewType InputType { get; }

    /// <summary>Rows that may wait to be encoded and handed out: few where each takes much memory.</summary>
    public virtual int LargestWindow => int.MaxValue;

    /// <summary>Whether a column of this type can be encoded.</summary>
    public virtual bool Accepts(DataViewType type) => type.Equals(InputType);

    /// <summary>Refuses a column whose type is right and whose values mean something else than those that the encoder was made for.</summary>
    /// <exception cref="InvalidOperationException">The column is such a one; the message names it.</exception>
    public virtual void CheckInput(DataViewSchema.Column column)
    {
    }

    public abstract IDataView CreateDataView(IHost host, IDataView source, EmbeddingBinding binding, EmbeddingExecutionOptions execution);

    public abstract IRowToRowMapper CreateRowMapper(EmbeddingBinding binding);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0)
            Release();
    }

    /// <summary>Called once. Other threads may still be encoding.</summary>
    protected virtual void Release()
    {
    }

    protected void CountTruncated(int count)
    {
        if (count > 0 && Interlocked.Add(ref truncated, count) == count)
            OnFirstTruncated?.Invoke();
    }

    /// <param name="reason">Names the input.</param>
    protected void CountReplaced(string reason)
    {
        if (Interlocked.Increment(ref replaced) <= ReportedReplacements)
            OnReplaced?.Invoke(reason);
    }

    protected void ThrowIfDisposed()
    {
        if (Volatile.Read(ref disposed) != 0)
            throw Disposed();
    }

    public static ObjectDisposedException Disposed() => new(
        nameof(EmbeddingTransformer),
        "The embedding stage was disposed. A PredictionEngine disposes of its model unless it is told otherwise (PredictionEngineOptions.OwnsTransformer).");
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
    /// <exception cref="ObjectDisposedException">The encoder was disposed.</exception>
    public void Encode(ReadOnlyMemory<TInput> inputs, Memory<float> vectors, EmbeddingExecutionOptions execution, CancellationToken cancellation)
    {
        ThrowIfDisposed();
        EncodeWindow(inputs, vectors, execution, cancellation);
    }

    /// <summary>Encodes one input on the calling thread.</summary>
    /// <exception cref="ObjectDisposedException">The encoder was disposed.</exception>
    public void Encode(TInput input, Span<float> vector)
    {
        ThrowIfDisposed();
        EncodeOne(input, vector);
    }

    public sealed override IDataView CreateDataView(IHost host, IDataView source, EmbeddingBinding binding, EmbeddingExecutionOptions execution) =>
        new EmbeddingDataView<TInput>(host, source, binding, this, execution);

    public sealed override IRowToRowMapper CreateRowMapper(EmbeddingBinding binding) =>
        new EmbeddingRowMapper<TInput>(binding, this);

    protected abstract void EncodeWindow(ReadOnlyMemory<TInput> inputs, Memory<float> vectors, EmbeddingExecutionOptions execution, CancellationToken cancellation);

    protected abstract void EncodeOne(TInput input, Span<float> vector);
}
