using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML.TransferEmbeddings.FewLabels.Training;

/// <summary>The linear probe of either task: from a data view to ML.NET's transformer.</summary>
internal sealed class LinearProbeTraining<TTransformer>
    where TTransformer : class, ITransformer
{
    private readonly IHostEnvironment environment;
    private readonly ClassificationTask<TTransformer> task;
    private readonly TrainingColumns columns;
    private readonly LinearProbeOptions options;

    public LinearProbeTraining(IHostEnvironment environment, ClassificationTask<TTransformer> task, LinearProbeOptions options)
    {
        this.environment = environment;
        this.task = task;
        columns = new TrainingColumns(options.LabelColumnName, options.FeatureColumnName, options.ExampleWeightColumnName);
        this.options = options;
    }

    public TTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Train(input, start: null);
    }

    public TTransformer Fit(IDataView input, TTransformer start)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(start);
        return Train(input, task.ReadModel(start));
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return task.GetOutputSchema(inputSchema, columns);
    }

    private TTransformer Train(IDataView input, LinearModel? start)
    {
        MLNetInternals.RequireColumns(input.Schema, nameof(input), columns.Label, columns.Feature, columns.Weight);
        GetOutputSchema(MLNetInternals.ShapeOf(input.Schema));
        var labelColumn = input.Schema[columns.Label];
        int classes = task.Labels(labelColumn).Length;
        using var fit = new HostedFit(environment, "LinearProbe", options.CancellationToken);
        var all = TrainingData.Read(task, input, columns, fit.ThrowIfCancelled);
        if (start is not null && (start.Classes != classes || start.Dimension != all.Dimension))
        {
            throw new ArgumentException(
                $"The model to start from has {start.Classes} classes and vectors of {start.Dimension}; column '{columns.Label}' has {classes}, and column " +
                $"'{columns.Feature}' vectors of {all.Dimension}. Start from a model of the same columns, or from none.", nameof(start));
        }
        var rows = all.Where(row => all.ClassOf(row) != VectorRows.Unlabeled);
        var weights = Enumerable.Range(0, rows.Count).AggregateBy(rows.ClassOf, 0.0, (sum, row) => sum + rows.WeightOf(row)).ToDictionary();
        if (weights.Count < 2)
        {
            throw new InvalidOperationException(
                $"Column '{columns.Label}' has {(weights.Count == 0 ? "no class" : "one class only")} with rows that count, among {all.Count:N0} rows; " +
                "a classifier needs two. Label rows of another class.");
        }
        if (options.BalanceClasses)
        {
            double share = rows.TotalWeight / weights.Count;
            rows = rows.Weighted(c => share / weights[c]);
        }

        var learner = new LinearProbeLearner(rows, classes, options.C, options.MaxIterations, fit);
        var model = learner.Learn(start);
        fit.ReportEnd(learner.Outcome.Converged, $"{rows.Count:N0} rows, {weights.Count} classes, C = {learner.C:G3}: {learner.Outcome}");
        return task.CreateTransformer(model, MLNetInternals.SchemaOf(labelColumn, input.Schema[columns.Feature]), columns);
    }
}
