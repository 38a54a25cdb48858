using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Batch sizes and threads of an encoder. None of them changes a vector (beyond the rounding of a network's matrix products, 1e-5), so they are not saved in a model
/// zip: a loaded model uses those of the context that loads it (<see cref="EmbeddingContextOptions.Execution"/>). Immutable and thread-safe.
/// </summary>
public sealed class EmbeddingExecutionOptions
{
    private readonly int maxLookAheadRows = 1024;
    private readonly int maxBatchTokens = 384;
    private readonly int maxDegreeOfParallelism = Environment.ProcessorCount;

    /// <summary>The defaults.</summary>
    internal static EmbeddingExecutionOptions Default { get; } = new();

    /// <summary>
    /// Maximum number of rows per look-ahead window; default 1,024, range 1 to 65,536. Windows start at 32 rows and grow eightfold. Rows of a window are sorted by length
    /// before they are batched, so larger windows waste less; up to three windows are in memory. Image columns cap it: 256 rows for paths, 64 for encoded
    /// bytes, 32 where rows carry objects such as <c>MLImage</c>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxLookAheadRows
    {
        get => maxLookAheadRows;
        init => maxLookAheadRows = OptionRange.Between(1, 65_536, value, nameof(MaxLookAheadRows));
    }

    /// <summary>
    /// Maximum number of tokens in one run of a transformer network, padding included; default 384, range 1 to 1,048,576. A longer text has a run of its own. Encoders
    /// that run no network ignore it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxBatchTokens
    {
        get => maxBatchTokens;
        init => maxBatchTokens = OptionRange.Between(1, 1_048_576, value, nameof(MaxBatchTokens));
    }

    /// <summary>Maximum number of runs at the same time while a cursor moves; default the number of processors, range 1 to 1,024.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxDegreeOfParallelism
    {
        get => maxDegreeOfParallelism;
        init => maxDegreeOfParallelism = OptionRange.Between(1, 1_024, value, nameof(MaxDegreeOfParallelism));
    }
}
