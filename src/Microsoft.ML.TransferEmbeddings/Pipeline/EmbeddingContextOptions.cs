namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// What the embedding stages of an <see cref="MLContext"/> share: those that it makes and those of models that it loads. Contexts of one process do not touch each
/// other. Immutable and thread-safe.
/// </summary>
/// <seealso cref="EmbeddingContextCatalog.UseEmbeddingOptions"/>
public sealed class EmbeddingContextOptions
{
    private readonly EmbeddingExecutionOptions execution = EmbeddingExecutionOptions.Default;

    internal static EmbeddingContextOptions Default { get; } = new();

    /// <summary>Sizes and threads of stages that were given none of their own, loaded ones among them.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public EmbeddingExecutionOptions Execution
    {
        get => execution;
        init => execution = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>The store in which models are looked for that a zip names (<see cref="ModelStorage.Reference"/>); null, the default, for the store that the environment names.</summary>
    public ModelStore? Store { get; init; }

    /// <summary>
    /// Gives the folder of a model that a zip names (<see cref="ModelStorage.Reference"/>), or null for "not here". It is asked before any other place and may
    /// download. Null, the default, for none. Called by the thread that loads.
    /// </summary>
    public Func<ModelReference, string?>? FindModel { get; init; }
}
