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

    public TransformerChain<TTransformer> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        MLNetInternals.RequireColumns(input.Schema, nameof(input), columns.Label, options.InputColumnName);
        GetOutputSchema(MLNetInternals.ShapeOf(input.Schema));
        using var fit = new HostedFit(environment, "FineTuneStaticText", options.Training.CancellationToken);
        var label = input.Schema[columns.Label];
        var set = new StaticTrainingSet(options.Model ?? TextEmbeddingModel.Default, options.Training);
        Read(set, input, label, fit);
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

    private void Read(StaticTrainingSet set, IDataView input, DataViewSchema.Column label, HostedFit fit)
    {
        var text = input.Schema[options.InputColumnName];
        using var cursor = input.GetRowCursor([text, label]);
        var textGetter = cursor.GetGetter<ReadOnlyMemory<char>>(text);
        var classGetter = task.ClassGetter(cursor, label);
        ReadOnlyMemory<char> value = default;
        while (cursor.MoveNext())
        {
            fit.ThrowIfCancelled();
            if (classGetter() is not VectorRows.Unlabeled and var c)
            {
                textGetter(ref value);
                set.Add(value.Span, c);
            }
        }
    }
}
