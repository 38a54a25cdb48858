using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of the trainer <c>LateFusion</c>. Immutable.</summary>
public sealed class LateFusionOptions : FewLabelTrainerOptions
{
    /// <summary>
    /// Weight of the rows' loss relative to the penalty of each head, as <see cref="LinearProbeOptions.C"/>; positive and finite. Null, the default, chooses it for each head by
    /// cross-validation.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public double? C { get; init => field = value is { } c ? OptionRange.Positive(c, nameof(C)) : null; }
}
