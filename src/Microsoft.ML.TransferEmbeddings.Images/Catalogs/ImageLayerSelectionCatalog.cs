using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.Evaluation;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using Microsoft.ML.TransferEmbeddings.Images;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML;

/// <summary>Which layers of a vision network suit labeled images.</summary>
public static class ImageLayerSelectionCatalog
{
    private const int MostRows = 2_000;

    /// <summary>
    /// Chooses layers of a network for a linear classifier by cross-validation: the layer with the lowest error, and others beside it as long as each lowers the
    /// error by more than chance. The network runs once over the images.
    /// </summary>
    /// <param name="context">The context.</param>
    /// <param name="data">Labeled training images; no row of a test set. Of more than 2,000 labeled rows 2,000 count, always the same ones, with every class's share
    /// of them. Rows whose label is missing are left out.</param>
    /// <param name="imageColumnName">The column of images, as <see cref="ImageEmbeddingsCatalog.EmbedImages"/> takes it.</param>
    /// <param name="model">The network; its pooling counts, its own layers don't.</param>
    /// <param name="labelColumnName">A column of <see cref="bool"/> or a key column.</param>
    /// <param name="candidates">Names of <see cref="ImageEmbeddingModel.Layers"/> to choose from. Null: the last map of each size of a convolutional network; of a
    /// transformer the sums behind each quarter of its blocks.</param>
    /// <returns>The layers, for <see cref="ImageEmbeddingModel.WithLayers"/>.</returns>
    /// <exception cref="ArgumentException">A name is empty, or the network has no such layer, or none that can be chosen.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="InvalidOperationException">Fewer than two classes have rows, or one has a single row.</exception>
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
        var classes = LearningCurveCatalog.Classes(context, data, labelColumnName, isBinary);
        if (classes.Count < 2 || classes.Any(rows => rows.Count() < 2))
        {
            throw new InvalidOperationException(
                $"Column '{labelColumnName}' has {classes.Count} classes with rows, the smallest of {classes.Select(rows => rows.Count()).DefaultIfEmpty().Min()}; two classes of two rows each are needed.");
        }
        // Their lengths are for the search to make: they depend on which layers stand side by side.
        using var all = model.OfLayers(names, normalize: false);
        const string vectors = "Vectors";
        ClassificationTask task = isBinary ? new BinaryTask(context) : new MulticlassTask(context);
        using var stage = context.Transforms.EmbedImages(vectors, imageColumnName, all).Fit(data);
        var rows = TrainingData.Read(task, stage.Transform(new RowSubsetDataView(data, Sample(classes))), new TrainingColumns(labelColumnName, vectors, Weight: null));
        var search = new LayerSearch(rows, task.Labels(label).Length, all.LayerLengths, model.Normalizes);
        int[] chosen = search.Run();
        return new ImageLayerSelection(
            [.. chosen.Select(layer => names[layer])],
            [.. search.Tried.Select(entry => (string.Join(" + ", entry.Layers.Select(layer => names[layer])), entry.Error))]);
    }

    /// <summary>Rows of each class by its share, two of the rarest.</summary>
    private static HashSet<long> Sample(ILookup<int, long> classes)
    {
        double share = Math.Min(1, (double)MostRows / classes.Sum(rows => rows.Count()));
        var random = new Random(1);
        return [.. classes.OrderBy(rows => rows.Key).SelectMany(rows =>
        {
            long[] shuffled = [.. rows];
            random.Shuffle(shuffled);
            return shuffled.Take(Math.Max(2, (int)Math.Round(share * shuffled.Length)));
        })];
    }
}
