using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of <see cref="StaticFineTuner"/>. Immutable; as thread-safe as <see cref="Progress"/>.</summary>
public sealed class StaticFineTuningOptions
{
    /// <summary>Maximum number of epochs; default 30, at least 1. Held-out rows choose how many of them are trained.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxEpochs { get; init => field = OptionRange.AtLeast(1, value, nameof(MaxEpochs)); } = 30;

    /// <summary>
    /// Learning rate of the token vectors, for a typical length of 1: how far a value whose gradient is as large as they are on average moves in a step; default 0.0003,
    /// positive and finite. A smaller one takes more epochs and overfits less.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public float LearningRate { get; init => field = (float)OptionRange.Positive(value, nameof(LearningRate)); } = 3e-4f;

    /// <summary>Learning rate of the logarithms of the tokens' weights; default 0.01, at least 0 and finite. At 0 all weights stay 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public float TokenWeightLearningRate { get; init => field = (float)OptionRange.Between(0, float.MaxValue, value, nameof(TokenWeightLearningRate)); } = 1e-2f;

    /// <summary>Number of texts per step; default 32, at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int BatchSize { get; init => field = OptionRange.AtLeast(1, value, nameof(BatchSize)); } = 32;

    /// <summary>
    /// Fraction of the rows that is held out to choose the number of epochs; default 0.2, range 0.05 to 0.5. With few rows, as many parts of this size as there are take turns
    /// until a thousand rows have been held out. In the end all rows are trained on.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between 0.05 and 0.5.</exception>
    public double ValidationFraction { get; init => field = OptionRange.Between(0.05, 0.5, value, nameof(ValidationFraction)); } = 0.2;

    /// <summary>Whether all classes have the same weight, however many rows they have; default false.</summary>
    public bool BalanceClasses { get; init; }

    /// <summary>
    /// Storage of the token vectors in the tuned model; default <see cref="StaticTableFormat.Float32"/>, which keeps the vectors of tokens that don't occur in training exactly.
    /// <see cref="StaticTableFormat.Int8"/> needs a model that divides vectors by their length, <see cref="StaticTableFormat.Int4"/> a multiple of 32 dimensions.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public StaticTableFormat Format { get; init => field = OptionRange.Defined(value, nameof(Format)); }

    /// <summary>Seed of the order of the texts; default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Receives the progress after each epoch, on the thread that trains; null, the default, for no reports.</summary>
    public IProgress<StaticFineTuningProgress>? Progress { get; init; }

    /// <summary>Cancels the training within a second or two; <see cref="CancellationToken.None"/> by default.</summary>
    public CancellationToken CancellationToken { get; init; }
}
