using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Logistic regression as embeddings want it: vectors centered and brought to one scale, the penalty chosen by cross-validation, trained to convergence. Same
/// rows, same model. Rows without a label are left out.
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Machine learning task | Binary classification, multiclass classification |
/// | Is normalization required? | No |
/// | Is caching required? | No: the rows are read once and held in memory |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.TransferEmbeddings, for training only |
/// | Exportable to ONNX | Yes |
/// ]]></format>
/// The model is ML.NET's own: its zip is read without this package. The scores are divided by the temperature that fits the held-out rows, so that
/// probabilities are honest. Thread-safe; may be fitted many times.
/// </remarks>
/// <typeparam name="TTransformer">ML.NET's prediction transformer over its own linear model.</typeparam>
public sealed class LinearProbeTrainer<TTransformer> : IEstimator<TTransformer>
    where TTransformer : class, ITransformer
{
    private readonly IHost host;
    private readonly ClassificationTask<TTransformer> task;
    private readonly TrainingColumns columns;
    private readonly LinearProbeOptions options;

    internal LinearProbeTrainer(IHostEnvironment environment, ClassificationTask<TTransformer> task, TrainingColumns columns, LinearProbeOptions options)
    {
        host = environment.Register("LinearProbe");
        this.task = task;
        this.columns = columns;
        this.options = options;
    }

    /// <summary>Trains on all labeled rows of <paramref name="input"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    /// <exception cref="InvalidOperationException">Fewer than two classes have rows.</exception>
    public TTransformer Fit(IDataView input) => Train(input, start: null);

    /// <summary>Trains on all labeled rows of <paramref name="input"/>, from the weights of an earlier model on: some more rows take few steps.</summary>
    /// <param name="input">All rows that are to count, those of the earlier training too.</param>
    /// <param name="start">What this trainer, or ML.NET's logistic regression, made of rows with the same classes in the same order. It does not change.</param>
    /// <returns>Within the tolerance of the training the model that <see cref="Fit(IDataView)"/> gives.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    /// <exception cref="ArgumentException">A value is not finite, or the earlier model has other classes or a vector of another length.</exception>
    /// <exception cref="InvalidOperationException">Fewer than two classes have rows.</exception>
    public TTransformer Fit(IDataView input, TTransformer start)
    {
        ArgumentNullException.ThrowIfNull(start);
        return Train(input, task.ReadModel(start));
    }

    private TTransformer Train(IDataView input, LinearModel? start)
    {
        ArgumentNullException.ThrowIfNull(input);
        GetOutputSchema(MLNetInternals.ShapeOf(input.Schema));
        var labelColumn = input.Schema[columns.Label];
        int classes = task.Labels(labelColumn).Length;
        var all = TrainingData.Read(task, input, columns);
        if (start is not null && (start.Classes != classes || start.Dimension != all.Dimension))
        {
            throw new ArgumentException(
                $"The model to start from has {start.Classes} classes and vectors of {start.Dimension}; column '{columns.Label}' has {classes}, and column '{columns.Feature}' vectors of " +
                $"{all.Dimension}. Start from a model of the same columns, or from none.", nameof(start));
        }
        var rows = all.Where(row => all.ClassOf(row) != VectorRows.Unlabeled && all.WeightOf(row) > 0);
        var counts = Enumerable.Range(0, rows.Count).CountBy(rows.ClassOf).ToDictionary();
        if (counts.Count < 2)
            throw new InvalidOperationException($"Column '{columns.Label}' has {counts.Count} classes with rows, among {all.Count:N0} rows; a classifier needs two.");
        if (options.BalanceClasses)
        {
            double share = (double)rows.Count / counts.Count;
            rows = rows.Weighted(c => share / counts[c]);
        }

        var learner = new LinearProbeLearner(rows, classes, options.C, options.MaximumNumberOfIterations);
        var model = learner.Learn(start);
        MLNetInternals.ReportFit(host, learner.Outcome.Converged, $"{rows.Count:N0} rows, {counts.Count} classes, C = {learner.C:G3}: {learner.Outcome}");
        return task.CreateTransformer(model, MLNetInternals.SchemaOf(labelColumn, input.Schema[columns.Feature]), columns);
    }

    /// <summary>The schema's shape behind the trained model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return task.GetOutputSchema(inputSchema, columns);
    }
}
