using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using Microsoft.ML.TransferEmbeddings.Images;
using Microsoft.ML.TransferEmbeddings.Persistence;

namespace Microsoft.ML;

/// <summary>Which layers of a vision network suit labelled images.</summary>
public static class ImageLayerSelectionCatalog
{
    private const int MostRows = 2_000;

    /// <summary>
    /// Chooses layers of a network for a linear classifier by cross-validation: the layer with the lowest error, and others beside it as long as each lowers the
    /// error by more than chance. The network runs once over the images.
    /// </summary>
    /// <param name="context">The context.</param>
    /// <param name="data">Labelled training images; no row of a test set. Of more than 2,000 labelled rows the first 2,000 count: shuffle rows that are sorted.
    /// Rows whose label is missing are left out.</param>
    /// <param name="imageColumnName">The column of images, as <see cref="ImageEmbeddingsCatalog.EmbedImages"/> takes it.</param>
    /// <param name="model">The network; its pooling counts, its own layers don't.</param>
    /// <param name="labelColumnName">A column of <see cref="bool"/> or a key column.</param>
    /// <param name="candidates">Names of <see cref="ImageEmbeddingModel.Layers"/> to choose from. Null: the last map of each size of a convolutional network; of a
    /// transformer the sums behind each quarter of its blocks.</param>
    /// <returns>The layers, for <see cref="ImageEmbeddingModel.WithLayers"/>.</returns>
    /// <exception cref="ArgumentException">A name is empty, or the network has no such layer, or none that can be chosen.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="InvalidOperationException">A class has one row, or there are fewer than two classes.</exception>
    /// <exception cref="BadImageException">An image can't be used.</exception>
    public static ImageLayerSelection SelectImageLayers(
        this MLContext context, IDataView data, string imageColumnName, ImageEmbeddingModel model, string labelColumnName = "Label", IEnumerable<string>? candidates = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentException.ThrowIfNullOrEmpty(imageColumnName);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        var label = data.Schema.GetColumnOrNull(labelColumnName) ?? throw MLNetInternals.MissingColumn(context, nameof(data), labelColumnName);
        bool isBinary = label.Type is BooleanDataViewType;
        if (!isBinary && !(label.Type is KeyDataViewType key && key.RawType == typeof(uint)))
            throw MLNetInternals.WrongColumnType(context, nameof(data), labelColumnName, "Boolean or key", label.Type.ToString()!);

        string[] names = [.. candidates ?? LayerCandidates.Of(model.Layers)];
        if (names.Length == 0)
            throw new ArgumentException("There is no layer to choose from. Name some of the model's Layers.", nameof(candidates));
        using var all = model.WithLayers(names);
        const string vectors = "Vectors";
        ClassificationTask task = isBinary ? new BinaryTask(context) : new MulticlassTask(context);
        using var stage = context.Transforms.EmbedImages(vectors, imageColumnName, all).Fit(data);
        var labelled = isBinary ? data : context.Data.FilterRowsByMissingValues(data, labelColumnName);
        var rows = TrainingData.Read(task, stage.Transform(context.Data.TakeRows(labelled, MostRows)), new TrainingColumns(labelColumnName, vectors, Weight: null));
        var counts = Enumerable.Range(0, rows.Count).CountBy(rows.ClassOf).ToArray();
        if (counts.Length < 2 || counts.Any(count => count.Value < 2))
        {
            throw new InvalidOperationException(
                $"Column '{labelColumnName}' has {counts.Length} classes, the smallest of {counts.Select(count => count.Value).DefaultIfEmpty().Min()} rows, among the first "
                    + $"{rows.Count:N0} labelled rows; two classes of two rows are needed. Shuffle rows that are sorted.");
        }
        var search = new LayerSearch(rows, task.Labels(label).Length, all.LayerLengths);
        int[] chosen = search.Run();
        return new ImageLayerSelection(
            [.. chosen.Select(layer => names[layer])],
            [.. search.Tried.Select(entry => (string.Join(" + ", entry.Layers.Select(layer => names[layer])), entry.Error))]);
    }
}
