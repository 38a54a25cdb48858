namespace Microsoft.ML.TransferEmbeddings.Images.Layers;

/// <summary>Embeds images with all candidate layers side by side, and has the blocks of that vector compared.</summary>
internal static class LayerComparison
{
    private const string VectorColumn = "LayerVectors";

    public static ImageLayerSelection Run(
        TransformsCatalog transforms, IDataView data, string imageColumnName, ImageEmbeddingModel model, ImageLayerSelectionOptions options)
    {
        string[] names = [.. options.Candidates ?? LayerCandidates.Of(model.Layers)];
        if (names.Length == 0)
            throw new ArgumentException($"No layer of the network is a candidate by itself. Set {nameof(options.Candidates)}.", nameof(options));
        // The vectors get their length in the search: it depends on which layers stand side by side.
        using var all = model.OfLayers(names, normalize: false);
        var selection = transforms.SelectFeatureBlocks(data, new FeatureBlockSelectionOptions
        {
            BlockLengths = all.LayerLengths,
            LabelColumnName = options.LabelColumnName,
            FeatureColumnName = VectorColumn,
            Featurizer = transforms.EmbedImages(VectorColumn, all, imageColumnName),
            NormalizeVectors = model.Settings.Normalize,
            MaxRows = options.MaxRows,
            Progress = options.Progress is { } progress ? new NamedProgress(progress, names) : null,
            CancellationToken = options.CancellationToken,
        });
        return new ImageLayerSelection([.. selection.Blocks.Select(block => names[block])], [.. selection.Tried.Select(trial => Named(trial, names))]);
    }

    private static ImageLayerTrial Named(FeatureBlockTrial trial, string[] names) => new([.. trial.Blocks.Select(block => names[block])], trial.Error);

    private sealed class NamedProgress(IProgress<ImageLayerTrial> progress, string[] names) : IProgress<FeatureBlockTrial>
    {
        public void Report(FeatureBlockTrial value) => progress.Report(Named(value, names));
    }
}
