using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Columns and settings of k nearest neighbors. Immutable.</summary>
public sealed class NearestNeighborOptions : FewLabelTrainerOptions
{
    /// <summary>Number of rows that are asked, at least 1; 5 by default. Of fewer rows all are.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int Neighbors { get; init => field = OptionRange.AtLeast(1, value, nameof(Neighbors)); } = 5;
}
