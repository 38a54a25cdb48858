using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.Evaluation;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML;

/// <summary>How many labels a pipeline needs.</summary>
public static class LearningCurveCatalog
{
    /// <summary>Trains pipelines on more and more rows of each class and tests them on others.</summary>
    /// <param name="context">The context.</param>
    /// <param name="data">Labeled rows, read once and cached: apply an embedding stage to them before, so that each text is embedded once for all draws and pipelines.
    /// Rows whose label is missing are left out.</param>
    /// <param name="pipelines">What is fitted on a draw's rows, with the names for the table.</param>
    /// <param name="labelColumnName">A column of <see cref="bool"/> or a key column.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <returns>A point for each pipeline and number of labels. All pipelines see the same draws, and a draw's rows are among those of the larger draw of its
    /// number.</returns>
    /// <exception cref="ArgumentException">There is no pipeline, or a class has not enough rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The label column is missing or of another type, or an option out of its range.</exception>
    public static LearningCurve LearningCurve(
        this MLContext context, IDataView data, IEnumerable<KeyValuePair<string, IEstimator<ITransformer>>> pipelines,
        string labelColumnName = "Label", LearningCurveOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(pipelines);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        options ??= new LearningCurveOptions();
        options.Check();
        var named = pipelines.ToArray();
        if (named.Length == 0)
            throw new ArgumentException("There is no pipeline to measure.", nameof(pipelines));

        var label = data.Schema.GetColumnOrNull(labelColumnName) ?? throw MLNetInternals.MissingColumn(context, nameof(data), labelColumnName);
        bool isBinary = label.Type is BooleanDataViewType;
        if (!isBinary && !(label.Type is KeyDataViewType key && key.RawType == typeof(uint)))
            throw MLNetInternals.WrongColumnType(context, nameof(data), labelColumnName, "Boolean or key", label.Type.ToString()!);
        var cached = context.Data.Cache(data);
        var draws = LearningCurveDraw.All(Classes(context, cached, labelColumnName, isBinary), options);
        return new LearningCurve([..
            from pipeline in named
            from labels in options.LabelsPerClass
            select new LearningCurvePoint(pipeline.Key, labels, [.. draws.Select(draw => Accuracy(pipeline.Value, draw, labels))])]);

        double Accuracy(IEstimator<ITransformer> pipeline, LearningCurveDraw draw, int labels)
        {
            // Cached, because trainers that shuffle can't do it on a subset.
            var model = pipeline.Fit(context.Data.Cache(new RowSubsetDataView(cached, draw.Training(labels))));
            using (model as IDisposable)
            {
                var answers = model.Transform(new RowSubsetDataView(cached, draw.Test));
                return isBinary
                    ? context.BinaryClassification.EvaluateNonCalibrated(answers, labelColumnName).Accuracy
                    : context.MulticlassClassification.Evaluate(answers, labelColumnName).MicroAccuracy;
            }
        }
    }

    /// <summary>The numbers of each class's rows. Rows whose label is missing are left out.</summary>
    internal static ILookup<int, long> Classes(MLContext context, IDataView data, string labelColumnName, bool isBinary)
    {
        var label = data.Schema[labelColumnName];
        ClassificationTask task = isBinary ? new BinaryTask(context) : new MulticlassTask(context);
        var rows = new List<(int Class, long Row)>();
        using var cursor = data.GetRowCursor([label]);
        var getter = task.ClassGetter(cursor, label);
        while (cursor.MoveNext())
            rows.Add((getter(), cursor.Position));
        return rows.Where(row => row.Class != VectorRows.Unlabeled).ToLookup(row => row.Class, row => row.Row);
    }
}
