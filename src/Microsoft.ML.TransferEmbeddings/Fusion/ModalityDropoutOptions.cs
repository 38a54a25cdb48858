using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of <see cref="FusionCatalog.WithModalityDropout{TTransformer}"/>. Immutable.</summary>
public sealed class ModalityDropoutOptions
{
    /// <summary>Name of the column of fused vectors that the trainer reads; default "Features".</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string FeatureColumnName { get; init => field = OptionRange.NotEmpty(value, nameof(FeatureColumnName)); } = "Features";

    /// <summary>Number of copies of each row, besides the row itself, that lack blocks; default 1, at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int Copies { get; init => field = OptionRange.AtLeast(1, value, nameof(Copies)); } = 1;

    /// <summary>Probability with which a copy lacks a block, 0 to 1; default 0.5. Draws in which a copy would lack every block that the row has, or none, are made
    /// again.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0 and below 1.</exception>
    public double Rate
    {
        get;
        init => field = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(Rate), value, "Rate must be above 0 and below 1.");
    } = 0.5;

    /// <summary>Seed of the draws; default 1. What a row's copies lack depends on it and on the row's id alone.</summary>
    public int Seed { get; init; } = 1;
}
