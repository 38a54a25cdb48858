using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of the trainer <c>LinearProbe</c>: columns and settings. Immutable.</summary>
public sealed class LinearProbeOptions : FewLabelTrainerOptions
{
    /// <summary>Name of a column of <see cref="float"/> with the weight of each row; null, the default, for a weight of 1. Weights count in the fit and in the choice
    /// of C and of the temperature: a row of weight 2 counts about as two rows, one of weight 0 is left out.</summary>
    public string? ExampleWeightColumnName { get; init; }

    /// <summary>
    /// Weight of the rows' loss relative to the penalty ½‖W‖², on vectors that are centered and scaled to a mean square length of 1; positive and finite.
    /// Null, the default, chooses it between 0.1 and 10,000 by stratified cross-validation with up to five folds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public double? C { get; init => field = value is { } c ? OptionRange.Positive(c, nameof(C)) : null; }

    /// <summary>Whether all classes have the same weight, however many rows they have; default false.</summary>
    public bool BalanceClasses { get; init; }

    /// <summary>Maximum number of iterations; default 1,000, at least 1. A fit that has not converged by then stops and logs a warning.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxIterations { get; init => field = OptionRange.AtLeast(1, value, nameof(MaxIterations)); } = 1000;
}
