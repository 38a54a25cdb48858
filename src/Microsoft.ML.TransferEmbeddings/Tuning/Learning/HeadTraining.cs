using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Pipeline;

namespace Microsoft.ML.TransferEmbeddings.Tuning.Learning;

/// <summary>An encoder as a stage, and a classifier on its vectors as ML.NET's own linear model.</summary>
internal sealed class HeadTraining<TTransformer>(IHostEnvironment environment, ClassificationTask<TTransformer> task, TextTuningOptions options)
    where TTransformer : class, ITransformer
{
    private readonly TrainingColumns columns = new(options.LabelColumnName, options.FeatureColumnName, Weight: null);

    public EmbeddingTransformer Embedding(TextEmbeddingModel encoder, DataViewSchema schema)
    {
        var settings = new EmbeddingStageSettings([new InputOutputColumnPair(columns.Feature, options.InputColumnName)]);
        return EmbeddingTransformer.Create(environment, encoder.Definition.Shared(), settings, schema);
    }

    /// <param name="head">Which classifier.</param>
    /// <param name="embedded">Has the vectors.</param>
    /// <param name="encoder">Made them, and makes those of the classes' names.</param>
    public TransformerChain<TTransformer> Train(FineTuningHead head, IDataView embedded, TextEmbeddingModel encoder) =>
        head == FineTuningHead.FewShot ? FewShot(encoder).Fit(embedded) : new TransformerChain<TTransformer>(LinearProbe().Fit(embedded));

    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema, FineTuningHead head)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        MLNetInternals.CheckTextColumn(environment, inputSchema, options.InputColumnName);
        var embedded = EmbeddingEstimator.OutputSchema(inputSchema, columns.Feature, slotNames: false);
        return head == FineTuningHead.FewShot ? FewShot(encoder: null).GetOutputSchema(embedded) : LinearProbe().GetOutputSchema(embedded);
    }

    private LinearProbeTraining<TTransformer> LinearProbe() => new(environment, task, new LinearProbeOptions
    {
        LabelColumnName = columns.Label, FeatureColumnName = columns.Feature, CancellationToken = options.CancellationToken,
    });

    private FewShotTraining<TTransformer> FewShot(TextEmbeddingModel? encoder)
    {
        var settings = new FewShotOptions
        {
            LabelColumnName = columns.Label, FeatureColumnName = columns.Feature, CancellationToken = options.CancellationToken,
            ClassEmbeddings = encoder is not null && options.ClassNames is { } names ? ClassEmbeddings.Embed(names, encoder) : null,
        };
        return new FewShotTraining<TTransformer>(environment, task, settings, zeroShot: false);
    }
}
