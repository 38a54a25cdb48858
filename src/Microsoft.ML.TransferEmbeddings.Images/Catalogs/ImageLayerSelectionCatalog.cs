using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.Images.Layers;

namespace Microsoft.ML;

/// <summary>Chooses layers of a vision network for labeled images.</summary>
public static class ImageLayerSelectionCatalog
{
    /// <summary>
    /// Chooses layers of a network for a linear classifier by cross-validation: the layer with the lowest error, and others beside it as long as each lowers
    /// the error by more than chance. The network runs once over the images.
    /// </summary>
    /// <param name="catalog">The transforms: <c>mlContext.Transforms</c>.</param>
    /// <param name="data">Labeled training images; no row of a test set. Rows whose label is missing are left out.</param>
    /// <param name="imageColumnName">The column of images, as <c>EmbedImages</c> takes it.</param>
    /// <param name="model">The network. Candidates are pooled as it pools; the layers that it was read with do not matter. It stays the caller's.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <returns>The layers, for <see cref="ImageEmbeddingModel.WithLayers"/>, and all sets that were compared.</returns>
    /// <exception cref="ArgumentNullException">An argument other than <paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentException">The column's name is empty, a candidate is not a layer of the network, or the network has no layer to choose from.</exception>
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
