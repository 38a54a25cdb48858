namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of a generator that is made of a model. Immutable and thread-safe.</summary>
/// <seealso cref="EmbeddingGeneratorExtensions"/>
public sealed class ModelGeneratorOptions
{
    private static readonly TimeSpan LongestWindow = TimeSpan.FromSeconds(1);

    private readonly string? modelId;
    private readonly TimeSpan batchingWindow = TimeSpan.FromMilliseconds(2);
    private readonly EmbeddingExecutionOptions execution = new();
    private readonly EncoderContext context = EncoderContext.Cpu;
    private readonly int? minDimensions;

    /// <summary>
    /// Name of the model in the generator's metadata, in embeddings and in requests; null, the default, for the model's <see cref="EmbeddingModel.Fingerprint"/>.
    /// A request may name the model by its fingerprint too.
    /// </summary>
    /// <exception cref="ArgumentException">The value is empty.</exception>
    public string? ModelId
    {
        get => modelId;
        init => modelId = value is not "" ? value : throw new ArgumentException("ModelId must not be empty. Leave it null for the model's fingerprint.", nameof(ModelId));
    }

    /// <summary>
    /// Maximum time that a request waits for those of other callers, to be computed in one batch with them; default 2 ms, range 0 to 1 s. A request waits only after
    /// others were there at the same time: a caller who is alone does not wait. Models that compute inputs one by one, such as static ones, never let a request wait.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan BatchingWindow
    {
        get => batchingWindow;
        init => batchingWindow = value >= TimeSpan.Zero && value <= LongestWindow
            ? value
            : throw new ArgumentOutOfRangeException(nameof(BatchingWindow), value, "BatchingWindow must be between 0 and 1 second.");
    }

    /// <summary>
    /// Batch sizes and threads; default <c>new EmbeddingExecutionOptions()</c>. A batch of several callers has at most
    /// <see cref="EmbeddingExecutionOptions.MaxBatchTokens"/> tokens, and a request with more is computed by itself.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public EmbeddingExecutionOptions Execution
    {
        get => execution;
        init => execution = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>The device that the generator runs on; default <see cref="EncoderContext.Cpu"/>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public EncoderContext Context
    {
        get => context;
        init => context = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>
    /// The fewest dimensions that a request may ask for, at least 1, if the model was trained so that its leading dimensions are useful on their own (Matryoshka
    /// representation learning). Null, the default, for none but all: a request for fewer is an error, because nothing in a model's files says that they can be cut.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? MinDimensions
    {
        get => minDimensions;
        init => minDimensions = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MinDimensions), value, "MinDimensions must be 1 or more.");
    }

    /// <summary>
    /// Whether the tokens of the texts are counted, for the usage of an answer; default true. It takes a small part of a network's time, but about as long as a static
    /// model itself. Models without a <see cref="HuggingFaceTokenizer"/> count none.
    /// </summary>
    public bool CountTokens { get; init; } = true;
}
