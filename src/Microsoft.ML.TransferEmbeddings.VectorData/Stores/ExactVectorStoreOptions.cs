using Microsoft.Extensions.AI;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of an <see cref="ExactVectorStore"/>. Immutable; as thread-safe as its generator.</summary>
public sealed class ExactVectorStoreOptions
{
    private readonly VectorIndexOptions index = new();

    /// <summary>
    /// Generator that makes the vectors of properties which are texts or other values, and of queries; null, the default, for none but those that records' definitions
    /// name. It stays the caller's.
    /// </summary>
    public IEmbeddingGenerator? EmbeddingGenerator { get; init; }

    /// <summary>
    /// Codes by which candidates are found before they are scored in single precision; null, the default, compares every vector in single precision and misses none. So it is
    /// in any case with vectors whose distance function is Euclid's. See <see cref="VectorIndexOptions.Codes"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public EmbeddingPrecision? Codes
    {
        get => index.Codes;
        init => index = new VectorIndexOptions { Codes = value, RescoreFactor = index.RescoreFactor };
    }

    /// <summary>Number of candidates per result that are found by <see cref="Codes"/> and then scored again; default 4, range 1 to 1,000,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int RescoreFactor
    {
        get => index.RescoreFactor;
        init => index = new VectorIndexOptions { Codes = index.Codes, RescoreFactor = value };
    }
}
