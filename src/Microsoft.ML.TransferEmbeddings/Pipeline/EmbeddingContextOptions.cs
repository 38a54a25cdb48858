namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Options that the embedding stages of an <see cref="MLContext"/> share: the stages that it makes and those of models that it loads. Other contexts of the process
/// are not affected. Immutable and thread-safe.
/// </summary>
/// <seealso cref="EmbeddingContextCatalog.UseEmbeddingOptions"/>
public sealed class EmbeddingContextOptions
{
    private readonly EmbeddingExecutionOptions execution = EmbeddingExecutionOptions.Default;

    internal static EmbeddingContextOptions Default { get; } = new();

    /// <summary>Batch sizes and threads of stages without options of their own, including loaded ones; default <c>new EmbeddingExecutionOptions()</c>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public EmbeddingExecutionOptions Execution
    {
        get => execution;
        init => execution = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>Store that is searched for the models that zips refer to (<see cref="ModelStorage.Reference"/>); null, the default, for
    /// <see cref="ModelStore.FromEnvironment"/>.</summary>
    public ModelStore? Store { get; init; }

    /// <summary>
    /// Function that returns the folder of a model that a zip refers to (<see cref="ModelStorage.Reference"/>), or null if it does not know it. It is called first, before
    /// any other place is searched, on the thread that loads, and may download. Null, the default, for none.
    /// </summary>
    public Func<ModelReference, string?>? FindModel { get; init; }
}
