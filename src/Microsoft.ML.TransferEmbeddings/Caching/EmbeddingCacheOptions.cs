using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of an <see cref="EmbeddingCache"/>. Immutable and thread-safe.</summary>
public sealed class EmbeddingCacheOptions
{
    private readonly long maxBytes = long.MaxValue;
    private readonly EmbeddingCachePrecision precision;

    /// <summary>
    /// Maximum size in bytes, at least 1 MiB; default no limit. Beyond it the least recently used vectors are dropped from a file, whose free pages and log come on top; in
    /// memory, where each model has the maximum for itself, most of what comes when it is full goes first, so that a pass over more than there is room for finds something.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1 MiB.</exception>
    public long MaxBytes
    {
        get => maxBytes;
        init => maxBytes = OptionRange.AtLeast(1L << 20, value, nameof(MaxBytes));
    }

    /// <summary>Precision of the values; default <see cref="EmbeddingCachePrecision.Single"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public EmbeddingCachePrecision Precision
    {
        get => precision;
        init => precision = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Precision), value, "Precision must be Single or Half.");
    }
}
