using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of <see cref="QuantizedEmbeddings.Search(ReadOnlySpan{float}, int, EmbeddingSearchOptions?)"/>. Immutable.</summary>
public sealed class EmbeddingSearchOptions
{
    private readonly int rescoreFactor = 4;

    /// <summary>Number of candidates per result that are found by their codes and then scored again; default 4, range 1 to 1,000,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int RescoreFactor
    {
        get => rescoreFactor;
        init => rescoreFactor = OptionRange.Between(1, 1_000_000, value, nameof(RescoreFactor));
    }

    /// <summary>
    /// Function that returns the embedding with an index in single precision, for example from a file or a database, for exact scores. Null, the default, scores with
    /// the query in single precision and the dequantized code, as sentence-transformers does. Called on the searching thread.
    /// </summary>
    public Func<int, ReadOnlyMemory<float>>? ExactEmbedding { get; init; }

    /// <summary>Function that returns whether the embedding with an index may be found; null, the default, for all. It must give the same answer throughout a search.</summary>
    public Func<int, bool>? Filter { get; init; }
}
