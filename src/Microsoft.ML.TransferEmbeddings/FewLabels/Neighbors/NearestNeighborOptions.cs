using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of the trainer <c>KNearestNeighbors</c>: columns and settings. Immutable.</summary>
public sealed class NearestNeighborOptions : FewLabelTrainerOptions
{
    /// <summary>Number of nearest rows that determine the scores; default 5, at least 1. If there are fewer rows, all are used.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int Neighbors { get; init => field = OptionRange.AtLeast(1, value, nameof(Neighbors)); } = 5;
}
