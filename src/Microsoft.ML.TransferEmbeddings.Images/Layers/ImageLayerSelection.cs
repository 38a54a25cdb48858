using System.Globalization;
using System.Text;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Result of a selection of layers of a vision network for labeled images. Immutable.</summary>
/// <seealso cref="ImageLayerSelectionCatalog"/>
public sealed class ImageLayerSelection
{
    internal ImageLayerSelection(IReadOnlyList<string> layers, IReadOnlyList<ImageLayerTrial> tried)
    {
        Layers = layers;
        Tried = tried;
    }

    /// <summary>Names of the chosen layers, in the order of the candidates, for <see cref="ImageEmbeddingModel.WithLayers"/>.</summary>
    public IReadOnlyList<string> Layers { get; }

    /// <summary>All sets that were compared: first each candidate alone, then each remaining one beside the chosen ones, and so on.</summary>
    public IReadOnlyList<ImageLayerTrial> Tried { get; }

    /// <summary>Returns a line for each set that was compared, the best first: its error and its layers, joined by " + ".</summary>
    public override string ToString()
    {
        var text = new StringBuilder("error   layers");
        foreach (var trial in Tried.OrderBy(trial => trial.Error))
            text.Append(CultureInfo.InvariantCulture, $"\n{trial.Error:F4}  {string.Join(" + ", trial.Layers)}");
        return text.ToString();
    }
}
