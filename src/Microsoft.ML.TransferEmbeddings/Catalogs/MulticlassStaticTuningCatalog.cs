using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.MLNet;
using MulticlassTrainers = Microsoft.ML.MulticlassClassificationCatalog.MulticlassClassificationTrainers;

namespace Microsoft.ML;

/// <summary>Creates trainers that tune a static text encoder for any number of classes.</summary>
public static class MulticlassStaticTuningCatalog
{
    /// <summary>Creates a trainer that tunes the encoder inside the package together with a linear head.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="inputColumnName">Name of the text column.</param>
    /// <param name="labelColumnName">Name of the label column, of type key. Rows whose key is missing are left out.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    /// <example>
    /// <code>
    /// var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
    ///     .Append(ml.MulticlassClassification.Trainers.FineTuneStaticText("Sentence"))
    ///     .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
    /// var model = pipeline.Fit(train);
    /// </code>
    /// </example>
    public static FineTuneStaticTextMulticlassTrainer FineTuneStaticText(this MulticlassTrainers catalog, string inputColumnName, string labelColumnName = "Label") =>
        catalog.FineTuneStaticText(new FineTuneStaticTextOptions { InputColumnName = inputColumnName, LabelColumnName = labelColumnName });

    /// <summary>Creates a trainer that tunes a static text encoder together with a linear head.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="options">Columns, model and settings.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static FineTuneStaticTextMulticlassTrainer FineTuneStaticText(this MulticlassTrainers catalog, FineTuneStaticTextOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new FineTuneStaticTextMulticlassTrainer(MLNetInternals.EnvironmentOf(catalog), options);
    }
}
