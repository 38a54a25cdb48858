using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.MLNet;
using BinaryTrainers = Microsoft.ML.BinaryClassificationCatalog.BinaryClassificationTrainers;

namespace Microsoft.ML;

/// <summary>Creates trainers in which a text encoder learns two classes.</summary>
public static class BinaryTuningCatalog
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

    /// <summary>Creates a trainer in which a text encoder learns the classes, and a linear head after it.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.BinaryClassification.Trainers</c>.</param>
    /// <param name="options">Columns, encoder, head, and how the encoder learns: <c>FineTuneTextOptions</c> of the package TorchSharp, which trains its network.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static FineTuneTextBinaryTrainer FineTuneText(this BinaryTrainers catalog, TextTuningOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new FineTuneTextBinaryTrainer(MLNetInternals.EnvironmentOf(catalog), options);
    }

    /// <summary>
    /// Creates a trainer that finds by cross-validation how much of a text encoder should learn: nothing but a classifier on its vectors, a static encoder, or the encoder itself. A heavier way is
    /// chosen only if it is ahead by more than chance.
    /// </summary>
    /// <param name="catalog">The trainers: <c>mlContext.BinaryClassification.Trainers</c>.</param>
    /// <param name="options">Columns, encoder, head, and how the encoder learns.</param>
    /// <param name="auto">Ways to compare and a receiver of the report; null for the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="catalog"/> or <paramref name="options"/> is null.</exception>
    public static FineTuneTextAutoBinaryTrainer FineTuneTextAuto(this BinaryTrainers catalog, TextTuningOptions options, FineTuneTextAutoOptions? auto = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new FineTuneTextAutoBinaryTrainer(MLNetInternals.EnvironmentOf(catalog), options, auto ?? new FineTuneTextAutoOptions());
    }
}
