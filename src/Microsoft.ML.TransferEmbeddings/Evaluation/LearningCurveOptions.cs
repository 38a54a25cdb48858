using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>How a learning curve is measured. Immutable.</summary>
public sealed class LearningCurveOptions
{
    /// <summary>Name of the label column; default "Label". Its type is <see cref="bool"/> in binary and key in multiclass classification.</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string LabelColumnName { get; init => field = OptionRange.NotEmpty(value, nameof(LabelColumnName)); } = "Label";

    /// <summary>The numbers of labeled rows of each class, one or more, each at least 1. 1, 2, 4, 8, 16, 32 and 64 by default.</summary>
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

    /// <summary>Number of draws of rows for each number of labels, at least 2; 10 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 2.</exception>
    public int Draws { get; init => field = OptionRange.AtLeast(2, value, nameof(Draws)); } = 10;

    /// <summary>The share of each class's rows that a draw keeps for testing, above 0 and below 1; 0.2 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0 and below 1.</exception>
    public double TestFraction
    {
        get;
        init => field = value is > 0 and < 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(TestFraction), value, $"{nameof(TestFraction)} must be above 0 and below 1.");
    } = 0.2;

    /// <summary>The seed of the draws: equal seeds give equal draws, for all pipelines. 1 by default.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Receives each accuracy as it is measured, on the calling thread. Null, the default, for no reports.</summary>
    public IProgress<LearningCurveProgress>? Progress { get; init; }

    /// <summary>Cancels the measurement between two fits.</summary>
    public CancellationToken CancellationToken { get; init; }
}
