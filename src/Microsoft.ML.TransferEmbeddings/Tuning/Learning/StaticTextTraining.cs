using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Pipeline;

namespace Microsoft.ML.TransferEmbeddings.Tuning.Learning;

/// <summary>The trainer of either task: from a data view to the tuned encoder, with ML.NET's own linear model after it.</summary>
internal sealed class StaticTextTraining<TTransformer>
    where TTransformer : class, ITransformer
{
    private readonly IHostEnvironment environment;
    private readonly ClassificationTask<TTransformer> task;
    private readonly FineTuneStaticTextOptions options;
    private readonly TrainingColumns columns;

    public StaticTextTraining(IHostEnvironment environment, ClassificationTask<TTransformer> task, FineTuneStaticTextOptions options)
    {
        this.environment = environment;
        this.task = task;
        this.options = options;
        columns = new TrainingColumns(options.LabelColumnName, options.FeatureColumnName, Weight: null);
    }

    /// <param name="input">The rows.</param>
    /// <param name="cancellation">Beside the token of the options.</param>
    public TransformerChain<TTransformer> Fit(IDataView input, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        MLNetInternals.RequireColumns(input.Schema, nameof(input), columns.Label, options.InputColumnName);
        GetOutputSchema(MLNetInternals.ShapeOf(input.Schema));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(options.Training.CancellationToken, cancellation);
        using var fit = new HostedFit(environment, "FineTuneStaticText", either.Token);
        var label = input.Schema[columns.Label];
        var set = new StaticTrainingSet(options.Model ?? TextEmbeddingModel.Default, options.Training);
        LabeledTexts.Read(task, input, options.InputColumnName, label, fit, set.Add);
        var tuned = set.Tune(task.Labels(label), fit);

        var settings = new EmbeddingStageSettings([new InputOutputColumnPair(columns.Feature, options.InputColumnName)]);
        var embedding = EmbeddingTransformer.Create(environment, tuned.Definition.Shared(), settings, input.Schema);
        var embedded = embedding.GetOutputSchema(input.Schema);
        var last = task.CreateTransformer(tuned.Head, MLNetInternals.SchemaOf(label, embedded[columns.Feature]), columns);
        return new TransformerChain<TTransformer>(embedding, last);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        MLNetInternals.CheckTextColumn(environment, inputSchema, options.InputColumnName);
        return task.GetOutputSchema(EmbeddingEstimator.OutputSchema(inputSchema, columns.Feature, slotNames: false), columns);
    }
}
