using System.Globalization;
using System.Text;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Layers of a vision network that were chosen for labeled images. Immutable.</summary>
/// <seealso cref="ImageLayerSelectionCatalog.SelectImageLayers"/>
public sealed class ImageLayerSelection
{
    internal ImageLayerSelection(IReadOnlyList<string> layers, IReadOnlyList<(string Layers, double Error)> tried)
    {
        Layers = layers;
        Tried = tried;
    }

    /// <summary>The chosen layers, in the order in which the network computes them: what <see cref="ImageEmbeddingModel.WithLayers"/> takes.</summary>
    public IReadOnlyList<string> Layers { get; }

    /// <summary>
    /// What was compared: layers, joined by " + ", and the mean squared error of a linear classifier on rows that it was not trained on, summed over the classes'
    /// targets of 0 and 1. Equally frequent classes and no knowledge give (classes - 1) / classes.
    /// </summary>
    public IReadOnlyList<(string Layers, double Error)> Tried { get; }

    /// <summary>A line for all that was compared, the best first.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("error   layers");
        foreach (var (layers, error) in Tried.OrderBy(entry => entry.Error))
            text.Append(CultureInfo.InvariantCulture, $"\n{error:F4}  {layers}");
        return text.ToString();
    }
}
