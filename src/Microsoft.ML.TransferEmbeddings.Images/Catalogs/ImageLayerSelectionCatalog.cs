using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.Images.Layers;

namespace Microsoft.ML;

/// <summary>Which layers of a vision network suit labeled images.</summary>
public static class ImageLayerSelectionCatalog
{
    /// <summary>
    /// Chooses layers of a network for a linear classifier by cross-validation: the layer with the lowest error, and others beside it as long as each lowers
    /// the error by more than chance. The network runs once over the images.
    /// </summary>
    /// <param name="catalog">The transforms: <c>mlContext.Transforms</c>.</param>
    /// <param name="data">Labeled training images; no row of a test set. Rows whose label is missing are left out.</param>
    /// <param name="imageColumnName">The column of images, as <c>EmbedImages</c> takes it.</param>
    /// <param name="model">The network; its pooling counts, its own layers don't.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <returns>The layers, for <see cref="ImageEmbeddingModel.WithLayers"/>, and all sets that were compared.</returns>
    /// <exception cref="ArgumentNullException">An argument but <paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentException">The name is empty, or the network has no such layer, or none that can be chosen.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="InvalidOperationException">Fewer than two classes have rows, or one has a single row.</exception>
    /// <exception cref="ImageLoadException">An image can't be used.</exception>
    /// <exception cref="OperationCanceledException">The options' token was canceled.</exception>
    [Experimental("TEMB001")]
    public static ImageLayerSelection SelectImageLayers(
        this TransformsCatalog catalog, IDataView data, string imageColumnName, ImageEmbeddingModel model, ImageLayerSelectionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentException.ThrowIfNullOrEmpty(imageColumnName);
        ArgumentNullException.ThrowIfNull(model);
        return LayerComparison.Run(catalog, data, imageColumnName, model, options ?? new ImageLayerSelectionOptions());
    }
}
