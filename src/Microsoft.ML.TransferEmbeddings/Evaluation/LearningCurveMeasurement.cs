using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML.TransferEmbeddings.Evaluation;

/// <summary>Trains pipelines on more and more rows of each class and tests them on others.</summary>
/// <param name="environment">The context.</param>
/// <param name="task">What a label is.</param>
/// <param name="accuracyOf">The share of right answers among a model's answers.</param>
/// <param name="options">What the user set.</param>
internal sealed class LearningCurveMeasurement(
    IHostEnvironment environment, ClassificationTask task, Func<IDataView, double> accuracyOf, LearningCurveOptions options)
{
    public LearningCurve Run(IDataView data, KeyValuePair<string, IEstimator<ITransformer>>[] pipelines)
    {
        if (pipelines.Length == 0)
            throw new ArgumentException("There is no pipeline to measure. Give one or more.", nameof(pipelines));
        LabelColumn.Require(environment, task, data, options.LabelColumnName, task is BinaryTask ? "Boolean" : "key");
        var cached = MLNetInternals.Cache(environment, data);
        var draws = LearningCurveDraw.All(RowsByClass.Read(task, cached, options.LabelColumnName, options.CancellationToken), options);
        var host = environment.Register("LearningCurve");
        int completed = 0, total = pipelines.Length * options.LabelsPerClass.Count * draws.Length;
        return new LearningCurve([..
            from pipeline in pipelines
            from labels in options.LabelsPerClass
            select new LearningCurvePoint(pipeline.Key, labels, [.. draws.Select(draw => Measure(pipeline, labels, draw))])]);

        double Measure(KeyValuePair<string, IEstimator<ITransformer>> pipeline, int labels, LearningCurveDraw draw)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            MLNetInternals.ThrowIfCancelled(host);
            double accuracy = Accuracy(cached, pipeline.Value, labels, draw);
            options.Progress?.Report(new LearningCurveProgress(pipeline.Key, labels, accuracy, ++completed, total));
            return accuracy;
        }
    }

    private double Accuracy(IDataView cached, IEstimator<ITransformer> pipeline, int labels, LearningCurveDraw draw)
    {
        // Cached, because trainers that shuffle can't do it on a subset.
        var model = pipeline.Fit(MLNetInternals.Cache(environment, new RowSubsetDataView(cached, draw.Training(labels))));
        using (model as IDisposable)
            return accuracyOf(model.Transform(new RowSubsetDataView(cached, draw.Test)));
    }
}
