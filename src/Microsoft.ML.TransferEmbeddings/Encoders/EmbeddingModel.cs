
namespace Microsoft.ML.TransferEmbeddings;

/// <summary>A pretrained encoder, held in memory: what stages are made of, and vectors without a pipeline. Seen without the type of its inputs.</summary>
/// <remarks>
/// Thread-safe. The encoder is opened when first used. <see cref="Dispose"/> gives it back; stages made with the model keep theirs. A model that is forgotten
/// is freed by the garbage collector.
/// </remarks>
public abstract class EmbeddingModel : IDisposable
{
    private protected EmbeddingModel()
    {
    }

    /// <summary>Length of every vector. Opens the encoder.</summary>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public abstract int Dimension { get; }

    /// <summary>Hash of the model's content: models with equal fingerprints give equal vectors. 64 hexadecimal digits.</summary>
    public abstract string Fingerprint { get; }

    /// <summary>The number of inputs of which something was cut off, such as texts with more tokens than the model takes; stages have counters of their own.</summary>
    public abstract long TruncatedInputs { get; }

    /// <summary>What was found in the model's files and chosen for it.</summary>
    public abstract EmbeddingModelDescription Describe();

    /// <summary>An object that the model offers besides vectors, such as its <see cref="EncoderDefinition"/>.</summary>
    /// <typeparam name="TService">The type of the object.</typeparam>
    /// <returns>The object, which stays the model's; null where it has none of that type.</returns>
    public TService? GetService<TService>()
        where TService : class => GetService(typeof(TService)) as TService;

    /// <summary>An object that the model offers besides vectors, such as its <see cref="EncoderDefinition"/>.</summary>
    /// <param name="serviceType">The type of the object.</param>
    /// <returns>The object, which stays the model's; null where it has none of that type.</returns>
    public abstract object? GetService(Type serviceType);

    /// <summary>Frees the encoder. May be called more than once.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private protected abstract void Release();
}
