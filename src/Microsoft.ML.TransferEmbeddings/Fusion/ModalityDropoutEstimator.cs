using Microsoft.ML.TransferEmbeddings.Fusion;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Trains a trainer on fused vectors of which some copies lack blocks, so that its model learns to do without one (modality dropout: Neverova et al. 2016, ModDrop). The model
/// is that of the trainer: nothing of this class is saved.
/// </summary>
/// <remarks>
/// Only the training rows are copied. A stage of the pipeline could not do that: what it does to training rows it does in production as well. Thread-safe if the trainer is; may
/// be fitted many times.
/// </remarks>
/// <typeparam name="TTransformer">Type of the trainer's model.</typeparam>
/// <seealso cref="FusionCatalog.WithModalityDropout{TTransformer}"/>
public sealed class ModalityDropoutEstimator<TTransformer> : IEstimator<TTransformer>
    where TTransformer : ITransformer
{
    private readonly IEstimator<TTransformer> trainer;
    private readonly ModalityDropoutOptions options;

    internal ModalityDropoutEstimator(IEstimator<TTransformer> trainer, ModalityDropoutOptions options)
    {
        this.trainer = trainer;
        this.options = options;
    }

    /// <summary>Trains on all rows of <paramref name="input"/> and on their copies.</summary>
    /// <param name="input">Data with the column of fused vectors and what the trainer reads besides.</param>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing.</exception>
    /// <exception cref="ArgumentException">The feature column does not come from <see cref="FusionCatalog.FuseEmbeddings(TransformsCatalog, string, string[])"/> with concatenated
    /// blocks.</exception>
    public TTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        MLNetInternals.RequireColumns(input.Schema, nameof(input), options.FeatureColumnName);
        var feature = input.Schema[options.FeatureColumnName];
        var layout = FusedLayout.Require(feature, "modality dropout");
        return trainer.Fit(new ModalityDropoutDataView(input, feature, new DroppedBlocks(layout, options), options.Copies));
    }

    /// <summary>Returns the shape of the schema after the trained model.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="inputSchema"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column of the trainer is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => trainer.GetOutputSchema(inputSchema);
}
