using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML.TransferEmbeddings.FewLabels.Training;

/// <summary>The linear probe of either task: from a data view to ML.NET's transformer.</summary>
internal sealed class LinearProbeTraining<TTransformer>
    where TTransformer : class, ITransformer
{
    private readonly IHost host;
    private readonly ClassificationTask<TTransformer> task;
    private readonly TrainingColumns columns;
    private readonly LinearProbeOptions options;

    public LinearProbeTraining(IHostEnvironment environment, ClassificationTask<TTransformer> task, LinearProbeOptions options)
    {
        host = environment.Register("LinearProbe");
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
        GetOutputSchema(MLNetInternals.ShapeOf(input.Schema));
        var labelColumn = input.Schema[columns.Label];
        int classes = task.Labels(labelColumn).Length;
        var all = TrainingData.Read(task, input, columns);
        if (start is not null && (start.Classes != classes || start.Dimension != all.Dimension))
        {
            throw new ArgumentException(
                $"The model to start from has {start.Classes} classes and vectors of {start.Dimension}; column '{columns.Label}' has {classes}, and column " +
                $"'{columns.Feature}' vectors of {all.Dimension}. Start from a model of the same columns, or from none.", nameof(start));
        }
        var rows = all.Where(row => all.ClassOf(row) != VectorRows.Unlabeled && all.WeightOf(row) > 0);
        var counts = Enumerable.Range(0, rows.Count).CountBy(rows.ClassOf).ToDictionary();
        if (counts.Count < 2)
        {
            throw new InvalidOperationException(
                $"Column '{columns.Label}' has {counts.Count} classes with rows, among {all.Count:N0} rows; a classifier needs two.");
        }
        if (options.BalanceClasses)
        {
            double share = (double)rows.Count / counts.Count;
            rows = rows.Weighted(c => share / counts[c]);
        }

        var learner = new LinearProbeLearner(rows, classes, options.C, options.MaxIterations);
        var model = learner.Learn(start);
        MLNetInternals.ReportFit(host, learner.Outcome.Converged, $"{rows.Count:N0} rows, {counts.Count} classes, C = {learner.C:G3}: {learner.Outcome}");
        return task.CreateTransformer(model, MLNetInternals.SchemaOf(labelColumn, input.Schema[columns.Feature]), columns);
    }
}
