using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.Evaluation;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML;

/// <summary>Learning curves of pipelines for any number of classes: how many labels they need.</summary>
public static class MulticlassLearningCurveCatalog
{
    /// <summary>Trains pipelines for any number of classes on more and more rows of each class and tests them on others.</summary>
    /// <param name="catalog">The catalog: <c>mlContext.MulticlassClassification</c>.</param>
    /// <param name="data">Labeled rows, read once and cached. Apply an embedding stage to them before, so that each text is embedded once for all draws and
    /// pipelines. Rows whose label key is missing are left out.</param>
    /// <param name="pipelines">The pipelines that are fitted on the rows of a draw, with their names for the table.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <returns>A point for each pipeline and number of labels. All pipelines see the same draws, and the rows of a draw are among those of the larger draw of
    /// its number.</returns>
    /// <exception cref="ArgumentNullException">An argument but <paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentException">There is no pipeline, or a class has not enough rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The label column is missing or not a key.</exception>
    /// <exception cref="OperationCanceledException">The options' token was canceled.</exception>
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
