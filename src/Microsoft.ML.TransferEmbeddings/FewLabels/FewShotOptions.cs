using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of the trainers <c>FewShot</c> and <c>ZeroShot</c>: columns, settings, class embeddings and unlabeled rows. Immutable.</summary>
public sealed class FewShotOptions : FewLabelTrainerOptions
{
    /// <summary>Name of a column of <see cref="float"/> with the weight of each row, labeled or not; null, the default, for a weight of 1. Weights count in the fit,
    /// in the center and in the choice of the temperature: a row of weight 2 counts about as two rows, one of weight 0 is left out.</summary>
    public string? ExampleWeightColumnName { get; init; }

    /// <summary>Vectors of the names of the classes, computed by the encoder that computes the features; null, the default, for none. A class that has a name and
    /// neither a row nor a key in the label column is predicted too; the keys of the label column must then have text values.</summary>
    public ClassEmbeddings? ClassEmbeddings { get; init; }

    /// <summary>Multiplier for the weight of each class's name; default 1, positive and finite. At 1 a name weighs as much as clamp(160 / number of classes, 1, 16)
    /// labeled rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public double ClassEmbeddingWeight { get; init => field = OptionRange.Positive(value, nameof(ClassEmbeddingWeight)); } = 1;

    /// <summary>
    /// Rows without labels: data with the feature column, embedded by the same stage. Training rows whose label key is missing are added to them. A few hundred rows are
    /// enough; they are read once and held in memory. Null, the default, for none.
    /// </summary>
    public IDataView? UnlabeledData { get; init; }

    /// <summary>Whether the classifier is trained on unlabeled rows as well; default true. If false, they only determine the center of the vectors.</summary>
    public bool SelfTraining { get; init; } = true;

    /// <summary>Weight of the rows' loss relative to the penalty ½‖W‖²; default 10, positive and finite.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public double C { get; init => field = OptionRange.Positive(value, nameof(C)); } = 10;

    /// <summary>Maximum number of iterations; default 1,000, at least 1. A fit that has not converged by then stops and logs a warning.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxIterations { get; init => field = OptionRange.AtLeast(1, value, nameof(MaxIterations)); } = 1000;
}
