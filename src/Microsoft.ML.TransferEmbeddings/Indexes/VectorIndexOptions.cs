using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of a <see cref="VectorIndex"/>. Immutable and thread-safe.</summary>
public sealed class VectorIndexOptions
{
    private readonly VectorSimilarity similarity;
    private readonly EmbeddingPrecision? codes;
    private readonly int rescoreFactor = 4;

    /// <summary>Measure by which vectors are ranked; default <see cref="VectorSimilarity.Cosine"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public VectorSimilarity Similarity
    {
        get => similarity;
        init => similarity = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Similarity), value, "Use a value of VectorSimilarity.");
    }

    /// <summary>
    /// Codes by which candidates are found before they are scored in single precision: a byte per dimension, in 254 steps of the vector's own largest value, or a bit per
    /// dimension. A search reads the codes in place of the vectors, a quarter or a thirty-second of the memory, and may miss a vector. Null, the default, compares every
    /// vector in single precision and misses none. With <see cref="VectorSimilarity.Euclidean"/> there are none.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public EmbeddingPrecision? Codes
    {
        get => codes;
        init => codes = value is null || Enum.IsDefined(value.Value) ? value : throw new ArgumentOutOfRangeException(nameof(Codes), value, "Use a value of EmbeddingPrecision, or null.");
    }

    /// <summary>Number of candidates per result that are found by <see cref="Codes"/> and then scored again; default 4, range 1 to 1,000,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int RescoreFactor
    {
        get => rescoreFactor;
        init => rescoreFactor = OptionRange.Between(1, 1_000_000, value, nameof(RescoreFactor));
    }
}
