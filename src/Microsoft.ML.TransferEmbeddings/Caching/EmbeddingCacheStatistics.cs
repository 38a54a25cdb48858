namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Size of an <see cref="EmbeddingCache"/>, and its use since it was opened. Immutable and thread-safe.</summary>
public sealed class EmbeddingCacheStatistics
{
    /// <summary>Number of vectors in the cache.</summary>
    public required long Count { get; init; }

    /// <summary>Size in bytes: of the file, or of the memory.</summary>
    public required long Bytes { get; init; }

    /// <summary>Number of inputs whose vectors were not computed, since the cache had them or an equal input of the same window was encoded.</summary>
    public required long Hits { get; init; }

    /// <summary>Number of inputs whose vectors were computed.</summary>
    public required long Misses { get; init; }

    /// <summary>Estimate of the time that computing the vectors of the hits would have taken, from the time that others of the same model took.</summary>
    public required TimeSpan TimeSaved { get; init; }

    /// <summary>Returns the figures in one line.</summary>
    public override string ToString() => $"{Count:N0} vectors in {Bytes:N0} bytes; {Hits:N0} hits, {Misses:N0} misses, about {TimeSaved.TotalSeconds:N1} s saved";
}
