using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Images;

/// <summary>The trainer of either task: from a data view to the tuned encoder, with ML.NET's own linear model after it.</summary>
/// <param name="probe">Trains the linear model.</param>
/// <param name="options">Columns, model and settings.</param>
internal sealed class ImageTraining<TTransformer>(IEstimator<TTransformer> probe, FineTuneImagesOptions options)
    where TTransformer : class, ITransformer
{
    private readonly TransformsCatalog transforms = new MLContext(seed: 1).Transforms;

    public TransformerChain<TTransformer> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        foreach (string column in new[] { options.InputColumnName, options.LabelColumnName })
        {
            if (input.Schema.GetColumnOrNull(column) is null)
                throw new ArgumentOutOfRangeException(nameof(input), $"The data has no column '{column}'.");
        }
        var rows = ImageRows.Read(input, options.InputColumnName, options.LabelColumnName, options.CancellationToken);
        using var tuned = ImageFineTuner.Tune(options.Model, rows, options.Training, options.CancellationToken);
        var embedding = Stage(tuned).Fit(input);
        return new TransformerChain<TTransformer>(embedding, probe.Fit(embedding.Transform(input)));
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        // The tuned model has vectors of the same length.
        return probe.GetOutputSchema(Stage(options.Model).GetOutputSchema(inputSchema));
    }

    private EmbeddingEstimator Stage(ImageEmbeddingModel model) => transforms.EmbedImages(options.FeatureColumnName, model, options.InputColumnName);
}
