using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML.TransferEmbeddings.Tuning.Learning;

/// <summary>The trainer of either task: from a data view to an encoder that was tuned, with ML.NET's own linear model after it.</summary>
internal sealed class TunedTextTraining<TTransformer>(IHostEnvironment environment, ClassificationTask<TTransformer> task, TextTuningOptions options)
    where TTransformer : class, ITransformer
{
    private readonly HeadTraining<TTransformer> head = new(environment, task, options);

    public TransformerChain<TTransformer> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        MLNetInternals.RequireColumns(input.Schema, nameof(input), options.LabelColumnName, options.InputColumnName);
        GetOutputSchema(MLNetInternals.ShapeOf(input.Schema));
        using var fit = new HostedFit(environment, "FineTuneText", options.CancellationToken);
        var label = input.Schema[options.LabelColumnName];
        string[] labels = task.Labels(label);
        var texts = new List<LabeledText>();
        LabeledTexts.Read(task, input, options.InputColumnName, label, fit, (text, c) => texts.Add(new LabeledText(text.ToString(), labels[c])));

        using var tuned = fit.Run(token => options.Tune(texts, token));
        var embedding = head.Embedding(tuned, input.Schema);
        return new TransformerChain<TTransformer>([embedding, .. head.Train(options.Head, embedding.Transform(input), tuned)]);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => head.GetOutputSchema(inputSchema, options.Head);
}
