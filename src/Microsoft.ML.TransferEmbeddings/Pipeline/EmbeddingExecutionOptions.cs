using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// How an embedding stage runs: sizes and threads. Nothing here changes a vector (but for the rounding of a network's matrix products, 1e-5), so nothing here is saved in a model zip; a loaded
/// model runs with <see cref="Default"/>. Immutable and thread-safe.
/// </summary>
public sealed class EmbeddingExecutionOptions
{
    private static EmbeddingExecutionOptions @default = new();
    private readonly int lookAheadRows = 1024;
    private readonly int batchTokens = 384;
    private readonly int degreeOfParallelism = Environment.ProcessorCount;

    /// <summary>What stages of this process use that were given no options of their own, loaded models among them.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public static EmbeddingExecutionOptions Default
    {
        get => Volatile.Read(ref @default);
        set => Volatile.Write(ref @default, value ?? throw new ArgumentNullException(nameof(value)));
    }

    /// <summary>
    /// Rows that a cursor reads and encodes as one window, 1,024 by default. Rows of a window are sorted by length before they are
    /// batched, so a larger window wastes less; up to three windows are in memory. The first window has 32 rows and each is eight times its
    /// forerunner up to this number; where rows carry images, all have 32.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1 or more than 65,536.</exception>
    public int LookAheadRows
    {
        get => lookAheadRows;
        init => lookAheadRows = OptionRange.Between(1, 65_536, value, nameof(LookAheadRows));
    }

    /// <summary>
    /// Tokens in one run of a transformer network, padding counted, 384 by default. A text that is longer has a run of its own. Encoders that
    /// run no network do not use it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1 or more than 1,048,576.</exception>
    public int BatchTokens
    {
        get => batchTokens;
        init => batchTokens = OptionRange.Between(1, 1_048_576, value, nameof(BatchTokens));
    }

    /// <summary>Runs of the encoder at the same time while a cursor moves; the number of processors by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1 or more than 1,024.</exception>
    public int DegreeOfParallelism
    {
        get => degreeOfParallelism;
        init => degreeOfParallelism = OptionRange.Between(1, 1_024, value, nameof(DegreeOfParallelism));
    }
}
