
namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// A pretrained encoder held in memory. Stages are made with it, and it computes vectors without a pipeline. Base class without the type of the inputs: derive from
/// <see cref="EmbeddingModel{TInput}"/>.
/// </summary>
/// <remarks>
/// Thread-safe. The encoder is opened at first use. <see cref="Dispose"/> frees it; stages made with the model keep theirs. A model that is not disposed of is
/// freed by the garbage collector.
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

    /// <summary>Number of inputs that were truncated, such as texts with more tokens than the model takes. Stages have counters of their own.</summary>
    public abstract long TruncatedInputs { get; }

    /// <summary>Reports what was found in the model's files and chosen for it. Opens the encoder.</summary>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public abstract EmbeddingModelDescription Describe();

    /// <summary>Returns an object that the model offers besides vectors, such as its <see cref="EncoderDefinition"/>.</summary>
    /// <typeparam name="TService">The type of the object.</typeparam>
    /// <returns>The object, which stays the model's; null if it has none of this type.</returns>
    public TService? GetService<TService>()
        where TService : class => GetService(typeof(TService)) as TService;

    /// <summary>Returns an object that the model offers besides vectors, such as its <see cref="EncoderDefinition"/>.</summary>
    /// <param name="serviceType">The type of the object.</param>
    /// <returns>The object, which stays the model's; null if it has none of this type.</returns>
    public abstract object? GetService(Type serviceType);

    /// <summary>Frees the encoder. May be called more than once.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private protected abstract void Release();
}
