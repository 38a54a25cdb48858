using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Settings of an evaluation. Immutable.</summary>
public sealed class RecommenderEvaluationOptions
{
    private readonly int count = 10;
    private readonly int? latestItems;

    internal static RecommenderEvaluationOptions Default { get; } = new();

    /// <summary>Number of items that are recommended to each user; default 10, at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int Count
    {
        get => count;
        init => count = OptionRange.AtLeast(1, value, nameof(Count));
    }

    /// <summary>Number of the latest known items of each history that count, at least 1; null, the default, for all.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? LatestItems
    {
        get => latestItems;
        init => latestItems = value is { } items ? OptionRange.AtLeast(1, items, nameof(LatestItems)) : null;
    }

    /// <summary>Items that may be recommended; null, the default, for all items of <see cref="InteractionSplit.Remaining"/>. New items must be named.</summary>
    public IReadOnlyCollection<string>? Candidates { get; init; }
}
