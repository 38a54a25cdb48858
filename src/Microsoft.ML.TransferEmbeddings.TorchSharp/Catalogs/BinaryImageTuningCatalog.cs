using Microsoft.ML.TransferEmbeddings;
using BinaryTrainers = Microsoft.ML.BinaryClassificationCatalog.BinaryClassificationTrainers;

namespace Microsoft.ML;

/// <summary>Creates trainers that tune an image encoder for two classes.</summary>
public static class BinaryImageTuningCatalog
{
    /// <summary>Creates a trainer that tunes the last stages of an image encoder, and trains a linear probe on the tuned vectors.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.BinaryClassification.Trainers</c>.</param>
    /// <param name="options">Columns, model and settings. The label column is of type <see cref="bool"/>.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <example>
    /// <code>
    /// using var model = ImageEmbeddingModel.FromDirectory("vision-model");
    /// var trainer = ml.BinaryClassification.Trainers.FineTuneImages(new FineTuneImagesOptions { Model = model, InputColumnName = "Path" });
    /// </code>
    /// </example>
    public static FineTuneImagesBinaryTrainer FineTuneImages(this BinaryTrainers catalog, FineTuneImagesOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new FineTuneImagesBinaryTrainer(
            catalog.LinearProbe(new LinearProbeOptions
            {
                LabelColumnName = options.LabelColumnName,
                FeatureColumnName = options.FeatureColumnName,
                CancellationToken = options.CancellationToken,
            }),
            options);
    }
}
