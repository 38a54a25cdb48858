using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Columns and settings of a linear probe. Immutable.</summary>
public sealed class LinearProbeOptions : FewLabelTrainerOptions
{
    /// <summary>A column of <see cref="float"/> with the weight of each row; null, the default, for 1.</summary>
    public string? ExampleWeightColumnName { get; init; }

    /// <summary>
    /// The weight of the rows' loss against the penalty ½‖W‖², on vectors that are centered and scaled to a mean square length of 1; positive and finite.
    /// Null, the default, chooses it between 0.1 and 10,000 by cross-validation in up to five stratified parts.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public double? C { get; init => field = value is { } c ? OptionRange.Positive(c, nameof(C)) : null; }

    /// <summary>Whether every class counts as much as any other, however many rows it has. False by default.</summary>
    public bool BalanceClasses { get; init; }

    /// <summary>Maximum number of iterations, at least 1; 1,000 by default. A fit that has not converged by then stops and logs a warning.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxIterations { get; init => field = OptionRange.AtLeast(1, value, nameof(MaxIterations)); } = 1000;
}
