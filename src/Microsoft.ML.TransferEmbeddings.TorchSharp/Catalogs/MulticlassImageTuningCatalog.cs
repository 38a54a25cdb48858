using Microsoft.ML.TransferEmbeddings;
using MulticlassTrainers = Microsoft.ML.MulticlassClassificationCatalog.MulticlassClassificationTrainers;

namespace Microsoft.ML;

/// <summary>Creates trainers that tune an image encoder for any number of classes.</summary>
public static class MulticlassImageTuningCatalog
{
    /// <summary>Creates a trainer that tunes the last stages of an image encoder, and trains a linear probe on the tuned vectors.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="options">Columns, model and settings. The label column is of type key. Rows whose key is missing are left out.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <example>
    /// <code>
    /// using var model = ImageEmbeddingModel.FromDirectory("vision-model");
    /// var trainer = ml.MulticlassClassification.Trainers.FineTuneImages(new FineTuneImagesOptions { Model = model, InputColumnName = "Path" });
    /// </code>
    /// </example>
    public static FineTuneImagesMulticlassTrainer FineTuneImages(this MulticlassTrainers catalog, FineTuneImagesOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new FineTuneImagesMulticlassTrainer(
            catalog.LinearProbe(new LinearProbeOptions
            {
                LabelColumnName = options.LabelColumnName,
                FeatureColumnName = options.FeatureColumnName,
                CancellationToken = options.CancellationToken,
            }),
            options);
    }
}
