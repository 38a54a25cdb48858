using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of <see cref="TransferEmbeddingsCatalog.EmbedHistory(TransformsCatalog, string, EmbedHistoryOptions)"/>. Immutable.</summary>
public sealed class EmbedHistoryOptions : EmbeddingStageOptions
{
    private readonly VectorRecommender recommender;
    private readonly int? latestItems;

    /// <summary>Recommender that computes the vectors of users.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public required VectorRecommender Recommender
    {
        get => recommender;
        [MemberNotNull(nameof(recommender))]
        init => recommender = value ?? throw new ArgumentNullException(nameof(Recommender));
    }

    /// <summary>Number of the latest known items of a history that count, at least 1; null, the default, for all.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? LatestItems
    {
        get => latestItems;
        init => latestItems = value is { } count ? OptionRange.AtLeast(1, count, nameof(LatestItems)) : null;
    }
}
