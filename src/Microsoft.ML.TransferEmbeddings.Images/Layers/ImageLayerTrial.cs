namespace Microsoft.ML.TransferEmbeddings;

/// <summary>A set of layers of a vision network, and how well a linear classifier does with them. Immutable.</summary>
public sealed class ImageLayerTrial
{
    internal ImageLayerTrial(IReadOnlyList<string> layers, double error)
    {
        Layers = layers;
        Error = error;
    }

    /// <summary>The names of the layers, in the order of the candidates.</summary>
    public IReadOnlyList<string> Layers { get; }

    /// <summary>
    /// The mean squared error of a linear classifier on rows that it was not trained on, summed over the classes' targets of 0 and 1. Equally frequent classes
    /// and no knowledge give (classes - 1) / classes.
    /// </summary>
    public double Error { get; }
}
