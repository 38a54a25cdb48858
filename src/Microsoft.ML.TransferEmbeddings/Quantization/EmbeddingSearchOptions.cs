using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of <see cref="QuantizedEmbeddings.Search(ReadOnlySpan{float}, int, EmbeddingSearchOptions?)"/>. Immutable.</summary>
public sealed class EmbeddingSearchOptions
{
    private readonly int rescoreFactor = 4;

    /// <summary>How many times more candidates than results are found by their codes and scored again; default 4, range 1 to 1,000,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int RescoreFactor
    {
        get => rescoreFactor;
        init => rescoreFactor = OptionRange.Between(1, 1_000_000, value, nameof(RescoreFactor));
    }

    /// <summary>
    /// Returns the embedding with an index in single precision, from a file or a database, for exact scores. Null, the default: scores come from the query in
    /// single precision and the embedding that the code stands for, as in sentence-transformers.
    /// </summary>
    public Func<int, ReadOnlyMemory<float>>? ExactEmbedding { get; init; }

    /// <summary>Whether the embedding with an index may be found. Null, the default: every one may. It must give the same answer throughout a search.</summary>
    public Func<int, bool>? Filter { get; init; }
}
