using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of the measurement of a learning curve. Immutable; as thread-safe as <see cref="Progress"/>.</summary>
public sealed class LearningCurveOptions
{
    /// <summary>Name of the label column; default "Label". Its type is <see cref="bool"/> in binary and key in multiclass classification.</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string LabelColumnName { get; init => field = OptionRange.NotEmpty(value, nameof(LabelColumnName)); } = "Label";

    /// <summary>Numbers of labeled rows per class, one or more, each at least 1; default 1, 2, 4, 8, 16, 32 and 64.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no number, or one is below 1.</exception>
    public IReadOnlyList<int> LabelsPerClass
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(LabelsPerClass));
            if (value.Count == 0 || value.Any(labels => labels < 1))
                throw new ArgumentOutOfRangeException(nameof(LabelsPerClass), $"{nameof(LabelsPerClass)} must have one number or more, each at least 1.");
            field = [.. value];
        }
    } = [1, 2, 4, 8, 16, 32, 64];

    /// <summary>Number of random draws of rows for each number of labels; default 10, at least 2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 2.</exception>
    public int Draws { get; init => field = OptionRange.AtLeast(2, value, nameof(Draws)); } = 10;

    /// <summary>Fraction of each class's rows that a draw keeps for testing; default 0.2, above 0 and below 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0 and below 1.</exception>
    public double TestFraction
    {
        get;
        init => field = value is > 0 and < 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(TestFraction), value, $"{nameof(TestFraction)} must be above 0 and below 1.");
    } = 0.2;

    /// <summary>Seed of the draws; default 1. Equal seeds give equal draws.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Receives each accuracy as it is measured, on the calling thread; null, the default, for no reports.</summary>
    public IProgress<LearningCurveProgress>? Progress { get; init; }

    /// <summary>Cancels the measurement; checked between fits. A trainer of this package ends its fit within a second or two if its own options have the same
    /// token, or if the context is canceled, as AutoML does when the time of a trial is up.</summary>
    public CancellationToken CancellationToken { get; init; }
}
