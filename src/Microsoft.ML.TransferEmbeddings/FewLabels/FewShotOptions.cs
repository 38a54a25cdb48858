using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Columns and settings of <c>FewShot</c> and <c>ZeroShot</c>, and what they learn from beside labeled rows. Immutable.</summary>
public sealed class FewShotOptions : FewLabelTrainerOptions
{
    /// <summary>A column of <see cref="float"/> with the weight of each labeled row; null, the default, for 1.</summary>
    public string? ExampleWeightColumnName { get; init; }

    /// <summary>The names of the classes as vectors, made by the encoder that makes the features. Null, the default, for none.</summary>
    public ClassEmbeddings? ClassEmbeddings { get; init; }

    /// <summary>Multiplier for the weight of each class's name, positive and finite. At 1, the default, a name counts as clamp(160 / number of classes, 1, 16)
    /// labeled rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public double ClassEmbeddingWeight { get; init => field = OptionRange.Positive(value, nameof(ClassEmbeddingWeight)); } = 1;

    /// <summary>
    /// Rows without labels: a view with the feature column, embedded by the same stage. Training rows whose label key is missing count as well. Null, the
    /// default, for none. A few hundred are enough; they are read once and held in memory.
    /// </summary>
    public IDataView? UnlabeledData { get; init; }

    /// <summary>Whether unlabeled rows refine the classifier; otherwise they only give the center of the vectors. True by default.</summary>
    public bool SelfTraining { get; init; } = true;

    /// <summary>The weight of the rows' loss against the penalty ½‖W‖², positive and finite. 10 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public double C { get; init => field = OptionRange.Positive(value, nameof(C)); } = 10;

    /// <summary>Maximum number of iterations, at least 1; 1,000 by default. A fit that has not converged by then stops and logs a warning.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxIterations { get; init => field = OptionRange.AtLeast(1, value, nameof(MaxIterations)); } = 1000;
}
