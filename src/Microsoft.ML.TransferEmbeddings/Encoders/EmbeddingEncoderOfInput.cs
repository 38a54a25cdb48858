namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Base class of opened encoders, which turn inputs into vectors and know nothing of data views. An encoder that works on one input at a time derives from
/// <see cref="RowEncoder{TInput}"/> instead, which needs only one method.
/// </summary>
/// <typeparam name="TInput">Type of the inputs.</typeparam>
/// <remarks>Derived classes must be thread-safe. The vector of an input must not depend on other inputs, their order or the number of threads.</remarks>
public abstract class EmbeddingEncoder<TInput> : EmbeddingEncoder
{
    /// <summary>Encodes many inputs.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="vectors">Receives the vectors: inputs.Length × Dimension values, one vector after another.</param>
    /// <param name="execution">Batch sizes and threads.</param>
    /// <param name="cancellationToken">Checked between batches.</param>
    /// <exception cref="ArgumentNullException"><paramref name="execution"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="vectors"/> has another length.</exception>
    /// <exception cref="ObjectDisposedException">The encoder was disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public void Encode(ReadOnlyMemory<TInput> inputs, Memory<float> vectors, EmbeddingExecutionOptions execution, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(execution);
        if (vectors.Length != (long)inputs.Length * Dimension)
            throw new ArgumentException($"{inputs.Length:N0} inputs have {(long)inputs.Length * Dimension:N0} values of {Dimension:N0} each, and there is room for {vectors.Length:N0}.", nameof(vectors));
        ThrowIfDisposed();
        EncodeMany(inputs, vectors, execution, cancellationToken);
    }

    /// <summary>Encodes one input on the calling thread.</summary>
    /// <param name="input">The input.</param>
    /// <param name="vector">Receives the vector: Dimension values.</param>
    /// <exception cref="ArgumentException"><paramref name="vector"/> has another length.</exception>
    /// <exception cref="ObjectDisposedException">The encoder was disposed.</exception>
    public void Encode(TInput input, Span<float> vector)
    {
        if (vector.Length != Dimension)
            throw new ArgumentException($"A vector has {Dimension:N0} values, and there is room for {vector.Length:N0}.", nameof(vector));
        ThrowIfDisposed();
        EncodeOne(input, vector);
    }

    /// <summary>Encodes many inputs, in any order, batches and threads that suit the encoder.</summary>
    /// <param name="inputs">The inputs; possibly none.</param>
    /// <param name="vectors">inputs.Length × Dimension values, one vector after another. They are not cleared: write every one.</param>
    /// <param name="execution">Batch sizes and threads.</param>
    /// <param name="cancellationToken">To be checked between batches.</param>
    protected abstract void EncodeMany(ReadOnlyMemory<TInput> inputs, Memory<float> vectors, EmbeddingExecutionOptions execution, CancellationToken cancellationToken);

    /// <summary>Encodes one input on the calling thread.</summary>
    /// <param name="input">The input.</param>
    /// <param name="vector">Dimension values. They are not cleared: write every one.</param>
    protected abstract void EncodeOne(TInput input, Span<float> vector);
}
