namespace Microsoft.ML.TransferEmbeddings;

/// <summary>A user of an evaluation: what is known, and what is to be found. Immutable.</summary>
public sealed class RecommendationCase
{
    /// <summary>Key of the user.</summary>
    public required string User { get; init; }

    /// <summary>Keys of the items that are recommended by, from the first to the last; possibly none.</summary>
    public required IReadOnlyList<string> History { get; init; }

    /// <summary>Keys of the items that are not recommended.</summary>
    public required IReadOnlyCollection<string> Seen { get; init; }

    /// <summary>Keys of the items to find, at least one.</summary>
    public required IReadOnlyList<string> Targets { get; init; }
}
