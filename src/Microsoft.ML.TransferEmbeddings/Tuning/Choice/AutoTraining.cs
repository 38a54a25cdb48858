using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Text.StaticText;
using Microsoft.ML.TransferEmbeddings.Tuning.Learning;

namespace Microsoft.ML.TransferEmbeddings.Tuning.Choice;

/// <summary>Compares ways by cross-validation, and trains the one that is chosen on all rows.</summary>
internal sealed class AutoTraining<TTransformer>(
    IHostEnvironment environment, ClassificationTask<TTransformer> task, TextTuningOptions options, FineTuneTextAutoOptions auto)
    where TTransformer : class, ITransformer
{
    /// <summary>As ML.NET names the column of every classifier.</summary>
    private const string PredictedLabel = "PredictedLabel";

    /// <summary>What static tuning can learn from and hold out.</summary>
    private const int RowsForStaticTuning = 2;

    private readonly HeadTraining<TTransformer> head = new(environment, task, options);

    public TransformerChain<TTransformer> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        MLNetInternals.RequireColumns(input.Schema, nameof(input), options.LabelColumnName, options.InputColumnName);
        GetOutputSchema(MLNetInternals.ShapeOf(input.Schema));
        using var fit = new HostedFit(environment, "FineTuneTextAuto", options.CancellationToken);
        var data = MLNetInternals.Cache(environment, input);
        var rows = new LabeledRows(task, data, options.LabelColumnName, auto.Folds, fit);
        var leftOut = LeftOut(rows);
        FineTuningWay[] ways = [.. auto.Ways.Where(way => !leftOut.ContainsKey(way))];
        if (ways.Length == 0)
            throw new InvalidOperationException($"No way can be tried. {string.Join(' ', leftOut.Values)} Set other {nameof(auto.Ways)}, another model, or label more rows.");

        using var frozen = new FrozenVectors(environment, data, options.FeatureColumnName, () => head.Embedding(options.Model, data.Schema));
        HeldOutResult[] results = [.. ways.Select((way, place) => Measure(way, place, ways.Length, rows, data, frozen, fit))];
        var report = LightestWay.Choose(results, leftOut.Values);
        auto.Report?.Invoke(report);
        fit.ReportEnd(converged: true, $"{rows.Count:N0} rows in {rows.Folds} parts. {string.Join(". ", report.Candidates)}. Chosen: {report.Chosen}. {report.Reason}");

        fit.ThrowIfCancelled();
        var model = Train(report.Chosen, IsFrozen(report.Chosen) ? frozen.Rows : data);
        return IsFrozen(report.Chosen) ? new TransformerChain<TTransformer>([head.Embedding(options.Model, input.Schema), .. model]) : model;
    }

    /// <summary>That of the lightest way. <c>FewShot</c> has one column more.</summary>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => head.GetOutputSchema(inputSchema, FineTuningHead.LinearProbe);

    private static bool IsFrozen(FineTuningWay way) => way is FineTuningWay.LinearProbe or FineTuningWay.FewShot;

    private Dictionary<FineTuningWay, string> LeftOut(LabeledRows rows)
    {
        var reasons = new Dictionary<FineTuningWay, string>();
        foreach (var way in auto.Ways)
        {
            if (way == FineTuningWay.StaticTuning && rows.FewestInTraining < RowsForStaticTuning)
                reasons.Add(way, $"{way} was left out: while a part is held out, a class has {rows.FewestInTraining} row to learn from, and it needs {RowsForStaticTuning}.");
            if (way == FineTuningWay.NetworkTuning && IsStatic(options.Model))
                reasons.Add(way, $"{way} was left out: the model is static and has no network.");
        }
        return reasons;
    }

    private static bool IsStatic(TextEmbeddingModel model) => model.TextDefinition is StaticTextDefinition;

    private HeldOutResult Measure(FineTuningWay way, int place, int ways, LabeledRows rows, IDataView data, FrozenVectors frozen, HostedFit fit)
    {
        var hits = new double[rows.Count];
        int tested = 0;
        var source = IsFrozen(way) ? frozen.Rows : data;
        var before = Environment.CpuUsage.TotalTime;
        for (int fold = 0; fold < rows.Folds; fold++)
        {
            fit.ThrowIfCancelled();
            int completed = (place * rows.Folds) + fold;
            fit.Report($"{way} without part {fold + 1} of {rows.Folds}", completed, ways * rows.Folds);
            using var model = Train(way, rows.TrainingRows(source, fold));
            double right = 0;
            foreach (var (row, found) in rows.HeldOut(fold).Zip(Classes(model.Transform(rows.HeldOutRows(source, fold)))))
                right += hits[tested++] = found == rows.ClassOf(row) ? 1 : 0;
            auto.Progress?.Report(new FineTuneTextAutoProgress(way, right / rows.HeldOut(fold).Count(), completed + 1, ways * rows.Folds));
        }
        return new HeldOutResult(way, hits, Environment.CpuUsage.TotalTime - before + (IsFrozen(way) ? frozen.ProcessorTime : default));
    }

    private TransformerChain<TTransformer> Train(FineTuningWay way, IDataView rows) => way switch
    {
        FineTuningWay.LinearProbe => head.Train(FineTuningHead.LinearProbe, rows, options.Model),
        FineTuningWay.FewShot => head.Train(FineTuningHead.FewShot, rows, options.Model),
        FineTuningWay.StaticTuning => new StaticTextTraining<TTransformer>(environment, task, StaticOptions()).Fit(rows, options.CancellationToken),
        _ => new TunedTextTraining<TTransformer>(environment, task, options).Fit(rows),
    };

    private FineTuneStaticTextOptions StaticOptions() => new()
    {
        InputColumnName = options.InputColumnName, LabelColumnName = options.LabelColumnName, FeatureColumnName = options.FeatureColumnName,
        Model = auto.StaticModel ?? (IsStatic(options.Model) ? options.Model : null), Training = auto.StaticTraining,
    };

    private IEnumerable<int> Classes(IDataView predictions)
    {
        var predicted = predictions.Schema[PredictedLabel];
        using var cursor = predictions.GetRowCursor([predicted]);
        var getter = task.ClassGetter(cursor, predicted);
        while (cursor.MoveNext())
            yield return getter();
    }
}
