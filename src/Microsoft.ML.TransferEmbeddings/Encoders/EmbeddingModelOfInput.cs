namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// A pretrained encoder of one type of input, held in memory. Models of other packages derive from it; this is a whole one:
/// <c>sealed class NGramModel() : EmbeddingModel&lt;ReadOnlyMemory&lt;char&gt;&gt;(new NGramDefinition());</c>
/// </summary>
/// <typeparam name="TInput">Type of the inputs.</typeparam>
/// <inheritdoc cref="EmbeddingModel"/>
public abstract class EmbeddingModel<TInput> : EmbeddingModel
{
    private readonly Lock gate = new();
    private EmbeddingEncoder<TInput>? encoder;
    private bool disposed;

    /// <summary>Creates a model of a definition. Nothing is opened.</summary>
    /// <param name="definition">Definition of the encoder. Models of equal content share one.</param>
    /// <exception cref="ArgumentNullException"><paramref name="definition"/> is null.</exception>
    protected EmbeddingModel(EncoderDefinition<TInput> definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        Definition = definition.Shared();
    }

    /// <inheritdoc/>
    public override int Dimension => Encoder.Dimension;

    /// <inheritdoc/>
    public override string Fingerprint => Definition.Fingerprint;

    /// <inheritdoc/>
    public override long TruncatedInputs
    {
        get
        {
            lock (gate)
                return encoder?.TruncatedInputs ?? 0;
        }
    }

    /// <summary>Definition of the encoder: kind, settings and files.</summary>
    public EncoderDefinition<TInput> Definition { get; }

    /// <summary>The model's name in a zip that does not hold its bytes; an error where it has none.</summary>
    internal virtual ModelReference RequireReference() => throw new NotSupportedException(
        $"{nameof(ModelStorage)}.{nameof(ModelStorage.Reference)} needs a model whose files are, as they are, in a folder, and a model of kind '{Definition.Kind}' has none. Use {nameof(ModelStorage)}.{nameof(ModelStorage.Embedded)}.");

    /// <summary>A warning for the log whenever a stage is made with the model; null for none.</summary>
    internal virtual string? StageNotice => null;

    /// <summary>The encoder of the model itself, on the CPU; opened at first use. It stays the model's.</summary>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    protected EmbeddingEncoder<TInput> Encoder
    {
        get
        {
            lock (gate)
            {
                ObjectDisposedException.ThrowIf(disposed, this);
                return encoder ??= Definition.Open(EncoderContext.Cpu);
            }
        }
    }

    /// <inheritdoc/>
    public override EmbeddingModelDescription Describe() => new()
    {
        Kind = Definition.Kind,
        Dimension = Dimension,
        Fingerprint = Fingerprint,
        Files = [.. Definition.Files.Select(file => file.Name)],
    };

    /// <inheritdoc/>
    public override object? GetService(Type serviceType)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceType.IsInstanceOfType(this) ? this : Definition.GetService(serviceType);
    }

    /// <summary>Computes the vector of an input.</summary>
    /// <param name="input">The input.</param>
    /// <returns><see cref="Dimension"/> values.</returns>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public float[] Embed(TInput input)
    {
        var encoder = Encoder;
        var vector = new float[encoder.Dimension];
        encoder.Encode(input, vector);
        return vector;
    }

    /// <summary>Computes the vectors of several inputs, in their order. They are the same as one by one, and faster.</summary>
    /// <param name="inputs">The inputs, enumerated once, as they are needed.</param>
    /// <param name="execution">Batch sizes and threads; null for the defaults.</param>
    /// <param name="cancellationToken">Checked between batches.</param>
    /// <returns>A vector of <see cref="Dimension"/> values for each input.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="inputs"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public float[][] Embed(IEnumerable<TInput> inputs, EmbeddingExecutionOptions? execution = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        execution ??= EmbeddingExecutionOptions.Default;
        var encoder = Encoder;
        int dimension = encoder.Dimension;
        var vectors = new List<float[]>();
        foreach (var window in inputs.Chunk(execution.MaxLookAheadRows))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var block = new float[window.Length * dimension];
            encoder.Encode(window, block, execution, cancellationToken);
            for (int i = 0; i < window.Length; i++)
                vectors.Add(block.AsSpan(i * dimension, dimension).ToArray());
        }
        return [.. vectors];
    }

#pragma warning disable RS0026 // One and many: a cancellation token is optional in both, as everywhere in .NET.
    /// <summary>Computes the vector of an input on the thread pool, since opening an encoder and encoding can take seconds.</summary>
    /// <param name="input">The input.</param>
    /// <param name="cancellationToken">Checked before the encoder runs.</param>
    /// <returns><see cref="EmbeddingModel.Dimension"/> values.</returns>
    public Task<float[]> EmbedAsync(TInput input, CancellationToken cancellationToken = default) => Task.Run(() => Embed(input), cancellationToken);

    /// <summary>Computes the vectors of several inputs on the thread pool, as <see cref="Embed(IEnumerable{TInput}, EmbeddingExecutionOptions?, CancellationToken)"/>
    /// does.</summary>
    /// <param name="inputs">The inputs, enumerated once, on the thread pool.</param>
    /// <param name="execution">Batch sizes and threads; null for the defaults.</param>
    /// <param name="cancellationToken">Checked between batches.</param>
    /// <returns>A vector of <see cref="EmbeddingModel.Dimension"/> values for each input.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="inputs"/> is null.</exception>
    public Task<float[][]> EmbedAsync(IEnumerable<TInput> inputs, EmbeddingExecutionOptions? execution = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return Task.Run(() => Embed(inputs, execution, cancellationToken), cancellationToken);
    }
#pragma warning restore RS0026

    private protected override void Release()
    {
        EmbeddingEncoder<TInput>? opened;
        lock (gate)
        {
            disposed = true;
            opened = encoder;
        }
        opened?.Dispose();
    }
}
