using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.MLNet;
using BinaryTrainers = Microsoft.ML.BinaryClassificationCatalog.BinaryClassificationTrainers;

namespace Microsoft.ML;

/// <summary>Creates trainers that tune a static text encoder for two classes.</summary>
public static class BinaryStaticTuningCatalog
{
    /// <summary>Creates a trainer that tunes the encoder inside the package together with a linear head.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.BinaryClassification.Trainers</c>.</param>
    /// <param name="inputColumnName">Name of the text column.</param>
    /// <param name="labelColumnName">Name of the label column, of type <see cref="bool"/>.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    /// <example>
    /// <code>
    /// var tuned = ml.BinaryClassification.Trainers.FineTuneStaticText("Sentence").Fit(train);
    /// var predictions = ml.Data.CreateEnumerable&lt;Prediction&gt;(tuned.Transform(test), reuseRowObject: false);
    /// Console.WriteLine(predictions.First().PredictedLabel); // prints True
    /// </code>
    /// </example>
    public static FineTuneStaticTextBinaryTrainer FineTuneStaticText(this BinaryTrainers catalog, string inputColumnName, string labelColumnName = "Label") =>
        catalog.FineTuneStaticText(new FineTuneStaticTextOptions { InputColumnName = inputColumnName, LabelColumnName = labelColumnName });

    /// <summary>Creates a trainer that tunes a static text encoder together with a linear head.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.BinaryClassification.Trainers</c>.</param>
    /// <param name="options">Columns, model and settings.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static FineTuneStaticTextBinaryTrainer FineTuneStaticText(this BinaryTrainers catalog, FineTuneStaticTextOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new FineTuneStaticTextBinaryTrainer(MLNetInternals.EnvironmentOf(catalog), options);
    }
}
