using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.Evaluation;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML;

/// <summary>Measures learning curves of pipelines for any number of classes, which show how many labels they need.</summary>
public static class MulticlassLearningCurveCatalog
{
    /// <summary>Trains pipelines for any number of classes on growing numbers of rows per class and tests them on other rows.</summary>
    /// <param name="catalog">The catalog: <c>mlContext.MulticlassClassification</c>.</param>
    /// <param name="data">Labeled rows, read once and cached. Apply an embedding stage to them first, so that each text is embedded only once for all draws and
    /// pipelines. Rows whose label key is missing are left out.</param>
    /// <param name="pipelines">Pipelines to fit on the rows of each draw, by the names that the table shows. The fitted models are disposed of.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <returns>A point for each pipeline and number of labels. All pipelines get the same draws, and a draw's rows for a smaller number of labels are also among
    /// its rows for a larger one.</returns>
    /// <exception cref="ArgumentNullException">An argument other than <paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentException">There is no pipeline, or a class has too few rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The label column is missing or not a key.</exception>
    /// <exception cref="OperationCanceledException">The options' token was canceled.</exception>
    /// <example>
    /// <code>
    /// var embedded = ml.Transforms.Conversion.MapValueToKey("Label")
    ///     .Append(ml.Transforms.Text.EmbedText("Features", "Sentence"))
    ///     .Fit(train).Transform(train);
    /// var curve = ml.MulticlassClassification.LearningCurve(
    ///     embedded,
    ///     new Dictionary&lt;string, IEstimator&lt;ITransformer&gt;&gt;
    ///     {
    ///         ["LinearProbe"] = ml.MulticlassClassification.Trainers.LinearProbe(),
    ///         ["NearestCentroid"] = ml.MulticlassClassification.Trainers.NearestCentroid(),
    ///     },
    ///     new LearningCurveOptions { LabelsPerClass = [1, 2, 3], Draws = 3, TestFraction = 0.25 });
    /// Console.WriteLine(curve.Points.Count); // prints 6
    /// </code>
    /// </example>
    public static LearningCurve LearningCurve(
        this MulticlassClassificationCatalog catalog, IDataView data, IEnumerable<KeyValuePair<string, IEstimator<ITransformer>>> pipelines,
        LearningCurveOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(pipelines);
        options ??= new LearningCurveOptions();
        var environment = MLNetInternals.EnvironmentOf(catalog);
        var measurement = new LearningCurveMeasurement(
            environment, new MulticlassTask(environment), answers => catalog.Evaluate(answers, options.LabelColumnName).MicroAccuracy, options);
        return measurement.Run(data, [.. pipelines]);
    }
}
