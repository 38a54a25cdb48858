using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Settings of a recommendation: the items that may be recommended, and the length of the history. Immutable.</summary>
public sealed class RecommendationOptions
{
    private readonly int? latestItems;

    internal static RecommendationOptions Default { get; } = new();

    /// <summary>Number of the latest known items of the history that count, at least 1; null, the default, for all. Seen items are left out whether they count or not.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? LatestItems
    {
        get => latestItems;
        init => latestItems = value is { } count ? OptionRange.AtLeast(1, count, nameof(LatestItems)) : null;
    }

    /// <summary>Whether items of the history may be recommended again; default false.</summary>
    public bool IncludeSeen { get; init; }

    /// <summary>Items that may be recommended, such as those in stock; null, the default, for all. Unknown items are ignored.</summary>
    public IReadOnlyCollection<string>? AllowedItems { get; init; }

    /// <summary>Items that may not be recommended; null, the default, for none. Unknown items are ignored.</summary>
    public IReadOnlyCollection<string>? BlockedItems { get; init; }
}
