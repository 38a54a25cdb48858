using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.MLNet;
using MulticlassTrainers = Microsoft.ML.MulticlassClassificationCatalog.MulticlassClassificationTrainers;

namespace Microsoft.ML;

/// <summary>Creates trainers with a head for each block of a fused vector.</summary>
public static class MulticlassLateFusionCatalog
{
    /// <summary>Creates a trainer of a classifier with a head of its own for each block of a fused vector; the calibrated probabilities of the heads whose blocks a row has are
    /// averaged.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="labelColumnName">Name of the label column, of type key. Rows whose key is missing are left out.</param>
    /// <param name="featureColumnName">Name of the column of fused vectors, right from FuseEmbeddings with concatenated blocks.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    /// <example>
    /// <code>
    /// var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
    ///     .Append(ml.Transforms.Text.EmbedText([new("TitleVector", "Title"), new("BodyVector", "Body")], new()))
    ///     .Append(ml.Transforms.FuseEmbeddings("Features", "TitleVector", "BodyVector"))
    ///     .Append(ml.MulticlassClassification.Trainers.LateFusion());
    /// </code>
    /// </example>
    public static LateFusionTrainer LateFusion(this MulticlassTrainers catalog, string labelColumnName = "Label", string featureColumnName = "Features") =>
        LateFusion(catalog, new LateFusionOptions { LabelColumnName = labelColumnName, FeatureColumnName = featureColumnName });

    /// <summary>Creates a trainer of a classifier with a head of its own for each block of a fused vector; the calibrated probabilities of the heads whose blocks a row has are
    /// averaged.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="options">Columns and settings.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static LateFusionTrainer LateFusion(this MulticlassTrainers catalog, LateFusionOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new LateFusionTrainer(MLNetInternals.EnvironmentOf(catalog), options);
    }
}
