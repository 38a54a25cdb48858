using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Settings of an <see cref="ItemVectorRecommender"/>. Immutable.</summary>
public sealed class ItemVectorOptions
{
    private readonly double? halfLife;

    internal static ItemVectorOptions Default { get; } = new();

    /// <summary>
    /// Vectors of the items of histories, if they are others than those that items are scored with, as in word2vec; null, the default, for the same. They may lack items.
    /// </summary>
    public KeyedVectors? HistoryVectors { get; init; }

    /// <summary>
    /// Number of items after which the weight of an item in a history is halved, above 0: with 2, the last but two counts half as much as the last one. Null, the default, for
    /// equal weights.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0 and finite.</exception>
    public double? HalfLife
    {
        get => halfLife;
        init => halfLife = value is { } items ? OptionRange.Positive(items, nameof(HalfLife)) : null;
    }
}
