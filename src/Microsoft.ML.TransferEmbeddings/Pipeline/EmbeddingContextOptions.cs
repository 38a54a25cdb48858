using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Options that the embedding stages of an <see cref="MLContext"/> share: the stages that it makes and those of models that it loads. Other contexts of the process
/// are not affected. Immutable and thread-safe.
/// </summary>
/// <seealso cref="EmbeddingContextCatalog.UseEmbeddingOptions"/>
public sealed class EmbeddingContextOptions
{
    private readonly EmbeddingExecutionOptions execution = EmbeddingExecutionOptions.Default;
    private readonly long maxBytesOfData = 512L << 20;

    internal static EmbeddingContextOptions Default { get; } = new();

    /// <summary>Batch sizes and threads of stages without options of their own, including loaded ones; default <c>new EmbeddingExecutionOptions()</c>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public EmbeddingExecutionOptions Execution
    {
        get => execution;
        init => execution = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>
    /// Cache of stages without options of their own, including loaded ones; null, the default, for none beyond the data at hand
    /// (<see cref="MaxBytesOfData"/>). <see cref="EmbeddingCache.Open"/> gives one that later runs of the program use too. It stays the caller's.
    /// </summary>
    public EmbeddingCache? Cache { get; init; }

    /// <summary>
    /// Maximum memory for the vectors of data that may be read again, in bytes for each model; default 512 MiB, 0 for none. While the data that was loaded is in use, such as a
    /// text loader's view, every pass of a trainer, every fold of a cross-validation and every pipeline over it finds the vectors that an earlier one computed. They are freed
    /// with the data. Models whose vectors are computed as fast as they are found do not use it (<see cref="EncoderDefinition{TInput}.IsWorthCaching"/>), and neither does
    /// <see cref="EmbeddingCache.None"/>. A <see cref="EmbeddingCache.InMemory"/> takes its place.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long MaxBytesOfData
    {
        get => maxBytesOfData;
        init => maxBytesOfData = OptionRange.AtLeast(0L, value, nameof(MaxBytesOfData));
    }

    /// <summary>Store that is searched for the models that zips refer to (<see cref="ModelStorage.Reference"/>); null, the default, for
    /// <see cref="ModelStore.FromEnvironment"/>.</summary>
    public ModelStore? Store { get; init; }

    /// <summary>
    /// Function that returns the folder of a model that a zip refers to (<see cref="ModelStorage.Reference"/>), or null if it does not know it. It is called first, before
    /// any other place is searched, on the thread that loads, and may download. Null, the default, for none.
    /// </summary>
    public Func<ModelReference, string?>? FindModel { get; init; }

    /// <summary>
    /// Services that encoders of other packages need and that no zip can hold, such as a connection to a hosted model: encoders find them in
    /// <see cref="EncoderContext.Services"/>. It stays the caller's, and must be usable as long as the stages. Null, the default, for none.
    /// </summary>
    public IServiceProvider? Services { get; init; }
}
